import type { Sight } from './sight.ts'
import type { Statement } from './ticket-list.statement.ts'

/** The tickets of a tag. */
export const ticketsWith = (tag: string, sql: Statement) => `select x.ticket_id from ticket_taggings x
    where x.tag_id = (select y.id from ticket_tags y where y.slug = ${sql.value(tag, 'text')})`

/** The tickets in which the caller is in copy. */
export const copies = (sight: Sight, sql: Statement) => `select w.ticket_id from ticket_watchers w
    where w.user_id = ${sql.value(sight.user_id, 'bigint')} and w.kind = 'cc'`
