import type { Sight } from './sight.ts'
import { slaState } from './ticket.columns.ts'
import { ticketsWith } from './ticket-list.parts.queries.ts'
import type { Statement } from './ticket-list.statement.ts'
import type { Choice, Range, Wanted } from './ticket-list.wanted.ts'
import { foundByWords, isSearch } from './ticket-search-call.queries.ts'

/** Writes one condition for rows called `t`. */
export type Condition = (sql: Statement) => string

/** All conditions of a list by what they are about; whose tickets these are is not among them. */
export function conditionsOf(sight: Sight, wanted: Wanted): Map<string, Condition> {
  const conditions = new Map<string, Condition>()
  const add = (name: string, is: boolean, condition: Condition) => is && conditions.set(name, condition)
  const some = (name: string, column: string, values: readonly string[]) =>
    add(name, values.length > 0, (sql) => `t.${column} = any (${sql.value(values, 'text[]')})`)

  // Fixed words stand in the text: only so can a partial index be chosen.
  add('kinds', wanted.status_kinds.length > 0, () => `t.status_kind in (${quoted(wanted.status_kinds)})`)
  add('status', wanted.statuses.length === 1, (sql) => oneStatus(sql.value(wanted.statuses[0], 'text')))
  if (wanted.statuses.length > 1) some('status', 'status', wanted.statuses)
  some('priority', 'priority', wanted.priorities)
  some('source', 'source', wanted.sources)
  some('module', 'module_slug', wanted.module_slugs)
  add('category', isChosen(wanted.categories), choice(categoryAsSeen(sight), wanted.categories))
  add('assignee', isChosen(wanted.assignees), choice('t.assigned_user_id', wanted.assignees))
  const requesters = { ids: wanted.requester_ids, none: false }
  add('requester', isChosen(requesters), choice('t.requester_user_id', requesters))
  const listed = { ids: wanted.requester_staff_ids, none: false }
  add('requester_staff', isChosen(listed), choice('t.requester_staff_member_id', listed))
  add('tags', wanted.tags.length > 0, (sql) => tagged(wanted.tags, sql))
  add('watching', wanted.watching !== undefined, (sql) => watched(sight, wanted, sql))
  add('answer', wanted.needs_answer !== undefined, () => filled('needs_answer_since', wanted.needs_answer))
  add('files', wanted.has_attachments !== undefined, () =>
    wanted.has_attachments ? 't.attachment_count > 0' : 't.attachment_count = 0',
  )
  add(
    'sla',
    wanted.sla_states.length > 0,
    (sql) => `${slaState} = any (${sql.value(wanted.sla_states, 'text[]')})`,
  )
  for (const range of wanted.ranges) conditions.set(range.column, (sql) => within(range, sql))
  add('words', isSearch(wanted), (sql) => foundByWords(sight, wanted, sql))
  return conditions
}

export const isChosen = ({ ids, none }: Choice) => ids.length > 0 || none

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(', ')

/** A category that customers may not choose is none to them. */
const categoryAsSeen = ({ is_desk }: Sight) =>
  is_desk
    ? 't.category_id'
    : '(select g.id from ticket_categories g where g.id = t.category_id and g.is_public)'

const filled = (column: string, is: boolean | undefined) => `t.${column} is ${is ? 'not null' : 'null'}`

/** The kind stands in the index, too. */
const oneStatus = (key: string) =>
  `t.status = ${key} and t.status_kind = (select x.kind from ticket_statuses x where x.key = ${key})`

export const choice =
  (column: string, { ids, none }: Choice): Condition =>
  (sql) => {
    if (ids.length === 0) return `${column} is null`
    const one = ids.length === 1
    // Which one is hidden from the planner: what it planned for some holds for others, and planning costs more than the page.
    const some = one
      ? `${column} = (select ${sql.value(ids[0], 'bigint')})`
      : `${column} = any (${sql.value(ids, 'bigint[]')})`
    return none ? `(${some} or ${column} is null)` : some
  }

const tagged = (tags: readonly string[], sql: Statement) =>
  tags.map((tag) => `t.id in (${ticketsWith(tag, sql)})`).join(' and ')

const watched = (sight: Sight, { watching }: Wanted, sql: Statement) =>
  `t.id ${watching ? 'in' : 'not in'} (select w.ticket_id from ticket_watchers w
    where w.user_id = ${sql.value(sight.user_id, 'bigint')} and w.muted_at is null)`

function within({ column, from, to }: Range, sql: Statement): string {
  const bounds = [
    ...(from === undefined ? [] : [`t.${column} >= ${moment(from, sql)}`]),
    ...(to === undefined ? [] : [`t.${column} < ${moment(to, sql)}`]),
  ]
  return bounds.join(' and ')
}

/** A day begins at midnight where whoever asks is. */
const moment = (text: string, sql: Statement) =>
  text.length === 10
    ? `(${sql.value(text, 'date')}::timestamp at time zone (select caller_time_zone()))`
    : sql.value(text, 'timestamptz')
