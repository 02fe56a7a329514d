/** Links in mails of the desk. */
export const silentDeskMail: Record<string, string> = {
  'tickets.mute': 'by a link in a mail: modules/tickets/server/mail/mail.test.ts',
}
