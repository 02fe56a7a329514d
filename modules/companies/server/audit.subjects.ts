import { registerSubject } from '../../../platform/events/index.ts'
import {
  namesOfCompanies,
  namesOfMembers,
  namesOfPeople,
  namesOfRoles,
  namesOfStaff,
} from './audit.queries.ts'
import { may } from './rights.ts'

const module = 'companies'

registerSubject({
  type: 'company',
  module,
  names: namesOfCompanies,
  path: (id, scope) => (scope.role === 'portal_provider' ? `/companies/${id}` : '/company'),
})
registerSubject({
  type: 'user',
  module: 'identity',
  names: namesOfPeople,
  path: (id, scope) => (scope.is_super_admin ? `/admin/users/${id}` : null),
})
registerSubject({
  type: 'membership',
  module,
  names: namesOfMembers,
  path: (_, scope) =>
    scope.role === 'portal_member' && may(scope, 'members.view') ? '/company/members' : null,
})
registerSubject({
  type: 'role',
  module,
  names: namesOfRoles,
  path: (_, scope) => (scope.is_super_admin ? '/admin/roles' : null),
})
registerSubject({
  type: 'staff_member',
  module,
  path: (id, scope) => (may(scope, 'staff.view') ? `/staff/${id}` : null),
  names: async (scope, ids) => (may(scope, 'staff.view') ? namesOfStaff(scope, ids) : new Map()),
})
for (const type of ['company_domain', 'company_contact', 'audit_log', 'permission'])
  registerSubject({ type, module })
