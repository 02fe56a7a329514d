import { Id, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'
import { AccountAction } from '../contract/staff.ts'

const base = { subject: 'staff_member', audience: 'company' } as const
const Linked = z.object({ user_id: Id })

export const staffCreated = defineEvent({
  ...base,
  type: 'staff_member.created',
  label: 'Person added to the directory',
  data: z.object({ source: z.string(), changes: Changes }),
  sample: { source: 'manual', changes: [{ field: 'department', from: null, to: 'Sales' }] },
})

export const staffUpdated = defineEvent({
  ...base,
  type: 'staff_member.updated',
  label: 'Person of the directory changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'mobile_phone', from: '+61 ••• ••• 123', to: '+61 ••• ••• 456' }] },
})

export const staffArchived = defineEvent({
  ...base,
  type: 'staff_member.archived',
  label: 'Person archived in the directory',
  data: z.object({}),
  sample: {},
})

export const staffLinked = defineEvent({
  ...base,
  type: 'staff_member.linked',
  label: 'Entry of the directory linked to a login',
  data: z.object({ user_id: Id, by: z.enum(['hand', 'invitation', 'address']) }),
  sample: { user_id: 7, by: 'invitation' },
})

export const staffUnlinked = defineEvent({
  ...base,
  type: 'staff_member.unlinked',
  label: 'Entry of the directory without login again',
  data: Linked,
  sample: { user_id: 7 },
})

export const staffActionChanged = defineEvent({
  ...base,
  type: 'staff_member.account_action_changed',
  label: 'On- or off-boarding went a step on',
  data: z.object({
    from: z.nullable(AccountAction),
    to: z.nullable(AccountAction),
    /** The person's login, and who asked: whom notifications may tell. */
    user_id: z.nullable(Id),
    requested_by_user_id: z.nullable(Id),
    onboard_on: z.nullable(z.string()),
    offboard_at: z.nullable(z.string()),
    note: z.nullable(z.string()),
  }),
  sample: {
    from: null,
    to: 'offboard_requested',
    user_id: 7,
    requested_by_user_id: 8,
    onboard_on: null,
    offboard_at: '2026-11-20T06:00:00.000Z',
    note: 'Leaves us at the end of the month',
  },
})

export const staffImported = defineEvent({
  ...base,
  type: 'staff_member.imported',
  label: 'People imported into the directory',
  data: z.object({
    staff_import_id: Id,
    mode: z.enum(['check', 'apply']),
    status: z.enum(['waiting', 'done', 'failed']),
    created: z.int(),
    updated: z.int(),
    skipped: z.int(),
  }),
  sample: { staff_import_id: 3, mode: 'apply', status: 'done', created: 20, updated: 3, skipped: 1 },
})

export const staffErased = defineEvent({
  ...base,
  type: 'staff_member.erased',
  label: 'Personal data of an archived entry removed',
  data: z.object({}),
  sample: {},
})
