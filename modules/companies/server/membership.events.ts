import { Id, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const base = { subject: 'membership', audience: 'company' } as const
const Joining = z.object({ user_id: Id, role: z.string(), source: z.string() })
const Step = z.object({ user_id: Id, changes: Changes, reason: z.nullable(z.string()) })
const step = (from: string, to: string) => ({
  user_id: 7,
  changes: [{ field: 'status', from, to }],
  reason: null,
})

export const membershipInvited = defineEvent({
  ...base,
  type: 'membership.invited',
  label: 'Person invited',
  data: Joining,
  sample: { user_id: 7, role: 'Member', source: 'invitation' },
})

export const membershipAccepted = defineEvent({
  ...base,
  type: 'membership.accepted',
  label: 'Invitation accepted',
  data: Joining,
  sample: { user_id: 7, role: 'Member', source: 'invitation' },
})

export const membershipDeclined = defineEvent({
  ...base,
  type: 'membership.declined',
  label: 'Invitation declined',
  data: Step,
  sample: step('invited', 'removed'),
})

export const membershipJoined = defineEvent({
  ...base,
  type: 'membership.joined',
  label: 'Person became a member',
  data: Joining,
  sample: { user_id: 7, role: 'Manager', source: 'first_user' },
})

export const membershipRoleChanged = defineEvent({
  ...base,
  type: 'membership.role_changed',
  label: 'Role of a member changed',
  data: z.object({ user_id: Id, changes: Changes }),
  sample: { user_id: 7, changes: [{ field: 'role', from: 'Owner', to: 'Member' }] },
})

export const membershipSuspended = defineEvent({
  ...base,
  type: 'membership.suspended',
  label: 'Member suspended',
  data: Step,
  sample: step('active', 'suspended'),
})

export const membershipResumed = defineEvent({
  ...base,
  type: 'membership.resumed',
  label: 'Member resumed',
  data: Step,
  sample: step('suspended', 'active'),
})

export const membershipRemoved = defineEvent({
  ...base,
  type: 'membership.removed',
  label: 'Member removed',
  data: Step,
  sample: step('active', 'removed'),
})

export const membershipSitesChanged = defineEvent({
  ...base,
  type: 'membership.sites_changed',
  label: 'Sites of a member changed',
  data: z.object({ user_id: Id, changes: Changes }),
  sample: { user_id: 7, changes: [{ field: 'covers_sites', from: false, to: true }] },
})

/** Nobody answered within 30 days. */
export const membershipExpired = defineEvent({
  ...base,
  type: 'membership.expired',
  label: 'Invitation expired',
  data: Step,
  sample: step('invited', 'removed'),
})

/** Of 5,000 possible customers the first 200 are named; the counts are whole. */
export const membershipCustomersChanged = defineEvent({
  subject: 'membership',
  audience: 'provider',
  type: 'membership.customers_changed',
  label: 'Customers of a technician changed',
  data: z.object({
    user_id: Id,
    changes: Changes,
    added: z.array(Id),
    removed: z.array(Id),
    added_count: z.int(),
    removed_count: z.int(),
  }),
  sample: {
    user_id: 7,
    changes: [{ field: 'customer_access', from: 'all', to: 'listed' }],
    added: [12],
    removed: [],
    added_count: 1,
    removed_count: 0,
  },
})
