import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { type Cursor, pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { constraintMeans, requireVersion } from '../../../platform/http/index.ts'
import type { Company, CompanyItem } from '../contract.ts'
import { companyCreated, companyDomainAdded, companyUpdated } from './company.events.ts'
import { compare, tidy } from './company.input.ts'
import * as queries from './company.queries.ts'
import { selectCompanies } from './company-list.queries.ts'
import { numbersOf } from './dashboard.ts'
import { readDomain } from './domain.input.ts'
import { insertDomain } from './domain.queries.ts'
import { mayWriteIn, reaches } from './elsewhere.ts'
import type { BodyOf, QueryOf } from './received.ts'

constraintMeans('company_domains_domain_key', 'domain_taken', 'domain')
constraintMeans('companies_syncro', 'syncro_id_taken', 'syncro_id')
constraintMeans('companies_xero', 'xero_id_taken', 'xero_id')

/** One company in scope; 404 outside. */
export async function readCompany(scope: Scope, id: number): Promise<Company> {
  const company = reaches(scope, id) ? await queries.selectCompany(scope, id) : undefined
  if (!company) throw notFound()
  return company
}

/** The company that the caller works in. */
export function readMyCompany(scope: Scope): Promise<Company> {
  if (scope.company_id === null) throw problem('no_active_company')
  return readCompany(scope, scope.company_id)
}

export async function listCompanies(
  scope: Scope,
  { after, ...list }: QueryOf<'listCompanies'>,
): Promise<Page<CompanyItem>> {
  const { limit, sort, ...filters } = list
  const walk = { sort, filters }
  const cursor = readCursor(after, walk, 1)
  if (sort !== 'name') refuseOtherThanTime(cursor)
  const rows = await selectCompanies(scope, list, cursor)
  const counts = await numbersOf(
    scope,
    rows.slice(0, limit).map(({ id }) => id),
  )
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.order_key],
    ({ order_key: _, ...row }) => ({ ...row, counts: counts.get(row.id) ?? [] }),
  )
}

/** A cursor is not signed: what is no time must not reach the database as one. */
export function refuseOtherThanTime(cursor: Cursor | null): void {
  if (cursor && !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/.test(cursor.values[0] ?? ''))
    throw problem('invalid_cursor')
}

/** Adds a customer. Who looks after listed customers only cannot: the new one would not be theirs. */
export async function createCompany(scope: Scope, sent: BodyOf<'createCompany'>): Promise<Company> {
  if (!scope.all_companies) {
    const detail = 'You look after some customers only, so you cannot add one.'
    throw problem('forbidden', { detail, members: { permission: 'companies.manage' } })
  }
  const { domain: typed, allow_duplicate, ...fields } = tidy(sent)
  const domain = typed === undefined ? null : readDomain(typed)
  const ids = allow_duplicate ? [] : await queries.selectSimilar(scope, fields.name, domain)
  if (ids.length > 0) throw problem('possible_duplicate', { members: { ids } })

  await refuseUnfit(scope, null, fields)
  const id = await queries.insertCompany(scope, 'customer', given(fields))
  const at = { subject_id: id, company_id: id }
  await announce(scope, companyCreated, { ...at, data: { name: fields.name, kind: 'customer' } })
  if (domain !== null) await addFirstDomain(scope, id, domain)
  return readCompany(scope, id)
}

async function addFirstDomain(scope: Scope, companyId: number, domain: string): Promise<void> {
  await insertDomain(scope, companyId, { domain, auto_join: false, role_id: null })
  const data = { domain, auto_join: false, role: null }
  await announce(scope, companyDomainAdded, { subject_id: companyId, company_id: companyId, data })
}

const membersOwn = new Set([
  'phone',
  'email',
  'website',
  'street',
  'city',
  'state',
  'postcode',
  'country',
  'time_zone',
  'locale',
])

/** Changes business information; members change how they are reached, the rest is the provider's. */
export async function changeCompany(
  scope: Scope,
  id: number,
  { version, ...sent }: BodyOf<'changeCompany'>,
  if_match: number | null,
): Promise<Company> {
  if (scope.kind === 'member') refuseBeyondContact(sent)
  const row = await companyToChange(scope, id)
  const current = await readCompany(scope, id)
  requireVersion({ if_match, version }, row, current)

  const { fields, changes, public_changes, private_changes } = compare(row, given(tidy(sent)))
  if (changes.length === 0) return current
  await refuseUnfit(scope, row, fields)
  await queries.updateCompany(scope, id, fields)
  const at = { subject_id: id, company_id: id }
  if (public_changes.length > 0)
    await announce(scope, companyUpdated, { ...at, data: { changes: public_changes } })
  if (private_changes.length > 0)
    await announce(scope, companyUpdated, {
      ...at,
      audience: 'provider',
      data: { changes: private_changes },
    })
  return readCompany(scope, id)
}

/** The row of a company that this scope may change, locked; 404 for any other. */
export async function companyToChange(scope: Scope, id: number): Promise<queries.CompanyRow> {
  const row = mayWriteIn(scope, id) ? await queries.lockCompany(scope, id) : undefined
  if (!row) throw notFound()
  return row
}

function refuseBeyondContact(sent: object): void {
  const errors = Object.entries(sent)
    .filter(([field, value]) => value !== undefined && !membersOwn.has(field))
    .map(([field]) => ({ field, code: 'not_allowed', message: 'Your provider changes this.' }))
  if (errors.length > 0) throw problem('invalid_input', { errors })
}

interface Fitting {
  parent_company_id?: number | null | undefined
  account_manager_user_id?: number | null | undefined
}

/** Who and what a company refers to: its account manager works for the provider, its parent is no site. */
async function refuseUnfit(scope: Scope, row: queries.CompanyRow | null, fields: Fitting): Promise<void> {
  const { parent_company_id, account_manager_user_id } = fields
  if (account_manager_user_id && !(await queries.isProviders(scope, account_manager_user_id)))
    throw invalid('account_manager_user_id', 'not_found', 'Nobody of yours has this id.')
  if (parent_company_id) await refuseParent(scope, row, parent_company_id)
}

/** One level: the parent is an open customer that is no site, and a company with sites becomes none. */
async function refuseParent(scope: Scope, row: queries.CompanyRow | null, parentId: number): Promise<void> {
  const field = 'parent_company_id'
  if (row?.kind === 'provider' || row?.id === parentId)
    throw invalid(field, 'not_allowed', 'This company cannot be a site of that one.')
  const parent = await requireOpenCompany(scope, parentId, field)
  const { parent_company_id } = (await queries.lockCompany(scope, parentId)) ?? {}
  if (parent.kind === 'provider' || parent_company_id !== null)
    throw invalid(field, 'not_allowed', 'A site has no sites: choose a customer that is none.')
  if (row && (await queries.hasSites(scope, row.id)))
    throw invalid(field, 'not_allowed', 'This company has sites of its own.')
}

export interface CompanyFound {
  id: number
  name: string
  kind: 'provider' | 'customer'
}

/** Its name, where this transaction may know it; null otherwise. */
export async function companyName(scope: Scope, id: number): Promise<string | null> {
  return (await queries.selectRef(scope, id))?.name ?? null
}

/**
 * A company in scope in which things may be made: archived is 409 `company_archived`; outside the scope 404, or
 * 422 `not_found` when it was named in a field.
 */
export async function requireOpenCompany(scope: Scope, id: number, field?: string): Promise<CompanyFound> {
  const row = reaches(scope, id) ? await queries.selectRef(scope, id) : undefined
  if (!row) throw field === undefined ? notFound() : invalid(field, 'not_found', 'There is no such company.')
  if (row.archived_at !== null) throw problem('company_archived')
  return { id: row.id, name: row.name, kind: row.kind as CompanyFound['kind'] }
}

type Given<F> = { [Key in keyof F]: Exclude<F[Key], undefined> }

/** Without the fields that were left out. */
const given = <F extends object>(fields: F) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<F>
