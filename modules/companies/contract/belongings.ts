import { both, endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

/** What somebody of the directory is to be called for. */
export const contactKinds = ['main', 'billing', 'technical', 'approver', 'emergency'] as const
export type ContactKind = (typeof contactKinds)[number]

export const Contact = z.object({
  staff_member_id: Id,
  name: z.string(),
  job_title: nullable(z.string()),
  email: nullable(z.string()),
  phone: nullable(z.string()),
  /** For those who see the directory. */
  mobile_phone: optional(nullable(z.string())),
})
export type Contact = z.infer<typeof Contact>

const contacts = z.array(Contact)

export const Contacts = z.object({
  main: contacts,
  billing: contacts,
  technical: contacts,
  approver: contacts,
  emergency: contacts,
  /** The company's own: changed contacts raise it. */
  version: z.int(),
})
export type Contacts = z.infer<typeof Contacts>

export const Domain = z.object({
  id: Id,
  domain: z.string(),
  auto_join: z.boolean(),
  /** What who joins by it becomes. */
  role: nullable(z.object({ id: Id, name: z.string() })),
  confirmed_by: z.enum(['provider', 'dns']),
  confirmed_at: Time,
  created_at: Time,
})
export type Domain = z.infer<typeof Domain>

const companyId = z.strictObject({ company_id: Id })
const domainId = z.strictObject({ company_id: Id, domain_id: Id })
const people = withDefault(list(Id, 20), [])

export const belongingsApi = {
  readContacts: endpoint({
    method: 'GET',
    path: '/companies/:company_id/contacts',
    access: both('company.view'),
    summary: 'Whom to call at a company, and who approves there',
    params: companyId,
    response: { 200: Contacts },
  }),
  setContacts: endpoint({
    method: 'PUT',
    path: '/companies/:company_id/contacts',
    access: both('company.edit'),
    summary: 'Say whom to call: people of the directory by kind, in their order',
    params: companyId,
    body: z.strictObject({
      main: people,
      billing: people,
      technical: people,
      approver: people,
      emergency: people,
      version: optional(z.int()),
    }),
    response: { 200: Contacts },
    problems: ['stale_version', 'version_required', 'company_archived'],
  }),
  listDomains: endpoint({
    method: 'GET',
    path: '/companies/:company_id/domains',
    access: both('company.view'),
    summary: 'E-mail domains of a company, at most 200',
    params: companyId,
    response: { 200: z.object({ items: z.array(Domain) }) },
  }),
  addDomain: endpoint({
    method: 'POST',
    path: '/companies/:company_id/domains',
    access: provider('companies.manage'),
    summary: 'Add an e-mail domain; with auto_join its people become members when they prove their address',
    params: companyId,
    body: z.strictObject({
      domain: Text(253),
      auto_join: withDefault(z.boolean(), false),
      role_id: optional(nullable(Id)),
    }),
    response: { 201: Domain },
    location: '/companies/{company_id}/domains',
    problems: ['domain_taken', 'company_archived', 'too_many_domains'],
  }),
  changeDomain: endpoint({
    method: 'PATCH',
    path: '/companies/:company_id/domains/:domain_id',
    access: provider('companies.manage'),
    summary: 'Whether people of a domain join by themselves, and as what',
    params: domainId,
    body: z.strictObject({ auto_join: optional(z.boolean()), role_id: optional(nullable(Id)) }),
    response: { 200: Domain },
  }),
  removeDomain: endpoint({
    method: 'DELETE',
    path: '/companies/:company_id/domains/:domain_id',
    access: provider('companies.manage'),
    summary: 'Take a domain away; who joined by it stays a member',
    params: domainId,
    response: { 204: null },
  }),
}

declareProblems({
  too_many_domains: [409, 'A company has at most 200 domains', 'Take away those that are not used any more.'],
})
