import { Id, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

export const setupChanged = defineEvent({
  type: 'setup.changed',
  subject: 'settings',
  audience: 'provider',
  label: 'First-run guide changed',
  data: z.object({
    step: z.optional(z.string()),
    state: z.optional(z.string()),
    dismissed: z.optional(z.boolean()),
  }),
  sample: { step: 'mail', state: 'skipped' },
})

export const brandingUpdated = defineEvent({
  type: 'branding.updated',
  subject: 'settings',
  audience: 'provider',
  label: 'Look of the portal changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'name', from: 'MyPortal', to: 'Example IT' }] },
})

export const mailRetried = defineEvent({
  type: 'mail.retried',
  subject: 'mail_message',
  audience: 'provider',
  label: 'Mail tried again',
  data: z.object({ mail_message_id: Id }),
  sample: { mail_message_id: 7 },
})
