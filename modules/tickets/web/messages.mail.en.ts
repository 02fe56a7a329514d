export default {
  'ticket.mail.line': 'Mail: {states}',
  'ticket.mail.sent': '{n} sent',
  'ticket.mail.queued': '{n} waiting',
  'ticket.mail.failed': '{n} could not be delivered',
  'ticket.mail.bounced': '{n} came back',
  'ticket.mail.withheld': '{n} not mailed',
  'ticket.mail.sent_one': 'sent',
  'ticket.mail.queued_one': 'waits to be sent',
  'ticket.mail.failed_one': 'could not be delivered',
  'ticket.mail.bounced_one': 'came back',
  'ticket.mail.withheld_one': 'not mailed',
}
