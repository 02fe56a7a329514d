import { problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { type Scope, type Transaction, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Method, SecondFactor } from '../contract.ts'
import { demands, keepDue, methodsOf } from './admission.service.ts'
import { recoveryCodesGenerated, secondFactorReset } from './factor.events.ts'
import type { By } from './foundation.ts'
import { deleteCodes, replaceCodes } from './recovery-code.queries.ts'
import { hashOfCode, newRecoveryCode } from './recovery-code.ts'
import * as queries from './second-factor.queries.ts'
import { tellOwner } from './security.mail.ts'
import { endSessions } from './session.service.ts'
import { signInSettingsIn } from './sign-in-settings.ts'
import { lockUser } from './user.queries.ts'

/** What the caller has, and until when they need it: a part of the session answer. */
export async function ownSecondFactor(scope: Scope): Promise<SecondFactor> {
  const standing = await standingOf(scope, scope.user_id)
  const enrolled = standing.totp_devices + standing.passkeys > 0
  const due_at = enrolled ? null : standing.second_factor_due_at
  return {
    enrolled,
    due_at,
    demanded_by: due_at === null ? null : await demandedBy(scope, standing.is_super_admin),
    recovery_codes_left: enrolled ? standing.recovery_codes : null,
  }
}

/** Whose policy it is that somebody meets: the portal's for super administrators goes before that of a role. */
async function demandedBy(scope: Scope, isSuperAdmin: boolean): Promise<SecondFactor['demanded_by']> {
  if (!isSuperAdmin) return 'role'
  const { second_factor_super_admin } = await withRole(scope, 'portal_identity', () =>
    signInSettingsIn(scope.tx),
  )
  return second_factor_super_admin === 'required' ? 'super_administrator' : 'role'
}

/** By what somebody who is signed in proves themself again: the second factor where there is one. */
export async function confirmMethods(
  by: { tx: Transaction; role: By['role'] },
  userId: number,
): Promise<Method[]> {
  const methods = methodsOf(await standingOf(by, userId)).filter((method) => method !== 'recovery_code')
  return methods.length > 0 ? methods : ['password']
}

async function standingOf(
  by: { tx: Transaction; role: By['role'] },
  userId: number | null,
): Promise<queries.Standing> {
  const standing =
    userId === null
      ? undefined
      : await withRole(by, 'portal_identity', () => queries.findStanding(by.tx, userId))
  if (!standing) throw problem('not_signed_in')
  return standing
}

const codesAtOnce = 10

/** Ten new codes in place of the old ones. The transaction's role is `portal_identity`. */
export async function makeCodes(by: By, userId: number): Promise<string[]> {
  const codes = Array.from({ length: codesAtOnce }, newRecoveryCode)
  const hashes = codes.map((code) => hashOfCode(code) ?? sha256(randomToken()))
  await replaceCodes(by.tx, userId, hashes)
  const data = { count: codes.length }
  await announce(by, recoveryCodesGenerated, { subject_id: userId, company_id: null, data })
  return codes
}

/** Recovery codes on wish, shown once; the old ones are void. */
export function renewCodes(scope: Scope): Promise<string[]> {
  return withRole(scope, 'portal_identity', async () => {
    const user_id = ownerOf(scope)
    await lockUser(scope.tx, user_id)
    const standing = await queries.findStanding(scope.tx, user_id)
    if (!standing || methodsOf(standing).length === 0) throw problem('no_second_factor')
    const codes = await makeCodes(scope, user_id)
    await tellOwner(scope, user_id, 'codes_made')
    return codes
  })
}

/**
 * After a factor went: the last one may not where a policy demands one, and takes the recovery codes with it; all
 * other sessions end.
 */
export async function afterRemoval(scope: Scope, sessionId: number | null): Promise<void> {
  const user_id = ownerOf(scope)
  const standing = await queries.findStanding(scope.tx, user_id)
  if (standing && methodsOf(standing).length === 0) {
    if (await demands(scope.tx, standing)) throw problem('second_factor_required', lastFactor)
    await deleteCodes(scope.tx, user_id)
  }
  await endSessions(asIdentity(scope), user_id, 'second_factor_removed', sessionId)
}

const lastFactor = {
  status: 409,
  detail: 'A policy demands a second factor of you. Add another one before you remove the last.',
}

/** Inside `withRole(scope, 'portal_identity', …)`: what is called there stays in that role. */
export const asIdentity = (scope: Scope): By => ({ ...scope, role: 'portal_identity' })

export function ownerOf(scope: Scope): number {
  if (scope.user_id === null) throw problem('not_signed_in')
  return scope.user_id
}

/** Removes every factor of somebody who lost theirs: sessions end, the owner is told. For administrators. */
export function resetSecondFactor(by: By, userId: number, reason: string): Promise<void> {
  return withRole(by, 'portal_identity', async () => {
    await lockUser(by.tx, userId)
    const removed = await queries.deleteFactors(by.tx, userId)
    await endSessions({ ...by, role: 'portal_identity' }, userId, 'second_factor_reset')
    const data = { reason, ...removed }
    await announce(by, secondFactorReset, { subject_id: userId, company_id: null, data })
    await tellOwner(by, userId, 'factors_reset')
  })
}

/**
 * After a policy changed (a setting, a role, who holds it): running sessions are under it with their next request.
 * Null: all super administrators. Who is not signed in meets it at the next sign-in.
 */
export function reviewSecondFactors(by: By, userIds: readonly number[] | null): Promise<void> {
  return withRole(by, 'portal_identity', async () => {
    for (const id of userIds ?? (await queries.selectSuperAdmins(by.tx))) {
      const standing = await queries.findStanding(by.tx, id)
      if (!standing) continue
      const isDemanded = await demands(by.tx, standing)
      if (!isDemanded || (await queries.isSignedIn(by.tx, id))) await keepDue(by.tx, standing, isDemanded)
    }
  })
}
