import type en from './messages.search.en.ts'

const de: Record<keyof typeof en, string> = {
  'ticket.empty.search_text':
    'Durchsucht werden Betreff, Antworten, Namen und Dateinamen, in dieser Ansicht. „Zwei Wörter“ in Anführungszeichen stehen beieinander, -Wort darf nicht vorkommen, und eine Nummer führt zu ihrem Ticket.',
  'ticket.match.file': 'Datei:',
  'ticket.match.note': 'Notiz:',
  'ticket.match.other': 'Gefunden:',
  'ticket.match.person': 'Person:',
  'ticket.match.reference': 'Nummer anderswo:',
  'ticket.match.reply': 'Eintrag:',
  'ticket.match.similar': 'Ähnlich wie Ihre Eingabe',
  'search.kind.tickets': 'Tickets',
}

export default de
