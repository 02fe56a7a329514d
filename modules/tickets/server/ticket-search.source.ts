import { registerSearch } from '../../../platform/search/index.ts'
import { holds, sightOf } from './sight.ts'
import { findTickets } from './ticket-list.service.ts'

/** Tickets in the search over the whole portal: a number leads to its ticket. */
registerSearch({
  kind: 'tickets',
  may: (scope) => !sightOf(scope).is_desk || holds(scope, 'tickets.view'),
  async find(scope, q, limit) {
    const { items } = await findTickets(scope, { q, limit })
    const { is_desk } = sightOf(scope)
    return items.map((ticket) => ({
      title: `${ticket.number} ${ticket.subject}`,
      subtitle: is_desk ? (ticket.company?.name ?? null) : null,
      path: `/tickets/${ticket.number}`,
      badge: ticket.status_label,
    }))
  },
})
