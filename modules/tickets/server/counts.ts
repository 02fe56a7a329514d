import { declareCount, declareOwnNumber } from '../../companies/server/index.ts'
import { countOpenTickets } from './count.queries.ts'
import { sightOf } from './sight.ts'
import { countTickets } from './ticket-list.service.ts'

declareCount({
  name: 'tickets',
  label: 'Open tickets',
  members: { permission: 'tickets.view_company', path: '/tickets' },
  provider: { permission: 'tickets.view', path: '/tickets' },
  event_types: [
    'ticket.created',
    'ticket.updated',
    'ticket.replied',
    'ticket.resolved',
    'ticket.closed',
    'ticket.reopened',
    'ticket.status_changed',
    'ticket.moved',
    'ticket.deleted',
    'ticket.restored',
    'ticket.imported',
  ],
  count: countOpenTickets,
})

/** Of people who see their own tickets only. */
declareOwnNumber({
  name: 'my_tickets',
  label: 'My open tickets',
  permission: 'tickets.create',
  path: '/tickets',
  count: async (scope) => {
    const sight = sightOf(scope)
    return sight.is_desk || sight.sees_all || scope.company_id === null
      ? null
      : countTickets(scope, ['open', 'pending'])
  },
})
