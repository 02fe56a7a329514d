import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import type { ticketActs } from '../contract.ts'
import { holds, type Sight } from './sight.ts'
import type { ItemRow } from './ticket.columns.ts'
import { isOver } from './turn.ts'

type Act = (typeof ticketActs)[number]

interface Judged {
  status_kind: ItemRow['status_kind']
  is_own: boolean
  is_past_reopening: boolean
}

/** What this caller may do with a ticket they see, now. What an archived company left is put away; nothing is added to it. */
export function actsOf(scope: Scope, sight: Sight, ticket: Judged & { is_archived: boolean }): Act[] {
  if (!isAuthor(scope, sight, ticket)) return []
  const acts = sight.is_desk ? actsAtDesk(scope, ticket) : actsOfCustomer(scope, ticket)
  return ticket.is_archived ? acts.filter((act) => !adding.includes(act)) : acts
}

const adding: readonly Act[] = ['reply', 'note', 'cc']

function actsAtDesk(scope: Scope, { status_kind }: Judged): Act[] {
  return [
    ...(['reply', 'note', 'change', 'take', 'cc'] as const),
    isOver(status_kind) ? 'reopen' : 'resolve',
    ...(holds(scope, 'tickets.manage') ? (['manage'] as const) : []),
    ...(scope.is_super_admin ? (['delete'] as const) : []),
  ]
}

/** People without a company have nobody to put in copy. */
function actsOfCustomer(scope: Scope, { status_kind, is_past_reopening }: Judged): Act[] {
  const copy = scope.company_ids.length > 0 ? (['cc'] as const) : []
  if (!isOver(status_kind)) return ['reply', 'resolve', ...copy]
  return is_past_reopening ? [] : ['reply', 'reopen', ...copy]
}

/** After the days of reopening a customer opens a new ticket instead. */
export function refuseClosed({ ticket }: { ticket: Judged }): void {
  if (isOver(ticket.status_kind) && ticket.is_past_reopening) throw problem('ticket_closed')
}

/** Who may write in a ticket they see: the desk, its owners, and who sees and opens tickets of the company. */
function isAuthor(scope: Scope, sight: Sight, ticket: Judged): boolean {
  if (sight.is_desk) return holds(scope, 'tickets.answer')
  return ticket.is_own || holds(scope, 'tickets.create')
}

export function demandAuthor(scope: Scope, sight: Sight, ticket: Judged): void {
  if (isAuthor(scope, sight, ticket)) return
  const permission = sight.is_desk ? 'tickets.answer' : 'tickets.create'
  throw problem('forbidden', { members: { permission } })
}
