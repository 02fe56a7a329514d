import { Id, nullable, optional, Text, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const subject = 'ticket'
/** Of a ticket without company: whose it is, so that they hear of it live. */
const owner = { requester_user_id: optional(Id) }
const StatusMove = z.object({
  ...owner,
  from: z.string(),
  to: z.string(),
  from_kind: z.string(),
  to_kind: z.string(),
})
const ReplyFacts = z.object({
  ...owner,
  reply_id: Id,
  side: z.enum(['customer', 'staff', 'system']),
  source: z.string(),
  is_first_reply: z.boolean(),
  attachment_count: z.int(),
})
const moved = { from: 'open', to: 'resolved', from_kind: 'open', to_kind: 'resolved' }

export const ticketCreated = defineEvent({
  type: 'ticket.created',
  subject,
  audience: 'company',
  label: 'A ticket was opened',
  data: z.object({ ...owner, source: z.string(), category_id: nullable(Id), priority: Text(32) }),
  sample: { source: 'portal', category_id: null, priority: 'normal' },
})

export const ticketReplied = defineEvent({
  type: 'ticket.replied',
  subject,
  audience: 'company',
  label: 'Somebody answered in a ticket',
  data: ReplyFacts,
  sample: { reply_id: 5512, side: 'staff', source: 'desk', is_first_reply: true, attachment_count: 0 },
})

export const ticketNoted = defineEvent({
  type: 'ticket.noted',
  subject,
  audience: 'provider',
  label: 'An internal note was written',
  data: z.object({ reply_id: Id }),
  sample: { reply_id: 5513 },
})

const statusEvent = (type: string, label: string) =>
  defineEvent({ type, subject, audience: 'company', label, data: StatusMove, sample: moved })

export const ticketResolved = statusEvent('ticket.resolved', 'A ticket was resolved')
export const ticketClosed = statusEvent('ticket.closed', 'A ticket was closed')
export const ticketReopened = statusEvent('ticket.reopened', 'A ticket was reopened')
export const ticketStatusChanged = statusEvent('ticket.status_changed', 'A ticket got another status')

export const ticketAssigned = defineEvent({
  type: 'ticket.assigned',
  subject,
  audience: 'provider',
  label: 'A ticket got another assignee, or none',
  data: z.object({ from: nullable(Id), to: nullable(Id) }),
  sample: { from: null, to: 7 },
})

export const ticketUpdated = defineEvent({
  type: 'ticket.updated',
  subject,
  audience: 'company',
  label: 'Fields of a ticket were changed',
  data: z.object({ ...owner, changes: Changes }),
  sample: { changes: [{ field: 'priority', from: 'normal', to: 'high' }] },
})
