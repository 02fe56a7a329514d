import { endpoint, provider, visitor } from '../../../platform/contract/endpoint.ts'
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
  signature_invalid: [
    401,
    'The signature is not right',
    'Check the secret on both sides, and the clock: a signature is good for five minutes.',
  ],
  slug_taken: [409, 'This short name is taken', 'Choose another one.'],
})

export const verifications = ['none', 'standard', 'github', 'hmac', 'basic'] as const

/** From the name of a field to where its value stands in a JSON body (RFC 6901), or to the name of a form's field. */
const Mapping = z
  .record(
    z.string().check(z.regex(/^[a-z][a-z0-9_]{0,39}$/)),
    z.string().check(
      z.maxLength(200),
      z.refine((place) => place.isWellFormed() && !place.includes('\u0000'), { error: 'bad_format' }),
    ),
  )
  .check(z.refine((mapping) => Object.keys(mapping).length <= 30, { error: 'too_many' }))

export const InboundWebhook = z.object({
  id: Id,
  /** Null: what it tells belongs to no company. */
  company_id: nullable(Id),
  company_name: nullable(z.string()),
  name: z.string(),
  slug: z.string(),
  /** The first letters of the token in its address. */
  token_prefix: z.string(),
  previous_token_until: nullable(Time),
  verification: z.enum(verifications),
  signature_header: nullable(z.string()),
  has_secret: z.boolean(),
  allowed_networks: z.array(z.string()),
  dedupe_header: nullable(z.string()),
  mapping: Mapping,
  paused_at: nullable(Time),
  last_received_at: nullable(Time),
  version: z.int(),
  created_at: Time,
  updated_at: Time,
})
export type InboundWebhook = z.infer<typeof InboundWebhook>

export const InboundDelivery = z.object({
  id: Id,
  received_at: Time,
  remote_ip: nullable(z.string()),
  content_type: nullable(z.string()),
  outcome: z.enum(['accepted', 'duplicate', 'rejected']),
  reason: nullable(z.string()),
  dedupe_key: nullable(z.string()),
  event_id: nullable(Id),
})
export type InboundDelivery = z.infer<typeof InboundDelivery>

export const InboundDeliveryDetail = z.object({
  ...InboundDelivery.shape,
  headers: z.record(z.string(), z.string()),
  /** Null once it is older than 14 days. */
  body: nullable(z.string()),
})

const manage = provider('webhooks.manage')
const params = z.strictObject({ inbound_webhook_id: Id })
const path = '/inbound-webhooks/:inbound_webhook_id'
const Version = z.int().check(z.gte(1))
const HeaderName = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/))
const Network = z.string().check(z.maxLength(50))
const columns = {
  name: Text(100),
  slug: z.string().check(z.maxLength(60), z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)),
  verification: z.enum(verifications),
  signature_header: nullable(HeaderName),
  secret: z.string().check(z.minLength(8), z.maxLength(500), z.regex(/^[\x20-\x7e]+$/)),
  allowed_networks: list(Network, 50),
  dedupe_header: nullable(HeaderName),
  mapping: Mapping,
}

/** Inbound webhooks: what outside systems tell us becomes an event (events §3). */
export const inboundApi = {
  listInboundWebhooks: endpoint({
    method: 'GET',
    path: '/inbound-webhooks',
    access: manage,
    summary: 'Inbound webhooks',
    query: z.strictObject({ ...paging, q: optional(Text(100)) }),
    response: { 200: Page(InboundWebhook) },
  }),
  createInboundWebhook: endpoint({
    method: 'POST',
    path: '/inbound-webhooks',
    access: manage,
    summary: 'Add an address that others may call; it is shown once',
    idempotency: 'secret',
    body: z.strictObject({
      ...columns,
      company_id: withDefault(nullable(Id), null),
      verification: withDefault(columns.verification, 'none'),
      signature_header: withDefault(columns.signature_header, null),
      secret: optional(columns.secret),
      allowed_networks: withDefault(columns.allowed_networks, []),
      dedupe_header: withDefault(columns.dedupe_header, null),
      mapping: withDefault(Mapping, {}),
    }),
    response: { 201: z.object({ ...InboundWebhook.shape, url: z.string() }) },
    location: '/inbound-webhooks/{id}',
    problems: ['slug_taken'],
  }),
  readInboundWebhook: endpoint({
    method: 'GET',
    path,
    access: manage,
    summary: 'One inbound webhook',
    params,
    response: { 200: InboundWebhook },
  }),
  changeInboundWebhook: endpoint({
    method: 'PATCH',
    path,
    access: manage,
    summary: 'Change an inbound webhook',
    params,
    body: z.strictObject({
      name: optional(columns.name),
      slug: optional(columns.slug),
      company_id: optional(nullable(Id)),
      verification: optional(columns.verification),
      signature_header: optional(columns.signature_header),
      secret: optional(columns.secret),
      allowed_networks: optional(columns.allowed_networks),
      dedupe_header: optional(columns.dedupe_header),
      mapping: optional(Mapping),
      paused: optional(z.boolean()),
      version: optional(Version),
    }),
    response: { 200: InboundWebhook },
    problems: ['stale_version', 'slug_taken'],
  }),
  deleteInboundWebhook: endpoint({
    method: 'DELETE',
    path,
    access: manage,
    summary: 'Remove an inbound webhook',
    params,
    query: z.strictObject({ version: optional(Version) }),
    response: { 204: null },
    problems: ['stale_version'],
  }),
  rotateInboundToken: endpoint({
    method: 'POST',
    path: `${path}/rotate-token`,
    access: manage,
    summary: 'A new address, shown once; the old one works for 24 hours',
    idempotency: 'secret',
    params,
    response: { 200: z.object({ url: z.string(), previous_token_until: Time }) },
    problems: ['stale_version'],
  }),
  listInboundDeliveries: endpoint({
    method: 'GET',
    path: `${path}/deliveries`,
    access: manage,
    summary: 'What arrived, newest first',
    params,
    query: z.strictObject({
      ...paging,
      outcome: optional(z.enum(['accepted', 'duplicate', 'rejected'])),
    }),
    response: { 200: Page(InboundDelivery) },
  }),
  readInboundDelivery: endpoint({
    method: 'GET',
    path: `${path}/deliveries/:inbound_delivery_id`,
    access: manage,
    summary: 'One of them, with its body',
    params: z.strictObject({ inbound_webhook_id: Id, inbound_delivery_id: Id }),
    response: { 200: InboundDeliveryDetail },
  }),
  receiveHook: endpoint({
    method: 'POST',
    path: '/hooks/:token',
    access: visitor,
    credential: 'own',
    transaction: 'own',
    summary: 'Tell the portal that something happened; the address is the secret',
    accepts: ['application/x-www-form-urlencoded', 'text/plain'],
    body_limit: 262_144,
    limit: 'hook_unknown',
    params: z.strictObject({ token: z.string().check(z.maxLength(100)) }),
    response: { 200: z.object({ id: Id, duplicate: z.boolean() }) },
    problems: ['signature_invalid'],
  }),
}
