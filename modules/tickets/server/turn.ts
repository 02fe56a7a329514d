import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { StatusRow } from './choice.queries.ts'
import { type Sight, sightOf } from './sight.ts'
import { keepPromises, stopsClock } from './sla.service.ts'
import { ticketClosed, ticketReopened, ticketResolved, ticketStatusChanged } from './ticket.events.ts'
import { type LockedTicket, lockTicket, rightNow, type TicketChange, updateTicket } from './ticket.queries.ts'

/** One change of a locked ticket in the making: what is to be written, and what is told of it. */
export interface Turn {
  scope: Scope
  sight: Sight
  ticket: LockedTicket
  set: TicketChange
  /** Fields that count for the version. */
  fields: string[]
  /** Customers see that it changed. */
  is_public: boolean
  told: (() => Promise<void>)[]
  /** Another status: whether the clock of its promise stands there. */
  stops_clock?: boolean
}

/** Locks a ticket that the caller sees; 404 for everything else. */
export async function beginTurn(scope: Scope, ticketId: number): Promise<Turn> {
  const sight = sightOf(scope)
  const ticket = await lockTicket(scope, sight, ticketId)
  if (!ticket) throw notFound()
  return { scope, sight, ticket, set: {}, fields: [], is_public: false, told: [] }
}

/** Writes a turn in one statement, then what happened. A turn without changes leaves no trace. */
export async function endTurn(turn: Turn): Promise<void> {
  const { scope, ticket, set, fields, is_public, told } = turn
  if (Object.keys(set).length + told.length === 0) return
  await keepPromises(turn)
  const version = ticket.version + 1
  const versions = Object.fromEntries(fields.map((field) => [field, version]))
  await updateTicket(scope, ticket.id, {
    ...set,
    updated_at: rightNow,
    ...(is_public && { public_updated_at: rightNow }),
    ...(fields.length > 0 && {
      version,
      field_versions: JSON.stringify({ ...ticket.field_versions, ...versions }),
    }),
  })
  for (const tell of told) await tell()
}

/** What an event of a ticket says beside its own data: which one, whose. */
export function happened<D extends object>(
  ticket: Pick<LockedTicket, 'id' | 'company_id' | 'requester_user_id'>,
  data: D,
) {
  const { id, company_id, requester_user_id } = ticket
  const owner = company_id === null && requester_user_id !== null ? { requester_user_id } : {}
  return { subject_id: id, company_id, data: { ...owner, ...data } }
}

type Kind = StatusRow['kind']

/** From kind to kind (tickets §4.2); any status leads to others of its own kind. */
export const ways: Readonly<Record<Kind, readonly Kind[]>> = {
  open: ['open', 'pending', 'resolved'],
  pending: ['open', 'pending', 'resolved'],
  resolved: ['resolved', 'closed', 'open'],
  closed: ['closed', 'open'],
}

export const isOver = (kind: Kind) => kind === 'resolved' || kind === 'closed'

/** Puts the ticket into another status: its times, its count of reopenings, and exactly one event. Silent: nobody is told. Back: the way it came. */
export function moveTo(
  turn: Turn,
  to: StatusRow,
  how: { is_silent?: boolean; is_back?: boolean } = {},
): void {
  const { ticket, scope } = turn
  if (to.key === ticket.status) return
  const from = ticket.status_kind
  if (!how.is_back && !ways[from].includes(to.kind))
    throw problem('transition_not_allowed', { members: { allowed: ways[from] } })

  const isReopened = isOver(from) && !isOver(to.kind) && !how.is_back
  Object.assign(turn.set, {
    status: to.key,
    status_kind: to.kind,
    resolved_at: isOver(to.kind) ? (ticket.resolved_at ?? rightNow) : null,
    closed_at: to.kind === 'closed' ? (ticket.closed_at ?? rightNow) : null,
    ...(isReopened && { reopened_count: ticket.reopened_count + 1 }),
    ...(isOver(to.kind) && { needs_answer_since: null }),
  })
  turn.fields.push('status')
  turn.stops_clock = stopsClock(to)
  turn.is_public = true
  const data = { from: ticket.status, to: to.key, from_kind: from, to_kind: to.kind }
  const provider_data = how.is_silent ? { is_silent: true } : null
  turn.told.push(() =>
    announce(scope, eventOf(from, to.kind), {
      ...happened(ticket, data),
      ...(provider_data && { provider_data }),
    }),
  )
}

function eventOf(from: Kind, to: Kind) {
  if (from === to) return ticketStatusChanged
  if (to === 'resolved') return ticketResolved
  if (to === 'closed') return ticketClosed
  return isOver(from) ? ticketReopened : ticketStatusChanged
}
