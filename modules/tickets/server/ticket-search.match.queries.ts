import type { Statement } from './ticket-list.statement.ts'
import type { Wanted } from './ticket-list.wanted.ts'
import { typed } from './ticket-search-call.queries.ts'

/** A part of a text, and the same part with marks around what was found. */
export type Found = [field: string, text: string, marked: string, cut: '' | '<' | '>' | '<>']

/** The words as they stand in texts, one row: `beginnings` of each, the same as patterns, and phrases as they were typed. */
export const askedFor = (wanted: Wanted, sql: Statement) => `asked as materialized (
  select q.either, q.either::text like '%<%' as has_phrase, b.beginnings,
    q.either::text like '%<%' and cardinality(${sql.value(wanted.words, 'text[]')}) = 1 as is_one_phrase,
    array(select '%' || regexp_replace(x, '([%_\\\\])', '\\\\\\1', 'g') || '%' from unnest(b.beginnings) x) as patterns,
    array(select lower(x) from unnest(${sql.value(wanted.words, 'text[]')}) x where x like '% %') as phrases
  from ticket_search_typed(${typed(wanted, sql)}) q, lateral (select ${beginnings} as beginnings offset 0) b)`

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

const before = 50
const most = 170
const kind = "case when r.is_internal then 'note' else 'reply' end"
const cut = `case when m.at is null then '' else case when m.from_at > 1 then '<' else '' end
  || case when m.size >= m.from_at + ${most} then '>' else '' end end`

const firstOf = (words: string) =>
  `(select min(nullif(strpos(lower(r.body collate "C"), b), 0)) from unnest(asked.${words}) b)`

/**
 * A text that holds the beginning of no word, or not of each in a phrase, need not be taken to pieces, and of another one only
 * what stands around it;
 * the whole where that was something else. Marks alone prove single words, not phrases. One step inside of the other: joined,
 * each text would be kept, in case it came again.
 */
const inEntries = `(select x.found from (select (
     select case
       when strpos(m.marked, E'\\x02') > 0 and (not asked.has_phrase or ${stands('m.near')}) then array[${kind}, m.near, m.marked, ${cut}]
       when m.at is not null and m.size > ${most} and ${stands('r.body')} then ${whole(kind, 'r.body')} end
     from (select s.*, ${headline('s.near')} as marked
       from (select n.*, case when n.at is null then r.body else substr(r.body, n.from_at, ${most}) end as near
         from (select a.at, greatest(a.at - ${before}, 1) as from_at, length(r.body) as size
           from (select case when case when asked.is_one_phrase then lower(r.body collate "C") like all (asked.patterns)
               else lower(r.body collate "C") like any (asked.patterns) end
             then coalesce(${firstOf('phrases')}, ${firstOf('beginnings')}) end as at offset 0) a
           where a.at is not null or octet_length(r.body) > length(r.body) offset 0) n offset 0) s offset 0) m) as found
   from (select r.is_internal, case when octet_length(r.body_text) > 2000 then left(r.body_text, 2000) else r.body_text end as body
     from ticket_replies r where r.ticket_id = t.id and r.deleted_at is null order by r.created_at desc, r.id desc limit 20) r offset 0) x
   where x.found is not null limit 1)`

/** Where the words stand in a ticket `t` that was found as `m`: as the caller may see it, and in the newest 20 entries. */
export const matchColumn = `case when m.tier in (1, 2) then coalesce(case when m.tier = 1 then ${whole("'subject'", 't.subject')} end,
  ${inEntries},
  case when ${stands('t.subject')} then ${whole("'subject'", 't.subject')} end,
  (select ${whole("'person'", 'w.name')} from (select ${personOf('w')} as name from ticket_watchers w
     where w.ticket_id = t.id and w.kind in ('requester', 'cc') offset 0) w where ${stands('w.name')} limit 1),
  (select ${whole("'file'", 'f.name')} from ticket_attachments a join files f on f.id = a.file_id
   where a.ticket_id = t.id and ${stands("f.name || ' ' || translate(f.name, '.', ' ')")} limit 1)) end`
