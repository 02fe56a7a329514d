import type { Database } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import type { ReadFile } from './attached.ts'
import type { Mailer } from './mailer.ts'

/** What this process knows about mail on a database: set by `openMail`, read by whoever enqueues or sends. */
export interface MailState {
  /** `"Portal" <portal@example.com>` */
  readonly from: string
  /** The host after the @ of every Message-ID. */
  readonly host: string
  /** Null without SMTP settings: mail is kept and shown, and nothing is sent. */
  readonly mailer: Mailer | null
  readonly read: ReadFile | undefined
  readonly log: Log
  credentials_refused_until: number
  last_delivery_at: string | null
  last_error_code: string | null
}

const states = new WeakMap<Database, MailState>()

export const setMailState = (database: Database, state: MailState) => void states.set(database, state)

export function mailStateOf(database: Database): MailState {
  const state = states.get(database)
  if (!state) throw new Error('Mail was used before openMail')
  return state
}
