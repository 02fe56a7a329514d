import { domainToASCII } from 'node:url'
import { type SqlBool, sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { Company } from '../contract.ts'

/** What members may read; the provider reads the columns of its own as well. */
const shared = [
  'id',
  'kind',
  'name',
  'legal_name',
  'registration_number',
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
  'support_note',
  'archived_at',
  'version',
  'created_at',
  'updated_at',
] as const
const providers = ['is_vip', 'syncro_id', 'xero_id', 'internal_note', 'archive_reason'] as const

/** What is written; every column of it may be cleared but the name. */
export interface CompanyFields {
  name: string
  legal_name: string | null
  registration_number: string | null
  phone: string | null
  email: string | null
  website: string | null
  street: string | null
  city: string | null
  state: string | null
  postcode: string | null
  country: string | null
  time_zone: string | null
  locale: string | null
  parent_company_id: number | null
  is_vip: boolean
  syncro_id: string | null
  xero_id: string | null
  account_manager_user_id: number | null
  support_note: string | null
  internal_note: string | null
  logo_file_id: number | null
}

/** Where the logo of a company is served; the file's number makes each one an address of its own. */
export const logoUrl = (id: string, file: string) =>
  `case when ${file} is not null then '/api/companies/' || ${id} || '/logo?v=' || ${file} end`

const companyText = (role: string) => `select ${[...shared, ...(role === 'portal_provider' ? providers : [])]
  .map((column) => `c.${column}`)
  .join(', ')}, ${logoUrl('c.id', 'c.logo_file_id')} as logo_url,
    case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end as parent,
    case when a.id is not null then json_build_object('user_id', a.id, 'name', coalesce(a.display_name, a.email),
      'email', a.email) end as account_manager,
    coalesce((select json_agg(json_build_object('id', d.id, 'domain', d.domain) order by d.domain)
      from company_domains d where d.company_id = c.id), '[]') as domains,
    coalesce((select json_agg(json_build_object('id', s.id, 'name', s.name, 'archived_at',
        to_char(s.archived_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
      from (select id, name, archived_at from companies where parent_company_id = c.id
        order by lower(name), id limit 200) s), '[]') as sites
  from companies c left join companies p on p.id = c.parent_company_id
    left join lateral (select x.* from people x where x.id = c.account_manager_user_id offset 0) a on true
  where c.id = $1`

/** A company with its domains, sites, parent and account manager, in one statement. */
export async function selectCompany(scope: Scope, id: number): Promise<Company | undefined> {
  const { rows } = await scope.tx.run<Company & Record<string, unknown>>(companyText(scope.role), [id])
  return rows[0]
}

/** A company as it is kept, locked. A member's answer has nothing of the provider's columns. */
export async function lockCompany(scope: Scope, id: number) {
  const isProvider = scope.role === 'portal_provider'
  const columns = [...shared, 'logo_file_id', 'parent_company_id', 'account_manager_user_id'] as const
  const { rows } = await scope.tx.run<CompanyRow & Record<string, unknown>>(
    `select ${[...columns, ...(isProvider ? providers : [])].join(', ')} from companies where id = $1 for update`,
    [id],
  )
  return rows[0]
}

export interface CompanyRow extends CompanyFields {
  id: number
  kind: 'provider' | 'customer'
  archived_at: string | null
  version: number
}

export async function insertCompany(
  scope: Scope,
  kind: 'provider' | 'customer',
  fields: Partial<CompanyFields> & { name: string },
): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('companies')
    .values({ kind, ...fields })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateCompany(scope: Scope, id: number, fields: Partial<CompanyFields>): Promise<void> {
  await scope.tx.queries
    .updateTable('companies')
    .set({ ...fields, version: sql`version + 1`, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

export async function archive(scope: Scope, id: number, reason: string | null): Promise<void> {
  await scope.tx.run(
    `update companies set archived_at = now(), archived_by_user_id = $2, archive_reason = $3, version = version + 1,
       updated_at = now() where id = $1`,
    [id, scope.user_id, reason],
  )
}

export async function restore(scope: Scope, id: number): Promise<void> {
  await scope.tx.run(
    `update companies set archived_at = null, archived_by_user_id = null, archive_reason = null,
       version = version + 1, updated_at = now() where id = $1`,
    [id],
  )
}

/** How much of what stands in a company, up to 10 001 each; the desk over all companies only. */
export async function countRows(scope: Scope, id: number): Promise<Record<string, number>> {
  const { rows } = await scope.tx.run<{ noun: string; rows: number }>('select * from rows_of_company($1)', [
    id,
  ])
  return Object.fromEntries(rows.map(({ noun, rows: count }) => [noun, count]))
}

export async function hasSites(scope: Scope, id: number): Promise<boolean> {
  const { rows } = await scope.tx.run('select 1 from companies where parent_company_id = $1 limit 1', [id])
  return rows.length > 0
}

export async function deleteCompany(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('delete from companies where id = $1', [id])
}

/** The file of the logo, as far as this transaction may see the company. */
export async function selectLogo(scope: Scope, id: number): Promise<number | null> {
  const { rows } = await scope.tx.run<{ file: number | null }>(
    'select logo_file_id as file from companies where id = $1',
    [id],
  )
  return rows[0]?.file ?? null
}

/** Whether somebody works for the provider now. */
export async function isProviders(scope: Scope, userId: number): Promise<boolean> {
  const { rows } = await scope.tx.run(
    `select 1 from memberships where user_id = $1 and company_kind = 'provider' and status = 'active'
       and removed_at is null`,
    [userId],
  )
  return rows.length > 0
}

/** Companies of the same name or with this domain, as far as the scope may see them. */
export async function selectSimilar(scope: Scope, name: string, domain: string | null): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from companies where lower(name) = lower(${name})
    union select company_id from company_domains where domain = ${domain}
    order by id limit 20`.execute(scope.tx.queries)
  return rows.map(({ id }) => id)
}

/** Name and kind, as everybody may know them who names the company. */
export function selectRef(scope: Scope, id: number) {
  return scope.tx.queries
    .selectFrom('companies')
    .select(['id', 'name', 'kind', 'archived_at', 'version'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** A word of the name, or a domain, that begins like this; domains are kept in their ASCII form. */
export const matches = (q: string) => sql<SqlBool>`(starts_with(lower(c.name), lower(${q}))
  or strpos(lower(c.name), ' ' || lower(${q})) > 0
  or c.id in (select d.company_id from company_domains d
    where d.domain >= lower(${inAscii(q)}) and starts_with(d.domain, lower(${inAscii(q)}))))`

const inAscii = (q: string) => (/[^\p{ASCII}]/u.test(q) && domainToASCII(q)) || q
