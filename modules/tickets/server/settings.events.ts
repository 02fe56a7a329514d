import { z } from '../../../platform/contract/schema.ts'
import { Changes, declareWords, defineEvent, registerSubject } from '../../../platform/events/index.ts'

export const ticketSettingsUpdated = defineEvent({
  type: 'ticket_settings.updated',
  subject: 'ticket_settings',
  audience: 'provider',
  label: 'The desk works differently',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'auto_close_days', from: 7, to: 14 }] },
})

registerSubject({ type: 'ticket_settings', module: 'tickets', path: () => '/admin/tickets/settings' })

declareWords({
  'ticket_settings.updated': [
    'Einstellungen der Tickets geändert',
    '{actor} changed how the desk works',
    '{actor} hat die Einstellungen der Tickets geändert',
  ],
})
