import { both, either, endpoint, provider, session } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  Moment,
  nullable,
  optional,
  Page,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

export const actorKinds = [
  'visitor',
  'user',
  'key',
  'client',
  'automation',
  'inbound',
  'system',
  'cli',
] as const

const Named = z.object({ id: Id, name: nullable(z.string()) })

export const Change = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })

/** What happened, in words: who did what to which thing, and what it was before. */
export const AuditEntry = z.object({
  id: Id,
  type: z.string(),
  label: z.string(),
  sentence: z.string(),
  actor: z.object({
    kind: z.enum(actorKinds),
    id: nullable(Id),
    name: nullable(z.string()),
    impersonator: nullable(Named),
  }),
  company: nullable(Named),
  subject: z.object({
    type: z.string(),
    id: nullable(Id),
    name: nullable(z.string()),
    path: nullable(z.string()),
  }),
  changes: z.array(Change),
  /** What else the event keeps, ids in words. */
  facts: z.record(z.string(), z.unknown()),
  audience: z.enum(['company', 'provider']),
  ip: nullable(z.string()),
  user_agent: nullable(z.string()),
  request_id: nullable(z.string()),
  caused_by: nullable(Id),
  created_at: Time,
})
export type AuditEntry = z.infer<typeof AuditEntry>

const Language = z.enum(['en', 'de'])

/** A company's id, or `null` for what belongs to the whole portal. */
const CompanyChoice = z.string().check(z.regex(/^([1-9]\d{0,15}|null)$/))

const filters = {
  type: optional(list(Text(100))),
  subject_type: optional(Text(60)),
  subject_id: optional(Id),
  actor_kind: optional(z.enum(actorKinds)),
  actor_id: optional(Id),
  company_id: optional(CompanyChoice),
  from: optional(Moment),
  to: optional(Moment),
  impersonated: optional(z.boolean()),
  request_id: optional(Text(64)),
  ip: optional(Text(45)),
  preset: optional(z.enum(['access_changes'])),
  sort: withDefault(z.enum(['-created_at', 'created_at', 'type', 'actor', 'company']), '-created_at'),
  locale: withDefault(Language, 'en'),
}

const eventId = z.strictObject({ event_id: Id })

/** The audit log (companies §3.5): the stream of events as it is. */
export const auditApi = {
  listAuditLogs: endpoint({
    method: 'GET',
    path: '/audit-logs',
    access: both('audit.view'),
    summary: 'What happened, newest first; the last 30 days unless from or to is given',
    query: z.strictObject({ ...paging, ...filters }),
    response: { 200: Page(AuditEntry) },
  }),
  readAuditLog: endpoint({
    method: 'GET',
    path: '/audit-logs/:event_id',
    access: both('audit.view'),
    summary: 'One entry of the audit log',
    params: eventId,
    query: z.strictObject({ locale: filters.locale }),
    response: { 200: AuditEntry },
  }),
  exportAuditLogs: endpoint({
    method: 'GET',
    path: '/audit-logs/export',
    access: both('audit.view'),
    summary: 'The same entries as a file, at most 100 000',
    query: z.strictObject({ ...filters, format: withDefault(z.enum(['csv', 'ndjson']), 'csv') }),
    response: { 200: null },
    transaction: 'own',
    navigable: true,
    limit: 'exports',
    problems: ['export_too_large'],
  }),
  listEventEffects: endpoint({
    method: 'GET',
    path: '/events/:event_id/effects',
    access: provider('audit.view'),
    summary: 'What an event caused: events that followed, and what modules did about it',
    params: eventId,
    query: z.strictObject({ locale: filters.locale }),
    response: {
      200: z.object({
        events: z.array(AuditEntry),
        effects: z.array(
          z.object({
            kind: z.string(),
            id: z.union([z.int(), z.string()]),
            label: z.string(),
            status: nullable(z.string()),
            path: nullable(z.string()),
            created_at: Time,
          }),
        ),
      }),
    },
  }),
  listEventTypes: endpoint({
    method: 'GET',
    path: '/event-types',
    access: either(both('audit.view'), session),
    summary: 'Kinds of events: what they hold, and how often they happened in the last 30 days',
    query: z.strictObject({ q: optional(Text(200)), locale: filters.locale }),
    response: {
      200: z.object({
        items: z.array(
          z.object({
            type: z.string(),
            label: z.string(),
            module: z.string(),
            subject: z.string(),
            audience: z.enum(['company', 'provider']),
            schema: z.record(z.string(), z.unknown()),
            sample: z.unknown(),
            count: nullable(z.int()),
            count_capped: z.boolean(),
          }),
        ),
      }),
    },
  }),
}

declareProblems({
  export_too_large: [
    409,
    'These are too many entries for one file',
    'At most 100 000 entries: choose a shorter time, a company or a type.',
  ],
})
