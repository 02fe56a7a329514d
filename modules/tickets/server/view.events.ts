import { optional, z } from '../../../platform/contract/schema.ts'
import { Changes, declareWords, defineEvent, registerSubject } from '../../../platform/events/index.ts'

const subject = 'ticket_view'
const event = (type: string, label: string) =>
  defineEvent({
    type,
    subject,
    audience: 'provider',
    label,
    data: z.object({ name: z.string(), is_shared: z.boolean(), changes: optional(Changes) }),
    sample: { name: 'Printers', is_shared: true },
  })

export const viewCreated = event('ticket_view.created', 'A view of the desk was saved')
export const viewUpdated = event('ticket_view.updated', 'A view of the desk was changed')
export const viewDeleted = event('ticket_view.deleted', 'A view of the desk was removed')

registerSubject({ type: subject, module: 'tickets', path: (id) => `/tickets?view_id=${id}` })

declareWords({
  'ticket_view.created': [
    'Ansicht gespeichert',
    '{actor} saved the view “{name}”',
    '{actor} hat die Ansicht „{name}“ gespeichert',
  ],
  'ticket_view.updated': [
    'Ansicht geändert',
    '{actor} changed the view “{name}”',
    '{actor} hat die Ansicht „{name}“ geändert',
  ],
  'ticket_view.deleted': [
    'Ansicht entfernt',
    '{actor} removed the view “{name}”',
    '{actor} hat die Ansicht „{name}“ entfernt',
  ],
})
