import { type SqlBool, sql } from 'kysely'
import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { CompanyItem } from '../contract.ts'
import { logoUrl, matches } from './company.queries.ts'

export interface CompanyFilters {
  q?: string | undefined
  kind?: 'provider' | 'customer' | undefined
  is_vip?: boolean | undefined
  archived: 'no' | 'only' | 'all'
  parent_company_id?: number[] | undefined
  account_manager_user_id?: number[] | undefined
  has_members?: boolean | undefined
}

export interface CompanyList extends CompanyFilters {
  limit: number
  sort: 'name' | '-created_at' | '-updated_at'
}

export type CompanyListRow = Omit<CompanyItem, 'counts'> & { order_key: string }

const orders = {
  name: { by: 'lower(c.name)', ascending: true },
  '-created_at': { by: 'c.created_at', ascending: false },
  '-updated_at': { by: 'c.updated_at', ascending: false },
} as const

/** One page of companies in scope, in one statement; the provider's columns are shown. */
export async function selectCompanies(
  scope: Scope,
  { sort, limit, ...filters }: CompanyList,
  after: Cursor | null,
): Promise<CompanyListRow[]> {
  const { by, ascending } = orders[sort]
  const order = sql.raw(by)
  const way = sql.raw(ascending ? 'asc' : 'desc')
  const key = ascending ? order : sql`${order}::text`
  const start = ascending ? sql`${after?.values[0]}` : sql`${after?.values[0]}::timestamptz`
  const conditions = [
    ...conditionsOf(scope, filters),
    ...(after ? [sql`(${order}, c.id) ${sql.raw(ascending ? '>' : '<')} (${start}, ${after.id})`] : []),
  ]
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``
  const { rows } = await sql<CompanyListRow>`
    select c.id, c.kind, c.name, c.is_vip, c.syncro_id, c.xero_id, c.archived_at, c.version, c.created_at,
      c.updated_at, ${sql.raw(logoUrl('c.id', 'c.logo_file_id'))} as logo_url, ${key} as order_key,
      case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end as parent,
      case when a.id is not null then json_build_object('user_id', a.id,
        'name', coalesce(a.display_name, a.email)) end as account_manager
    from companies c left join companies p on p.id = c.parent_company_id
      left join lateral (select x.* from people x where x.id = c.account_manager_user_id offset 0) a on true
    ${where} order by ${order} ${way}, c.id ${way} limit ${limit + 1}`.execute(scope.tx.queries)
  return rows
}

/** How many there are, counted up to `most` and one more. */
export async function countCompanies(scope: Scope, filters: CompanyFilters, most: number): Promise<number> {
  const conditions = [sql<SqlBool>`true`, ...conditionsOf(scope, filters)]
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (select from companies c
    where ${sql.join(conditions, sql` and `)} limit ${most + 1}) counted`.execute(scope.tx.queries)
  return rows[0]?.n ?? 0
}

function conditionsOf(scope: Scope, list: CompanyFilters) {
  const { q, kind, is_vip, archived, parent_company_id, account_manager_user_id, has_members } = list
  const members = sql`exists (select from memberships m
    where m.company_id = c.id and m.status = 'active' and m.removed_at is null)`
  return [
    ...(scope.all_companies ? [] : [isAny('c.id', scope.company_ids)]),
    ...(kind ? [sql<SqlBool>`c.kind = ${kind}`] : []),
    ...(is_vip === undefined ? [] : [sql<SqlBool>`c.is_vip = ${is_vip}`]),
    ...(archived === 'all' ? [] : [sql<SqlBool>`(c.archived_at is null) = ${archived === 'no'}`]),
    ...(parent_company_id ? [isAny('c.parent_company_id', parent_company_id)] : []),
    ...(account_manager_user_id ? [isAny('c.account_manager_user_id', account_manager_user_id)] : []),
    ...(has_members === undefined ? [] : [has_members ? members : sql`not ${members}`]),
    ...(q === undefined ? [] : [sql<SqlBool>`(${matches(q)} or c.syncro_id = ${q} or c.xero_id = ${q})`]),
  ]
}

const isAny = (column: string, ids: readonly number[]) =>
  sql<SqlBool>`${sql.raw(column)} = any (${[...ids]}::bigint[])`
