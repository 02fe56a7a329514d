import { problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { onPerson, revokeAll, sendReset, unlockPerson } from './user-admin.service.ts'

const ways = { unlock: unlockPerson, send_reset: sendReset, revoke_sessions: revokeAll }

/**
 * What `companies` offers technicians for people in their scope; whether this person is, is the caller's to know.
 * Never for a super administrator: 403.
 */
export async function helpToSignIn(scope: Scope, userId: number, way: keyof typeof ways): Promise<void> {
  await onPerson(scope, userId, async ({ is_super_admin }) => {
    if (is_super_admin) throw problem('forbidden')
  })
  await ways[way](scope, userId)
}
