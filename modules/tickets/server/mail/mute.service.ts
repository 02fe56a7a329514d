import { notFound } from '../../../../platform/contract/problems.ts'
import type { Scope } from '../../../../platform/database/index.ts'
import { asHouse, portalOf } from '../../../notifications/server/index.ts'
import { deskSettings } from '../ticket.settings.ts'
import { putMuted, selectMuted } from './mute.queries.ts'
import { type MuteLink, readMuteLink } from './mute.ts'

/** What a link is about. 404 for one that is not ours, and for a ticket that is gone. */
export async function readLink(scope: Scope, token: string): Promise<MuteLink & { subject: string }> {
  const link = readMuteLink(portalOf(scope.tx.database).crypto, token)
  if (!link) throw notFound()
  await deskSettings(scope)
  const ticket = await asHouse(scope, (house) => selectMuted(house, link.ticket_id))
  if (!ticket) throw notFound()
  return { ...link, subject: ticket.subject }
}

/** Makes the ticket silent for the person of the link, or not any more; repeatable. */
export async function mute(scope: Scope, token: string, isMuted: boolean) {
  const link = await readLink(scope, token)
  await asHouse(scope, async (house) => {
    const done = await putMuted(house, link, isMuted)
    if (!done) throw notFound()
  })
  return { ticket_id: link.ticket_id, is_muted: isMuted }
}
