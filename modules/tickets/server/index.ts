import './personal.queries.ts'
import './bulk.retention.queries.ts'
import './auto-close.task.ts'
import './counts.ts'
import './detail.events.ts'
import './event.words.ts'
import './import.kept.queries.ts'
import './import.live.ts'
import './import.notices.ts'
import './live.ts'
import './mail/claim.ts'
import './mail/failed.ts'
import './mail/stranded.ts'
import './retention.queries.ts'
import './ticket.permissions.ts'
import './ticket-search.consumer.ts'
import './ticket-search.source.ts'
import './upload-sweep.queries.ts'
import './view.personal.ts'

export { hasTickets } from './any-ticket.queries.ts'
export { changeTicket, reopenTicket, resolveTicket, takeTicket } from './change.service.ts'
export type {
  ImportBody,
  ImportEntry,
  ImportOutcome,
  ImportPerson,
  ImportRecord,
} from './import.record.ts'
export { importTickets } from './import.service.ts'
export { type NewTicket, openTicket } from './open.service.ts'
export { openPresence, type Presence } from './presence.ts'
export { markRead, type NewReply, replyTo } from './reply.service.ts'
export { listReplies, readTicket } from './ticket.read.ts'
export { type TicketParts, ticketsRoutes } from './ticket.routes.ts'
export type { TicketSettings } from './ticket.settings.ts'
export { countTickets, findTickets, ticketsOf } from './ticket-list.service.ts'
export { indexTickets } from './ticket-search.index.queries.ts'
export { type SearchSpeech, speakSearch } from './ticket-search.language.queries.ts'
