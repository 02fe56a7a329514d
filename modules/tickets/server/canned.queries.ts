import { type SqlBool, sql, type UpdateObject } from 'kysely'
import type { Cursor, Scope, Tables } from '../../../platform/database/index.ts'
import type { CannedReply } from '../contract/canned.ts'
import { companyNames } from './ticket.columns.ts'

export interface CannedRow extends CannedReply {
  order_key: string
}

const columns = sql`c.id, c.owner_user_id is null as is_shared, c.title, c.shortcut, c.body, c.category_id, c.used_count,
  c.archived_at is not null as is_archived, c.version, lower(c.title) as order_key`

export interface WantedCanned {
  q?: string | undefined
  is_shared?: boolean | undefined
  is_archived: boolean
  limit: number
}

/** The desk's and the caller's own, by title. */
export async function selectCanned(
  scope: Scope,
  wanted: WantedCanned,
  cursor: Cursor | null,
): Promise<CannedRow[]> {
  const { q, is_shared, is_archived, limit } = wanted
  const where = [
    is_archived ? sql<SqlBool>`c.archived_at is not null` : sql<SqlBool>`c.archived_at is null`,
    ...(q === undefined
      ? []
      : [sql<SqlBool>`position(lower(${q}) in lower(c.shortcut || ' ' || c.title)) > 0`]),
    ...(is_shared === undefined ? [] : [sql<SqlBool>`(c.owner_user_id is null) = ${is_shared}`]),
    ...(cursor ? [sql<SqlBool>`(lower(c.title), c.id) > (${cursor.values[0]}, ${cursor.id})`] : []),
  ]
  const { rows } = await sql<CannedRow>`select ${columns} from ticket_canned_replies c
    where ${sql.join(where, sql` and `)} order by lower(c.title), c.id limit ${limit + 1}`.execute(
    scope.tx.queries,
  )
  return rows
}

export async function selectCannedOne(scope: Scope, id: number): Promise<CannedRow | undefined> {
  const { rows } =
    await sql<CannedRow>`select ${columns} from ticket_canned_replies c where c.id = ${id}`.execute(
      scope.tx.queries,
    )
  return rows[0]
}

export async function lockCanned(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('select from ticket_canned_replies where id = $1 for update', [id])
}

export async function countCanned(scope: Scope): Promise<number> {
  const { rows } = await scope.tx.run<{ n: number }>('select count(*)::int as n from ticket_canned_replies')
  return rows[0]?.n ?? 0
}

export async function insertCanned(
  scope: Scope,
  row: {
    title: string
    shortcut: string
    body: string
    category_id: number | null
    owner_user_id: number | null
  },
): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('ticket_canned_replies')
    .values(row)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateCanned(
  scope: Scope,
  id: number,
  change: UpdateObject<Tables, 'ticket_canned_replies'>,
): Promise<void> {
  await scope.tx.queries
    .updateTable('ticket_canned_replies')
    .set({ ...change, version: sql<number>`version + 1`, updated_at: sql<string>`now()` })
    .where('id', '=', id)
    .execute()
}

export async function deleteCanned(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('delete from ticket_canned_replies where id = $1', [id])
}

/** One use more; it is nobody's change, so the version stays. */
export async function noteUse(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('update ticket_canned_replies set used_count = used_count + 1 where id = $1', [id])
}

export interface FilledTicket extends Record<string, unknown> {
  id: number
  subject: string
  status_label: string
  company_name: string | null
  requester_user_id: number | null
  requester_name: string | null
}

/** What texts may say of a ticket: what its requester knows. */
export async function selectFilled(scope: Scope, ticketId: number): Promise<FilledTicket | undefined> {
  const { rows } = await scope.tx.run<FilledTicket>(
    `select t.id, t.subject, s.public_label as status_label, t.requester_user_id, t.requester_name,
       (select n.name from ${companyNames} n where n.id = t.company_id) as company_name
     from tickets t join ticket_statuses s on s.key = t.status where t.id = $1::bigint`,
    [ticketId],
  )
  return rows[0]
}
