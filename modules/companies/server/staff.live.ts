import { both, either, member } from '../../../platform/contract/endpoint.ts'
import { registerTopic } from '../../../platform/events/index.ts'
import { may } from './rights.ts'
import { selectStaff } from './staff.queries.ts'
import { requireSight } from './staff.sight.ts'

registerTopic({
  noun: 'staff',
  subject: 'staff_member',
  access: either(both('staff.view'), member('staff.view_department')),
  canHear: async (scope, id) => {
    const row = await selectStaff(scope, id)
    return requireSight(scope, 'view', row).then(
      () => true,
      () => false,
    )
  },
  inPart: (scope) => !may(scope, 'staff.view'),
})

/** Who asks for on- and off-boarding hears that something went on, not with whom. */
registerTopic({
  noun: 'staff_requests',
  subject: 'staff_member',
  access: either(member('staff.request'), member('staff.approve')),
  inPart: (scope) => !may(scope, 'staff.view'),
})
