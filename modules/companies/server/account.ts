import { problem } from '../../../platform/contract/problems.ts'
import { announce } from '../../../platform/events/index.ts'
import { type AccountPolicy, registerAccountPolicy } from '../../identity/server/index.ts'
import { companyCreated } from './company.events.ts'
import { insertCompany } from './company.queries.ts'
import { becomeMember } from './invitation.service.ts'
import { membershipJoined } from './membership.events.ts'
import { insertMember } from './membership.queries.ts'
import { selectSystemRole } from './role.queries.ts'
import { asCompany } from './scope.ts'

const policy: AccountPolicy = {
  /** The provider company is made with the first person, who becomes its Manager (companies §4.4). */
  async onFirstUser(tx, { user_id, company_name, time_zone, request_id, origin }) {
    await asCompany(tx, { company_id: null, user_id, request_id }, async (scope) => {
      const by = { ...scope, origin }
      const name = company_name.trim() || 'My company'
      const { id } = await insertCompany(scope, 'provider', { name, time_zone })
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
}

registerAccountPolicy(policy)
