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
