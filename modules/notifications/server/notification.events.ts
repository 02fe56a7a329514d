import { Id, nullable, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const subject = 'notification'

export const notificationCreated = defineEvent({
  type: 'notification.created',
  subject,
  audience: 'provider',
  label: 'A message was published',
  data: z.object({
    event_type: z.string(),
    audience: z.string(),
    user_id: nullable(Id),
    company_id: nullable(Id),
    severity: z.string(),
    is_banner: z.boolean(),
  }),
  sample: {
    event_type: 'general',
    audience: 'everyone',
    user_id: null,
    company_id: null,
    severity: 'info',
    is_banner: false,
  },
})

export const notificationUpdated = defineEvent({
  type: 'notification.updated',
  subject,
  audience: 'provider',
  label: 'A published message was changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'severity', from: 'info', to: 'warning' }] },
})

export const notificationWithdrawn = defineEvent({
  type: 'notification.withdrawn',
  subject,
  audience: 'provider',
  label: 'A published message was withdrawn',
  data: z.object({ event_type: z.string() }),
  sample: { event_type: 'general' },
})
