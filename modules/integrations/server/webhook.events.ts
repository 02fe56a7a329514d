import { Id, nullable, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const about = { subject: 'webhook_endpoint', audience: 'provider' } as const
const name = z.string()

export const endpointCreated = defineEvent({
  ...about,
  type: 'webhook_endpoint.created',
  label: 'Webhook endpoint added',
  data: z.object({ name, host: z.string(), event_types: z.array(z.string()) }),
  sample: { name: 'Stock system', host: 'hooks.example.com', event_types: ['ticket.*'] },
})

export const endpointUpdated = defineEvent({
  ...about,
  type: 'webhook_endpoint.updated',
  label: 'Webhook endpoint changed',
  data: z.object({ name, changes: Changes }),
  sample: { name: 'Stock system', changes: [{ field: 'max_per_second', from: 10, to: 20 }] },
})

const plain = (type: string, label: string) =>
  defineEvent({ ...about, type, label, data: z.object({ name }), sample: { name: 'Stock system' } })

export const secretRotated = plain('webhook_endpoint.secret_rotated', 'Webhook secret changed')
export const endpointPaused = plain('webhook_endpoint.paused', 'Webhook endpoint paused')
export const endpointDeleted = plain('webhook_endpoint.deleted', 'Webhook endpoint removed')

export const endpointResumed = defineEvent({
  ...about,
  type: 'webhook_endpoint.resumed',
  label: 'Webhook endpoint resumed',
  data: z.object({ name, held: z.enum(['send', 'discard']), deliveries: z.int() }),
  sample: { name: 'Stock system', held: 'send', deliveries: 12 },
})

export const endpointDisabled = defineEvent({
  ...about,
  type: 'webhook_endpoint.disabled',
  label: 'Webhook endpoint switched off, because it fails',
  data: z.object({ name, reason: z.enum(['gone', 'failing']), failure_streak: z.int() }),
  sample: { name: 'Stock system', reason: 'failing', failure_streak: 50 },
})

const delivery = z.object({
  name,
  webhook_delivery_id: Id,
  event_type: z.string(),
  status_code: nullable(z.int()),
  error_code: nullable(z.string()),
})
const sample = {
  name: 'Stock system',
  webhook_delivery_id: 7,
  event_type: 'ticket.created',
  status_code: 500,
  error_code: null,
}

export const webhookFailed = defineEvent({
  ...about,
  type: 'webhook.failed',
  label: 'Webhook could not be delivered',
  data: delivery,
  sample,
})

export const webhookRetried = defineEvent({
  ...about,
  type: 'webhook.retried',
  label: 'Webhook tried again by hand',
  data: z.object({ name, webhook_delivery_id: Id, event_type: z.string() }),
  sample: { name: 'Stock system', webhook_delivery_id: 7, event_type: 'ticket.created' },
})

export const webhookTested = defineEvent({
  ...about,
  type: 'webhook.tested',
  label: 'Webhook tested',
  data: z.object({ name, webhook_delivery_id: Id }),
  sample: { name: 'Stock system', webhook_delivery_id: 7 },
})

export const webhookCancelled = defineEvent({
  ...about,
  type: 'webhook.cancelled',
  label: 'Webhook given up',
  data: z.object({ name, webhook_delivery_id: Id }),
  sample: { name: 'Stock system', webhook_delivery_id: 7 },
})

export const webhookReplayed = defineEvent({
  ...about,
  type: 'webhook.replayed',
  label: 'Webhooks sent again',
  data: z.object({ name, deliveries: z.int(), new_ids: z.boolean() }),
  sample: { name: 'Stock system', deliveries: 3, new_ids: false },
})

export const settingsChanged = defineEvent({
  type: 'webhook_settings.changed',
  subject: 'settings',
  audience: 'provider',
  label: 'Settings of webhooks changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'webhook_disable_after', from: 50, to: 100 }] },
})
