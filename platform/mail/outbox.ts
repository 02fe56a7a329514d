import { notFound, problem } from '../contract/problems.ts'
import type { Page } from '../contract/schema.ts'
import { pageOf, readCursor, type Scope, type Transaction, withRole } from '../database/index.ts'
import { mailStateOf } from './opened.ts'
import { askToSend } from './send.ts'

export type MailMessageState = 'queued' | 'sending' | 'sent' | 'failed' | 'discarded'

export interface MailItem {
  id: number
  purpose: string
  is_security: boolean
  recipient: string
  recipient_name: string | null
  subject: string
  state: MailMessageState
  attempts: number
  next_try_at: string
  last_error_code: string | null
  created_at: string
  sent_at: string | null
}

export type MailMessage = MailItem & { body_text: string | null; body_html: string | null }

export interface MailFilters {
  limit: number
  after?: string | undefined
  state?: readonly MailMessageState[] | undefined
  purpose?: string | undefined
  /** Part of the recipient or the subject. */
  q?: string | undefined
}

/** Who looks, in the request's own transaction: only the queue's role may read mail. */
type By = Pick<Scope, 'tx' | 'role'>

const columns = `id, purpose, is_security, recipient, recipient_name, subject, state, attempts, next_try_at, last_error_code,
  created_at, sent_at`

/** The newest mail first. */
export async function listMail(by: By, { limit, after, ...filters }: MailFilters): Promise<Page<MailItem>> {
  const walk = { sort: '-created_at', filters }
  const cursor = readCursor(after, walk, 1)
  const like = filters.q ? `%${filters.q.replace(/[\\%_]/g, '\\$&')}%` : null
  const values = [
    filters.state ?? null,
    filters.purpose ?? null,
    like,
    cursor?.values[0] ?? null,
    cursor?.id ?? null,
    limit + 1,
  ]
  const { rows } = await withRole(by, 'portal_system', () =>
    by.tx.run<MailItem & { exact_created_at: string }>(listing, values),
  )
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.exact_created_at],
    ({ exact_created_at: _, ...item }) => item,
  )
}

const listing = `select ${columns}, created_at::text as exact_created_at from mail_messages
  where ($1::text[] is null or state = any ($1)) and ($2::text is null or purpose = $2)
    and ($3::text is null or recipient ilike $3 or subject ilike $3)
    and ($4::timestamptz is null or (created_at, id) < ($4::timestamptz, $5::bigint))
  order by created_at desc, id desc limit $6`

/** Security mail shows its text only where nothing else can deliver it: without SMTP, and not once sent. */
export async function readMail(by: By, id: number): Promise<MailMessage> {
  const { rows } = await withRole(by, 'portal_system', () =>
    by.tx.run<MailMessage>(`select ${columns}, body_text, body_html from mail_messages where id = $1`, [id]),
  )
  const [mail] = rows
  if (!mail) throw notFound()
  const withheld = mail.is_security && (mailStateOf(by.tx.database).mailer !== null || mail.sent_at !== null)
  return withheld ? { ...mail, body_text: null, body_html: null } : mail
}

/** Tries a failed or discarded mail again from the start of the plan; any other is 409 `mail_not_retryable`. */
export async function retryMail(by: By, id: number): Promise<MailItem> {
  const { tx } = by
  return withRole(by, 'portal_system', async () => {
    const { rows } = await tx.run<MailItem>(
      `update mail_messages set state = 'queued', attempts = 0, next_try_at = now() where id = $1 and state in ('failed', 'discarded')
       returning ${columns}`,
      [id],
    )
    const [mail] = rows
    if (!mail) {
      const { rowCount } = await tx.run('select from mail_messages where id = $1', [id])
      throw rowCount === 0 ? notFound() : problem('mail_not_retryable')
    }
    if (mailStateOf(by.tx.database).mailer) await askToSend(tx, id, mail.is_security)
    return mail
  })
}

/** A person is erased: mails to their address keep when and why they went, and nothing of whom they went to. */
export async function forgetRecipient(tx: Transaction, address: string, instead: string): Promise<void> {
  await tx.run(
    `update mail_messages set recipient = $2, recipient_name = null, subject = '', body_text = '', body_html = null,
       headers = '{}', smtp_reply = null, state = case when state = 'queued' then 'discarded' else state end
     where lower(recipient) = lower($1)`,
    [address, instead],
  )
}
