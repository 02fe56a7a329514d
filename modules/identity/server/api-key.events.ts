import { nullable, Time, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const key = {
  description: z.string(),
  preview: z.string(),
  scopes: z.array(z.string()),
  read_only: z.boolean(),
  allowed_ips: z.array(z.string()),
  expires_at: nullable(Time),
}
const keySample = {
  description: 'Monthly report',
  preview: 'mpk_4fGh2kLm',
  scopes: ['account.read'],
  read_only: true,
  allowed_ips: ['203.0.113.7/32'],
  expires_at: '2027-11-20T10:00:00.000Z',
}

export const apiKeyCreated = defineEvent({
  type: 'api_key.created',
  subject: 'api_key',
  audience: 'provider',
  label: 'API key made',
  data: z.object(key),
  sample: keySample,
})

export const apiKeyRevoked = defineEvent({
  type: 'api_key.revoked',
  subject: 'api_key',
  audience: 'provider',
  label: 'API key revoked',
  data: z.object({ ...key, user_id: z.int(), usage_count: z.int(), last_used_at: nullable(Time) }),
  sample: { ...keySample, user_id: 7, usage_count: 48, last_used_at: '2026-11-20T10:00:00.000Z' },
})

export const apiKeyUpdated = defineEvent({
  type: 'api_key.updated',
  subject: 'api_key',
  audience: 'provider',
  label: 'API key changed',
  data: z.object({ ...key, changes: Changes }),
  sample: { ...keySample, changes: [{ field: 'description', from: 'Report', to: 'Monthly report' }] },
})

/** The subject is the old key. */
export const apiKeyRotated = defineEvent({
  type: 'api_key.rotated',
  subject: 'api_key',
  audience: 'provider',
  label: 'API key replaced',
  data: z.object({ ...key, rotated_to_id: z.int(), overlap_seconds: z.int() }),
  sample: { ...keySample, rotated_to_id: 13, overlap_seconds: 3600 },
})
