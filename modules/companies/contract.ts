import { either, endpoint, provider, session, user } from '../../platform/contract/endpoint.ts'
import { declareProblems } from '../../platform/contract/problems.ts'
import { Id, nullable, optional, Page, paging, Text, Time, z } from '../../platform/contract/schema.ts'
import { auditApi } from './contract/audit.ts'
import { belongingsApi } from './contract/belongings.ts'
import { CompanyRef, companyApi } from './contract/company.ts'
import { memberHelpApi } from './contract/member-help.ts'
import { membershipsApi } from './contract/memberships.ts'
import { peopleApi } from './contract/people.ts'
import { pictureApi } from './contract/picture.ts'
import { rolesApi } from './contract/roles.ts'
import { staffApi } from './contract/staff.ts'
import { importApi } from './contract/staff-import.ts'
import { staffRequestsApi } from './contract/staff-requests.ts'
import { verificationApi } from './contract/staff-verification.ts'
import { templatesApi } from './contract/templates.ts'

export { AuditEntry, actorKinds } from './contract/audit.ts'
export { Contact, type ContactKind, Contacts, contactKinds, Domain } from './contract/belongings.ts'
export { Company, CompanyItem, CompanyRef } from './contract/company.ts'
export { Membership } from './contract/memberships.ts'
export { ClientGrants, Role } from './contract/roles.ts'
export { TemplateVariable } from './contract/templates.ts'

/** A company as lists and switchers show it. */
export const MyCompany = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(['provider', 'customer']),
  /** Of a site: the company it belongs to. */
  parent: nullable(z.object({ id: Id, name: z.string() })),
  logo_url: nullable(z.string()),
  role_name: nullable(z.string()),
  via: z.enum(['membership', 'provider']),
  is_active: z.boolean(),
})
export type MyCompany = z.infer<typeof MyCompany>

const membershipId = z.strictObject({ membership_id: Id })

/** 0 is asked for by pages that know no company: there is none, which is 404 as for any other (companies §8). */
const CompanyAsked = z.int().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER))

/** A bad one leads to the front page and never fails the switch. */
const ReturnUrl = z.catch(z.string().check(z.maxLength(500)), '/')

export const companiesApi = {
  ...auditApi,
  ...companyApi,
  ...belongingsApi,
  ...templatesApi,
  ...rolesApi,
  ...membershipsApi,
  ...memberHelpApi,
  ...pictureApi,
  ...peopleApi,
  ...staffApi,
  ...staffRequestsApi,
  ...importApi,
  ...verificationApi,
  switchCompany: endpoint({
    method: 'POST',
    path: '/switch-company',
    access: session,
    summary: 'Work in another company from now on',
    accepts: ['application/x-www-form-urlencoded', 'multipart/form-data'],
    transaction: 'own',
    query: z.strictObject({
      company_id: optional(CompanyAsked),
      return_url: optional(ReturnUrl),
    }),
    body: z.strictObject({
      company_id: optional(CompanyAsked),
      return_url: optional(ReturnUrl),
    }),
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
