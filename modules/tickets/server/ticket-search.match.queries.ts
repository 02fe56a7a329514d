import type { Scope } from '../../../platform/database/index.ts'
import { statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'
import type { Tier } from './ticket-search.queries.ts'
import { typed } from './ticket-search-call.queries.ts'

/** A part of a text, and the same part with marks around what was found. */
export type Found = [field: string, text: string, marked: string, cut: '' | '<' | '>' | '<>']

export interface MatchRow extends Record<string, unknown> {
  id: number
  found: Found | null
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
  const text = `with asked as materialized (select either, ${beginnings} as beginnings,
  either::text like '%<%' as has_phrase from ticket_search_query(${typed(wanted, sql)}))
select t.id, coalesce(case when h.tier = 1 then ${whole("'subject'", 't.subject')} end,
  ${inEntries},
  case when ${stands('t.subject')} then ${whole("'subject'", 't.subject')} end,
  (select ${whole("'person'", 'w.name')} from (select ${personOf('w')} as name from ticket_watchers w
     where w.ticket_id = t.id and w.kind in ('requester', 'cc') offset 0) w where ${stands('w.name')} limit 1),
  (select ${whole("'file'", 'f.name')} from ticket_attachments a join files f on f.id = a.file_id
   where a.ticket_id = t.id and ${stands("f.name || ' ' || translate(f.name, '.', ' ')")} limit 1)) as found
from unnest(${ids}, ${tiers}) h (id, tier) join tickets t on t.id = h.id cross join asked`
  const { rows } = await scope.tx.run<MatchRow>(text, sql.values)
  return rows
}

const stands = (text: string) => `to_tsvector('portal_text', ticket_search_text(${text})) @@ asked.either`
const marks = `'HighlightAll=true, StartSel="' || E'\\x02' || '", StopSel="' || E'\\x03' || '"'`
const headline = (text: string) =>
  `coalesce(ts_headline('portal_text', ticket_search_text(${text}), asked.either, ${marks}), ${text})`
const whole = (field: string, text: string) => `array[${field}, ${text}, ${headline(text)}, '']`

/** Of the words; accents fold, so text with any is looked at in any case, and only plain letters need be made small. */
const beginnings = `array(select left(x[1], greatest(length(x[1]) - 1, 2))
    from regexp_matches(either::text, '''([^'']+)''', 'g') x)`

/** Looked up one by one: the view that people are would be read whole where it is joined. */
const personOf = (
  row: string,
) => `coalesce((select concat_ws(' ', coalesce(p.display_name, ${row}.name), coalesce(p.email, ${row}.email))
    from people p where p.id = ${row}.user_id), concat_ws(' ', ${row}.name, ${row}.email))`

const before = 80
const most = 320
const kind = "case when r.is_internal then 'note' else 'reply' end"
const cut = `case when a.at is null then '' else case when n.from_at > 1 then '<' else '' end
  || case when n.size >= n.from_at + ${most} then '>' else '' end end`

/**
 * A text that holds the beginning of no word need not be taken to pieces, and of another one only what stands around it;
 * the whole where that was something else. Marks alone prove single words, not phrases.
 */
const inEntries = `(select x.found from (select r.is_internal, left(r.body_text, 2000) as body from ticket_replies r
     where r.ticket_id = t.id and r.deleted_at is null order by r.created_at desc, r.id desc limit 20) r
   cross join lateral (select (select min(nullif(strpos(lower(r.body collate "C"), b), 0)) from unnest(asked.beginnings) b) as at offset 0) a
   cross join lateral (select greatest(a.at - ${before}, 1) as from_at, length(r.body) as size offset 0) n
   cross join lateral (select case when a.at is null then r.body else substr(r.body, n.from_at, ${most}) end as near offset 0) s
   cross join lateral (select ${headline('s.near')} as marked offset 0) m
   cross join lateral (select case
     when strpos(m.marked, E'\\x02') > 0 and (not asked.has_phrase or ${stands('s.near')}) then array[${kind}, s.near, m.marked, ${cut}]
     when a.at is not null and n.size > ${most} and ${stands('r.body')} then ${whole(kind, 'r.body')} end as found offset 0) x
   where (a.at is not null or octet_length(r.body) > length(r.body)) and x.found is not null limit 1)`
