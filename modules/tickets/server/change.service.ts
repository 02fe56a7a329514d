import type { Received } from '../../../platform/contract/endpoint.ts'
import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Ticket, ticketsApi } from '../contract.ts'
import { personOf } from './attachment.service.ts'
import { changeRequester, moveCompany } from './change-more.service.ts'
import {
  assigneeOf,
  chosenCategory,
  defaultStatus,
  policyOf,
  priorityOf,
  statusOf,
  statusOfKind,
} from './choice.service.ts'
import { say } from './entry.ts'
import { refuseStale } from './stale.service.ts'
import { retag } from './tagging.service.ts'
import { ticketAssigned, ticketUpdated } from './ticket.events.ts'
import { demandAuthor, refuseClosed } from './ticket.policy.ts'
import { rightNow, type TicketChange } from './ticket.queries.ts'
import { readTicket } from './ticket.read.ts'
import { deskSettings } from './ticket.settings.ts'
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
  if (asked.company_id !== undefined)
    await moveCompany(turn, asked.company_id, {
      isConfirmed: asked.confirm === true,
      keepsAssignee: ![undefined, turn.ticket.assigned_user_id].includes(asked.assigned_user_id),
    })
  await changeFields(turn, asked)
  if (asked.assigned_user_id !== undefined) await assign(turn, asked.assigned_user_id)
  if (asked.status !== undefined) moveTo(turn, await statusOf(turn.scope, asked.status))
}

interface Change {
  field: string
  from: unknown
  to: unknown
}

async function changeFields(turn: Turn, asked: Changed): Promise<void> {
  const { scope, ticket } = turn
  const changes: Change[] = []
  const hidden: Change[] = []
  const note = (field: keyof TicketChange & keyof typeof ticket, to: unknown, into = changes) => {
    if (ticket[field] === to) return
    into.push({ field, from: ticket[field], to })
    Object.assign(turn.set, { [field]: to })
    turn.fields.push(field === 'category_id' ? 'category' : field)
  }
  if (asked.subject !== undefined) note('subject', asked.subject)
  if (asked.priority !== undefined) {
    const priority = await priorityOf(scope, asked.priority)
    note('priority', priority?.key)
    Object.assign(turn.set, ticket.priority === priority?.key ? {} : { priority_rank: priority?.rank })
  }
  const category = await chosenCategory(scope, asked)
  if (category !== undefined) note('category_id', category?.id ?? null)
  if (asked.requester !== undefined) changes.push(...some(await changeRequester(turn, asked.requester)))
  if (asked.module_slug !== undefined) note('module_slug', asked.module_slug, hidden)
  if (asked.external_reference !== undefined) note('external_reference', asked.external_reference, hidden)
  if (asked.sla_policy_id !== undefined)
    note('sla_policy_id', await policyOf(scope, asked.sla_policy_id), hidden)
  hidden.push(...some(await changeTags(turn, asked)))
  tellOf(turn, changes, hidden)
}

const some = (change: Change | null): Change[] => (change ? [change] : [])

async function changeTags(turn: Turn, { tags, add_tags, remove_tags }: Changed): Promise<Change | null> {
  const change = await retag(turn.scope, turn.ticket, { tags, add_tags, remove_tags })
  if (change) turn.fields.push('tags')
  return change
}

/** What only the desk knows of a ticket is told to the desk only. */
function tellOf(turn: Turn, changes: readonly Change[], hidden: readonly Change[]): void {
  if (changes.length + hidden.length === 0) return
  turn.is_public ||= changes.length > 0
  turn.told.push(() =>
    announce(turn.scope, ticketUpdated, {
      ...happened(turn.ticket, { changes: [...changes] }),
      ...(hidden.length > 0 && { provider_data: { changes: hidden } }),
      audience: changes.length > 0 ? 'company' : 'provider',
    }),
  )
}

async function assign(turn: Turn, userId: number | null): Promise<void> {
  const { scope, ticket } = turn
  if (userId === ticket.assigned_user_id) return
  const to = userId === null ? null : await assigneeOf(scope, ticket.company_id, userId)
  turn.set.assigned_user_id = to
  turn.fields.push('assigned_user_id')
  turn.is_public ||= (await deskSettings(scope)).customers_see_assignee
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
