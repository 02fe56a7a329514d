/** The lists of tickets, at the desk and for customers. */
export default {
  'ticket.card.of_person': 'Tickets of this person',
  'ticket.card.of_person_empty': 'No tickets yet.',
}
