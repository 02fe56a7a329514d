import type { CustomerTicketItem, TicketItem } from '../contract.ts'
import type { ItemRow } from './ticket.columns.ts'
import { type DeskSettings, numberOf } from './ticket.settings.ts'

/** A ticket in its form for the desk. */
export function itemOf(row: ItemRow): TicketItem {
  return {
    ...seenByBoth(row),
    tags: row.tags ?? [],
    needs_answer_since: row.needs_answer_since,
    next_due_at: row.next_due_at ?? null,
    sla_state: row.sla_state ?? 'none',
    updated_at: row.updated_at,
  }
}

/** A ticket in its form for customers; who looks after it has a name there if the desk wants it so. */
export function customerItemOf(
  row: ItemRow,
  settings: Pick<DeskSettings, 'customers_see_assignee'>,
): CustomerTicketItem {
  const item = { ...seenByBoth(row), public_updated_at: row.updated_at }
  return settings.customers_see_assignee ? item : { ...item, assignee: null }
}

const seenByBoth = (row: ItemRow) => ({
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
  is_unread: row.is_unread,
  created_at: row.created_at,
})

const refOf = (id: number | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

export const personOf = (id: number | null, name: string | null) =>
  id === null && name === null ? null : { id, name: name ?? '' }
