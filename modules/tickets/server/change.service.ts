import type { Received } from '../../../platform/contract/endpoint.ts'
import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Ticket, ticketsApi } from '../contract.ts'
import { personOf } from './attachment.service.ts'
import {
  assigneeOf,
  categoryOf,
  defaultStatus,
  priorityOf,
  statusOf,
  statusOfKind,
} from './choice.service.ts'
import { say } from './entry.ts'
import { refuseClosed } from './reply.service.ts'
import { ticketAssigned, ticketUpdated } from './ticket.events.ts'
import { demandAuthor } from './ticket.policy.ts'
import { rightNow, type TicketChange } from './ticket.queries.ts'
import { readTicket } from './ticket.read.ts'
import { beginTurn, endTurn, happened, isOver, moveTo, type Turn } from './turn.ts'

export type Changed = Received<NonNullable<typeof ticketsApi.change.body>>

/**
 * Changes fields of a ticket, at the desk. A stale version is refused with what is there now and which fields
 * changed since; what changes nothing leaves no trace.
 */
export async function changeTicket(
  scope: Scope,
  ticketId: number,
  asked: Changed,
  ifMatch: number | null = null,
): Promise<Ticket> {
  const turn = await beginTurn(scope, ticketId)
  await refuseStale(turn, asked.version, ifMatch)
  await changeTurn(turn, asked)
  await endTurn(turn)

  return readTicket(scope, ticketId)
}

/** Puts changes of fields into a turn; one ticket of a change of many is changed in the same way. */
export async function changeTurn(turn: Turn, asked: Changed): Promise<void> {
  await changeFields(turn, asked)
  if (asked.assigned_user_id !== undefined) await assign(turn, asked.assigned_user_id)
  if (asked.status !== undefined) moveTo(turn, await statusOf(turn.scope, asked.status))
}

async function refuseStale({ scope, ticket }: Turn, version: number | undefined, ifMatch: number | null) {
  const seen = [ifMatch, version].find((one) => typeof one === 'number' && one !== ticket.version)
  if (typeof seen !== 'number') return
  const changed = Object.keys(ticket.field_versions).filter(
    (field) => (ticket.field_versions[field] ?? 0) > seen,
  )
  const current = await readTicket(scope, ticket.id)
  const status = ifMatch !== null && ifMatch !== ticket.version ? 412 : 409
  throw problem('stale_version', { status, members: { current, changed } })
}

async function changeFields(turn: Turn, asked: Changed): Promise<void> {
  const { scope, ticket } = turn
  const changes: { field: string; from: unknown; to: unknown }[] = []
  const note = (field: keyof TicketChange & keyof typeof ticket, to: unknown) => {
    if (ticket[field] === to) return
    changes.push({ field, from: ticket[field], to })
    Object.assign(turn.set, { [field]: to })
    turn.fields.push(field === 'category_id' ? 'category' : field)
  }
  if (asked.subject !== undefined) note('subject', asked.subject)
  if (asked.priority !== undefined) {
    const priority = await priorityOf(scope, asked.priority)
    note('priority', priority?.key)
    Object.assign(turn.set, ticket.priority === priority?.key ? {} : { priority_rank: priority?.rank })
  }
  if (asked.category !== undefined)
    note('category_id', asked.category === null ? null : (await categoryOf(scope, asked.category)).id)
  if (changes.length === 0) return

  turn.is_public = true
  turn.told.push(() => announce(scope, ticketUpdated, happened(ticket, { changes })))
}

async function assign(turn: Turn, userId: number | null): Promise<void> {
  const { scope, ticket } = turn
  if (userId === ticket.assigned_user_id) return
  const to = userId === null ? null : await assigneeOf(scope, ticket.company_id, userId)
  turn.set.assigned_user_id = to
  turn.fields.push('assigned_user_id')
  turn.is_public = true
  const data = { from: ticket.assigned_user_id, to }
  turn.told.push(() => announce(scope, ticketAssigned, happened(ticket, data)))
}

/** Assigns an unassigned ticket to me. Of two at once the second learns who was first: 409 `already_taken`. */
export async function takeTicket(scope: Scope, ticketId: number): Promise<Ticket> {
  const turn = await beginTurn(scope, ticketId)
  const me = personOf(scope)
  const taken = turn.ticket.assigned_user_id
  if (taken === null) await assign(turn, me)
  else if (taken !== me)
    throw problem('already_taken', { members: { assignee: (await readTicket(scope, ticketId)).assignee } })
  await endTurn(turn)

  return readTicket(scope, ticketId)
}

/** Says that the matter is solved, with a last word if there is one. */
export async function resolveTicket(scope: Scope, ticketId: number, comment?: string): Promise<Ticket> {
  const turn = await beginTurn(scope, ticketId)
  demandAuthor(scope, turn.sight, turn.ticket)
  if (isOver(turn.ticket.status_kind))
    throw problem('transition_not_allowed', { members: { allowed: ['open'] } })
  if (comment !== undefined) await say(turn, { body: comment })
  moveTo(turn, await statusOfKind(scope, 'resolved'))
  await endTurn(turn)

  return readTicket(scope, ticketId)
}

/** Says that it is not solved after all; customers within the days of reopening, else 409 `ticket_closed`. */
export async function reopenTicket(scope: Scope, ticketId: number, comment?: string): Promise<Ticket> {
  const turn = await beginTurn(scope, ticketId)
  demandAuthor(scope, turn.sight, turn.ticket)
  if (!isOver(turn.ticket.status_kind))
    throw problem('transition_not_allowed', { members: { allowed: ['resolved'] } })
  if (!turn.sight.is_desk) {
    refuseClosed(turn)
    turn.set.needs_answer_since = rightNow
  }
  if (comment !== undefined) await say(turn, { body: comment })
  moveTo(turn, await defaultStatus(scope))
  await endTurn(turn)

  return readTicket(scope, ticketId)
}
