import type { Scope } from '../../../platform/database/index.ts'
import type { StoredEvent } from '../../../platform/events/index.ts'
import { selectHolders } from './people.queries.ts'
import { watchSms } from './sms.service.ts'
import { tell } from './tell.ts'

export const smsLimit = 'system.sms_limit'
export const deliveryFailed = 'system.delivery_failed'

const link = '/admin/deliveries?status=failed'

/** Once a day (UTC): no more SMS go out before midnight. */
async function alarmOfSmsLimit(scope: Scope, most: number): Promise<void> {
  await alarm(scope, smsLimit, 10, {
    message: `${most} SMS were sent today. That is the limit: no more go out before midnight (UTC).`,
    message_de: `Heute wurden ${most} SMS gesendet. Mehr sind nicht erlaubt: Bis Mitternacht (UTC) geht keine mehr hinaus.`,
    link: '/admin/deliveries?channel=sms',
    metadata: { limit: most },
  })
}

interface Failed {
  event_type: string
  channel: 'email' | 'sms'
  last_error: string | null
}

/** Once an hour: something could not be delivered. Of the alarm's own mail nothing is said, or it would never end. */
export async function alarmOfFailure(scope: Scope, failed: Failed): Promise<void> {
  const { event_type, channel, last_error } = failed
  if (event_type === deliveryFailed) return
  const why = last_error === null ? '' : ` (${last_error})`
  await alarm(scope, deliveryFailed, 13, {
    message: `${channel === 'sms' ? 'An SMS' : 'A mail'} could not be delivered${why}. Others may wait or fail as well.`,
    message_de: `Eine ${channel === 'sms' ? 'SMS' : 'Mail'} konnte nicht zugestellt werden${why}. Weitere können warten oder scheitern.`,
    link,
    metadata: { event_type, channel, reason: last_error ?? '' },
  })
}

/** Mail about accounts has no delivery here: of what never reached a relay the stream tells. */
export async function alarmOfMail(scope: Scope, { type, data }: StoredEvent): Promise<void> {
  if (type !== 'mail.failed' || !String(data.purpose).startsWith('identity.')) return
  const last_error = String(data.error_code)
  // One dead mailbox is its person's matter.
  if (/^smtp_5/.test(last_error)) return
  await alarmOfFailure(scope, { event_type: String(data.purpose), channel: 'email', last_error })
}

interface Words {
  message: string
  message_de: string
  link: string
  metadata: Record<string, unknown>
}

/** Told to super administrators once in a day (10 characters of the time) or an hour (13). */
async function alarm(scope: Scope, eventType: string, characters: 10 | 13, words: Words): Promise<void> {
  const admins = await selectHolders(scope, 'super_admin')
  await tell(scope, eventType, {
    ...words,
    people: admins.map((user_id) => ({ user_id })),
    severity: 'warning',
    company_id: null,
    dedupe_key: `time:${new Date().toISOString().slice(0, characters)}`,
  })
}

watchSms({
  onLimit: alarmOfSmsLimit,
  onFailed: (scope, failed) => alarmOfFailure(scope, { ...failed, channel: 'sms' }),
})
