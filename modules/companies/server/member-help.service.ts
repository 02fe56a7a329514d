import { notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { helpToSignIn } from '../../identity/server/index.ts'
import { selectMembership } from './membership-list.queries.ts'

/** Helps an active member of a customer to sign in again; whoever is out of sight does not exist. */
export async function helpMember(
  scope: Scope,
  membershipId: number,
  way: Parameters<typeof helpToSignIn>[2],
): Promise<void> {
  const row = await selectMembership(scope, membershipId)
  if (row?.status !== 'active') throw notFound()
  await helpToSignIn(scope, row.user_id, way)
}
