import type { TicketItem } from '../contract.ts'

type Kind = TicketItem['status_kind']

/** From kind to kind (tickets §4.2); what the server would refuse is not offered. */
const ways: Record<Kind, readonly Kind[]> = {
  open: ['open', 'pending', 'resolved'],
  pending: ['open', 'pending', 'resolved'],
  resolved: ['resolved', 'closed', 'open'],
  closed: ['closed', 'open'],
}

/** The statuses that a ticket can be put into now, its own among them. */
export const reachable = <S extends { kind: Kind }>(from: Kind, statuses: readonly S[]): S[] =>
  statuses.filter((status) => ways[from].includes(status.kind))

export const isOver = (kind: Kind) => kind === 'resolved' || kind === 'closed'
