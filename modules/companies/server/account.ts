import { allPermissions } from '../../../platform/contract/permissions.ts'
import { problem } from '../../../platform/contract/problems.ts'
import { type Scope, switchedTo } from '../../../platform/database/index.ts'
import { type Announcer, announce } from '../../../platform/events/index.ts'
import { type AccountPolicy, registerAccountPolicy } from '../../identity/server/index.ts'
import { companyCreated } from './company.events.ts'
import { insertCompany } from './company.queries.ts'
import { insertByDomain, isOfCompany, selectJoining } from './domain.queries.ts'
import { becomeMember } from './invitation.service.ts'
import { deletePermission, selectHoldersOfPermission } from './machine-role.queries.ts'
import { membershipJoined } from './membership.events.ts'
import { insertMember } from './membership.queries.ts'
import { selectCompaniesAround, selectSolelyKept } from './personal.queries.ts'
import { insertKind, putPermission } from './registry.queries.ts'
import { serviceModule } from './registry.ts'
import { rolesDemandSecondFactor, selectSystemRole } from './role.queries.ts'
import { asCompany, houseScope, openingOf } from './scope.ts'
import { linkOwnEntries } from './staff-link.service.ts'
import { isTooMuch } from './too-much.ts'

const policy: AccountPolicy = {
  /** The provider company is made with the first person, who becomes its Manager (companies §4.4). */
  async onFirstUser(tx, { user_id, company_name, time_zone, request_id, origin }) {
    await asCompany(tx, { company_id: null, user_id, request_id }, async (scope) => {
      const by = { ...scope, origin }
      const name = company_name.trim() || 'My company'
      const id = await insertCompany(scope, 'provider', { name, time_zone })
      const role = await selectSystemRole(scope, 'Manager', 'provider')
      const member = {
        company_id: id,
        company_kind: 'provider',
        user_id,
        role_id: role.id,
        source: 'first_user',
      }
      const { id: membershipId } = await insertMember(scope, member)

      await announce(by, companyCreated, { subject_id: id, company_id: id, data: { name, kind: 'provider' } })
      const data = { user_id, role: 'Manager', source: 'first_user' }
      await announce(by, membershipJoined, { subject_id: membershipId, company_id: id, data })
    })
  },

  /** A new person came by the mailed link: their yes is the link. */
  async onInvitationAccepted(tx, { user_id, membership_id, request_id, origin }) {
    await asCompany(tx, { company_id: null, user_id, request_id }, async (scope) => {
      const joined = await becomeMember(scope, { ...scope, origin }, { membership_id, user_id })
      if (!joined) throw problem('invalid_token')
    })
  },

  async onErasureAsked(tx, { user_id, request_id }) {
    await asCompany(tx, { company_id: null, user_id, request_id }, async (scope) => {
      const company_id = await selectSolelyKept(scope.tx, user_id)
      if (company_id !== undefined) throw problem('last_company_owner', { members: { company_id } })
    })
  },

  companiesOf: selectCompaniesAround,

  secondFactorRequired: rolesDemandSecondFactor,

  async onServicePermission(scope, { name, label }) {
    if (allPermissions().has(name)) throw problem('name_taken', { members: { field: 'name' } })
    await putPermission(scope, { name, label, module: serviceModule, kinds: ['machine'], defaults: [] })
    await insertKind(scope, name, 'machine')
  },

  async onServicePermissionGone(scope, name) {
    const roles = await selectHoldersOfPermission(scope, name)
    if (roles.length > 0) throw problem('service_permission_in_use', { members: { roles } })
    await deletePermission(scope, name)
  },

  mayRegister: (tx, { domain, request_id }) =>
    switchedTo(
      tx,
      { ...openingOf({ company_id: null }), request_id },
      { role: 'portal_identity', request_id },
      () => isOfCompany(houseScope(tx, { company_id: null, request_id }), domain),
    ),

  /** Exactly an auto-joining domain of an open customer, and never a membership there before (companies §4.5). */
  async onVerified(tx, { user_id, domain, request_id, origin }) {
    await asCompany(tx, { company_id: null, user_id, request_id }, async (scope) => {
      await joinByDomain(scope, { ...scope, origin }, user_id, domain)
      await linkOwnEntries(scope, { ...scope, origin }, user_id)
    })
  },
}

async function joinByDomain(scope: Scope, by: Announcer, user_id: number, domain: string): Promise<void> {
  const joining = await selectJoining(scope, domain)
  if (!joining || joining.permission_names.some(isTooMuch)) return
  const { company_id, role_id, role_name } = joining
  const id = await insertByDomain(scope, { company_id, user_id, role_id })
  if (id === undefined) return
  const data = { user_id, role: role_name, source: 'domain' }
  await announce(by, membershipJoined, { subject_id: id, company_id, data })
}

registerAccountPolicy(policy)
