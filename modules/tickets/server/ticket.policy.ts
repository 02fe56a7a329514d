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

/** What this caller may do with a ticket they see, now. */
export function actsOf(scope: Scope, sight: Sight, ticket: Judged): Act[] {
  if (!isAuthor(scope, sight, ticket)) return []
  const over = isOver(ticket.status_kind)
  const mayReturn = sight.is_desk || !ticket.is_past_reopening
  return [
    ...(sight.is_desk || !over || mayReturn ? (['reply'] as const) : []),
    ...(sight.is_desk ? (['note', 'change'] as const) : []),
    ...(over ? [] : (['resolve'] as const)),
    ...(over && mayReturn ? (['reopen'] as const) : []),
  ]
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
