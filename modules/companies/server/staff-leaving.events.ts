import { Id, z } from '../../../platform/contract/schema.ts'
import { defineEvent } from '../../../platform/events/index.ts'

const base = { subject: 'staff_member', audience: 'provider' } as const
const Planned = { user_id: z.nullable(Id), offboard_at: z.string() }

export const staffLeavingSoon = defineEvent({
  ...base,
  type: 'staff_member.leaving_soon',
  label: 'Off-boarding within a day',
  data: z.object(Planned),
  sample: { user_id: 7, offboard_at: '2026-11-20T06:00:00.000Z' },
})

export const staffOffboardFailed = defineEvent({
  ...base,
  type: 'staff_member.offboard_failed',
  label: 'Off-boarding keeps failing',
  data: z.object({ ...Planned, tries: z.int() }),
  sample: { user_id: 7, offboard_at: '2026-11-20T06:00:00.000Z', tries: 10 },
})
