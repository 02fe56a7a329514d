import { both, endpoint, owner_or, provider, super_admin } from '../../../platform/contract/endpoint.ts'
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
} from '../../../platform/contract/schema.ts'

const Reference = z.object({ id: Id, name: z.string() })
const Status = z.enum(['invited', 'active', 'suspended'])
const Source = z.enum(['first_user', 'invitation', 'domain', 'manual', 'import'])
const Access = z.enum(['all', 'listed'])

export const Membership = z.object({
  id: Id,
  company_id: Id,
  company_name: z.string(),
  /** A membership in the provider's company. */
  of_provider: z.boolean(),
  user: z.object({ id: Id, name: nullable(z.string()), email: z.string() }),
  role: Reference,
  status: Status,
  /** Sees and enters the sites of this company, too. */
  covers_sites: z.boolean(),
  /** Of the provider's people: all customers, or those on their list. */
  customer_access: Access,
  source: Source,
  invited_by: nullable(z.object({ id: Id, name: nullable(z.string()) })),
  /** Whether the person has one; told to those who manage members. */
  second_factor: nullable(z.boolean()),
  staff_member_id: nullable(Id),
  invited_at: nullable(Time),
  joined_at: nullable(Time),
  suspended_at: nullable(Time),
  suspend_reason: nullable(z.string()),
  removed_at: nullable(Time),
  last_active_at: nullable(Time),
  version: z.int(),
})
export type Membership = z.infer<typeof Membership>

/** The customers that somebody of the provider looks after. */
export const MemberCustomers = z.object({
  customer_access: Access,
  companies: z.array(Reference),
  version: z.int(),
})
export type MemberCustomers = z.infer<typeof MemberCustomers>

const companyId = z.strictObject({ company_id: Id })
const membershipId = z.strictObject({ membership_id: Id })
const filters = {
  status: optional(list(Status)),
  role_id: optional(list(Id)),
  removed: withDefault(z.boolean(), false),
}
const csvColumns = {
  id: 'id',
  name: 'user.name',
  email: 'user.email',
  role: 'role.name',
  status: 'status',
  source: 'source',
  covers_sites: 'covers_sites',
  invited_at: 'invited_at',
  invited_by: 'invited_by.name',
  joined_at: 'joined_at',
  last_active_at: 'last_active_at',
  removed_at: 'removed_at',
}

/** Who belongs to a company, and what they may do there. */
export const membershipsApi = {
  listMemberships: endpoint({
    method: 'GET',
    path: '/companies/:company_id/memberships',
    access: both('members.view'),
    summary: 'People of a company',
    params: companyId,
    query: z.strictObject({
      ...paging,
      q: optional(Text(200)),
      ...filters,
      sort: withDefault(z.enum(['name', '-joined_at', '-last_active_at']), 'name'),
    }),
    response: { 200: Page(Membership) },
    csv: { columns: csvColumns },
  }),
  listAllMemberships: endpoint({
    method: 'GET',
    path: '/memberships',
    access: super_admin,
    summary: 'Memberships of all companies, for a review of who may do what',
    query: z.strictObject({
      ...paging,
      company_id: optional(list(Id)),
      user_id: optional(Id),
      ...filters,
      customer_access: optional(Access),
      source: optional(list(Source)),
      sort: withDefault(z.enum(['-joined_at', '-last_active_at', 'name']), '-joined_at'),
    }),
    response: { 200: Page(Membership) },
    csv: {
      columns: {
        ...csvColumns,
        company_id: 'company_id',
        company: 'company_name',
        customer_access: 'customer_access',
        second_factor: 'second_factor',
      },
    },
  }),
  invite: endpoint({
    method: 'POST',
    path: '/companies/:company_id/memberships',
    access: both('members.manage'),
    summary: 'Invite a person by e-mail; provider staff may name a person of theirs, who is a member at once',
    params: companyId,
    body: z.strictObject({
      email: optional(Email),
      user_id: optional(Id),
      role_id: Id,
      first_name: optional(Text(80)),
      last_name: optional(Text(80)),
      covers_sites: withDefault(z.boolean(), false),
      staff_member_id: optional(Id),
      message: optional(Prose(500)),
    }),
    response: { 201: Membership },
    location: '/companies/{company_id}/memberships',
    problems: ['already_member', 'role_above_own', 'company_archived'],
  }),
  changeMembership: endpoint({
    method: 'PATCH',
    path: '/memberships/:membership_id',
    access: both('members.manage'),
    summary: 'Give a member another role, or the sites of the company',
    params: membershipId,
    body: z.strictObject({
      role_id: optional(Id),
      covers_sites: optional(z.boolean()),
      version: optional(z.int()),
    }),
    response: { 200: Membership },
    problems: ['role_above_own', 'own_membership', 'last_company_owner', 'stale_version', 'version_required'],
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
  readCustomers: endpoint({
    method: 'GET',
    path: '/memberships/:membership_id/customers',
    access: provider('members.manage'),
    summary: 'The customers that somebody of the provider looks after',
    params: membershipId,
    response: { 200: MemberCustomers },
  }),
  setCustomers: endpoint({
    method: 'PUT',
    path: '/memberships/:membership_id/customers',
    access: super_admin,
    summary:
      'Let somebody of the provider look after all customers, or these; counts with their next request',
    params: membershipId,
    body: z.strictObject({
      customer_access: Access,
      company_ids: withDefault(list(Id, 5_000), []),
      /** Whole names, upper and lower case alike, for lists that were pasted. */
      names: withDefault(list(Text(200), 5_000), []),
      version: optional(z.int()),
    }),
    response: { 200: MemberCustomers },
    problems: ['stale_version', 'version_required', 'not_provider_staff'],
  }),
}
