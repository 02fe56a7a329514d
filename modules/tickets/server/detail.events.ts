import { Id, nullable, optional, z } from '../../../platform/contract/schema.ts'
import { declareWords, defineEvent } from '../../../platform/events/index.ts'

const subject = 'ticket'
const owner = { requester_user_id: optional(Id) }

/** Addresses are personal data and stay out: they are counted. */
const People = z.object({
  ...owner,
  kind: z.enum(['requester', 'cc', 'follower']),
  user_ids: z.array(Id),
  staff_member_ids: z.array(Id),
  addresses: z.int(),
})
const some = { kind: 'cc' as const, user_ids: [7], staff_member_ids: [], addresses: 0 }

export const watcherAdded = defineEvent({
  type: 'ticket.watcher_added',
  subject,
  audience: 'company',
  label: 'Somebody hears of a ticket from now on',
  data: People,
  sample: some,
})

export const watcherRemoved = defineEvent({
  type: 'ticket.watcher_removed',
  subject,
  audience: 'company',
  label: 'Somebody hears no longer of a ticket',
  data: People,
  sample: some,
})

export const ticketMuted = defineEvent({
  type: 'ticket.muted',
  subject,
  audience: 'company',
  label: 'Somebody muted a ticket, or listens again',
  // Null: an address without a login, by the link in a mail.
  data: z.object({ ...owner, user_id: nullable(Id), is_muted: z.boolean() }),
  sample: { user_id: 7, is_muted: true },
})

const Entry = z.object({ ...owner, reply_id: Id, author_user_id: nullable(Id) })

export const replyEdited = defineEvent({
  type: 'ticket_reply.edited',
  subject,
  audience: 'company',
  label: 'An entry was edited',
  data: Entry,
  sample: { reply_id: 5512, author_user_id: 7 },
})

export const replyDeleted = defineEvent({
  type: 'ticket_reply.deleted',
  subject,
  audience: 'company',
  label: 'An entry was removed',
  data: Entry,
  sample: { reply_id: 5512, author_user_id: 7 },
})

export const attachmentDeleted = defineEvent({
  type: 'ticket_attachment.deleted',
  subject,
  audience: 'company',
  label: 'A file was removed from a ticket',
  data: z.object({ ...owner, reply_id: Id, attachment_id: Id }),
  sample: { reply_id: 5512, attachment_id: 88 },
})

export const ticketMoved = defineEvent({
  type: 'ticket.moved',
  subject,
  audience: 'provider',
  label: 'A ticket was moved to another company',
  data: z.object({
    from_company_id: nullable(Id),
    to_company_id: Id,
    /** Who did not belong there and was taken off. */
    removed_user_ids: z.array(Id),
    removed_staff_member_ids: z.array(Id),
    removed_addresses: z.int(),
    is_requester_removed: z.boolean(),
  }),
  sample: {
    from_company_id: 4,
    to_company_id: 9,
    removed_user_ids: [7],
    removed_staff_member_ids: [],
    removed_addresses: 0,
    is_requester_removed: true,
  },
})

const gone = (type: string, label: string) =>
  defineEvent({ type, subject, audience: 'provider', label, data: z.object({ ...owner }), sample: {} })

export const ticketDeleted = gone('ticket.deleted', 'A ticket was deleted')
export const ticketRestored = gone('ticket.restored', 'A deleted ticket was restored')

declareWords({
  'ticket.watcher_added': [
    'Jemand wird über ein Ticket informiert',
    '{actor} added {people} to {subject}',
    '{actor} hat {people} zu {subject} hinzugefügt',
  ],
  'ticket.watcher_removed': [
    'Jemand wird über ein Ticket nicht mehr informiert',
    '{actor} took {people} off {subject}',
    '{actor} hat {people} von {subject} entfernt',
  ],
  'ticket.muted': [
    'Ticket stummgeschaltet oder wieder laut',
    '{actor} changed whether {subject} is heard of',
    '{actor} hat geändert, ob von {subject} zu hören ist',
  ],
  'ticket_reply.edited': [
    'Eintrag bearbeitet',
    '{actor} edited an entry of {subject}',
    '{actor} hat einen Eintrag in {subject} bearbeitet',
  ],
  'ticket_reply.deleted': [
    'Eintrag entfernt',
    '{actor} removed an entry of {subject}',
    '{actor} hat einen Eintrag in {subject} entfernt',
  ],
  'ticket_attachment.deleted': [
    'Datei entfernt',
    '{actor} removed a file from {subject}',
    '{actor} hat eine Datei aus {subject} entfernt',
  ],
  'ticket.moved': [
    'Ticket verschoben',
    '{actor} moved {subject} from {from_company} to {to_company}',
    '{actor} hat {subject} von {from_company} nach {to_company} verschoben',
  ],
  'ticket.deleted': ['Ticket gelöscht', '{actor} deleted {subject}', '{actor} hat {subject} gelöscht'],
  'ticket.restored': [
    'Ticket wiederhergestellt',
    '{actor} restored {subject}',
    '{actor} hat {subject} wiederhergestellt',
  ],
})
