import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'
import { type ItemRow, itemColumns, itemJoins } from './ticket.columns.ts'
import {
  after,
  companiesWalked,
  everything,
  inCompanies,
  isCopied,
  isFiltered,
  isRequester,
  type Statement,
  served,
  statement,
  unserved,
  type Wanted,
} from './ticket-list.conditions.ts'
import { orderBy, sortColumns } from './ticket-list.order.ts'

interface SortColumns {
  sort_0: string
  sort_1?: string
}

export type ListRow = ItemRow & SortColumns & Record<string, unknown>

/** So many entries of an index one page looks at; then it is short, and goes on at the last one looked at. */
const reach = 10_000
export const countCap = 10_000

/** One page, in one statement. */
export async function selectList(
  scope: Scope,
  sight: Sight,
  wanted: Wanted,
  page: { from: Cursor | null; limit: number },
) {
  const sql = statement()
  const me = sql.value(sight.user_id, 'bigint')
  const order = orderBy(wanted.order)
  const text = `select ${itemColumns(sight.is_desk, me)}, ${sortColumns(wanted.order)}
from (${walk(scope, sight, wanted, page, sql)}) t ${itemJoins(sight.is_desk)} order by ${order}`
  const { rows } = await scope.tx.run<ListRow>(text, sql.values)
  return rows
}

/** One ticket in the form of the list, if it is seen and not filtered away. */
export async function selectListed(scope: Scope, sight: Sight, wanted: Wanted, id: number) {
  const sql = statement()
  const me = sql.value(sight.user_id, 'bigint')
  const wordless = { ...wanted, words: [], without: [], except_id: null }
  const conditions = [`t.id = ${sql.value(id, 'bigint')}`, ...everything(scope, sight, wordless, sql)]
  const text = `select ${itemColumns(sight.is_desk, me)}, ${sortColumns(wanted.order)}
from tickets t ${itemJoins(sight.is_desk)} where ${conditions.join(' and ')}`
  const { rows } = await scope.tx.run<ListRow>(text, sql.values)
  return rows[0] ?? null
}

/** Where a bounded walk stopped looking, if it did. */
export async function selectReach(scope: Scope, wanted: Wanted, from: Cursor | null) {
  const sql = statement()
  const conditions = [...served(wanted, sql), ...after(wanted.order, from, sql)]
  const text = `select t.id, ${sortColumns(wanted.order)} from tickets t where ${conditions.join(' and ')}
order by ${orderBy(wanted.order)} offset ${reach - 1} limit 1`
  const { rows } = await scope.tx.run<{ id: number } & SortColumns>(text, sql.values)
  return rows[0] ?? null
}

/** How many there are, counted up to the cap and one more. */
export async function countList(scope: Scope, sight: Sight, wanted: Wanted): Promise<number> {
  const sql = statement()
  const conditions = everything(scope, sight, wanted, sql)
  const text = `select count(*)::int as n from (select from tickets t where ${conditions.join(' and ')}
limit ${countCap + 1}) counted`
  const { rows } = await scope.tx.run<{ n: number }>(text, sql.values)
  return rows[0]?.n ?? 0
}

/** Whether pages of this list are bounded: the whole desk, filtered by what no index serves. */
export const isBounded = (scope: Scope, sight: Sight, wanted: Wanted) =>
  sight.is_desk && companiesWalked(scope, sight, wanted) === null && isFiltered(wanted)

/** The tickets of one page: walks along indexes, merged; never an `or` (tickets §4.1). */
function walk(
  scope: Scope,
  sight: Sight,
  wanted: Wanted,
  page: { from: Cursor | null; limit: number },
  sql: Statement,
) {
  const end = `order by ${orderBy(wanted.order)} limit ${page.limit}`
  const bound = isBounded(scope, sight, wanted) ? `order by ${orderBy(wanted.order)} limit ${reach}` : ''
  const sources = sourcesOf(scope, sight, wanted, sql).map(({ over, conditions }) => {
    const inside = [...conditions, ...served(wanted, sql), ...after(wanted.order, page.from, sql)]
    const further = unserved(wanted, sql)
    const plain = `select t.* from tickets t where ${inside.join(' and ')}`
    const along =
      further.length === 0
        ? `${plain} ${end}`
        : `select t.* from (${plain} ${bound}) t where ${further.join(' and ')} ${end}`
    return over ? `select t.* from ${over} cross join lateral (${along}) t` : along
  })
  if (sources.length === 1 && sight.is_desk && companiesWalked(scope, sight, wanted) === null)
    return sources[0]
  return `select t.* from (${sources.map((source) => `(${source})`).join(' union all ')}) t ${end}`
}

interface SourceOfTickets {
  /** One walk per row of this. */
  over?: string
  conditions: string[]
}

function sourcesOf(scope: Scope, sight: Sight, wanted: Wanted, sql: Statement): SourceOfTickets[] {
  const companies = companiesWalked(scope, sight, wanted)
  if (companies) {
    const over = `unnest(${sql.value(companies, 'bigint[]')}) c (id)`
    const perCompany = { over, conditions: ['t.company_id = c.id'] }
    if (sight.is_desk || wanted.company_ids.length > 0) return [perCompany]
    return [perCompany, { conditions: [isRequester(sight, sql), 't.company_id is null'] }]
  }
  if (sight.is_desk) return [{ conditions: [] }]

  const notAsRequester = `t.requester_user_id is distinct from ${sql.value(sight.user_id, 'bigint')}`
  return [
    { conditions: [isRequester(sight, sql), ...inCompanies(wanted, sql)] },
    { conditions: [notAsRequester, isCopied(sight, sql), ...inCompanies(wanted, sql)] },
  ]
}
