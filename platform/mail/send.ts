import { Id, z } from '../contract/schema.ts'
import { inTransaction, type Transaction } from '../database/index.ts'
import { announce } from '../events/index.ts'
import { defineJob, enqueue, type JobWork } from '../jobs/index.ts'
import { attachedFiles } from './attached.ts'
import { hasHook, mailEnded, mailFailed, mayStillGo } from './ends.ts'
import { type Lane, laneConnections, type OutgoingMail, type Sending } from './mailer.ts'
import { type MailState, mailStateOf } from './opened.ts'

interface ClaimedMail extends Omit<OutgoingMail, 'files'> {
  id: number
  purpose: string
  file_ids: number[]
  delivery_type: string | null
  delivery_id: number | null
  attempts: number
  is_expired: boolean
  /** Seconds until the link inside ends; null without one. */
  seconds_left: number | null
}

const minute = 60
const hour = 3_600
/** The waits after each try that did not get through: 8 tries in about 24 hours. */
const waits = [minute, 5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour]
const credentialsWait = 5 * minute
const system = { role: 'portal_system' } as const
const MailData = z.object({ mail_message_id: Id })

const common = {
  data: MailData,
  kind: 'outside',
  retries: 2,
  retry_delay_seconds: 30,
  expire_seconds: 300,
  unique: true,
} as const

/** Sends one mail. The row says when to try again; the queue's own retries are for workers that died. */
const sendOther = defineJob({
  ...common,
  name: 'mail.send',
  concurrency: laneConnections.other,
  run: (work) => send(work, 'other'),
})

/** Links, codes and warnings have places and connections of their own: they never wait behind the rest. */
const sendSecurity = defineJob({
  ...common,
  name: 'mail.send_security',
  concurrency: laneConnections.security,
  run: (work) => send(work, 'security'),
})

/** Puts the job for a queued row into the transaction; one that waits already is enough. */
export async function askToSend(
  tx: Transaction,
  id: number,
  isSecurity: boolean,
  startAfterSeconds?: number,
): Promise<void> {
  const options = {
    singleton_key: String(id),
    ...(startAfterSeconds !== undefined && { start_after: startAfterSeconds }),
  }
  await enqueue({ tx }, isSecurity ? sendSecurity : sendOther, { mail_message_id: id }, options)
}

async function send(work: JobWork<typeof MailData>, lane: Lane): Promise<void> {
  const { database, data } = work
  const state = mailStateOf(database)
  if (!state.mailer) return
  const wait = Math.ceil((state.credentials_refused_until - Date.now()) / 1_000)
  if (wait > 0)
    return inTransaction(database, system, (tx) =>
      askToSend(tx, data.mail_message_id, lane === 'security', wait),
    )

  const mail = await inTransaction(database, system, (tx) => claim(tx, data.mail_message_id))
  if (!mail || mail.is_expired) return
  if (!(await mayStillGo(mail, database))) return inTransaction(database, system, (tx) => discard(tx, mail))
  const sending = await hand(work, state, lane, mail)
  note(state, sending)
  await inTransaction(database, system, (tx) => record(tx, mail, sending, lane))
}

/** To the server with its files; what cannot be read is tried again as if the server had not answered. */
async function hand(
  { database }: Pick<JobWork<typeof MailData>, 'database'>,
  { mailer, read, log }: MailState,
  lane: Lane,
  mail: ClaimedMail,
): Promise<Sending> {
  const again = { outcome: 'again', error_code: 'file_unreadable', reply: null } as const
  const files = await attachedFiles(database, mail.file_ids, read).catch((error) => {
    log.error({ error, mail_message_id: mail.id }, 'A file that goes with a mail cannot be read')
    return null
  })
  return files === null || !mailer ? again : mailer.send(lane, { ...mail, files })
}

/** The lease ends after 10 minutes: then the row is taken for abandoned and goes again, Message-ID and all. */
async function claim(tx: Transaction, id: number): Promise<ClaimedMail | undefined> {
  const { rows } = await tx.run<ClaimedMail & { all_headers: Record<string, string> }>(claiming, [id])
  const [row] = rows
  if (!row) return undefined
  const { 'Message-ID': message_id = '', From: from = '', ...headers } = row.all_headers
  const mail = { ...row, message_id, from, headers }
  if (mail.is_expired) await fail(tx, mail, { error_code: 'expired', reply: null })
  return mail
}

const claiming = `update mail_messages set state = 'sending', attempts = attempts + 1, next_try_at = now() + interval '10 minutes'
  where id = $1 and state = 'queued' and next_try_at <= now()
  returning id, purpose, recipient, recipient_name, subject, body_text as text, body_html as html, headers as all_headers,
    file_ids, delivery_type, delivery_id, attempts, coalesce(expires_at <= now(), false) as is_expired,
    extract(epoch from expires_at - now())::float8 as seconds_left`

async function record(tx: Transaction, mail: ClaimedMail, sending: Sending, lane: Lane): Promise<void> {
  if (sending.outcome === 'sent') return delivered(tx, mail, sending)
  if (sending.outcome === 'failed') return fail(tx, mail, sending)
  if (sending.outcome === 'refused')
    return later(tx, mail, sending, lane, { wait: credentialsWait, counts: false })
  const wait = waits[mail.attempts - 1]
  if (wait === undefined) return fail(tx, mail, sending)
  if (mail.seconds_left !== null && mail.seconds_left <= wait)
    return fail(tx, mail, { ...sending, error_code: 'expired' })
  return later(tx, mail, sending, lane, { wait, counts: true })
}

async function delivered(tx: Transaction, mail: ClaimedMail, { reply }: Sending): Promise<void> {
  const { rowCount } = await tx.run(
    `update mail_messages set state = 'sent', sent_at = now(), smtp_reply = $2, last_error_code = null,
       body_text = case when is_security then '' else body_text end,
       body_html = case when is_security then null else body_html end
     where id = $1 and state = 'sending'`,
    [mail.id, reply],
  )
  if (rowCount === 1) await tell(tx, mail)
}

async function fail(
  tx: Transaction,
  mail: ClaimedMail,
  end: Pick<Sending, 'error_code' | 'reply'>,
): Promise<void> {
  const { rowCount } = await tx.run(
    `update mail_messages set state = 'failed', last_error_code = $2, smtp_reply = $3 where id = $1 and state = 'sending'`,
    [mail.id, end.error_code, end.reply],
  )
  if (rowCount !== 1) return
  const by = { tx, actor: { kind: 'system', id: null }, impersonator_id: null, caused_by: null } as const
  const data = { purpose: mail.purpose, attempts: mail.attempts, error_code: end.error_code ?? 'unknown' }
  const origin = { ip: null, user_agent: null }
  await announce({ ...by, origin, request_id: `mail-message-${mail.id}` }, mailFailed, {
    subject_id: mail.id,
    company_id: null,
    data,
  })
  await tell(tx, mail)
}

/** It may not go any more: who left, what was taken back. */
async function discard(tx: Transaction, mail: ClaimedMail): Promise<void> {
  const { rowCount } = await tx.run(
    `update mail_messages set state = 'discarded', last_error_code = 'no_longer_allowed' where id = $1 and state = 'sending'`,
    [mail.id],
  )
  if (rowCount === 1) await tell(tx, mail)
}

async function later(
  tx: Transaction,
  mail: ClaimedMail,
  sending: Sending,
  lane: Lane,
  { wait, counts }: { wait: number; counts: boolean },
): Promise<void> {
  const { rowCount } = await tx.run(
    `update mail_messages set state = 'queued', next_try_at = now() + make_interval(secs => $2), last_error_code = $3,
       smtp_reply = $4, attempts = attempts - $5 where id = $1 and state = 'sending'`,
    [mail.id, wait, sending.error_code, sending.reply, counts ? 0 : 1],
  )
  if (rowCount === 1) await askToSend(tx, mail.id, lane === 'security', wait)
}

async function tell(tx: Transaction, mail: ClaimedMail): Promise<void> {
  if (hasHook(mail.purpose)) await enqueue({ tx }, mailEnded, { mail_message_id: mail.id })
}

function note(state: MailState, { outcome, error_code }: Sending): void {
  state.last_error_code = error_code
  if (outcome === 'sent') state.last_delivery_at = new Date().toISOString()
  if (outcome !== 'refused') return
  state.credentials_refused_until = Date.now() + credentialsWait * 1_000
  state.log.error('The SMTP server refuses the credentials: no mail is tried for 5 minutes')
}
