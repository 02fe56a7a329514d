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
import { either, endpoint, recent, session, super_admin } from './endpoint.ts'

export const ApiKey = z.object({
  id: Id,
  description: z.string(),
  preview: z.string(),
  user_id: Id,
  /** Whose it is: name and address, for lists of everybody's keys. */
  user: z.object({ id: Id, name: z.string(), email: z.string() }),
  company_id: nullable(Id),
  scopes: z.array(z.string()),
  read_only: z.boolean(),
  allowed_ips: z.array(z.string()),
  expires_at: nullable(Time),
  expired: z.boolean(),
  rotated_to_id: nullable(Id),
  usage_count: z.number(),
  last_used_at: nullable(Time),
  created_at: Time,
  /** By address, the latest first: 20 in lists, at most 500 of one key. */
  usage: z.array(z.object({ ip: z.string(), usage_count: z.number(), last_used_at: Time })),
})
export type ApiKey = z.infer<typeof ApiKey>

const params = z.strictObject({ api_key_id: Id })
/** Addresses (`203.0.113.7`) and networks (`10.0.0.0/8`); none: from everywhere. */
const AllowedIps = list(Text(60), 50)
const Made = z.object({ api_key: z.string(), key: ApiKey })

export const apiKeysApi = {
  listApiKeys: endpoint({
    method: 'GET',
    path: '/api-keys',
    access: either(super_admin, session),
    summary: 'API keys: own ones; for super administrators all',
    query: z.strictObject({
      ...paging,
      q: optional(Text(255)),
      include_expired: withDefault(z.boolean(), false),
      user_id: optional(Id),
      sort: withDefault(
        z.enum([
          '-created_at',
          'created_at',
          'description',
          '-description',
          'expires_at',
          '-expires_at',
          'usage_count',
          '-usage_count',
          'last_used_at',
          '-last_used_at',
        ]),
        '-created_at',
      ),
    }),
    response: { 200: Page(ApiKey) },
  }),
  readApiKey: endpoint({
    method: 'GET',
    path: '/api-keys/:api_key_id',
    access: either(super_admin, session),
    summary: 'One API key, with its uses by address',
    params,
    response: { 200: ApiKey },
  }),
  createApiKey: endpoint({
    method: 'POST',
    path: '/api-keys',
    access: recent(session),
    summary: 'Make an API key for oneself; it is shown once',
    idempotency: 'secret',
    body: z.strictObject({
      description: Text(200),
      scopes: list(Text(60), 100).check(z.minLength(1)),
      read_only: withDefault(z.boolean(), false),
      company_id: optional(Id),
      allowed_ips: optional(AllowedIps),
      expires_at: optional(nullable(Time)),
    }),
    response: { 201: Made },
    location: '/api-keys/{key.id}',
    problems: ['scope_not_held', 'too_many_api_keys'],
  }),
  changeApiKey: endpoint({
    method: 'PATCH',
    path: '/api-keys/:api_key_id',
    access: recent(session),
    summary: 'Rename one’s own key, say from where it may be used, or end it earlier',
    params,
    body: z.strictObject({
      description: optional(Text(200)),
      allowed_ips: optional(AllowedIps),
      expires_at: optional(Time),
    }),
    response: { 200: ApiKey },
  }),
  rotateApiKey: endpoint({
    method: 'POST',
    path: '/api-keys/:api_key_id/rotate',
    access: recent(session),
    summary: 'Replace one’s own key; the old one works for `overlap_seconds` more',
    idempotency: 'secret',
    params,
    body: z.strictObject({ overlap_seconds: withDefault(z.int().check(z.gte(0), z.lte(604_800)), 0) }),
    response: { 201: Made },
    location: '/api-keys/{key.id}',
    problems: ['already_rotated', 'scope_not_held', 'too_many_api_keys'],
  }),
  deleteApiKey: endpoint({
    method: 'DELETE',
    path: '/api-keys/:api_key_id',
    access: either(super_admin, session),
    summary: 'Revoke an API key; it is dead with the next request',
    params,
    response: { 204: null },
  }),
}

declareProblems({
  scope_not_held: [
    403,
    'You do not hold this right yourself',
    'A key can only be given what its owner may do.',
  ],
  too_many_api_keys: [409, 'You have 50 live keys', 'Revoke one that you do not need.'],
  already_rotated: [409, 'This key was replaced already', 'id names the key that replaced it.'],
})
