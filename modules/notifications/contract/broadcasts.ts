import { endpoint, super_admin } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  Page,
  paging,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { EventType, Link, Message, Metadata, Notification, severities } from './shapes.ts'

const notificationId = z.strictObject({ notification_id: Id })

/** A message to many, as who publishes it sees it. */
export const Broadcast = z.object({
  id: Id,
  event_type: z.string(),
  audience: z.enum(['company', 'provider', 'everyone']),
  company_id: nullable(Id),
  company_name: nullable(z.string()),
  message: z.string(),
  link: nullable(z.string()),
  severity: z.enum(severities),
  is_banner: z.boolean(),
  starts_at: nullable(Time),
  ends_at: nullable(Time),
  withdrawn_at: nullable(Time),
  created_by_name: nullable(z.string()),
  created_at: Time,
  read_count: z.int(),
})
export type Broadcast = z.infer<typeof Broadcast>

export const broadcastApi = {
  publish: endpoint({
    method: 'POST',
    path: '/notifications',
    access: super_admin,
    summary: 'Tell one person, a company, the provider’s people or everyone',
    body: z.strictObject({
      event_type: EventType,
      message: Message,
      user_id: optional(Id),
      company_id: optional(Id),
      audience: optional(z.enum(['everyone', 'provider'])),
      metadata: withDefault(Metadata, {}),
      link: optional(Link),
      severity: withDefault(z.enum(severities), 'info'),
      is_banner: withDefault(z.boolean(), false),
      starts_at: optional(nullable(Time)),
      ends_at: optional(nullable(Time)),
      channels: withDefault(list(z.enum(['email', 'sms']), 2), []),
    }),
    response: { 201: Notification },
    location: '/notifications',
  }),
  broadcasts: endpoint({
    method: 'GET',
    path: '/notifications/broadcasts',
    access: super_admin,
    summary: 'Messages to many, newest first, with the number of their readers',
    query: z.strictObject({ ...paging, state: optional(z.enum(['active', 'planned', 'over'])) }),
    response: { 200: Page(Broadcast) },
  }),
  changeBroadcast: endpoint({
    method: 'PATCH',
    path: '/notifications/:notification_id/broadcast',
    access: super_admin,
    summary: 'Change a message to many',
    params: notificationId,
    body: z.strictObject({
      message: optional(Message),
      severity: optional(z.enum(severities)),
      starts_at: optional(nullable(Time)),
      ends_at: optional(nullable(Time)),
    }),
    response: { 200: Notification },
    problems: ['not_a_broadcast'],
  }),
  withdraw: endpoint({
    method: 'DELETE',
    path: '/notifications/:notification_id/broadcast',
    access: super_admin,
    summary: 'Take a message to many back, for all; what was not mailed yet is not mailed',
    params: notificationId,
    response: { 204: null },
    problems: ['not_a_broadcast'],
  }),
  readers: endpoint({
    method: 'GET',
    path: '/notifications/:notification_id/readers',
    access: super_admin,
    summary: 'Who has read a message to many',
    params: notificationId,
    query: z.strictObject(paging),
    response: {
      200: z.object({
        read_count: z.int(),
        audience_count: z.int(),
        items: z.array(z.object({ user_id: Id, name: z.string(), read_at: Time })),
        next: nullable(z.string()),
      }),
    },
    problems: ['not_a_broadcast'],
  }),
}

declareProblems({
  not_a_broadcast: [
    409,
    'This went to one person',
    'Only messages to many can be changed, withdrawn, or have readers.',
  ],
})
