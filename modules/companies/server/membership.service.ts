import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { findOrInviteUser, sendInvitation } from '../../identity/server/index.ts'
import type { Membership } from '../contract.ts'
import { refuseOtherThanTime, requireOpenCompany } from './company.service.ts'
import { mayWriteIn, reaches } from './elsewhere.ts'
import { membershipInvited } from './membership.events.ts'
import * as queries from './membership.queries.ts'
import { renewInvitation } from './membership-step.queries.ts'
import { personName } from './people.queries.ts'
import type { BodyOf, QueryOf } from './received.ts'
import { refuseAboveOwn, roleFor } from './role.service.ts'

const invitationsAnHour = 50

/** The people of a company in scope, invited and suspended ones included. */
export async function listMemberships(
  scope: Scope,
  companyId: number,
  query: QueryOf<'listMemberships'>,
): Promise<Page<Membership>> {
  if (!reaches(scope, companyId)) throw notFound()
  const { limit, after, q, status, sort } = query
  const walk = { sort, filters: { company_id: companyId, q, status } }
  const cursor = readCursor(after, walk, 1)
  if (sort !== 'name') refuseOtherThanTime(cursor)
  const list = { company_id: companyId, limit, q, status, sort }
  const rows = await queries.selectMemberships(scope, list, cursor)
  return pageOf(rows, limit, walk, (row) => [row.order_key], present)
}

/**
 * Invites somebody by address: the person is found or made by identity, the membership waits for their yes. The
 * answer is the same whether the address has an account or not; of two at once one gets 409 `already_member`.
 */
export async function invite(scope: Scope, companyId: number, sent: BodyOf<'invite'>): Promise<Membership> {
  if (!mayWriteIn(scope, companyId)) throw notFound()
  const company = await requireOpenCompany(scope, companyId)
  const role = await roleFor(scope, sent.role_id, company.kind)
  refuseAboveOwn(scope, company.kind, role)
  await refuseFlood(scope, companyId)

  const { email, first_name, last_name, message } = sent
  const { user_id } = await findOrInviteUser(scope, { email, first_name, last_name })
  const membership_id = await queries.putInvitation(scope, {
    company_id: companyId,
    company_kind: company.kind,
    user_id,
    role_id: role.id,
    invited_by_user_id: scope.user_id,
  })
  if (membership_id === null) throw problem('already_member')
  await announce(scope, membershipInvited, {
    subject_id: membership_id,
    company_id: companyId,
    data: { user_id, role: role.name, source: 'invitation' },
  })
  const inviter_name = await inviterName(scope)
  await sendInvitation(scope, { user_id, membership_id, company_name: company.name, inviter_name, message })
  return readMembership(scope, membership_id)
}

/** A new link in a new mail; the old link ends. */
export async function resendInvitation(scope: Scope, id: number): Promise<Membership> {
  const row = await queries.selectMembership(scope, id)
  if (!row || !mayWriteIn(scope, row.company_id)) throw notFound()
  const company = await requireOpenCompany(scope, row.company_id)
  if (!(await renewInvitation(scope, id)))
    throw problem('transition_not_allowed', { members: { from: row.status, to: 'invited', allowed: [] } })

  await announce(scope, membershipInvited, {
    subject_id: id,
    company_id: company.id,
    data: { user_id: row.user_id, role: row.role_name, source: 'resend' },
  })
  const inviter_name = await inviterName(scope)
  const { user_id } = row
  await sendInvitation(scope, { user_id, membership_id: id, company_name: company.name, inviter_name })
  return readMembership(scope, id)
}

/** One membership that has not ended, as the answers show it. */
export async function readMembership(scope: Scope, id: number): Promise<Membership> {
  const row = await queries.selectMembership(scope, id)
  if (!row) throw notFound()
  return present(row)
}

async function refuseFlood(scope: Scope, companyId: number): Promise<void> {
  const recent = await queries.countInvitations(scope, companyId, invitationsAnHour)
  if (recent >= invitationsAnHour) throw problem('rate_limited', { members: { retry_after: 3_600 } })
}

const inviterName = async (scope: Scope) =>
  scope.user_id === null ? 'MyPortal' : ((await personName(scope, scope.user_id)) ?? 'MyPortal')

function present(row: queries.MembershipRow): Membership {
  const { user_id, display_name, email, role_id, role_name } = row
  return {
    id: row.id,
    company_id: row.company_id,
    company_name: row.company_name,
    user: { id: user_id, name: display_name, email },
    role: { id: role_id, name: role_name },
    status: row.status,
    covers_sites: row.covers_sites,
    customer_access: row.customer_access,
    invited_at: row.invited_at,
    joined_at: row.joined_at,
    last_active_at: row.last_active_at,
    version: row.version,
  }
}
