import type en from './messages.list.en.ts'

const de: Record<keyof typeof en, string> = {
  'ticket.card.of_person': 'Tickets dieser Person',
  'ticket.card.of_person_empty': 'Noch keine Tickets.',
}

export default de
