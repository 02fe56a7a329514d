import {
  both,
  either,
  endpoint,
  member,
  owner_or,
  provider,
  session,
  user,
} from '../../platform/contract/endpoint.ts'
import { declareProblems } from '../../platform/contract/problems.ts'
import {
  Email,
  Id,
  list,
  nullable,
  optional,
  Page,
  Prose,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../platform/contract/schema.ts'
import { auditApi } from './contract/audit.ts'
import { belongingsApi } from './contract/belongings.ts'
import { CompanyRef, companyApi } from './contract/company.ts'
import { pictureApi } from './contract/picture.ts'
import { rolesApi } from './contract/roles.ts'
import { staffApi } from './contract/staff.ts'

export { AuditEntry, actorKinds } from './contract/audit.ts'
export { Contact, type ContactKind, Contacts, contactKinds, Domain } from './contract/belongings.ts'
export { Company, CompanyItem, CompanyRef } from './contract/company.ts'
export { ClientGrants, Role } from './contract/roles.ts'

/** A company as lists and switchers show it. */
export const MyCompany = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(['provider', 'customer']),
  logo_url: nullable(z.string()),
  role_name: nullable(z.string()),
  via: z.enum(['membership', 'provider']),
  is_active: z.boolean(),
})
export type MyCompany = z.infer<typeof MyCompany>

export const Membership = z.object({
  id: Id,
  company_id: Id,
  company_name: z.string(),
  user: z.object({ id: Id, name: nullable(z.string()), email: z.string() }),
  role: z.object({ id: Id, name: z.string() }),
  status: z.enum(['invited', 'active', 'suspended']),
  covers_sites: z.boolean(),
  customer_access: z.enum(['all', 'listed']),
  invited_at: nullable(Time),
  joined_at: nullable(Time),
  last_active_at: nullable(Time),
  version: z.int(),
})
export type Membership = z.infer<typeof Membership>

export const Person = z.object({
  user_id: Id,
  name: z.string(),
  email: z.string(),
  company_id: Id,
})
export type Person = z.infer<typeof Person>

const companyId = z.strictObject({ company_id: Id })
const membershipId = z.strictObject({ membership_id: Id })

export const companiesApi = {
  ...auditApi,
  ...companyApi,
  ...belongingsApi,
  ...rolesApi,
  ...pictureApi,
  ...staffApi,
  switchCompany: endpoint({
    method: 'POST',
    path: '/switch-company',
    access: session,
    summary: 'Work in another company from now on',
    accepts: ['application/x-www-form-urlencoded', 'multipart/form-data'],
    transaction: 'own',
    query: z.strictObject({ company_id: optional(Id), return_url: optional(z.string()) }),
    body: z.strictObject({ company_id: optional(Id), return_url: optional(z.string()) }),
    response: {
      200: z.object({ company: CompanyRef, permissions: z.array(z.string()), return_url: z.string() }),
    },
  }),
  listMyCompanies: endpoint({
    method: 'GET',
    path: '/my-companies',
    access: session,
    summary: 'Companies I can work in',
    query: z.strictObject({ ...paging, q: optional(Text(200)) }),
    response: { 200: Page(MyCompany) },
  }),
  listPeople: endpoint({
    method: 'GET',
    path: '/people',
    access: either(provider('members.view'), member('members.view')),
    summary: 'People to choose from: requesters, assignees, watchers',
    query: z.strictObject({
      q: optional(Text(200)),
      company_id: optional(Id),
      permission: optional(Text(60)),
      limit: withDefault(z.int().check(z.gte(1), z.lte(50)), 20),
    }),
    response: { 200: z.object({ items: z.array(Person) }) },
  }),
  listMemberships: endpoint({
    method: 'GET',
    path: '/companies/:company_id/memberships',
    access: both('members.view'),
    summary: 'People of a company',
    params: companyId,
    query: z.strictObject({
      ...paging,
      q: optional(Text(200)),
      status: optional(list(z.enum(['invited', 'active', 'suspended']))),
      sort: withDefault(z.enum(['name', '-joined_at']), 'name'),
    }),
    response: { 200: Page(Membership) },
    csv: {
      columns: {
        id: 'id',
        name: 'user.name',
        email: 'user.email',
        role: 'role.name',
        status: 'status',
        covers_sites: 'covers_sites',
        invited_at: 'invited_at',
        joined_at: 'joined_at',
        last_active_at: 'last_active_at',
      },
    },
  }),
  invite: endpoint({
    method: 'POST',
    path: '/companies/:company_id/memberships',
    access: both('members.manage'),
    summary: 'Invite a person by e-mail',
    params: companyId,
    body: z.strictObject({
      email: Email,
      role_id: Id,
      first_name: optional(Text(80)),
      last_name: optional(Text(80)),
      message: optional(Prose(500)),
    }),
    response: { 201: Membership },
    location: '/memberships/{id}',
    problems: ['already_member', 'role_above_own', 'company_archived'],
  }),
  changeMembership: endpoint({
    method: 'PATCH',
    path: '/memberships/:membership_id',
    access: both('members.manage'),
    summary: 'Give a member another role',
    params: membershipId,
    body: z.strictObject({ role_id: Id, version: optional(z.int()) }),
    response: { 200: Membership },
    problems: ['role_above_own', 'own_membership', 'last_company_owner', 'stale_version'],
  }),
  suspendMembership: endpoint({
    method: 'POST',
    path: '/memberships/:membership_id/suspend',
    access: both('members.manage'),
    summary: 'Take a member’s rights away, at once and until resumed',
    params: membershipId,
    body: z.strictObject({ reason: optional(Text(500)) }),
    response: { 200: Membership },
    problems: ['transition_not_allowed', 'own_membership', 'last_company_owner', 'role_above_own'],
  }),
  resumeMembership: endpoint({
    method: 'POST',
    path: '/memberships/:membership_id/resume',
    access: both('members.manage'),
    summary: 'Give a suspended member the rights back',
    params: membershipId,
    response: { 200: Membership },
    problems: ['transition_not_allowed', 'role_above_own'],
  }),
  resendInvitation: endpoint({
    method: 'POST',
    path: '/memberships/:membership_id/resend',
    access: both('members.manage'),
    summary: 'Send the invitation again with a new link; the old one ends',
    params: membershipId,
    response: { 200: Membership },
    problems: ['transition_not_allowed'],
  }),
  removeMembership: endpoint({
    method: 'DELETE',
    path: '/memberships/:membership_id',
    access: owner_or(both('members.manage')),
    summary: 'Remove a member, or leave',
    params: membershipId,
    response: { 204: null },
    problems: ['last_company_owner', 'role_above_own'],
  }),
  listInvitations: endpoint({
    method: 'GET',
    path: '/invitations',
    access: session,
    summary: 'Open invitations of mine',
    response: {
      200: z.object({
        items: z.array(
          z.object({
            membership_id: Id,
            company: CompanyRef,
            role_name: z.string(),
            invited_by: nullable(z.string()),
            invited_at: nullable(Time),
          }),
        ),
      }),
    },
  }),
  acceptInvitation: endpoint({
    method: 'POST',
    path: '/invitations/:membership_id/accept',
    access: session,
    summary: 'Accept an invitation',
    params: membershipId,
    response: { 200: z.object({ company: CompanyRef }) },
    problems: ['gone'],
  }),
  declineInvitation: endpoint({
    method: 'POST',
    path: '/invitations/:membership_id/decline',
    access: session,
    summary: 'Decline an invitation',
    params: membershipId,
    response: { 204: null },
  }),
  readDashboard: endpoint({
    method: 'GET',
    path: '/dashboard',
    access: either(provider('company.view'), user('company.view')),
    summary: 'Numbers of the company I work in',
    response: {
      200: z.object({
        cards: z.array(
          z.object({
            name: z.string(),
            label: z.string(),
            value: z.int(),
            /** There are more than this. */
            capped: z.boolean(),
            path: z.string(),
          }),
        ),
        /** Set while changed numbers wait to be counted: since when the oldest does. */
        waiting_since: nullable(Time),
      }),
    },
  }),
}

declareProblems({
  already_member: [409, 'This person is a member already', 'Change their role, or resend the invitation.'],
  role_above_own: [
    403,
    'This role holds more than yours',
    'Nobody gives or takes what they lack. Ask an owner.',
  ],
  own_membership: [409, 'This is your own membership', 'Ask another administrator; leaving is possible.'],
  last_company_owner: [
    409,
    'Somebody must keep managing the members',
    'Give another person this right first.',
  ],
})
