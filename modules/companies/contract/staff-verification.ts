import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import { Id, nullable, optional, Page, paging, Text, Time, z } from '../../../platform/contract/schema.ts'

const Person = z.object({ id: Id, name: z.string() })

/** How a caller was confirmed, or not; never with the code. */
export const StaffVerification = z.object({
  id: Id,
  staff_member_id: Id,
  status: z.enum(['sending', 'sent', 'confirmed', 'failed', 'undeliverable', 'expired', 'replaced']),
  destination_hint: z.string(),
  requested_by: Person,
  subject_type: nullable(z.string()),
  subject_id: nullable(Id),
  attempts: z.int(),
  created_at: Time,
  sent_at: nullable(Time),
  expires_at: Time,
  confirmed_at: nullable(Time),
  confirmed_by: nullable(Person),
})
export type StaffVerification = z.infer<typeof StaffVerification>

/** Six digits as they are read aloud, with or without blanks. */
const Code = z.string().check(
  z.overwrite((text) => text.replace(/[\s-]/g, '')),
  z.regex(/^\d{6}$/),
)

const staffId = z.strictObject({ staff_member_id: Id })
const verify = provider('staff.verify')

export const verificationApi = {
  requestVerification: endpoint({
    method: 'POST',
    path: '/staff-members/:staff_member_id/verifications',
    access: verify,
    summary: 'Send a caller a code, to be read aloud; the code is in no answer',
    params: staffId,
    body: z.strictObject({ subject_type: optional(Text(40)), subject_id: optional(Id) }),
    response: {
      202: z.object({
        id: Id,
        kind: z.literal('staff_verification'),
        status: z.literal('sending'),
        /** Where one reads what became of it. */
        path: z.string(),
        staff_member_id: Id,
        destination_hint: z.string(),
        expires_at: Time,
        mobile_changed_recently: z.boolean(),
      }),
    },
    location: '/staff-members/{staff_member_id}/verifications/{id}',
    problems: ['no_mobile_phone', 'not_configured', 'gone'],
  }),
  checkVerification: endpoint({
    method: 'POST',
    path: '/staff-members/:staff_member_id/verifications/check',
    access: verify,
    summary: 'Compare the code that the caller reads',
    transaction: 'own',
    params: staffId,
    body: z.strictObject({ code: Code }),
    response: { 200: z.object({ confirmed_at: Time }) },
    problems: ['no_open_verification', 'wrong_code', 'gone'],
  }),
  listVerifications: endpoint({
    method: 'GET',
    path: '/staff-members/:staff_member_id/verifications',
    access: verify,
    summary: 'When and by whom this person was confirmed, newest first',
    params: staffId,
    query: z.strictObject({ ...paging }),
    response: { 200: Page(StaffVerification) },
  }),
  readVerification: endpoint({
    method: 'GET',
    path: '/staff-members/:staff_member_id/verifications/:verification_id',
    access: verify,
    summary: 'One confirmation of a caller',
    params: z.strictObject({ staff_member_id: Id, verification_id: Id }),
    response: { 200: StaffVerification },
  }),
}

declareProblems({
  no_mobile_phone: [
    409,
    'No mobile phone is known',
    'Add the number to the directory, and mind who asks for it.',
  ],
  no_open_verification: [
    409,
    'No code is waiting',
    'It was used, has expired, or was never sent. Send a new one.',
  ],
  wrong_code: [422, 'This is not the code', 'attempts_left says how often it may still be tried.'],
})
