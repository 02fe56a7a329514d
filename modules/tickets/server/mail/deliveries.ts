import type { Scope } from '../../../../platform/database/index.ts'
import { deliveriesAbout, type MailedPart } from '../../../notifications/server/index.ts'
import type { EntryDelivery } from '../../contract/mail.ts'

/** What became of the mail about these entries, for the desk: one statement, and none where nothing is shown. */
export async function deliveriesOf(
  scope: Scope,
  ticketId: number,
  replyIds: readonly number[],
): Promise<EntryDelivery[]> {
  if (scope.role !== 'portal_provider' || replyIds.length === 0) return []
  const rows = await deliveriesAbout(scope, { type: 'ticket', id: ticketId }, replyIds)
  return rows.map(({ part_id, name, address, at, ...row }) => ({
    reply_id: part_id,
    name,
    address,
    at,
    ...stateOf(row),
  }))
}

type Ended = Pick<MailedPart, 'status' | 'reason' | 'last_error'>

function stateOf({ status, reason, last_error }: Ended): Pick<EntryDelivery, 'state' | 'reason'> {
  if (status === 'sent') return { state: 'sent', reason: null }
  if (status === 'failed') return { state: 'failed', reason: last_error ?? reason }
  if (status === 'suppressed') return { state: reason === 'bounced' ? 'bounced' : 'withheld', reason }
  return { state: 'queued', reason: null }
}
