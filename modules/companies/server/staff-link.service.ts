import { invalid, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { type Announcer, announce } from '../../../platform/events/index.ts'
import { emailKey } from '../../identity/server/index.ts'
import type { StaffMember } from '../contract/staff.ts'
import { invite } from './invite.service.ts'
import type { BodyOf } from './received.ts'
import { staffLinked, staffUnlinked } from './staff.events.ts'
import { selectStaff } from './staff.queries.ts'
import { present } from './staff.service.ts'
import { requireSight } from './staff.sight.ts'
import { selectAddress, selectMembershipOf } from './staff-link.queries.ts'
import * as queries from './staff-write.queries.ts'
import { openStaff, rowOf } from './staff-write.service.ts'

/** Invites the person of an entry; the entry becomes theirs when they accept. */
export async function inviteStaff(scope: Scope, id: number, { role_id, message }: BodyOf<'inviteStaff'>) {
  const row = (await queries.lockStaff(scope, id)) ? await selectStaff(scope, id) : undefined
  await requireSight(scope, 'manage', row)
  if (!row || row.archived_at !== null) throw problem('gone')
  if (row.user_id !== null) throw problem('already_member')
  if (row.email === null) throw invalid('email', 'required', 'This person has no e-mail address.')
  const { email, first_name, last_name } = row
  const sent = { email, role_id, first_name, ...(last_name && { last_name }), ...(message && { message }) }
  const membership = await invite(scope, row.company_id, sent)
  await queries.noteInvited(scope, id, membership.id)
  const { company_id, user, status } = membership
  return { id: membership.id, company_id, user_id: user.id, status }
}

/** Says by hand which member an entry is; the same once more changes nothing. */
export async function linkStaff(scope: Scope, id: number, userId: number): Promise<StaffMember> {
  const row = await openStaff(scope, id)
  if (row.user_id === userId) return present(scope, row)
  if (row.user_id !== null) throw problem('user_taken')
  if ((await selectMembershipOf(scope, row.company_id, userId)) === undefined)
    throw invalid('user_id', 'not_found', 'There is no such member of this company.')
  await queries.linkStaff(scope, id, userId)
  const data = { user_id: userId, by: 'hand' as const }
  await announce(scope, staffLinked, { subject_id: id, company_id: row.company_id, data })
  return present(scope, await rowOf(scope, id))
}

export async function unlinkStaff(scope: Scope, id: number): Promise<StaffMember> {
  const row = await openStaff(scope, id)
  if (row.user_id === null) return present(scope, row)
  await queries.linkStaff(scope, id, null)
  const data = { user_id: row.user_id }
  await announce(scope, staffUnlinked, { subject_id: id, company_id: row.company_id, data })
  return present(scope, await rowOf(scope, id))
}

/**
 * Somebody became a member, or proved an address: the entries that are theirs are linked. `there` reaches every
 * company; what it asks for names the person.
 */
export async function linkOwnEntries(there: Scope, by: Announcer, userId: number): Promise<void> {
  const email = await selectAddress(there, userId)
  if (email === undefined) return
  const linked = await queries.linkByAddress(there, { user_id: userId, email_key: emailKey(email) })
  for (const { id, company_id, was_invited } of linked) {
    const data = { user_id: userId, by: was_invited ? ('invitation' as const) : ('address' as const) }
    await announce(by, staffLinked, { subject_id: id, company_id, data })
  }
}
