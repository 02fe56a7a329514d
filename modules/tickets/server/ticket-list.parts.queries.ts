import type { Sight } from './sight.ts'
import type { Statement } from './ticket-list.statement.ts'

const named = (tag: string, sql: Statement) =>
  `(select y.id from ticket_tags y where y.slug = ${sql.value(tag, 'text')})`

/** The tickets of a tag. */
export const ticketsWith = (tag: string, sql: Statement) => `select x.ticket_id from ticket_taggings x
    where x.tag_id = ${named(tag, sql)}`

/** Whether a ticket `t` has a tag, asked of those alone that are all else: of a great tag few are read. */
export const hasTag = (tag: string, sql: Statement) => `coalesce((select true from ticket_taggings x
    where x.ticket_id = t.id and x.tag_id = ${named(tag, sql)} limit 1), false)`

/** The tickets in which the caller is in copy. */
export const copies = (sight: Sight, sql: Statement) => `select w.ticket_id from ticket_watchers w
    where w.user_id = ${sql.value(sight.user_id, 'bigint')} and w.kind = 'cc'`
