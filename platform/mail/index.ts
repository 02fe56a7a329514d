export { guardMail, type MailEnd, mailFailed, onMailEnd } from './ends.ts'
export { enqueueMail, type NewMail } from './enqueue.ts'
export type { SmtpSettings } from './mailer.ts'
export { type MailHealth, type MailOptions, type OutgoingMails, openMail } from './open.ts'
export {
  forgetRecipient,
  listMail,
  type MailFilters,
  type MailItem,
  type MailMessage,
  type MailMessageState,
  readMail,
  retryMail,
} from './outbox.ts'
