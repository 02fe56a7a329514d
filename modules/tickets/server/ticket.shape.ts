import type { TicketItem } from '../contract.ts'
import type { ItemRow } from './ticket.columns.ts'
import { numberOf } from './ticket.settings.ts'

/** A ticket in its form for the wire. */
export function itemOf(row: ItemRow): TicketItem {
  return {
    id: row.id,
    number: numberOf(row.id),
    subject: row.subject,
    status: row.status,
    status_kind: row.status_kind,
    status_label: row.status_label,
    priority: row.priority,
    company: refOf(row.company_id, row.company_name),
    requester: personOf(row.requester_user_id, row.requester_name),
    assignee: personOf(row.assigned_user_id, row.assignee_name),
    category: refOf(row.category_id, row.category_name),
    reply_count: row.reply_count,
    attachment_count: row.attachment_count,
    last_reply_side: row.last_reply_side,
    needs_answer_since: row.needs_answer_since,
    is_unread: row.is_unread,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}

const refOf = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

export const personOf = (id: number | null, name: string | null) =>
  id === null && name === null ? null : { id, name: name ?? '' }
