import type { Scope } from '../../../platform/database/index.ts'
import { enqueueMail } from '../../../platform/mail/index.ts'
import { type DueRow, insertDigest, lockDigest, settleDeliveries } from './delivery.queries.ts'
import { digestTexts } from './digest-text.ts'
import { oneClick, refusal } from './email.service.ts'
import { selectPeople } from './people.queries.ts'
import { unsubscribeUrl } from './unsubscribe-token.ts'

export const digestPurpose = 'notifications.digest'

/** One mail about everything unread that waited for it; nothing to say, no mail. True when one went. */
export async function sendDigest(scope: Scope, userId: number): Promise<boolean> {
  const rows = await lockDigest(scope, userId)
  if (rows.length === 0) return false
  const wanted = await sift(scope, rows, userId)
  if (wanted.length === 0) return false
  const digestId = await insertDigest(scope, userId, wanted.length)
  if (digestId === null) return false
  const person = (await selectPeople(scope, null, [userId])).get(userId)
  if (!person) return false
  const unsubscribe_url = unsubscribeUrl(scope, { user_id: userId, address_hash: null, event_type: 'digest' })
  const mail_message_id = await enqueueMail(scope, {
    purpose: digestPurpose,
    recipient: person.email,
    recipient_name: person.name,
    ...(await digestTexts(scope, wanted, { name: person.name, locale: person.locale, unsubscribe_url })),
    headers: { 'X-Auto-Response-Suppress': 'All', ...oneClick(unsubscribe_url) },
    once_key: `digest:${digestId}`,
    message_id: `digest-${digestId}`,
    delivery: { type: 'notification_digest', id: digestId },
  })
  const ids = wanted.map(({ id }) => id)
  await settleDeliveries(scope, ids, {
    status: 'sending',
    mail_message_id,
    digest_id: digestId,
    attempted: true,
  })
  return true
}

/** What was read meanwhile, or is not wanted or allowed any more, is left out and says so. */
async function sift(scope: Scope, rows: readonly DueRow[], userId: number): Promise<DueRow[]> {
  const wanted: DueRow[] = []
  const no = new Map<string, { ids: number[]; outcome: Parameters<typeof settleDeliveries>[2] }>()
  for (const [companyId, group] of Map.groupBy(rows, ({ company_id }) => company_id)) {
    const person = (await selectPeople(scope, companyId, [userId])).get(userId)
    for (const row of group) {
      const outcome = await refusal(scope, row, person)
      if (!outcome) wanted.push(row)
      else {
        const key = `${outcome.status} ${outcome.reason}`
        const entry = no.get(key) ?? { ids: [], outcome }
        entry.ids.push(row.id)
        no.set(key, entry)
      }
    }
  }
  for (const { ids, outcome } of no.values()) await settleDeliveries(scope, ids, outcome)
  return wanted
}
