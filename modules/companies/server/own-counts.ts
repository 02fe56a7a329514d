import { countMembers, isOpenCustomer } from './count.queries.ts'
import { declareCount } from './count-registry.ts'

/** The numbers of this module itself. */
declareCount({
  name: 'members',
  label: 'Members',
  members: { permission: 'members.view', path: '/company/members' },
  event_types: [
    'company.created',
    'membership.accepted',
    'membership.joined',
    'membership.suspended',
    'membership.resumed',
    'membership.removed',
  ],
  count: countMembers,
})

declareCount({
  name: 'companies',
  label: 'Customers',
  provider: { permission: 'companies.view', path: '/companies' },
  event_types: ['company.created', 'company.archived', 'company.restored', 'company.deleted'],
  count: isOpenCustomer,
})
