import { notFound } from '../../../../platform/contract/problems.ts'
import type { Scope } from '../../../../platform/database/index.ts'
import { announce } from '../../../../platform/events/index.ts'
import { asHouse, portalOf } from '../../../notifications/server/index.ts'
import { ticketMuted } from '../detail.events.ts'
import { deskSettings } from '../ticket.settings.ts'
import { happened } from '../turn.ts'
import { type Muted, putMuted, selectMuted } from './mute.queries.ts'
import { type MuteLink, readMuteLink } from './mute.ts'

/** What a link is about. 404 for one that is not ours, and for a ticket that is gone. */
export async function readLink(scope: Scope, token: string): Promise<MuteLink & Muted> {
  const link = readMuteLink(portalOf(scope.tx.database).crypto, token)
  if (!link) throw notFound()
  await deskSettings(scope)
  const ticket = await asHouse(scope, (house) => selectMuted(house, link.ticket_id))
  if (!ticket) throw notFound()
  return { ...link, ...ticket }
}

/** Makes the ticket silent for the person of the link, or not any more; repeatable. */
export async function mute(scope: Scope, token: string, isMuted: boolean) {
  const link = await readLink(scope, token)
  await asHouse(scope, async (house) => {
    const done = await putMuted(house, link, isMuted)
    if (!done) throw notFound()
    if (!done.has_changed) return
    const data = { user_id: 'user_id' in link.who ? link.who.user_id : null, is_muted: isMuted }
    await announce({ ...house, origin: scope.origin }, ticketMuted, {
      ...happened({ ...link, id: link.ticket_id }, data),
      ...(done.kind === 'follower' && { audience: 'provider' as const }),
    })
  })
  return { ticket_id: link.ticket_id, is_muted: isMuted }
}
