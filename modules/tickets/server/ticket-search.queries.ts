import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'
import { type ItemRow, itemColumns, itemJoins } from './ticket.columns.ts'
import { conditionsOf } from './ticket-list.conditions.ts'
import { after, orderBy, sortColumns } from './ticket-list.order.ts'
import { everything } from './ticket-list.sources.ts'
import { type Statement, statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'
import { namedIn, reachOfPhrases, type SearchPlace, searching, typed } from './ticket-search-call.queries.ts'

/** 0: named; 1: all words in the subject; 2: somewhere else; 3: similar. */
export type Tier = 0 | 1 | 2 | 3

export type SearchRow = ItemRow & {
  tier: Tier
  mark_id: number
  /** No ticket, but where looking ended. */
  is_end: boolean
  sort_0: string
  sort_1?: string
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

/** One page of what is found, in one statement; where looking ended before it was full, the last row says so. */
export async function selectFound(scope: Scope, sight: Sight, wanted: Wanted, page: SearchPage) {
  const sql = statement()
  const { most } = page
  const me = sql.value(sight.user_id, 'bigint')
  const isBegin = page.from === null && page.cursor === null
  const place = page.isRanked
    ? `m.tier::text as sort_0, coalesce(m.at, now())::text as sort_1`
    : sortColumns(wanted.order, 't')
  const text = `with named as materialized (${namedIn(sight, wanted, sql)}),
found as materialized (
  select n.id as ticket_id, 0 as tier, null::timestamptz as at, true as is_hit, 0::bigint as place from named n
    where ${isBegin && page.isRanked}
  union all
  select s.ticket_id, s.tier, s.at, s.is_hit and ${page.isRanked ? '' : 's.tier < 3 or '}not exists (select from named n where n.id = s.ticket_id), s.place
  from ${searching(sight, wanted, { most, from: page.from }, sql)}
    with ordinality s (ticket_id, tier, at, is_hit, place)
),
page as materialized (
  select t.id, f.tier, f.at, f.place from found f join tickets t on t.id = f.ticket_id
  where f.is_hit and ${narrowed(scope, sight, wanted, page, sql)}
  order by ${page.isRanked ? 'f.place, t.id' : orderBy(wanted.order)} limit ${page.limit + 1}
),
marks as (
  select id, tier, at, place, false as is_end from page
  union all
  (select ticket_id, tier, at, place, true from found where tier in (1, 2) and ${page.isRanked}
     and (select count(*) from page) <= ${page.limit} and ${goesOn(most)} order by place desc limit 1)
)
select ${itemColumns(sight.is_desk, me)}, m.tier, m.id as mark_id, m.is_end, ${place}
from marks m left join tickets t on t.id = m.id and not m.is_end ${itemJoins(sight.is_desk)}
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
    or count(*) filter (where tier = 2) >= ${reachOfPhrases} and bool_or(not is_hit) from found)`

export interface MatchRow extends Record<string, unknown> {
  id: number
  /** Field, text, and the same text with marks around what was found. */
  found: [field: string, text: string, marked: string] | null
}

/** Where the words stand in the tickets of one page: as the caller may see them, and in the newest 20 entries. */
export async function selectMatches(
  scope: Scope,
  wanted: Wanted,
  hits: readonly { id: number; tier: Tier }[],
): Promise<MatchRow[]> {
  const sql = statement()
  const ids = sql.value(
    hits.map(({ id }) => id),
    'bigint[]',
  )
  const tiers = sql.value(
    hits.map(({ tier }) => tier),
    'int[]',
  )
  const text = `with asked as materialized (select either, ${patterns} as patterns
  from ticket_search_query(${typed(wanted, sql)}))
select t.id, coalesce(case when h.tier = 1 then ${marking("'subject'", 't.subject')} end,
  (select ${marking("case when r.is_internal then 'note' else 'reply' end", 'r.body')}
   from (select r.is_internal, left(r.body_text, 2000) as body from ticket_replies r
     where r.ticket_id = t.id and r.deleted_at is null order by r.created_at desc, r.id desc limit 20) r
   where (lower(r.body) like any (asked.patterns) or octet_length(r.body) > length(r.body)) and ${stands('r.body')} limit 1),
  case when ${stands('t.subject')} then ${marking("'subject'", 't.subject')} end,
  (select ${marking("'person'", 'w.name')} from (select concat_ws(' ', coalesce(p.display_name, w.name), coalesce(p.email, w.email)) as name
     from ticket_watchers w left join people p on p.id = w.user_id
     where w.ticket_id = t.id and w.kind in ('requester', 'cc')) w where ${stands('w.name')} limit 1),
  (select ${marking("'file'", 'f.name')} from ticket_attachments a join files f on f.id = a.file_id
   where a.ticket_id = t.id and ${stands("f.name || ' ' || translate(f.name, '.', ' ')")} limit 1)) as found
from unnest(${ids}, ${tiers}) h (id, tier) join tickets t on t.id = h.id cross join asked`
  const { rows } = await scope.tx.run<MatchRow>(text, sql.values)
  return rows
}

/**
 * The beginnings of the words: a text that holds none of them need not be taken to pieces. Accents fold, so text with
 * any is looked at in any case.
 */
const patterns = `array(select '%' || regexp_replace(left(x[1], greatest(length(x[1]) - 1, 2)), '([\\\\%_])', '\\\\\\1', 'g') || '%'
    from regexp_matches(either::text, '''([^'']+)''', 'g') x)`
const stands = (text: string) => `to_tsvector('portal_text', ticket_search_text(${text})) @@ asked.either`
const marks = `'HighlightAll=true, StartSel="' || E'\\x02' || '", StopSel="' || E'\\x03' || '"'`
const marking = (field: string, text: string) =>
  `array[${field}, ${text}, coalesce(ts_headline('portal_text', ticket_search_text(${text}), asked.either, ${marks}), ${text})]`
