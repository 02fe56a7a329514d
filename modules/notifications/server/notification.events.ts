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

const person = { subject: 'user', audience: 'provider' } as const

export const preferencesUpdated = defineEvent({
  ...person,
  type: 'notification_preferences.updated',
  label: 'Notification preferences changed',
  data: z.object({ count: z.int() }),
  sample: { count: 2 },
})

export const settingsUpdated = defineEvent({
  ...person,
  type: 'notification_settings.updated',
  label: 'Notification settings changed',
  data: z.object({}),
  sample: {},
})

export const emailUnsubscribed = defineEvent({
  ...person,
  type: 'notification_email.unsubscribed',
  label: 'Mail of a type switched off by its link',
  data: z.object({ event_type: z.string(), scope: z.enum(['type', 'all']) }),
  sample: { event_type: 'tickets.replied', scope: 'type' },
})

export const smsNumberConfirmed = defineEvent({
  ...person,
  type: 'sms_number.confirmed',
  label: 'Number for SMS confirmed',
  data: z.object({ ending: z.string() }),
  sample: { ending: '123' },
})

export const smsNumberChanged = defineEvent({
  ...person,
  type: 'sms_number.changed',
  label: 'Number for SMS named or removed',
  data: z.object({ step: z.enum(['named', 'removed']) }),
  sample: { step: 'named' },
})

export const smsLimitChanged = defineEvent({
  type: 'sms_limit.changed',
  subject: 'settings',
  audience: 'provider',
  label: 'Limit of SMS changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'sms_daily_limit', from: 200, to: 500 }] },
})

export const deliveryRetried = defineEvent({
  type: 'notification_delivery.retried',
  subject: 'notification_delivery',
  audience: 'provider',
  label: 'A failed delivery was tried again',
  data: z.object({ event_type: z.string(), channel: z.string() }),
  sample: { event_type: 'tickets.replied', channel: 'email' },
})

const template = {
  subject: 'mail_template',
  audience: 'provider',
  data: z.object({ event_type: z.string() }),
  sample: { event_type: 'general' },
} as const

export const templateUpdated = defineEvent({
  ...template,
  type: 'mail_template.updated',
  label: 'A mail text was changed',
})
export const templateReset = defineEvent({
  ...template,
  type: 'mail_template.reset',
  label: 'A mail text was set back',
})
