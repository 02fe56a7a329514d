import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { UserDetail } from '../contract.ts'
import { type By, foundationOf } from './foundation.ts'
import { mailTo } from './letter.ts'
import { disabledMail, enabledMail } from './notice.mail.ts'
import { reasonOf, superAdminGranted, superAdminRevoked, userDisabled, userEnabled } from './people.events.ts'
import { reviewSecondFactors } from './second-factor.service.ts'
import { endSessions } from './session.service.ts'
import { type AdminRow, lockSuperAdmins, setFlag, setStatus } from './user-admin.queries.ts'
import { locked, onPerson, requireStatus } from './user-admin.service.ts'
import { detailOf } from './user-list.service.ts'
import { voidTokens } from './user-token.queries.ts'

interface Flag {
  is_super_admin: boolean
  reason?: string | undefined
}

/** Gives or takes the flag; at least one active super administrator always remains (identity §4.1). */
export function setSuperAdmin(scope: Scope, id: number, given: Flag): Promise<UserDetail> {
  return guarded(scope, id, !given.is_super_admin, async (person, by) => {
    if (given.is_super_admin) requireStatus(person, 'active')
    if (person.is_super_admin !== given.is_super_admin) await changeFlag(by, id, given)
    return detailOf(by.tx, id)
  })
}

/** The sessions end: what the flag gives or takes counts for new ones only. */
export async function changeFlag(by: By, id: number, { is_super_admin, reason }: Flag): Promise<void> {
  await setFlag(by.tx, id, is_super_admin)
  const type = is_super_admin ? superAdminGranted : superAdminRevoked
  await announce(by, type, { subject_id: id, company_id: null, data: reasonOf(reason) })
  await endSessions(by, id, 'super_admin_changed')
  await reviewSecondFactors(by, [id])
}

/** Sessions, keys and links of this person end now. */
export function disablePerson(scope: Scope, id: number, reason: string): Promise<UserDetail> {
  return guarded(scope, id, true, async (person, by) => {
    const step = { from: person.status, to: 'disabled', reason } as const
    requireStatus(person, 'active', 'invited')
    await setStatus(by.tx, id, step)
    await voidTokens(by.tx, id)
    await announce(by, userDisabled, { subject_id: id, company_id: null, data: reasonOf(reason) })
    await endSessions(by, id, 'disabled')
    if (person.status === 'active') await mailTo(by, person, disabledMail())
    return detailOf(by.tx, id)
  })
}

/** Whoever never chose a password is as invited as before. */
export function enablePerson(scope: Scope, id: number, reason?: string): Promise<UserDetail> {
  return onPerson(scope, id, async (person, by) => {
    requireStatus(person, 'disabled')
    await setStatus(by.tx, id, {
      from: 'disabled',
      to: person.has_password ? 'active' : 'invited',
      reason: null,
    })
    await announce(by, userEnabled, { subject_id: id, company_id: null, data: reasonOf(reason) })
    const { portal_url } = foundationOf(by.tx.database).settings
    if (person.has_password) await mailTo(by, person, enabledMail(`${portal_url}/login`))
    return detailOf(by.tx, id)
  })
}

/** All super administrators are locked first, in order, so that two who act on each other cannot both succeed. */
function guarded(
  scope: Scope,
  id: number,
  takesAway: boolean,
  work: (person: AdminRow, by: By) => Promise<UserDetail>,
): Promise<UserDetail> {
  return withRole(scope, 'portal_identity', async () => {
    const admins = await lockSuperAdmins(scope.tx)
    if (takesAway && admins.length === 1 && admins[0] === id) throw problem('last_super_admin')
    if (takesAway && scope.user_id === id) throw problem('own_account')
    return locked({ ...scope, role: 'portal_identity' }, id, work)
  })
}
