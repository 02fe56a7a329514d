import { randomUUID } from 'node:crypto'
import { invalid } from '../contract/problems.ts'
import { Email, z } from '../contract/schema.ts'
import type { Scope } from '../database/index.ts'
import { mailStateOf } from './opened.ts'
import { askToSend } from './send.ts'

export interface NewMail {
  /** What it is for: `identity.verify`. */
  purpose: string
  recipient: string
  recipient_name?: string | null
  subject: string
  text: string
  html?: string | null
  /** Reply-To, References, List-Unsubscribe …; sender, recipients and Message-ID are the house's. */
  headers?: Record<string, string>
  company_id?: number | null
  /** A link, a code or a warning: goes first, and its body is emptied once sent. */
  is_security?: boolean
  /** The same key makes one mail of this purpose. */
  once_key?: string | null
  /** When the link inside ends; it is tried no longer than that. */
  expires_at?: Date | string | null
  /** The left side of the Message-ID, where sending twice must be seen as one mail. */
  message_id?: string
  /** Another name than the house's in From, and another address where there is one. */
  sender?: { name: string; address?: string | null }
  /** Written by a person, not by the portal itself: goes without Auto-Submitted (RFC 3834). */
  is_personal?: boolean
  /** Stored files that go along, at most 10; their bytes are read when it is sent. */
  file_ids?: readonly number[]
  /** Whom the hook of the purpose is told about. */
  delivery?: { type: string; id: number } | null
}

const ours = /^(from|sender|to|cc|bcc|message-id|date|subject|mime-version|content-.*)$/i
const headerName = /^[A-Za-z][A-Za-z0-9-]{0,60}$/
const lineBreak = /[\r\n\0]/

/**
 * Writes a mail in the transaction of the change: it goes out after the commit, or never existed. Answers its
 * id, or null when its `once_key` has been used. 422 for a recipient or a header that cannot be.
 */
export async function enqueueMail(
  by: Pick<Scope, 'tx' | 'request_id'>,
  mail: NewMail,
): Promise<number | null> {
  const { from, host, mailer } = mailStateOf(by.tx.database)
  check(mail)
  const message = {
    purpose: mail.purpose,
    recipient: mail.recipient.trim(),
    recipient_name: mail.recipient_name?.slice(0, 150) || null,
    subject: mail.subject.slice(0, 255),
    body_text: mail.text,
    body_html: mail.html ?? null,
    headers: headersOf(mail, from, host),
    file_ids: mail.file_ids ?? [],
    company_id: mail.company_id ?? null,
    is_security: mail.is_security ?? false,
    once_key: mail.once_key ?? null,
    expires_at: mail.expires_at ?? null,
    delivery_type: mail.delivery?.type ?? null,
    delivery_id: mail.delivery?.id ?? null,
    request_id: by.request_id,
  }
  const { rows } = await by.tx.run<{ id: number | null }>('select enqueue_mail($1::jsonb) as id', [
    JSON.stringify(message),
  ])
  const id = rows[0]?.id ?? null
  if (id !== null && mailer) await askToSend(by.tx, id, message.is_security)
  return id
}

const headersOf = (mail: NewMail, from: string, host: string): Record<string, string> => ({
  ...(!mail.is_personal && { 'Auto-Submitted': 'auto-generated' }),
  ...mail.headers,
  From: mail.sender ? senderOf(mail.sender, from) : from,
  'Message-ID': `<${mail.message_id ?? randomUUID()}@${host}>`,
})

/** `"Tess (Provider)" <support@example.com>`; without an address of its own it is the house's. */
function senderOf({ name, address }: NonNullable<NewMail['sender']>, house: string): string {
  const own = /<([^<>]+)>$/.exec(house)?.[1] ?? house
  return `"${name.replace(/["\\\p{Cc}]/gu, '')}" <${address || own}>`
}

function check(mail: NewMail): void {
  if (!z.safeParse(Email, mail.recipient).success)
    throw invalid('recipient', 'bad_format', 'This is not an e-mail address')
  if (mail.sender?.address && !z.safeParse(Email, mail.sender.address).success)
    throw invalid('sender', 'bad_format', 'This is not an e-mail address')
  if (lineBreak.test(mail.recipient_name ?? ''))
    throw invalid('recipient_name', 'bad_format', 'A name has one line')
  if (lineBreak.test(mail.subject)) throw invalid('subject', 'bad_format', 'A subject has one line')
  checkHeaders(mail)
}

function checkHeaders({ message_id, headers }: NewMail): void {
  if (message_id !== undefined && !/^[A-Za-z0-9._-]{1,60}$/.test(message_id))
    throw invalid('message_id', 'bad_format', 'A Message-ID has letters, digits and dots only')
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!headerName.test(name) || ours.test(name))
      throw invalid('headers', 'not_allowed', `The header ${name} cannot be set`)
    if (lineBreak.test(value)) throw invalid('headers', 'bad_format', `The header ${name} has one line`)
  }
}
