import { declareCount, declareOwnNumber } from './count-registry.ts'
import { may } from './rights.ts'
import { countStaff } from './staff.queries.ts'
import { departmentOf } from './staff.sight.ts'

declareCount({
  name: 'staff',
  label: 'Staff',
  members: { permission: 'staff.view', path: '/staff' },
  provider: { permission: 'staff.view', path: '/staff' },
  event_types: [
    'company.created',
    'staff_member.created',
    'staff_member.archived',
    'staff_member.imported',
    'staff_member.erased',
  ],
  count: (scope, companyId, limit) => countStaff(scope, companyId, null, limit),
})

/** Who sees their own department alone sees its number alone. */
declareOwnNumber({
  name: 'department_staff',
  label: 'Staff of my department',
  permission: 'staff.view_department',
  path: '/staff',
  async count(scope, limit) {
    if (may(scope, 'staff.view') || scope.company_id === null) return null
    const own = await departmentOf(scope, 'view')
    return own ? countStaff(scope, scope.company_id, own, limit) : 0
  },
})
