import type en from './messages.entry.en.ts'

const de: Record<keyof typeof en, string> = {
  'ticket.change.subject': 'Betreff von {number} gespeichert',
  'ticket.conflict.take_theirs': 'Von dieser Fassung ausgehen',
  'ticket.conflict.yours': 'Sie wollten:',
  'ticket.new.about': 'Das schließt an {number} an, das geschlossen ist.',
}

export default de
