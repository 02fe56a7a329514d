import { Id, z } from '../../../platform/contract/schema.ts'
import { defineEvent } from '../../../platform/events/index.ts'

const base = { subject: 'staff_member', audience: 'provider' } as const
const Asked = z.object({ staff_verification_id: Id, technician_user_id: Id, hint: z.string() })
const sample = { staff_verification_id: 3, technician_user_id: 7, hint: '123' }

export const verificationRequested = defineEvent({
  ...base,
  type: 'staff_verification.requested',
  label: 'Code sent to a caller',
  data: z.extend(Asked, { subject_type: z.nullable(z.string()), subject_id: z.nullable(Id) }),
  sample: { ...sample, subject_type: 'ticket', subject_id: 1001 },
})

export const verificationConfirmed = defineEvent({
  ...base,
  type: 'staff_verification.confirmed',
  label: 'Caller confirmed',
  data: z.extend(Asked, { subject_type: z.nullable(z.string()), subject_id: z.nullable(Id) }),
  sample: { ...sample, subject_type: 'ticket', subject_id: 1001 },
})

export const verificationFailed = defineEvent({
  ...base,
  type: 'staff_verification.failed',
  label: 'Wrong code from a caller',
  data: z.extend(Asked, { attempts_left: z.int() }),
  sample: { ...sample, attempts_left: 4 },
})

export const verificationUndeliverable = defineEvent({
  ...base,
  type: 'staff_verification.undeliverable',
  label: 'Code for a caller could not be sent',
  data: z.extend(Asked, { error_code: z.string() }),
  sample: { ...sample, error_code: 'timeout' },
})
