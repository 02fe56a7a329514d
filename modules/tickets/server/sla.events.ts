import { Id, optional, Time, z } from '../../../platform/contract/schema.ts'
import { declareWords, defineEvent } from '../../../platform/events/index.ts'

const Promised = z.object({
  requester_user_id: optional(Id),
  promise: z.enum(['first_reply', 'resolve']),
  /** When it was due: the truth, however late it is told. */
  due_at: Time,
})
const sample = { promise: 'resolve' as const, due_at: '2026-11-23T12:30:00.000Z' }
const about = { subject: 'ticket', audience: 'provider', data: Promised, sample } as const

export const slaWarned = defineEvent({
  type: 'ticket.sla_warned',
  label: 'A promise is nearly due',
  ...about,
})
export const slaBreached = defineEvent({
  type: 'ticket.sla_breached',
  label: 'A promise was not kept',
  ...about,
})

declareWords({
  'ticket.sla_warned': [
    'Zusage bald fällig',
    'What was promised for {subject} is nearly due',
    'Was für {subject} zugesagt ist, wird bald fällig',
  ],
  'ticket.sla_breached': [
    'Zusage nicht gehalten',
    'What was promised for {subject} was not kept',
    'Was für {subject} zugesagt war, wurde nicht gehalten',
  ],
})
