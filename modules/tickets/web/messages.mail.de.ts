export default {
  'ticket.mail.line': 'Mail: {states}',
  'ticket.mail.sent': '{n} gesendet',
  'ticket.mail.queued': '{n} wartet',
  'ticket.mail.failed': '{n} nicht zustellbar',
  'ticket.mail.bounced': '{n} zurückgekommen',
  'ticket.mail.withheld': '{n} nicht gemailt',
  'ticket.mail.sent_one': 'gesendet',
  'ticket.mail.queued_one': 'wartet auf den Versand',
  'ticket.mail.failed_one': 'nicht zustellbar',
  'ticket.mail.bounced_one': 'zurückgekommen',
  'ticket.mail.withheld_one': 'nicht gemailt',
}
