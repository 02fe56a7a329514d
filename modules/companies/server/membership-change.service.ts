import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { type Announcer, announce } from '../../../platform/events/index.ts'
import { requireVersion } from '../../../platform/http/index.ts'
import type { Membership } from '../contract.ts'
import { elsewhere, mayWriteIn } from './elsewhere.ts'
import {
  membershipRemoved,
  membershipResumed,
  membershipRoleChanged,
  membershipSitesChanged,
  membershipSuspended,
} from './membership.events.ts'
import { type LockedRow, lockWithManagers } from './membership.queries.ts'
import { readMembership, refuseSites } from './membership.service.ts'
import { type MembershipRow, selectMembership } from './membership-list.queries.ts'
import * as step from './membership-step.queries.ts'
import type { BodyOf } from './received.ts'
import { type RoleRow, selectRole } from './role.queries.ts'
import { refuseAboveOwn, roleFor } from './role.service.ts'

/** Gives a member another role, or the company's sites. Both roles must lie within the caller's own rights. */
export async function changeMembership(
  scope: Scope,
  id: number,
  { role_id, covers_sites, version }: BodyOf<'changeMembership'>,
  if_match: number | null,
): Promise<Membership> {
  const opened = await openOther(scope, id)
  requireVersion({ if_match, version }, opened.target, await readMembership(scope, id))
  if (role_id !== undefined && role_id !== opened.role.id) await giveRole(scope, opened, role_id)
  if (covers_sites !== undefined && covers_sites !== opened.found.covers_sites)
    await giveSites(scope, opened, covers_sites)
  return readMembership(scope, id)
}

async function giveRole(scope: Scope, { found, target, others, role }: Opened, roleId: number) {
  const next = await roleFor(scope, roleId, found.company_kind)
  refuseAboveOwn(scope, found.company_kind, next)
  if (!next.permission_names.includes('members.manage')) refuseLast(scope, found, target, others)
  await step.giveRole(scope, found.id, next.id)
  await announce(scope, membershipRoleChanged, {
    ...about(found),
    data: { user_id: found.user_id, changes: [{ field: 'role', from: role.name, to: next.name }] },
  })
}

async function giveSites(scope: Scope, { found }: Opened, covers: boolean) {
  await refuseSites(scope, found.company_id)
  await step.giveSites(scope, found.id, covers)
  await announce(scope, membershipSitesChanged, {
    ...about(found),
    data: { user_id: found.user_id, changes: [{ field: 'covers_sites', from: !covers, to: covers }] },
  })
}

/** Takes a member's rights away, with their next request. */
export async function suspendMembership(scope: Scope, id: number, reason?: string): Promise<Membership> {
  const { found, target, others } = await openOther(scope, id)
  if (target.status !== 'active') throw notAllowed(target.status, 'suspended')
  refuseLast(scope, found, target, others)
  if (!(await step.suspend(scope, id, reason ?? null))) throw notAllowed(target.status, 'suspended')
  const data = { ...stepData(found, 'active', 'suspended'), reason: reason?.slice(0, 200) ?? null }
  await announce(scope, membershipSuspended, { ...about(found), data })
  return readMembership(scope, id)
}

export async function resumeMembership(scope: Scope, id: number): Promise<Membership> {
  const { found, target } = await openOther(scope, id)
  if (!(await step.resume(scope, id))) throw notAllowed(target.status, 'active')
  const data = stepData(found, 'suspended', 'active')
  await announce(scope, membershipResumed, { ...about(found), data })
  return readMembership(scope, id)
}

/** Removes a member, or leaves: everybody may end their own membership, wherever it is. */
export async function removeMembership(scope: Scope, id: number): Promise<void> {
  const found = await selectMembership(scope, id)
  if (!found) throw notFound()
  if (found.user_id === scope.user_id)
    return elsewhere(scope, found.company_id, (there) => leave(there, scope, found))

  const { target, others } = await openOther(scope, id)
  refuseLast(scope, found, target, others)
  await end(scope, scope, found, target)
}

async function leave(there: Scope, by: Scope, found: MembershipRow): Promise<void> {
  const { target, others } = await lock(there, found)
  if (target.manages && !others) throw problem('last_company_owner')
  await end(there, by, found, target)
}

async function end(scope: Scope, by: Scope, found: MembershipRow, target: LockedRow): Promise<void> {
  if (!(await step.remove(scope, found.id, by.user_id))) throw notFound()
  const announcer: Announcer = by
  const data = stepData(found, target.status, 'removed')
  await announce(announcer, membershipRemoved, { ...about(found), data })
}

interface Opened {
  found: MembershipRow
  target: LockedRow
  /** Somebody else manages the members there. */
  others: boolean
  role: RoleRow
}

/** Somebody else's membership, locked, whose role lies within the caller's own rights. */
async function openOther(scope: Scope, id: number): Promise<Opened> {
  const found = scope.kind === 'person' ? undefined : await selectMembership(scope, id)
  if (!found || !mayWriteIn(scope, found.company_id)) throw notFound()
  if (found.user_id === scope.user_id) throw problem('own_membership')
  const locked = await lock(scope, found)
  const role = await selectRole(scope, locked.target.role_id)
  if (!role) throw notFound()
  refuseAboveOwn(scope, found.company_kind, role)
  return { found, role, ...locked }
}

async function lock(scope: Scope, { company_id, id }: MembershipRow) {
  const rows = await lockWithManagers(scope, company_id, id)
  const target = rows.find((row) => row.id === id)
  if (!target) throw notFound()
  return { target, others: rows.some((row) => row.manages && row.id !== id) }
}

/** Somebody must keep managing the members; provider staff may leave a customer without (companies §4.5). */
function refuseLast(scope: Scope, found: MembershipRow, target: LockedRow, others: boolean): void {
  if (scope.kind === 'provider' && found.company_kind === 'customer') return
  if (target.manages && !others) throw problem('last_company_owner')
}

const about = ({ id, company_id }: MembershipRow) => ({ subject_id: id, company_id })

const stepData = ({ user_id }: MembershipRow, from: string, to: string) => ({
  user_id,
  changes: [{ field: 'status', from, to }],
  reason: null,
})

const next: Record<string, string[]> = { invited: ['removed'], active: ['suspended'], suspended: ['active'] }

const notAllowed = (from: string, to: string) =>
  problem('transition_not_allowed', { members: { from, to, allowed: next[from] ?? [] } })
