import { api } from '../../../platform/web/client/index.ts'
import { ticketsApi } from '../contract.ts'
import { atDesk, ticketPath } from './ticket.data.ts'

/** Tickets for the palette; a number leads to its ticket. */
export async function findTickets(q: string, signal: AbortSignal) {
  const { items } = await api(ticketsApi.list, { query: { q, limit: 8 } }, { signal })
  return items.map((ticket) => ({
    title: `${ticket.number} ${ticket.subject}`,
    path: ticketPath(ticket),
    ...(atDesk() && ticket.company && { subtitle: ticket.company.name }),
  }))
}
