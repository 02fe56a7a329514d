import type { Scope } from '../../../platform/database/index.ts'
import type { TicketView } from '../contract/views.ts'
import type { Sight } from './sight.ts'
import { counting } from './ticket-list.queries.ts'
import { statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'

export interface ViewRow extends TicketView {
  owner_user_id: number | null
}

const columns = `id, name, is_system, owner_user_id, owner_user_id is null as is_shared, query, columns, group_by,
  position, version`
const all = `select ${columns} from ticket_views where owner_user_id is null or owner_user_id = $1::bigint
order by is_system desc, owner_user_id nulls first, position, id limit 200`

/** The views that somebody sees: the desk's, shared ones, their own. */
export async function selectViews(scope: Scope): Promise<ViewRow[]> {
  const { rows } = await scope.tx.run<ViewRow & Record<string, unknown>>(all, [scope.user_id])
  return rows
}

const one = `select ${columns} from ticket_views
where id = $2::bigint and (owner_user_id is null or owner_user_id = $1::bigint)`

export async function selectView(scope: Scope, id: number): Promise<ViewRow | null> {
  const { rows } = await scope.tx.run<ViewRow & Record<string, unknown>>(one, [scope.user_id, id])
  return rows[0] ?? null
}

export type NewView = Pick<ViewRow, 'owner_user_id' | 'name' | 'query' | 'columns' | 'group_by' | 'position'>

export async function insertView(scope: Scope, row: NewView): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('ticket_views')
    .values({ ...row, query: JSON.stringify(row.query) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateView(
  scope: Scope,
  id: number,
  set: Partial<NewView>,
  version: number,
): Promise<void> {
  const { query, ...plain } = set
  await scope.tx.queries
    .updateTable('ticket_views')
    .set({
      ...plain,
      ...(query && { query: JSON.stringify(query) }),
      version: version + 1,
      updated_at: new Date().toISOString(),
    })
    .where('id', '=', id)
    .execute()
}

/** The places 1, 2, 3 … in this order. */
export async function placeViews(scope: Scope, ids: number[]): Promise<void> {
  await scope.tx.run(
    `update ticket_views v set position = o.position from unnest($1::bigint[]) with ordinality o (id, position)
     where o.id = v.id and v.position <> o.position`,
    [ids],
  )
}

export async function deleteView(scope: Scope, id: number): Promise<void> {
  await scope.tx.queries.deleteFrom('ticket_views').where('id', '=', id).execute()
}

/** How many tickets each of these questions finds, in one statement; counted up to `most` and one more. */
export async function countEach(
  scope: Scope,
  sight: Sight,
  questions: readonly { id: number; wanted: Wanted }[],
  most: number,
): Promise<{ id: number; n: number }[]> {
  if (questions.length === 0) return []
  const sql = statement()
  const counts = questions.map(
    ({ id, wanted }) =>
      `select ${sql.value(id, 'bigint')} as id, (${counting(scope, sight, wanted, most, sql)}) as n`,
  )
  const { rows } = await scope.tx.run<{ id: number; n: number }>(counts.join(' union all '), sql.values)
  return rows
}
