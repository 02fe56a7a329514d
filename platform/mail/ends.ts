import { Id, z } from '../contract/schema.ts'
import { type Database, inTransaction } from '../database/index.ts'
import { defineEvent } from '../events/index.ts'
import { defineJob } from '../jobs/index.ts'

export const mailFailed = defineEvent({
  type: 'mail.failed',
  subject: 'mail_message',
  audience: 'provider',
  label: 'A mail could not be delivered',
  data: z.object({ purpose: z.string(), attempts: z.int(), error_code: z.string() }),
  sample: { purpose: 'identity.verify', attempts: 8, error_code: 'smtp_550' },
})

/** How a mail ended, told to whoever asked for it. */
export interface MailEnd {
  mail_message_id: number
  outcome: 'delivered' | 'failed'
  purpose: string
  company_id: number | null
  delivery_type: string | null
  delivery_id: number | null
  error_code: string | null
}

type Hook = (end: MailEnd, database: Database) => Promise<void>

const hooks = new Map<string, Hook>()

/** Registers what is told how the mails of a purpose ended. It is called at least once, in no transaction. */
export function onMailEnd(purpose: string, hook: Hook): void {
  if (hooks.has(purpose)) throw new Error(`Mail of purpose ${purpose} has its hook already`)
  hooks.set(purpose, hook)
}

/** Whether a mail may still go, asked right before each try: it may have waited for hours. */
type Guard = (mail: Pick<MailEnd, 'delivery_type' | 'delivery_id'>, database: Database) => Promise<boolean>

const guards = new Map<string, Guard>()

/** Registers the last look at mails of a purpose. What may not go any more is discarded. */
export function guardMail(purpose: string, guard: Guard): void {
  if (guards.has(purpose)) throw new Error(`Mail of purpose ${purpose} has its guard already`)
  guards.set(purpose, guard)
}

export const mayStillGo = async (
  mail: Pick<MailEnd, 'purpose' | 'delivery_type' | 'delivery_id'>,
  database: Database,
): Promise<boolean> => (await guards.get(mail.purpose)?.(mail, database)) ?? true

export const hasHook = (purpose: string) => hooks.has(purpose)

export const mailEnded = defineJob({
  name: 'mail.ended',
  data: z.object({ mail_message_id: Id }),
  kind: 'outside',
  retries: 5,
  retry_delay_seconds: 5,
  retry_max_delay_seconds: 600,
  expire_seconds: 60,
  concurrency: 2,
  async run({ data, database }) {
    const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
      tx.run<MailEnd>(ended, [data.mail_message_id]),
    )
    const [end] = rows
    if (end) await hooks.get(end.purpose)?.(end, database)
  },
})

const ended = `select id as mail_message_id, case state when 'sent' then 'delivered' else 'failed' end as outcome, purpose,
    company_id, delivery_type, delivery_id, last_error_code as error_code
  from mail_messages where id = $1 and state in ('sent', 'failed', 'discarded')`
