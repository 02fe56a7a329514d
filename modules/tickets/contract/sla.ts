import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Day,
  Id,
  list,
  nullable,
  optional,
  Text,
  Time,
  TimeZone,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

const Clock = z.string().check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: 'bad_format' }))
const Spans = list(z.tuple([Clock, Clock]), 10)

/** Spans of local time by weekday; none at all: around the clock. */
export const Hours = z.strictObject({
  mon: optional(Spans),
  tue: optional(Spans),
  wed: optional(Spans),
  thu: optional(Spans),
  fri: optional(Spans),
  sat: optional(Spans),
  sun: optional(Spans),
})

const Holiday = z.object({ day: Day, name: Text(80) })
const holidays = list(z.strictObject({ day: Day, name: Text(80) }), 400)

export const DeskCalendar = z.object({
  id: Id,
  name: z.string(),
  time_zone: z.string(),
  hours: Hours,
  holidays: z.array(Holiday),
  is_default: z.boolean(),
  version: z.int(),
})
export type DeskCalendar = z.infer<typeof DeskCalendar>

const Minutes = nullable(z.int().check(z.gte(1), z.lte(525_600)))
const Target = z.object({ priority: z.string(), first_reply_minutes: Minutes, resolve_minutes: Minutes })
const Ref = z.object({ id: Id, name: z.string() })

export const SlaPolicy = z.object({
  id: Id,
  name: z.string(),
  calendar: Ref,
  is_default: z.boolean(),
  targets: z.array(Target),
  /** Customers that have it, as far as the caller sees them. */
  companies: z.array(Ref),
  version: z.int(),
})
export type SlaPolicy = z.infer<typeof SlaPolicy>

const view = provider('tickets.view')
const configure = provider('tickets.configure')
const version = { version: optional(z.int()) }
const calendarId = z.strictObject({ calendar_id: Id })
const policyId = z.strictObject({ policy_id: Id })

const targets = list(
  z.strictObject({
    priority: Text(32),
    first_reply_minutes: withDefault(Minutes, null),
    resolve_minutes: withDefault(Minutes, null),
  }),
  30,
)
const companies = list(Id, 1_000)

const calendars = {
  listCalendars: endpoint({
    method: 'GET',
    path: '/tickets/calendars',
    access: view,
    summary: 'Working hours by which promises are counted, at most 50',
    response: { 200: z.object({ items: z.array(DeskCalendar) }) },
  }),
  readCalendar: endpoint({
    method: 'GET',
    path: '/tickets/calendars/:calendar_id',
    access: view,
    summary: 'Working hours of one calendar',
    params: calendarId,
    response: { 200: DeskCalendar },
  }),
  createCalendar: endpoint({
    method: 'POST',
    path: '/tickets/calendars',
    access: configure,
    summary: 'Make working hours; {} is around the clock',
    body: z.strictObject({
      name: Text(60),
      time_zone: TimeZone,
      hours: withDefault(Hours, {}),
      holidays: withDefault(holidays, []),
      is_default: withDefault(z.boolean(), false),
    }),
    response: { 201: DeskCalendar },
    location: '/tickets/calendars/{id}',
    problems: ['name_taken'],
  }),
  changeCalendar: endpoint({
    method: 'PATCH',
    path: '/tickets/calendars/:calendar_id',
    access: configure,
    summary: 'Change working hours; open tickets are counted anew by a job',
    params: calendarId,
    body: z.strictObject({
      name: optional(Text(60)),
      time_zone: optional(TimeZone),
      hours: optional(Hours),
      holidays: optional(holidays),
      is_default: optional(z.boolean()),
      ...version,
    }),
    response: { 200: DeskCalendar },
    problems: ['stale_version', 'name_taken'],
  }),
  deleteCalendar: endpoint({
    method: 'DELETE',
    path: '/tickets/calendars/:calendar_id',
    access: configure,
    summary: 'Remove working hours that no promise is counted by',
    params: calendarId,
    response: { 204: null },
    problems: ['calendar_in_use', 'last_default'],
  }),
  previewCalendar: endpoint({
    method: 'POST',
    path: '/tickets/calendars/preview',
    access: view,
    summary: 'When something promised now, in so many minutes of work, would be due',
    body: z.strictObject({
      time_zone: TimeZone,
      hours: withDefault(Hours, {}),
      holidays: withDefault(holidays, []),
      minutes: list(z.int().check(z.gte(1), z.lte(525_600)), 10),
      from: optional(Time),
    }),
    response: { 200: z.object({ items: z.array(z.object({ minutes: z.int(), due_at: nullable(Time) })) }) },
  }),
}

const policies = {
  listSlaPolicies: endpoint({
    method: 'GET',
    path: '/tickets/sla-policies',
    access: view,
    summary: 'What is promised to whom, at most 100',
    response: { 200: z.object({ items: z.array(SlaPolicy) }) },
  }),
  readSlaPolicy: endpoint({
    method: 'GET',
    path: '/tickets/sla-policies/:policy_id',
    access: view,
    summary: 'What one policy promises to whom',
    params: policyId,
    response: { 200: SlaPolicy },
  }),
  createSlaPolicy: endpoint({
    method: 'POST',
    path: '/tickets/sla-policies',
    access: configure,
    summary: 'Promise something: minutes of work by priority, for all customers or some',
    body: z.strictObject({
      name: Text(60),
      calendar_id: Id,
      is_default: withDefault(z.boolean(), false),
      targets: withDefault(targets, []),
      company_ids: withDefault(companies, []),
    }),
    response: { 201: SlaPolicy },
    location: '/tickets/sla-policies/{id}',
    problems: ['name_taken'],
  }),
  changeSlaPolicy: endpoint({
    method: 'PATCH',
    path: '/tickets/sla-policies/:policy_id',
    access: configure,
    summary: 'Change what is promised; open tickets are counted anew by a job',
    params: policyId,
    body: z.strictObject({
      name: optional(Text(60)),
      calendar_id: optional(Id),
      is_default: optional(z.boolean()),
      targets: optional(targets),
      company_ids: optional(companies),
      ...version,
    }),
    response: { 200: SlaPolicy },
    problems: ['stale_version', 'name_taken'],
  }),
  deleteSlaPolicy: endpoint({
    method: 'DELETE',
    path: '/tickets/sla-policies/:policy_id',
    access: configure,
    summary: 'Remove a promise that no ticket and no customer has',
    params: policyId,
    response: { 204: null },
    problems: ['sla_policy_in_use', 'last_default'],
  }),
}

export const slaApi = { ...calendars, ...policies }

declareProblems({
  calendar_in_use: [409, 'Promises are counted by these hours', 'Give them other working hours first.'],
  sla_policy_in_use: [
    409,
    'Customers or tickets have this promise',
    'Take it from the customers; what was promised to tickets stays.',
  ],
})
