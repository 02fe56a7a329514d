import type en from './messages.ways.en.ts'

const de: Record<keyof typeof en, string> = {
  'ticket.change.module': 'Modul von {number} gespeichert',
  'ticket.change.policy': 'Zusage von {number}: {name}',
  'ticket.change.reference': 'Externe Referenz von {number} gespeichert',
  'ticket.change.requester': '{number} gemeldet von: {name}',
  'ticket.fact.module': 'Modul',
  'ticket.fact.module_refused': 'Bis zu 64 Kleinbuchstaben, Ziffern und Bindestriche.',
  'ticket.fact.policy': 'Zusage',
  'ticket.fact.policy_none': 'Nichts zugesagt',
  'ticket.fact.reference': 'Externe Referenz',
  'ticket.fact.reference_hint': 'Keine',
  'ticket.filter.created_from': 'Eröffnet ab',
  'ticket.filter.created_to': 'Eröffnet bis',
  'ticket.filter.updated_from': 'Geändert ab',
  'ticket.filter.updated_to': 'Geändert bis',
  'ticket.missing_restore': 'Gelöschtes Ticket wiederherstellen',
  'ticket.missing_restore_none': 'In den letzten 30 Tagen wurde kein Ticket mit dieser Nummer gelöscht.',
  'ticket.missing_restore_text': 'Wurde es in den letzten 30 Tagen gelöscht, können Sie es zurückholen.',
  'ticket.restored': '{number} ist wieder da',
}
export default de
