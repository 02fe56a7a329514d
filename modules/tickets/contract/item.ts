import { Id, nullable, optional, Time, z } from '../../../platform/contract/schema.ts'
import { TicketMatch } from './match.ts'

export const statusKinds = ['open', 'pending', 'resolved', 'closed'] as const
export const slaStates = ['ok', 'warned', 'breached', 'paused', 'none'] as const
export const ticketSources = ['portal', 'desk', 'email', 'api', 'import', 'automation', 'form'] as const

export const Ref = z.object({ id: Id, name: z.string() })
export const PersonRef = z.object({ id: nullable(Id), name: z.string() })

const seenByBoth = {
  id: Id,
  number: z.string(),
  subject: z.string(),
  status: z.string(),
  status_kind: z.enum(statusKinds),
  /** The public one for customers. */
  status_label: z.string(),
  priority: z.string(),
  company: nullable(Ref),
  requester: nullable(PersonRef),
  assignee: nullable(PersonRef),
  category: nullable(Ref),
  reply_count: z.int(),
  attachment_count: z.int(),
  last_reply_side: nullable(z.enum(['customer', 'staff'])),
  is_unread: z.boolean(),
  /** With `q`: why it was found. */
  match: optional(TicketMatch),
  created_at: Time,
}

/** A ticket in a list of the desk (tickets §3). */
export const TicketItem = z.object({
  ...seenByBoth,
  tags: z.array(z.string()),
  needs_answer_since: nullable(Time),
  /** The earliest promise that is not kept yet; null while the clock stands or all is kept. */
  next_due_at: nullable(Time),
  sla_state: z.enum(slaStates),
  updated_at: Time,
})
export type TicketItem = z.infer<typeof TicketItem>

/** A ticket in a list of customers: what is the desk's own does not exist here. */
export const CustomerTicketItem = z.object({ ...seenByBoth, public_updated_at: Time })
export type CustomerTicketItem = z.infer<typeof CustomerTicketItem>
