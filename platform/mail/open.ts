import { type Database, inTransaction } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import type { ReadFile } from './attached.ts'
import { openMailer, type SmtpSettings } from './mailer.ts'
import { mailStateOf, setMailState } from './opened.ts'
import { askToSend } from './send.ts'

export interface MailOptions {
  /** Null: mail is kept and shown in the outbox, and none goes out. */
  smtp: SmtpSettings | null
  /** An address, or `Name <address>`. */
  from: string
  /** The sender's name where `from` has none. */
  from_name?: string
  /** Its host is the right side of every Message-ID. */
  portal_url: string
  log: Log
  database: Database
  /** How files that go along are read; without it mail goes without them. */
  read?: ReadFile
  /** Shortens all waits for the SMTP server. */
  timeout_ms?: number
}

export interface MailHealth {
  status: 'ok' | 'degraded' | 'off'
  error_code: string | null
  last_delivery_at: string | null
  /** When the mail that waits longest was due. */
  oldest_due_at: string | null
}

export interface OutgoingMails {
  /** Picks up waiting mail now and every minute; only where jobs run, after they have started. */
  start(): Promise<void>
  /** After the jobs have stopped. */
  stop(): Promise<void>
  /** One look for due rows without a job and for rows whose worker died; answers how many were asked for. */
  sweep(): Promise<number>
  health(): Promise<MailHealth>
}

const sweepEveryMs = 60_000
const lateMs = 15 * 60_000
const system = { role: 'portal_system' } as const

/** Makes mail possible on this database: every process calls it before anything is enqueued. */
export function openMail(options: MailOptions): OutgoingMails {
  const { smtp, database } = options
  const log = options.log.child({ logger: 'mail' })
  const mailer = smtp && openMailer(smtp, options.timeout_ms)
  const memory = { credentials_refused_until: 0, last_delivery_at: null, last_error_code: null }
  setMailState(database, {
    from: senderOf(options),
    host: new URL(options.portal_url).hostname,
    mailer,
    read: options.read,
    log,
    ...memory,
  })
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<unknown> | null = null
  async function sweepQuietly(age: number): Promise<void> {
    await sweepMail(database, age).catch((error) =>
      log.warn({ error }, 'Waiting mail could not be looked for'),
    )
    sweeping = null
  }

  return {
    async start() {
      if (!mailer) return
      await sweepMail(database, 0)
      timer = setInterval(() => {
        sweeping ??= sweepQuietly(60)
      }, sweepEveryMs)
    },
    async stop() {
      clearInterval(timer)
      await sweeping
      mailer?.close()
    },
    sweep: () => (mailer ? sweepMail(database, 0) : Promise.resolve(0)),
    health: () => healthOf(database),
  }
}

function senderOf({ from, from_name }: MailOptions): string {
  if (from.includes('<')) return from
  return `"${(from_name ?? 'Portal').replace(/["\\\r\n]/g, '')}" <${from}>`
}

/** Rows are the truth and jobs only their wake-up: a row overdue by `age` seconds is asked for again. */
async function sweepMail(database: Database, age: number): Promise<number> {
  return inTransaction(database, system, async (tx) => {
    await tx.run("update mail_messages set state = 'queued' where state = 'sending' and next_try_at < now()")
    const { rows } = await tx.run<{ id: number; is_security: boolean }>(overdue, [age])
    for (const row of rows) await askToSend(tx, row.id, row.is_security)
    return rows.length
  })
}

const overdue = `select id, is_security from mail_messages
  where state = 'queued' and next_try_at <= now() - make_interval(secs => $1)
  order by is_security desc, next_try_at, id limit 500 for update skip locked`

async function healthOf(database: Database): Promise<MailHealth> {
  const state = mailStateOf(database)
  const { last_delivery_at } = state
  if (!state.mailer) return { status: 'off', error_code: null, last_delivery_at, oldest_due_at: null }
  const { rows } = await inTransaction(database, { ...system, read_only: true }, (tx) =>
    tx.run<{ at: string | null }>(
      "select min(next_try_at) as at from mail_messages where state = 'queued' and next_try_at <= now()",
    ),
  )
  const oldest_due_at = rows[0]?.at ?? null
  const refused = state.credentials_refused_until > Date.now()
  const late = oldest_due_at !== null && Date.now() - Date.parse(oldest_due_at) > lateMs
  const error_code = refused ? 'credentials_refused' : late ? 'mail_waits' : null
  return { status: error_code ? 'degraded' : 'ok', error_code, last_delivery_at, oldest_due_at }
}
