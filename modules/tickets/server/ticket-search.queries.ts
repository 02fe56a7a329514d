import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'
import { type ItemRow, itemColumns, itemJoins } from './ticket.columns.ts'
import { conditionsOf } from './ticket-list.conditions.ts'
import { after, orderBy, sortColumns } from './ticket-list.order.ts'
import { everything } from './ticket-list.sources.ts'
import { type Statement, statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'
import { askedFor, type Found, matchColumn } from './ticket-search.match.queries.ts'
import { namedIn, type SearchPlace, searching } from './ticket-search-call.queries.ts'

/** 0: named; 1: all words in the subject; 2: somewhere else; 3: similar. */
export type Tier = 0 | 1 | 2 | 3

export type SearchRow = ItemRow & {
  tier: Tier
  mark_id: number
  /** No ticket, but where looking ended. */
  is_end: boolean
  sort_0: string
  sort_1?: string
  found: Found | null
} & Record<string, unknown>

export interface SearchPage {
  limit: number
  /** So many hits are looked at. */
  most: number
  /** By relevance. */
  from: SearchPlace | null
  /** In another order. */
  cursor: Cursor | null
  isRanked: boolean
}

/** One page of what is found, and where the words stand in it, in one statement; where looking ended before it was full, the last row says so. */
export async function selectFound(scope: Scope, sight: Sight, wanted: Wanted, page: SearchPage) {
  const sql = statement()
  const { most } = page
  const me = sql.value(sight.user_id, 'bigint')
  const isBegin = page.from === null && page.cursor === null
  const place = page.isRanked
    ? `m.tier::text as sort_0, coalesce(m.at, now())::text as sort_1`
    : sortColumns(wanted.order, 't')
  const columns = (page.isRanked ? ['id'] : ['id', ...wanted.order.columns])
    .map((column) => `t.${column}`)
    .join(', ')
  const text = `with named as materialized (${namedIn(sight, wanted, sql)}),
found as materialized (
  select n.id as ticket_id, 0 as tier, null::timestamptz as at, true as is_hit, false as is_end, 0::bigint as place from named n
    where ${isBegin && page.isRanked}
  union all
  select s.ticket_id, s.tier, s.at, s.is_hit and ${page.isRanked ? '' : 's.tier < 3 or '}not exists (select from named n where n.id = s.ticket_id), not s.is_hit, s.place
  from ${searching(sight, wanted, { most, from: page.from }, sql)}
    with ordinality s (ticket_id, tier, at, is_hit, place)
),
page as materialized (
  select t.*, f.tier, f.at, f.place from found f cross join lateral (select ${columns} from tickets t
    where t.id = f.ticket_id and ${narrowed(scope, sight, wanted, page, sql)} offset 0) t where f.is_hit
  order by ${page.isRanked ? 'f.place, t.id' : orderBy(wanted.order)} limit ${page.limit + 1}
),
marks as (
  select id, tier, at, place, false as is_end from page
  union all
  (select ticket_id, tier, at, place, true from found where tier in (1, 2) and ${page.isRanked}
     and (select count(*) from page) <= ${page.limit} and ${goesOn(most)} order by place desc limit 1)
), ${askedFor(wanted, sql)}
select ${itemColumns(sight.is_desk, me)}, m.tier, m.id as mark_id, m.is_end, ${place}, ${matchColumn} as found
from marks m left join tickets t on t.id = m.id and not m.is_end ${itemJoins(sight.is_desk)} cross join asked
order by m.is_end, ${page.isRanked ? 'm.place, m.id' : orderBy(wanted.order)}`
  const { rows } = await scope.tx.run<SearchRow>(text, sql.values)
  return rows
}

/** Hits that filters go through one by one need more of them than the page shows. */
export const isFiltered = (sight: Sight, wanted: Wanted) =>
  conditionsOf(sight, wordless(wanted)).size > 0 || wanted.companies.none

const wordless = (wanted: Wanted): Wanted => ({ ...wanted, words: [], without: [] })

const conditions = (scope: Scope, sight: Sight, wanted: Wanted, sql: Statement) =>
  everything(scope, sight, wordless(wanted), sql).join(' and ')

function narrowed(scope: Scope, sight: Sight, wanted: Wanted, page: SearchPage, sql: Statement): string {
  const start = page.isRanked ? [] : after(wanted.order, page.cursor, sql)
  return [conditions(scope, sight, wanted, sql), ...start].join(' and ')
}

const goesOn = (most: number) => `(select count(*) filter (where tier > 0 and is_hit) >= ${most}
    or bool_or(is_end) from found)`
