import type { TicketView } from '../contract/views.ts'
import type { TicketItem } from '../contract.ts'
import { labelText, t } from './messages.ts'

export type GroupBy = NonNullable<TicketView['group_by']>
export const groupings = ['status', 'priority', 'assigned_user_id', 'company_id'] as const

/** What a grouping is called. */
export const groupLabel = (by: GroupBy) =>
  t(`ticket.field.${by === 'assigned_user_id' ? 'assignee' : by === 'company_id' ? 'company' : by}`)

const headings: Record<GroupBy, (ticket: TicketItem) => string> = {
  status: ({ status_label }) => labelText(status_label),
  priority: ({ priority }) => labelText(priority),
  assigned_user_id: ({ assignee }) => assignee?.name ?? t('ticket.list.unassigned'),
  company_id: ({ company }) => company?.name ?? t('ticket.fact.no_company'),
}

/** The heading that a ticket stands under in a view that gathers its rows. */
export const groupOf = (by: GroupBy | null) => (by === null ? undefined : headings[by])
