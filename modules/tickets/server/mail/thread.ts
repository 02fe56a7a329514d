import type { Scope } from '../../../../platform/database/index.ts'
import { mailedBefore, portalOf, type ToCompose } from '../../../notifications/server/index.ts'
import { mailName, rootName } from './signature.ts'

/** Beside the root: more would only make the header long. */
const remembered = 9

/**
 * What makes mail programs show a ticket as one conversation (RFC 5322 §3.6.4): the root that no mail bears, then the
 * last mails about this ticket to this address.
 */
export async function threadHeaders(
  scope: Scope,
  { subject_id, delivery_id, address }: Pick<ToCompose, 'subject_id' | 'delivery_id' | 'address'>,
): Promise<Record<string, string>> {
  if (subject_id === null) return {}
  const { crypto, portal_url } = portalOf(scope.tx.database)
  const host = new URL(portal_url).hostname
  const earlier = await mailedBefore(scope, { type: 'ticket', id: subject_id }, address, {
    before: delivery_id,
    limit: remembered,
  })
  const names = earlier.map(({ id, part_id }) =>
    mailName(crypto, { ticket_id: subject_id, part_id: part_id ?? 0, delivery_id: id }),
  )
  const references = [rootName(crypto, subject_id), ...names.reverse()].map((name) => `<${name}@${host}>`)
  return { References: references.join(' '), 'In-Reply-To': references.at(-1) ?? '' }
}
