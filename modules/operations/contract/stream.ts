import { endpoint, provider, super_admin } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import { Id, nullable, optional, Page, paging, Text, Time, z } from '../../../platform/contract/schema.ts'

const VerificationState = z.enum(['queued', 'running', 'done', 'failed'])

export const Verification = z.object({
  id: Id,
  from_at: Time,
  to_at: Time,
  status: VerificationState,
  checked: z.int(),
  /** Events of months that were dropped since. */
  expired: z.int(),
  first_bad: nullable(
    z.object({
      lane: nullable(z.int()),
      sequence: nullable(z.int()),
      event_id: nullable(z.int()),
      problem: z.string(),
    }),
  ),
  created_at: Time,
  finished_at: nullable(Time),
})

export const failureStates = ['waiting', 'dead', 'resolved'] as const

export const EventFailure = z.object({
  id: Id,
  consumer: z.string(),
  event_id: Id,
  event_type: nullable(z.string()),
  company_id: nullable(Id),
  attempts: z.int(),
  next_attempt_at: nullable(Time),
  error: z.string(),
  state: z.enum(failureStates),
  updated_at: Time,
})
export type EventFailure = z.infer<typeof EventFailure>

const failureId = z.strictObject({ event_failure_id: Id })

/** The stream of events, as those who keep the portal see it. */
export const streamApi = {
  verifyEvents: endpoint({
    method: 'POST',
    path: '/events/verifications',
    access: super_admin,
    summary: 'Compare the events of a time with their seals; the answer is read where Location says',
    body: z.strictObject({ from: Time, to: Time }),
    response: {
      202: z.object({
        id: Id,
        kind: z.literal('event_verification'),
        status: VerificationState,
        path: z.string(),
      }),
    },
    location: '/events/verifications/{id}',
  }),
  readVerification: endpoint({
    method: 'GET',
    path: '/events/verifications/:event_verification_id',
    access: super_admin,
    summary: 'What came of such a comparison',
    params: z.strictObject({ event_verification_id: Id }),
    response: { 200: Verification },
  }),
  listEventFailures: endpoint({
    method: 'GET',
    path: '/event-failures',
    access: provider('operations.view'),
    summary: 'Events that a consumer could not take, newest first',
    query: z.strictObject({
      ...paging,
      consumer: optional(Text(100)),
      state: optional(z.enum(failureStates)),
    }),
    response: { 200: Page(EventFailure) },
  }),
  retryEventFailure: endpoint({
    method: 'POST',
    path: '/event-failures/:event_failure_id/retry',
    access: super_admin,
    summary: 'Hand the event to its consumer again now',
    params: failureId,
    response: { 200: EventFailure },
    problems: ['already_resolved'],
  }),
  dismissEventFailure: endpoint({
    method: 'POST',
    path: '/event-failures/:event_failure_id/dismiss',
    access: super_admin,
    summary: 'Give the event up for this consumer',
    params: failureId,
    response: { 200: EventFailure },
    problems: ['already_resolved'],
  }),
}

declareProblems({
  already_resolved: [409, 'This was settled already', 'It succeeded meanwhile, or somebody dismissed it.'],
})
