import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { endSessions } from '../../identity/server/index.ts'
import { elsewhere } from './elsewhere.ts'
import { membershipSuspended } from './membership.events.ts'
import { type LockedRow, lockWithManagers } from './membership.queries.ts'
import { suspend } from './membership-step.queries.ts'
import { selectRole } from './role.queries.ts'
import { refuseAboveOwn } from './role.service.ts'
import { selectMembershipOf, worksElsewhere } from './staff-link.queries.ts'

/**
 * Shuts a person who was off-boarded out, in the transaction that said so: the membership is suspended, and the
 * sessions end when they work nowhere else.
 */
export async function leaveWith(scope: Scope, companyId: number, userId: number): Promise<void> {
  const membershipId = await selectMembershipOf(scope, companyId, userId)
  if (membershipId === undefined) return
  const rows = await lockWithManagers(scope, companyId, membershipId)
  const target = rows.find(({ id }) => id === membershipId)
  if (target?.status !== 'active') return
  await refuseByMember(scope, target, rows)

  if (!(await suspend(scope, membershipId, 'offboarded'))) return
  await announce(scope, membershipSuspended, {
    subject_id: membershipId,
    company_id: companyId,
    data: {
      user_id: userId,
      changes: [{ field: 'status', from: 'active', to: 'suspended' }],
      reason: 'offboarded',
    },
  })
  const others = await elsewhere(scope, null, (there) => worksElsewhere(there, userId, membershipId))
  if (!others) await endSessions(scope, userId, 'offboarded')
}

/** What binds members when they suspend somebody binds them here; the provider and the due job may (companies §4.5). */
async function refuseByMember(scope: Scope, target: LockedRow, rows: LockedRow[]): Promise<void> {
  if (scope.kind !== 'member') return
  if (target.user_id === scope.user_id) throw problem('own_membership')
  if (target.manages && !rows.some((row) => row.manages && row.id !== target.id))
    throw problem('last_company_owner')
  const role = await selectRole(scope, target.role_id)
  if (role) refuseAboveOwn(scope, 'customer', role)
}
