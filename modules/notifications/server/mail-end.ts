import type { Database, Scope } from '../../../platform/database/index.ts'
import { type MailEnd, onMailEnd } from '../../../platform/mail/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { countRefused, endDeliveries } from './delivery.queries.ts'
import { digestPurpose } from './digest.service.ts'
import { singlePurpose } from './email.service.ts'
import { putSuppression } from './suppression.queries.ts'
import { tell } from './tell.ts'
import { hashOf } from './unsubscribe-token.ts'

const refusedMost = 3

/** What became of a mail is written into its delivery; an address that refuses for good gets no more. */
async function noteEnd(end: MailEnd, database: Database): Promise<void> {
  const { delivery_id, delivery_type, outcome, error_code } = end
  if (delivery_id === null) return
  await inHouseScope(database, { company_id: null }, async (scope) => {
    const by = delivery_type === 'notification_digest' ? { digest_id: delivery_id } : { delivery_id }
    const status = outcome === 'delivered' ? 'sent' : 'failed'
    const rows = await endDeliveries(scope, by, { status, last_error: error_code })
    const [row] = rows
    if (row && /^smtp_5/.test(error_code ?? '')) await noteRefusal(scope, row)
  })
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
  link: '/account',
  severity: 'warning' as const,
  is_banner: true,
})

/** Mail of a type that its module writes has the type's name as its purpose. */
export const watchMailOf = (purpose: string): void => onMailEnd(purpose, noteEnd)

watchMailOf(singlePurpose)
watchMailOf(digestPurpose)
