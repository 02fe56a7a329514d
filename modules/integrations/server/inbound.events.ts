import { Id, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const about = { subject: 'inbound_webhook', audience: 'provider' } as const
const named = z.object({ name: z.string() })
const sample = { name: 'Monitoring' }

export const inboundCreated = defineEvent({
  ...about,
  type: 'inbound_webhook.created',
  label: 'Inbound webhook added',
  data: named,
  sample,
})
export const inboundDeleted = defineEvent({
  ...about,
  type: 'inbound_webhook.deleted',
  label: 'Inbound webhook removed',
  data: named,
  sample,
})
export const inboundTokenRotated = defineEvent({
  ...about,
  type: 'inbound_webhook.token_rotated',
  label: 'Address of an inbound webhook changed',
  data: named,
  sample,
})
export const inboundUpdated = defineEvent({
  ...about,
  type: 'inbound_webhook.updated',
  label: 'Inbound webhook changed',
  data: z.object({ name: z.string(), changes: Changes }),
  sample: { name: 'Monitoring', changes: [{ field: 'verification', from: 'none', to: 'github' }] },
})
export const inboundReceived = defineEvent({
  ...about,
  type: 'inbound_webhook.received',
  label: 'An outside system told something',
  data: z.object({
    slug: z.string(),
    fields: z.record(z.string(), z.unknown()),
    inbound_delivery_id: Id,
  }),
  sample: { slug: 'monitoring', fields: { host: 'srv-01', state: 'down' }, inbound_delivery_id: 1 },
})
