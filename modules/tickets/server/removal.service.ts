import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Ticket } from '../contract.ts'
import { ticketDeleted, ticketRestored } from './detail.events.ts'
import { hideTicket, showTicket } from './removal.queries.ts'
import { readTicket } from './ticket.read.ts'

/** Puts a ticket out of everybody's sight; for 30 days it can be restored. */
export async function removeTicket(scope: Scope, ticketId: number): Promise<void> {
  const gone = await hideTicket(scope, ticketId)
  if (!gone) throw notFound()
  await announce(scope, ticketDeleted, { subject_id: ticketId, company_id: gone.company_id, data: {} })
}

/** Takes a deleted ticket back. 409 `already_restored` when it is there, 404 after 30 days. */
export async function restoreTicket(scope: Scope, ticketId: number): Promise<Ticket> {
  const isRestored = await showTicket(scope, ticketId)
  if (isRestored === null) throw notFound()
  if (!isRestored) throw problem('already_restored')
  const ticket = await readTicket(scope, ticketId)
  const company_id = ticket.company?.id ?? null
  await announce(scope, ticketRestored, { subject_id: ticketId, company_id, data: {} })
  return ticket
}
