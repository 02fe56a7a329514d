import { declareWords, registerSubject } from '../../../platform/events/index.ts'
import { may } from '../../companies/server/index.ts'
import { namesOfTickets } from './ticket-name.queries.ts'

/** A ticket's subject is for those who may see the tickets of its company; the others see its number. */
registerSubject({
  type: 'ticket',
  module: 'tickets',
  path: (id) => `/tickets/${id}`,
  names: async (scope, ids) =>
    may(scope, scope.role === 'portal_provider' ? 'tickets.view' : 'tickets.view_company')
      ? namesOfTickets(scope, ids)
      : new Map(),
})

declareWords({
  'ticket.created': [
    'Ticket eröffnet',
    '{actor} opened the ticket {subject}',
    '{actor} hat das Ticket {subject} eröffnet',
  ],
  'ticket.replied': [
    'Im Ticket geantwortet',
    '{actor} answered in {subject}',
    '{actor} hat in {subject} geantwortet',
  ],
  'ticket.noted': [
    'Interne Notiz geschrieben',
    '{actor} wrote an internal note in {subject}',
    '{actor} hat in {subject} eine interne Notiz geschrieben',
  ],
  'ticket.resolved': ['Ticket gelöst', '{actor} resolved {subject}', '{actor} hat {subject} gelöst'],
  'ticket.closed': ['Ticket geschlossen', '{actor} closed {subject}', '{actor} hat {subject} geschlossen'],
  'ticket.reopened': [
    'Ticket wieder geöffnet',
    '{actor} reopened {subject}',
    '{actor} hat {subject} wieder geöffnet',
  ],
  'ticket.status_changed': [
    'Status geändert',
    '{actor} changed the status of {subject} from {from} to {to}',
    '{actor} hat den Status von {subject} von {from} in {to} geändert',
  ],
  'ticket.assigned': [
    'Ticket zugewiesen',
    '{actor} changed who looks after {subject}',
    '{actor} hat geändert, wer {subject} bearbeitet',
  ],
  'ticket.updated': ['Ticket geändert', '{actor} changed {subject}', '{actor} hat {subject} geändert'],
})
