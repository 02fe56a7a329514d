import { z } from '../../../platform/contract/schema.ts'
import { declareWords, defineEvent, registerSubject } from '../../../platform/events/index.ts'

const subject = 'ticket_bulk'
const data = z.object({
  total: z.int(),
  done: z.int(),
  skipped: z.int(),
  failed: z.int(),
  fields: z.array(z.string()),
})
const sample = { total: 40, done: 38, skipped: 1, failed: 1, fields: ['status'] }
const event = (type: string, label: string) =>
  defineEvent({ type, subject, audience: 'provider', label, data, sample })

export const bulkFinished = event('ticket_bulk.finished', 'Many tickets were changed at once')
export const bulkUndone = event('ticket_bulk.undone', 'A change of many tickets was undone')

registerSubject({ type: subject, module: 'tickets', path: () => '/tickets' })

declareWords({
  'ticket_bulk.finished': [
    'Viele Tickets geändert',
    '{actor} changed {done} tickets at once',
    '{actor} hat {done} Tickets auf einmal geändert',
  ],
  'ticket_bulk.undone': [
    'Sammeländerung rückgängig gemacht',
    '{actor} undid a change of {done} tickets',
    '{actor} hat eine Änderung an {done} Tickets rückgängig gemacht',
  ],
})
