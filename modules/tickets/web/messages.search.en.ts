/** What a search found, and where. */
export default {
  'ticket.empty.search_text':
    'Subjects, answers, names and file names are searched, in this view. “Two words” in quotes stand together, -word must not stand there, and a number leads to its ticket.',
  'ticket.match.file': 'File:',
  'ticket.match.note': 'Note:',
  'ticket.match.other': 'Found:',
  'ticket.match.person': 'Person:',
  'ticket.match.reference': 'Number elsewhere:',
  'ticket.match.reply': 'Entry:',
  'ticket.match.similar': 'Similar to what you typed',
  'search.kind.tickets': 'Tickets',
}
