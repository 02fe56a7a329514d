import { type SqlBool, sql } from 'kysely'
import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { Company } from '../contract.ts'

const shown = [
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
  'support_note',
  'archived_at',
  'version',
  'created_at',
  'updated_at',
] as const

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
  support_note: string | null
}

/** A company with its domains, in one statement. */
const companyText = `select ${shown.map((column) => `c.${column}`).join(', ')}, coalesce((
    select json_agg(json_build_object('id', d.id, 'domain', d.domain) order by d.domain)
    from company_domains d where d.company_id = c.id), '[]') as domains
  from companies c where c.id = $1`

export async function selectCompany(scope: Scope, id: number): Promise<Company | undefined> {
  const { rows } = await scope.tx.run<Company & Record<string, unknown>>(companyText, [id])
  return rows[0]
}

export function lockCompany(scope: Scope, id: number) {
  return scope.tx.queries
    .selectFrom('companies')
    .select(shown)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export function selectDomains(scope: Scope, companyId: number) {
  return scope.tx.queries
    .selectFrom('company_domains')
    .select(['id', 'domain'])
    .where('company_id', '=', companyId)
    .orderBy('domain')
    .limit(100)
    .execute()
}

export function insertCompany(
  scope: Scope,
  kind: 'provider' | 'customer',
  fields: Partial<CompanyFields> & { name: string },
) {
  return scope.tx.queries
    .insertInto('companies')
    .values({ kind, ...fields })
    .returning(shown)
    .executeTakeFirstOrThrow()
}

export function updateCompany(scope: Scope, id: number, fields: Partial<CompanyFields>) {
  return scope.tx.queries
    .updateTable('companies')
    .set({ ...fields, version: sql`version + 1`, updated_at: sql`now()` })
    .where('id', '=', id)
    .returning(shown)
    .executeTakeFirstOrThrow()
}

export async function insertDomain(scope: Scope, companyId: number, domain: string): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('company_domains')
    .values({ company_id: companyId, domain, created_by_user_id: scope.user_id })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
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
    .select(['id', 'name', 'kind', 'archived_at'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export interface CompanyList {
  limit: number
  q?: string | undefined
  kind?: 'provider' | 'customer' | undefined
  archived: 'no' | 'only' | 'all'
  sort: 'name' | '-created_at' | '-updated_at'
}

/** The values of the order's columns, as a cursor keeps them. */
export const orderKeys = {
  name: sql<string>`lower(c.name)`,
  '-created_at': sql<string>`c.created_at::text`,
  '-updated_at': sql<string>`c.updated_at::text`,
} as const

export function selectCompanies(scope: Scope, list: CompanyList, after: Cursor | null) {
  const { queries } = scope.tx
  let rows = queries
    .selectFrom('companies as c')
    .select(['c.id', 'c.kind', 'c.name', 'c.is_vip', 'c.archived_at', 'c.created_at'])
    .select(orderKeys[list.sort].as('order_key'))
    .limit(list.limit + 1)
  if (!scope.all_companies) rows = rows.where(isAny(scope.company_ids))
  if (list.kind) rows = rows.where('c.kind', '=', list.kind)
  if (list.archived !== 'all')
    rows = rows.where('c.archived_at', list.archived === 'no' ? 'is' : 'is not', null)
  if (list.q !== undefined) rows = rows.where(matches(list.q))
  if (list.sort === 'name') {
    if (after) rows = rows.where(sql<SqlBool>`(lower(c.name), c.id) > (${after.values[0]}, ${after.id})`)
    return rows.orderBy(sql`lower(c.name)`).orderBy('c.id').execute()
  }
  const column = list.sort === '-created_at' ? sql.ref('c.created_at') : sql.ref('c.updated_at')
  if (after)
    rows = rows.where(sql<SqlBool>`(${column}, c.id) < (${after.values[0]}::timestamptz, ${after.id})`)
  return rows.orderBy(column, 'desc').orderBy('c.id', 'desc').execute()
}

const isAny = (ids: readonly number[]) => sql<SqlBool>`c.id = any (${[...ids]}::bigint[])`

/** A word of the name, or a domain, that begins like this. */
export const matches = (q: string) => sql<SqlBool>`(starts_with(lower(c.name), lower(${q}))
  or strpos(lower(c.name), ' ' || lower(${q})) > 0
  or c.id in (select d.company_id from company_domains d
    where d.domain >= lower(${q}) and starts_with(d.domain, lower(${q}))))`
