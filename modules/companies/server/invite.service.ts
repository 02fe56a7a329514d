import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce, findEvents } from '../../../platform/events/index.ts'
import { findOrInviteUser, sendInvitation } from '../../identity/server/index.ts'
import type { Membership } from '../contract.ts'
import { type CompanyFound, requireOpenCompany } from './company.service.ts'
import { mayWriteIn } from './elsewhere.ts'
import { membershipInvited, membershipJoined } from './membership.events.ts'
import { putMembership } from './membership.queries.ts'
import { readMembership, refuseSites } from './membership.service.ts'
import { selectFreeEntry, selectKnownPerson, selectMembership } from './membership-list.queries.ts'
import { renewInvitation } from './membership-step.queries.ts'
import { personName } from './people.queries.ts'
import type { BodyOf } from './received.ts'
import type { RoleRow } from './role.queries.ts'
import { refuseAboveOwn, roleFor } from './role.service.ts'
import { staffLinked } from './staff.events.ts'
import { linkStaff, noteInvited } from './staff-write.queries.ts'

const invitationsAnHour = 50

type Sent = Omit<BodyOf<'invite'>, 'covers_sites'> & { covers_sites?: boolean | undefined }

/**
 * Invites somebody by address: the person is found or made by identity, the membership waits for their yes. The
 * answer is the same whether the address has an account or not; of two at once one gets 409 `already_member`.
 * Provider staff may name a person they know instead, who is a member at once (companies §4.5).
 */
export async function invite(scope: Scope, companyId: number, sent: Sent): Promise<Membership> {
  if (!mayWriteIn(scope, companyId)) throw notFound()
  const company = await requireOpenCompany(scope, companyId)
  const role = await roleFor(scope, sent.role_id, company.kind)
  refuseAboveOwn(scope, company.kind, role)
  if (sent.covers_sites) await refuseSites(scope, companyId)
  const entry = sent.staff_member_id
  if (entry !== undefined && !(await selectFreeEntry(scope, companyId, entry)))
    throw invalid('staff_member_id', 'not_found', 'There is no such entry without a login in the directory.')

  const id =
    sent.user_id === undefined
      ? await inviteByAddress(scope, company, role, sent)
      : await addKnown(scope, company, role, sent)
  if (entry !== undefined) await noteEntry(scope, companyId, entry, { id, user_id: sent.user_id })
  return readMembership(scope, id)
}

/** The entry of the directory is theirs: at once, or when they accept. */
async function noteEntry(
  scope: Scope,
  company_id: number,
  entry: number,
  { id, user_id }: { id: number; user_id: number | undefined },
): Promise<void> {
  if (user_id === undefined) return noteInvited(scope, entry, id)
  await linkStaff(scope, entry, user_id)
  const data = { user_id, by: 'hand' as const }
  await announce(scope, staffLinked, { subject_id: entry, company_id, data })
}

async function inviteByAddress(
  scope: Scope,
  company: CompanyFound,
  role: RoleRow,
  sent: Sent,
): Promise<number> {
  const { email, first_name, last_name, message } = sent
  if (email === undefined) throw invalid('email', 'required', 'This is needed.')
  await refuseFlood(scope, company.id)
  const { user_id } = await findOrInviteUser(scope, { email, first_name, last_name })
  const membership_id = await put(scope, company, role, { ...sent, user_id }, 'invited')
  await announce(scope, membershipInvited, {
    subject_id: membership_id,
    company_id: company.id,
    data: { user_id, role: role.name, source: 'invitation' },
  })
  const inviter_name = await inviterName(scope)
  await sendInvitation(scope, { user_id, membership_id, company_name: company.name, inviter_name, message })
  return membership_id
}

/** Nobody becomes a member without a yes, except by provider staff. */
async function addKnown(scope: Scope, company: CompanyFound, role: RoleRow, sent: Sent): Promise<number> {
  const { user_id = 0, email } = sent
  if (email !== undefined) throw invalid('email', 'not_allowed', 'Name an address or a person, not both.')
  if (scope.role !== 'portal_provider')
    throw invalid('user_id', 'not_allowed', 'Invite people by their address.')
  if (!(await selectKnownPerson(scope, user_id)))
    throw invalid('user_id', 'not_found', 'There is no such person.')
  const id = await put(scope, company, role, { ...sent, user_id }, 'active')
  await announce(scope, membershipJoined, {
    subject_id: id,
    company_id: company.id,
    data: { user_id, role: role.name, source: 'manual' },
  })
  return id
}

async function put(
  scope: Scope,
  company: CompanyFound,
  role: RoleRow,
  { user_id, covers_sites = false }: { user_id: number; covers_sites?: boolean | undefined },
  status: 'invited' | 'active',
): Promise<number> {
  const id = await putMembership(scope, {
    company_id: company.id,
    company_kind: company.kind,
    user_id,
    role_id: role.id,
    covers_sites,
    status,
    source: status === 'invited' ? 'invitation' : 'manual',
    by_user_id: scope.user_id,
  })
  if (id === null) throw problem('already_member')
  return id
}

/** A new link in a new mail; the old link ends. */
export async function resendInvitation(scope: Scope, id: number): Promise<Membership> {
  const row = await selectMembership(scope, id)
  if (!row || !mayWriteIn(scope, row.company_id)) throw notFound()
  const company = await requireOpenCompany(scope, row.company_id)
  await refuseFlood(scope, company.id)
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

/** Every mail counts: new, again, and to somebody who was removed in between. The stream remembers them all. */
async function refuseFlood(scope: Scope, companyId: number): Promise<void> {
  const from = new Date(Date.now() - 3_600_000).toISOString()
  const filters = { types: ['membership.invited'], company_ids: [companyId], from }
  const { items } = await findEvents(scope, filters, { sort: '-created_at', limit: invitationsAnHour })
  if (items.length < invitationsAnHour) return
  throw problem('rate_limited', { members: { retry_after: 3_600 } })
}

const inviterName = async (scope: Scope) =>
  scope.user_id === null ? 'MyPortal' : ((await personName(scope, scope.user_id)) ?? 'MyPortal')
