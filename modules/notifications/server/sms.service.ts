import type { Database, Scope } from '../../../platform/database/index.ts'
import { type SmsOutcome, sendSms } from '../../../platform/sms/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { countSms, type DueRow, lockDue, type Outcome, settleDeliveries } from './delivery.queries.ts'
import { refusal } from './email.service.ts'
import { readsGerman, selectPeople } from './people.queries.ts'
import { portalOf } from './portal.ts'
import { smsDailyLimit } from './sms-limit.service.ts'

const everywhere = { company_id: null } as const
const hourMost = 5
const longest = 480
/** A longer one would leave no room for what it is about: the feed leads there as well. */
const longestLink = 200
/** Seconds until the second and the third attempt. */
const waits = [30, 300]
/** Longer than a worker that lives may take. */
const lostAfter = 300

interface SmsWatch {
  /** The day's limit, by which one was held back. */
  onLimit(scope: Scope, most: number): Promise<void>
  onFailed(scope: Scope, failed: { event_type: string; last_error: string | null }): Promise<void>
}
let watch: SmsWatch | null = null

/** Who is to hear when SMS do not get out. A hook, since telling somebody may send an SMS. */
export function watchSms(given: SmsWatch): void {
  watch = given
}

/**
 * One attempt at one message: what is to be sent is read, sent with no transaction open, and written down. Answers in how
 * many seconds to try again; null at the end.
 */
export async function sendSmsDue(database: Database, deliveryId: number): Promise<number | null> {
  const message = await inHouseScope(database, everywhere, (scope) => begin(scope, deliveryId))
  if (!message) return null
  const outcome = await sendSms(database, { to: [message.number], text: message.text })
  return inHouseScope(database, everywhere, async (scope) => {
    const end = outcomeOf(outcome, message.attempt)
    await settleDeliveries(scope, [deliveryId], end)
    const { event_type } = message
    if (end.status === 'failed')
      await watch?.onFailed(scope, { event_type, last_error: end.last_error ?? null })
    return end.again_in ?? null
  })
}

async function begin(scope: Scope, deliveryId: number) {
  const [row] = await lockDue(scope, [deliveryId])
  if (!row || row.user_id === null) return null
  const person = (await selectPeople(scope, row.company_id, [row.user_id])).get(row.user_id)
  const confirmed = person?.sms_number === row.address
  const no = lost(row) ?? (await refusal(scope, row, person)) ?? (await overLimit(scope, row, confirmed))
  if (no) {
    await settleDeliveries(scope, [deliveryId], no)
    return null
  }
  await settleDeliveries(scope, [deliveryId], { status: 'sending', attempted: true, again_in: lostAfter })
  const { event_type } = row
  return {
    event_type,
    number: row.address,
    text: textOf(scope, row, person?.locale ?? ''),
    attempt: row.attempt_count + 1,
  }
}

/** A worker died in its last attempt. */
const lost = ({ is_lost, attempt_count }: DueRow): Outcome | null =>
  is_lost && attempt_count > waits.length
    ? { status: 'failed', reason: 'refused', last_error: 'no_answer' }
    : null

async function overLimit(scope: Scope, row: DueRow, confirmed: boolean): Promise<Outcome | null> {
  if (!confirmed) return { status: 'suppressed', reason: 'number_not_confirmed' }
  const { hour, day } = await countSms(scope, row.user_id)
  const most = await smsDailyLimit(scope)
  if (day >= most) await watch?.onLimit(scope, most)
  return hour >= hourMost || day >= most ? { status: 'suppressed', reason: 'limit' } : null
}

/** Never the content of a ticket: what it is about, and where to read it. */
function textOf(scope: Scope, { message, link, event_type }: DueRow, locale: string): string {
  const { portal_url } = portalOf(scope.tx.database)
  const leads = link !== null && link.length <= longestLink ? link : '/notifications'
  const address = `${portal_url}${leads}`
  const silent = readsGerman(locale) ? 'Es gibt Neues in einem Ticket.' : 'There is news in a ticket.'
  const words = event_type.startsWith('tickets.') ? silent : (message ?? '')
  const room = longest - address.length - 1
  const text = words.replace(/\s+/g, ' ').trim()
  // No half of an emoji at its end.
  const cut = text.slice(0, room - 1).replace(/\p{Cs}$/u, '')
  return `${text.length > room ? `${cut}…` : text} ${address}`
}

function outcomeOf(outcome: SmsOutcome, attempt: number): Outcome {
  if (outcome.outcome === 'sent')
    return { status: 'sent', provider_reference: outcome.reference?.slice(0, 200) ?? null }
  const wait = outcome.outcome === 'retry' ? waits[attempt - 1] : undefined
  if (wait === undefined) return { status: 'failed', reason: 'refused', last_error: outcome.error_code }
  return { status: 'scheduled', last_error: outcome.error_code, again_in: wait }
}
