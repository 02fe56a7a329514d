import { registerCount } from '../../companies/server/index.ts'
import { sightOf } from './sight.ts'
import { countTickets } from './ticket-list.service.ts'

const open = ['open', 'pending'] as ('open' | 'pending')[]

registerCount({
  name: 'tickets',
  permission: 'tickets.view',
  path: '/tickets',
  count: async (scope) => (sightOf(scope).is_desk ? countTickets(scope, open) : null),
})

registerCount({
  name: 'my_tickets',
  permission: 'tickets.create',
  path: '/tickets',
  count: async (scope) => (sightOf(scope).is_desk ? null : countTickets(scope, open)),
})
