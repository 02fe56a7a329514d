import type { CustomerTicket, DeskTicket } from '../contract.ts'
import type { DetailRow } from './ticket.queries.ts'
import type { DeskSettings } from './ticket.settings.ts'
import { itemOf } from './ticket.shape.ts'

type Parts<T extends 'desk' | 'customer'> = Pick<
  T extends 'desk' ? DeskTicket : CustomerTicket,
  'description' | 'replies' | 'earlier' | 'watchers' | 'may'
>
type DeskParts = Parts<'desk'> & Pick<DeskTicket, 'deliveries'>

/** What the desk sees of a ticket. */
export function deskTicketOf(row: DetailRow, parts: DeskParts): DeskTicket {
  return {
    ...itemOf(row),
    version: row.version,
    source: row.source,
    resolved_at: row.resolved_at,
    closed_at: row.closed_at,
    requester_email: row.requester_email,
    requester_staff_member_id: row.requester_staff_member_id,
    module_slug: row.module_slug,
    external_reference: row.external_reference,
    import_source: row.import_source,
    first_replied_at: row.first_replied_at,
    reopened_count: row.reopened_count ?? 0,
    sla: {
      policy_id: row.sla_policy_id,
      started_at: row.sla_started_at,
      paused_at: row.sla_paused_at,
      first_reply_due_at: row.first_reply_due_at,
      first_replied_at: row.first_replied_at,
      first_reply_mark: row.first_reply_mark,
      resolve_due_at: row.resolve_due_at,
      resolve_mark: row.resolve_mark,
      next_due_at: row.next_due_at ?? null,
    },
    is_watching: row.is_watching,
    ...parts,
  }
}

/** What a customer sees of it: built key by key, so that nothing of the desk slips in. */
export function customerTicketOf(
  row: DetailRow,
  parts: Parts<'customer'>,
  { customers_see_assignee }: DeskSettings,
): CustomerTicket {
  const item = itemOf(row)
  return {
    id: item.id,
    number: item.number,
    subject: item.subject,
    status_kind: item.status_kind,
    status_label: item.status_label,
    priority: item.priority,
    company: item.company,
    requester: item.requester,
    assignee: customers_see_assignee ? item.assignee : null,
    category: item.category,
    reply_count: item.reply_count,
    attachment_count: item.attachment_count,
    last_reply_side: item.last_reply_side,
    is_unread: item.is_unread,
    created_at: item.created_at,
    public_updated_at: row.public_updated_at,
    version: row.version,
    source: row.source,
    resolved_at: row.resolved_at,
    closed_at: row.closed_at,
    is_watching: row.is_watching,
    ...parts,
  }
}
