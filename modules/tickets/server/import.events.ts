import { Id, nullable, Text, z } from '../../../platform/contract/schema.ts'
import { declareWords, defineEvent, registerSubject } from '../../../platform/events/index.ts'
import type { TicketImport } from '../contract/imports.ts'

export const ticketImported = defineEvent({
  type: 'ticket.imported',
  subject: 'ticket',
  audience: 'provider',
  label: 'A ticket came from another system',
  data: z.object({ source: Text(40), external_id: Text(200), outcome: z.enum(['created', 'updated']) }),
  sample: { source: 'syncro', external_id: '1500', outcome: 'created' },
})

registerSubject({ type: 'ticket_import', module: 'tickets', path: () => '/admin/tickets/import' })

const Facts = z.object({
  source: Text(40),
  mode: z.enum(['check', 'apply']),
  created: z.int(),
  updated: z.int(),
  skipped: z.int(),
  refused: z.int(),
})
const sample = { source: 'old-desk', mode: 'apply' as const, created: 12, updated: 0, skipped: 3, refused: 1 }
const importEvent = (type: string, label: string) =>
  defineEvent({ type, subject: 'ticket_import', audience: 'provider', label, data: Facts, sample })

export const importStarted = importEvent('ticket_import.started', 'An import of tickets was started')
export const importFinished = importEvent('ticket_import.finished', 'An import of tickets ended')
export const importCancelled = importEvent('ticket_import.cancelled', 'An import of tickets was cancelled')
export const importFailed = importEvent('ticket_import.failed', 'An import of tickets failed')

/** What these events say of an import. */
export const toldOf = ({ id, source, mode, created, updated, skipped, refused }: TicketImport) => ({
  subject_id: id,
  company_id: null,
  data: { source, mode, created, updated, skipped, refused },
})

export const ticketsExported = defineEvent({
  type: 'ticket_export.created',
  subject: 'ticket_export',
  audience: 'provider',
  label: 'Tickets were exported',
  data: z.object({ format: Text(10), with_replies: z.boolean(), company_id: nullable(Id) }),
  sample: { format: 'csv', with_replies: false, company_id: null },
})

declareWords({
  'ticket.imported': ['Ticket importiert', '{subject} was imported', '{subject} wurde importiert'],
  'ticket_import.started': [
    'Import begonnen',
    '{actor} started an import from {source}',
    '{actor} hat einen Import aus {source} begonnen',
  ],
  'ticket_import.finished': [
    'Import beendet',
    'An import from {source} ended: {created} new, {updated} changed',
    'Ein Import aus {source} ist fertig: {created} neu, {updated} geändert',
  ],
  'ticket_import.cancelled': [
    'Import abgebrochen',
    '{actor} cancelled an import from {source}',
    '{actor} hat einen Import aus {source} abgebrochen',
  ],
  'ticket_import.failed': [
    'Import gescheitert',
    'An import from {source} failed',
    'Ein Import aus {source} ist gescheitert',
  ],
  'ticket_export.created': [
    'Tickets exportiert',
    '{actor} exported tickets',
    '{actor} hat Tickets exportiert',
  ],
})
