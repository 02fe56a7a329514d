import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  Page,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

declareProblems({
  delivery_running: [
    409,
    'This delivery is being sent now',
    'Wait for its attempt to end; it takes 10 s at most.',
  ],
})

export const deliveryStates = ['pending', 'held', 'sending', 'succeeded', 'failed', 'cancelled'] as const

/** `ticket.created`, all of a noun (`ticket.*`), or everything (`*`). */
const EventPattern = z
  .string()
  .check(z.maxLength(100), z.regex(/^(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?)$/))

export const WebhookEndpoint = z.object({
  id: Id,
  name: z.string(),
  url: z.string(),
  /** Null: all companies, and what belongs to none. */
  company_ids: nullable(z.array(Id)),
  event_types: z.array(z.string()),
  view: z.enum(['company', 'provider']),
  /** Of the further headers: their values are never shown. */
  header_names: z.array(z.string()),
  has_secret: z.boolean(),
  previous_secret_until: nullable(Time),
  max_per_second: z.int(),
  paused_at: nullable(Time),
  disabled_at: nullable(Time),
  disabled_reason: nullable(z.enum(['gone', 'failing'])),
  failure_streak: z.int(),
  failing_since: nullable(Time),
  last_success_at: nullable(Time),
  /** Of the last 24 hours: deliveries that ended well, and all that ended. */
  day: z.object({ succeeded: z.int(), finished: z.int(), waiting: z.int(), held: z.int() }),
  version: z.int(),
  created_at: Time,
  updated_at: Time,
})
export type WebhookEndpoint = z.infer<typeof WebhookEndpoint>

export const WebhookDelivery = z.object({
  id: Id,
  webhook_endpoint_id: Id,
  endpoint_name: z.string(),
  message_id: z.string(),
  event_id: nullable(Id),
  event_type: z.string(),
  company_id: nullable(Id),
  company_name: nullable(z.string()),
  status: z.enum(deliveryStates),
  attempt_count: z.int(),
  next_attempt_at: nullable(Time),
  last_status_code: nullable(z.int()),
  last_error_code: nullable(z.string()),
  replay_of: nullable(Id),
  created_at: Time,
  finished_at: nullable(Time),
})
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

export const WebhookAttempt = z.object({
  number: z.int(),
  trigger: z.enum(['automatic', 'manual']),
  started_at: Time,
  duration_ms: z.int(),
  request_headers: z.record(z.string(), z.string()),
  status_code: nullable(z.int()),
  error_code: nullable(z.string()),
  response_type: nullable(z.string()),
  response_body: nullable(z.string()),
  /** Whom it was sent to; null where no connection came about. */
  remote_ip: nullable(z.string()),
})
export type WebhookAttempt = z.infer<typeof WebhookAttempt>

export const WebhookDeliveryDetail = z.object({
  ...WebhookDelivery.shape,
  /** The exact text that is signed and sent. */
  body: z.string(),
  attempts: z.array(WebhookAttempt),
})
export type WebhookDeliveryDetail = z.infer<typeof WebhookDeliveryDetail>

/** What was asked for, and where to see what becomes of it. */
const AcceptedDelivery = z.object({
  ...WebhookDelivery.shape,
  kind: z.literal('webhook_delivery'),
  path: z.string(),
})

const manage = provider('webhooks.manage')
const params = z.strictObject({ webhook_endpoint_id: Id })
const delivery = z.strictObject({ webhook_delivery_id: Id })
const path = '/webhook-endpoints/:webhook_endpoint_id'
const deliveryPath = '/webhook-deliveries/:webhook_delivery_id'
/** Values are kept encrypted and never shown again. */
const Headers = z
  .record(
    z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/)),
    z.string().check(z.maxLength(1_000), z.regex(/^[\x20-\x7e]*$/)),
  )
  .check(z.refine((headers) => Object.keys(headers).length <= 10, { error: 'too_many' }))
const Version = z.int().check(z.gte(1))
const columns = {
  name: Text(100),
  url: Text(2_000),
  company_ids: nullable(list(Id, 500).check(z.minLength(1))),
  event_types: list(EventPattern, 100).check(z.minLength(1)),
  view: z.enum(['company', 'provider']),
  headers: Headers,
  max_per_second: z.int().check(z.gte(1), z.lte(50)),
}

/** Outgoing webhooks: endpoints, their deliveries and attempts (events §3, Standard Webhooks). */
export const webhooksApi = {
  listWebhookEndpoints: endpoint({
    method: 'GET',
    path: '/webhook-endpoints',
    access: manage,
    summary: 'Webhook endpoints',
    query: z.strictObject({
      ...paging,
      q: optional(Text(100)),
      state: optional(z.enum(['active', 'paused', 'disabled', 'failing'])),
      sort: withDefault(z.enum(['name', '-name', 'created_at', '-created_at']), 'name'),
    }),
    response: { 200: Page(WebhookEndpoint) },
  }),
  createWebhookEndpoint: endpoint({
    method: 'POST',
    path: '/webhook-endpoints',
    access: manage,
    summary: 'Add an endpoint; its secret is shown once',
    idempotency: 'secret',
    transaction: 'own',
    body: z.strictObject({
      ...columns,
      company_ids: withDefault(columns.company_ids, null),
      view: withDefault(columns.view, 'company'),
      headers: withDefault(Headers, {}),
      max_per_second: withDefault(columns.max_per_second, 10),
    }),
    response: { 201: z.object({ ...WebhookEndpoint.shape, secret: z.string() }) },
    location: '/webhook-endpoints/{id}',
  }),
  readWebhookEndpoint: endpoint({
    method: 'GET',
    path,
    access: manage,
    summary: 'One endpoint',
    params,
    response: { 200: WebhookEndpoint },
  }),
  changeWebhookEndpoint: endpoint({
    method: 'PATCH',
    path,
    access: manage,
    summary: 'Change an endpoint; headers that are given replace all of them',
    transaction: 'own',
    params,
    body: z.strictObject({
      name: optional(columns.name),
      url: optional(columns.url),
      company_ids: optional(columns.company_ids),
      event_types: optional(columns.event_types),
      view: optional(columns.view),
      headers: optional(Headers),
      max_per_second: optional(columns.max_per_second),
      version: optional(Version),
    }),
    response: { 200: WebhookEndpoint },
    problems: ['stale_version'],
  }),
  deleteWebhookEndpoint: endpoint({
    method: 'DELETE',
    path,
    access: manage,
    summary: 'Remove an endpoint with its deliveries',
    params,
    query: z.strictObject({ version: optional(Version) }),
    response: { 204: null },
    problems: ['stale_version'],
  }),
  rotateWebhookSecret: endpoint({
    method: 'POST',
    path: `${path}/rotate-secret`,
    access: manage,
    summary: 'A new secret, shown once; for 24 hours both sign',
    idempotency: 'secret',
    params,
    response: { 200: z.object({ secret: z.string(), previous_secret_until: Time }) },
    problems: ['stale_version'],
  }),
  testWebhookEndpoint: endpoint({
    method: 'POST',
    path: `${path}/test`,
    access: manage,
    summary: 'Send a test message now',
    params,
    response: { 202: AcceptedDelivery },
    location: '/webhook-deliveries/{id}',
    problems: ['stale_version'],
  }),
  pauseWebhookEndpoint: endpoint({
    method: 'POST',
    path: `${path}/pause`,
    access: manage,
    summary: 'Hold what comes until it is resumed',
    params,
    response: { 200: WebhookEndpoint },
    problems: ['stale_version'],
  }),
  resumeWebhookEndpoint: endpoint({
    method: 'POST',
    path: `${path}/resume`,
    access: manage,
    summary: 'Go on, also after it was switched off; what was held is sent or discarded',
    params,
    body: z.strictObject({ held: withDefault(z.enum(['send', 'discard']), 'send') }),
    response: { 200: WebhookEndpoint },
    problems: ['stale_version'],
  }),
  replayWebhookEndpoint: endpoint({
    method: 'POST',
    path: `${path}/replay`,
    access: manage,
    summary: 'Send again what was sent in a time, at most 10 000',
    params,
    body: z.strictObject({
      from: Time,
      to: Time,
      event_types: optional(list(EventPattern, 100)),
      status: optional(list(z.enum(['succeeded', 'failed', 'cancelled']), 3)),
      new_ids: withDefault(z.boolean(), false),
    }),
    response: { 200: z.object({ done: z.int(), skipped: z.int(), failed: z.int() }) },
    problems: ['stale_version'],
  }),
  listWebhookDeliveries: endpoint({
    method: 'GET',
    path: '/webhook-deliveries',
    access: manage,
    summary: 'Deliveries, newest first',
    query: z.strictObject({
      ...paging,
      endpoint_id: optional(Id),
      status: optional(list(z.enum(deliveryStates), 6)),
      event_type: optional(list(EventPattern, 50)),
      company_id: optional(Id),
      event_id: optional(Id),
      status_code: optional(z.int().check(z.gte(100), z.lte(599))),
      from: optional(Time),
      to: optional(Time),
      q: optional(Text(60)),
    }),
    response: { 200: Page(WebhookDelivery) },
  }),
  readWebhookDelivery: endpoint({
    method: 'GET',
    path: deliveryPath,
    access: manage,
    summary: 'One delivery: what was sent, and each attempt',
    params: delivery,
    response: { 200: WebhookDeliveryDetail },
  }),
  retryWebhookDelivery: endpoint({
    method: 'POST',
    path: `${deliveryPath}/retry`,
    access: manage,
    summary: 'One attempt now, by hand',
    params: delivery,
    response: { 202: AcceptedDelivery },
    location: '/webhook-deliveries/{id}',
    problems: ['delivery_running', 'delivery_finished'],
  }),
  replayWebhookDelivery: endpoint({
    method: 'POST',
    path: `${deliveryPath}/replay`,
    access: manage,
    summary: 'Send the same bytes as a new delivery',
    params: delivery,
    body: z.strictObject({ new_id: withDefault(z.boolean(), false) }),
    response: { 202: AcceptedDelivery },
    location: '/webhook-deliveries/{id}',
  }),
  cancelWebhookDelivery: endpoint({
    method: 'POST',
    path: `${deliveryPath}/cancel`,
    access: manage,
    summary: 'Give up a delivery that waits',
    params: delivery,
    response: { 200: WebhookDelivery },
    problems: ['delivery_running', 'delivery_finished'],
  }),
}
