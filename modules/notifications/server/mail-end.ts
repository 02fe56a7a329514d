import type { Database, Scope } from '../../../platform/database/index.ts'
import { guardMail, type MailEnd, onMailEnd } from '../../../platform/mail/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { alarmOfFailure } from './alarms.ts'
import { typeOf } from './catalogue.ts'
import { selectGoing } from './delivery.queries.ts'
import { countRefused, type EndedRow, endDeliveries } from './delivery-end.queries.ts'
import { digestPurpose } from './digest.service.ts'
import { refusal, singlePurpose } from './email.service.ts'
import { selectPeople } from './people.queries.ts'
import { putSuppression } from './suppression.queries.ts'
import { tell } from './tell.ts'
import { hashOf } from './unsubscribe-token.ts'

const refusedMost = 3

/** What became of a mail is written into its delivery; an address that refuses for good gets no more. */
async function noteEnd(end: MailEnd, database: Database, onFailed?: OnFailed): Promise<void> {
  const { delivery_id, delivery_type, outcome, error_code } = end
  if (delivery_id === null) return
  await inHouseScope(database, { company_id: null }, async (scope) => {
    const by = delivery_type === 'notification_digest' ? { digest_id: delivery_id } : { delivery_id }
    const status = outcome === 'delivered' ? 'sent' : 'failed'
    const rows = await endDeliveries(scope, by, { status, last_error: error_code })
    const [row] = rows
    if (row && status === 'failed') await noteFailed(scope, { ...row, error_code }, onFailed)
  })
}

async function noteFailed(scope: Scope, ended: Ended, onFailed?: OnFailed): Promise<void> {
  const { error_code, event_type } = ended
  const isRefused = /^smtp_5/.test(error_code ?? '')
  if (isRefused) await noteRefusal(scope, ended)
  if (error_code === 'no_longer_allowed') return
  await onFailed?.(scope, ended)
  // One dead mailbox is its person's matter.
  if (!isRefused) await alarmOfFailure(scope, { event_type, channel: 'email', last_error: error_code })
}

async function noteRefusal(
  scope: Scope,
  { user_id, address }: { user_id: number | null; address: string },
): Promise<void> {
  if ((await countRefused(scope, address)) < refusedMost) return
  const isNew = await putSuppression(scope, hashOf(address), null, 'bounced')
  if (isNew && user_id !== null) await tell(scope, 'system.mail_refused', refusedFacts(user_id))
}

const refusedFacts = (user_id: number) => ({
  people: [{ user_id }],
  message:
    'Mail to your address is refused, so none is sent there any more. Check the address of your account.',
  message_de:
    'Mail an Ihre Adresse wird abgelehnt, deshalb wird dorthin keine mehr gesendet. Prüfen Sie die Adresse Ihres Kontos.',
  link: '/account',
  severity: 'warning' as const,
  is_banner: true,
})

/** What a module does when a mail that it wrote cannot be delivered. */
type OnFailed = (scope: Scope, ended: Ended) => Promise<void>
type Ended = EndedRow & { error_code: string | null }

/** Watches mail of a type that its module writes: the type's name is its purpose. */
export function watchMailOf(type: string, onFailed?: OnFailed): void {
  onMailEnd(type, (end, database) => noteEnd(end, database, onFailed))
  guardMail(type, (mail, database) => isStillAllowed(mail.delivery_id, database))
}

/** It may have waited for hours: who was suspended, unsubscribed or lost their right meanwhile gets nothing. */
const isStillAllowed = (deliveryId: number | null, database: Database): Promise<boolean> =>
  inHouseScope(database, { company_id: null }, async (scope) => {
    const row = deliveryId === null ? undefined : await selectGoing(scope, deliveryId)
    if (!row) return true
    const { user_id, company_id } = row
    const person =
      user_id === null ? undefined : (await selectPeople(scope, company_id, [user_id])).get(user_id)
    if ((await refusal(scope, { ...row, is_held: false }, person)) !== null) return false
    return (await typeOf(row.event_type).mayStillGo?.(scope, row)) ?? true
  })

onMailEnd(singlePurpose, (end, database) => noteEnd(end, database))
onMailEnd(digestPurpose, (end, database) => noteEnd(end, database))
