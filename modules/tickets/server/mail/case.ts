import type { Scope } from '../../../../platform/database/index.ts'
import type { StoredEvent } from '../../../../platform/events/index.ts'
import type { NotificationType, Recipient } from '../../../notifications/server/index.ts'
import { deskSettings } from '../ticket.settings.ts'
import { addressesOf, deskOf, isAtDesk } from './people.ts'
import { selectSaid, selectTold, selectWatching, type ToldTicket, type Watcher } from './told.queries.ts'

/** A ticket with whom it can concern: who follows it, and the desk as far as it may see it today. */
export interface Case {
  ticket: ToldTicket
  watchers: readonly Watcher[]
  desk: ReadonlySet<number>
}

export async function caseOf(scope: Scope, { subject_id }: StoredEvent): Promise<Case | null> {
  const ticket = subject_id === null ? null : await selectTold(scope, subject_id)
  if (!ticket) return null
  await deskSettings(scope)
  const desk = new Set(await deskOf(scope, ticket.company_id, 'tickets.view'))
  return { ticket, watchers: await addressesOf(scope, await selectWatching(scope, ticket.id)), desk }
}

/** Assignee and followers at the desk, without those for whom the ticket is silent. */
export function atDesk({ ticket, watchers, desk }: Case): Recipient[] {
  const muted = new Set(watchers.flatMap(({ user_id, is_muted }) => (is_muted ? [user_id] : [])))
  const followers = watchers.flatMap(({ kind, user_id }) => (kind === 'follower' ? [user_id] : []))
  return [ticket.assigned_user_id, ...followers].flatMap((user_id) =>
    user_id !== null && desk.has(user_id) && !muted.has(user_id) ? [{ user_id }] : [],
  )
}

/** Requester and CC who did not mute it: people, those of the directory, addresses alone. */
export const customers = ({ watchers }: Pick<Case, 'watchers'>, only?: 'requester' | 'cc'): Recipient[] =>
  watchers.flatMap(({ kind, user_id, email, name, is_muted }): Recipient[] => {
    if (kind === 'follower' || is_muted || (only && kind !== only)) return []
    if (user_id !== null) return [{ user_id }]
    return email === null ? [] : [{ email, name }]
  })

/**
 * The last look before a mail goes: the entry is still there, what is internal goes to somebody who works at the desk
 * now, and the ticket was not made silent meanwhile.
 */
export const mayStillGo: NonNullable<NotificationType['mayStillGo']> = async (scope, to) => {
  const ticket = to.subject_id === null ? null : await selectTold(scope, to.subject_id)
  if (!ticket) return false
  const said = to.part_id === null ? null : await selectSaid(scope, ticket.id, to.part_id)
  if (to.part_id !== null && !said) return false
  if (said?.is_internal && !(await isAtDesk(scope, ticket.company_id, to.user_id))) return false
  const rows = await addressesOf(scope, await selectWatching(scope, ticket.id))
  return !rows.some((one) => one.is_muted && isHim(one, to))
}

const isHim = (one: Watcher, to: { user_id: number | null; address: string }) =>
  to.user_id === null
    ? one.user_id === null && one.email?.toLowerCase() === to.address.toLowerCase()
    : one.user_id === to.user_id
