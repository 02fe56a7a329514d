import type { Routes } from '../../../platform/http/index.ts'
import { companiesApi as api } from '../contract.ts'
import * as invitations from './invitation.service.ts'
import * as inviting from './invite.service.ts'
import * as customers from './member-customers.service.ts'
import { helpMember } from './member-help.service.ts'
import * as memberships from './membership.service.ts'
import * as changes from './membership-change.service.ts'
import { countMemberships } from './membership-list.queries.ts'

/** Serves who belongs to a company, from the invitation to the end. */
export function membershipRoutes({ list, route }: Routes): void {
  list(
    api.listMemberships,
    ({ scope, params, query }) => memberships.listMemberships(scope, params.company_id, query),
    ({ scope, params, query }, most) => memberships.countMemberships(scope, params.company_id, query, most),
  )
  list(
    api.listAllMemberships,
    ({ scope, query }) => memberships.listAllMemberships(scope, query),
    ({ scope, query }, most) => countMemberships(scope, query, most),
  )
  route(api.invite, ({ scope, params, body }) => inviting.invite(scope, params.company_id, body))
  route(api.resendInvitation, ({ scope, params }) => inviting.resendInvitation(scope, params.membership_id))
  route(api.changeMembership, ({ scope, params, body, if_match }) =>
    changes.changeMembership(scope, params.membership_id, body, if_match),
  )
  route(api.suspendMembership, ({ scope, params, body }) =>
    changes.suspendMembership(scope, params.membership_id, body.reason),
  )
  route(api.resumeMembership, ({ scope, params }) => changes.resumeMembership(scope, params.membership_id))
  route(api.removeMembership, ({ scope, params }) => changes.removeMembership(scope, params.membership_id))
  route(api.unlockMember, ({ scope, params }) => helpMember(scope, params.membership_id, 'unlock'))
  route(api.sendMemberReset, ({ scope, params }) => helpMember(scope, params.membership_id, 'send_reset'))
  route(api.revokeMemberSessions, ({ scope, params }) =>
    helpMember(scope, params.membership_id, 'revoke_sessions'),
  )
  route(api.readCustomers, ({ scope, params }) => customers.readCustomers(scope, params.membership_id))
  route(api.setCustomers, ({ scope, params, body, if_match }) =>
    customers.setCustomers(scope, params.membership_id, body, if_match),
  )

  route(api.listInvitations, async ({ scope }) => ({ items: await invitations.listInvitations(scope) }))
  route(api.acceptInvitation, ({ scope, params }) =>
    invitations.acceptInvitation(scope, params.membership_id),
  )
  route(api.declineInvitation, async ({ scope, params }) => {
    await invitations.declineInvitation(scope, params.membership_id)
  })
}
