import { countBoardings, countMembers, isOpenCustomer } from './count.queries.ts'
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

const directory = [
  'staff_member.created',
  'staff_member.archived',
  'staff_member.imported',
  'staff_member.erased',
]

/** What waits: for who approves in the company, then for who carries it out. */
const boardings = [
  { action: 'onboard_requested', label: 'Onboardings to approve', members: 'staff.approve' },
  { action: 'offboard_requested', label: 'Offboardings to approve', members: 'staff.approve' },
  { action: 'onboard_approved', label: 'Onboardings to carry out', provider: 'staff.process' },
  { action: 'offboard_approved', label: 'Offboardings to carry out', provider: 'staff.process' },
]

for (const { action, label, members, provider } of boardings) {
  const path = `/staff?account_action=${action}`
  declareCount({
    name: action,
    label,
    quiet: true,
    ...(members && { members: { permission: members, path } }),
    ...(provider && { provider: { permission: provider, path } }),
    event_types: [...directory, 'staff_member.account_action_changed'],
    count: (scope, companyId, limit) => countBoardings(scope, companyId, action, limit),
  })
}
