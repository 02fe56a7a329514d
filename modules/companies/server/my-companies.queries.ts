import { type SqlBool, sql } from 'kysely'
import type { Cursor, Scope } from '../../../platform/database/index.ts'
import { logoUrl, matches } from './company.queries.ts'

export interface MyCompanyRow {
  id: number
  name: string
  kind: 'provider' | 'customer'
  parent: { id: number; name: string } | null
  logo_url: string | null
  role_name: string | null
  order_key: string
}

/** Whether a person of the provider looks after all customers or listed ones; null for everybody else. */
export async function selectDeskAccess(there: Scope, userId: number): Promise<string | null> {
  const row = await there.tx.queries
    .selectFrom('memberships')
    .select('customer_access')
    .where('user_id', '=', userId)
    .where('company_kind', '=', 'provider')
    .where('status', '=', 'active')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.customer_access ?? null
}

/** What `scope_of` would let them enter: own memberships, covered sites, customers on their list. */
const reachable = (id: 'c.id' | 'p.id', userId: number) => sql<SqlBool>`${sql.raw(id)} in (
  select m.company_id from memberships m
    where m.user_id = ${userId} and m.status = 'active' and m.removed_at is null
  union select s.id from memberships m join companies s on s.parent_company_id = m.company_id
    where m.user_id = ${userId} and m.status = 'active' and m.removed_at is null and m.covers_sites
  union select mc.company_id from memberships m join membership_customers mc on mc.membership_id = m.id
    where m.user_id = ${userId} and m.status = 'active' and m.removed_at is null and m.company_kind = 'provider')`

/** Open companies of a person by name. It asks over all companies, so every part of it names the person. */
export async function selectMyCompanies(
  there: Scope,
  mine: { user_id: number; everywhere: boolean; q?: string | undefined; limit: number },
  after: Cursor | null,
): Promise<MyCompanyRow[]> {
  const conditions = [
    sql<SqlBool>`c.archived_at is null`,
    ...(mine.everywhere ? [] : [reachable('c.id', mine.user_id)]),
    ...(mine.q === undefined ? [] : [matches(mine.q)]),
    ...(after ? [sql`(lower(c.name), c.id) > (${after.values[0]}, ${after.id})`] : []),
  ]
  // Who works in a site alone does not learn whose site it is.
  const parentSeen = mine.everywhere ? sql<SqlBool>`true` : reachable('p.id', mine.user_id)
  const { rows } = await sql<MyCompanyRow>`
    select c.id, c.name, c.kind, ${sql.raw(logoUrl('c.id', 'c.logo_file_id'))} as logo_url, own.role_name, lower(c.name) as order_key,
      case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end as parent
    from companies c left join companies p on p.id = c.parent_company_id and ${parentSeen}
      left join lateral (
      select r.name as role_name from memberships m join roles r on r.id = m.role_id
      where m.user_id = ${mine.user_id} and m.status = 'active' and m.removed_at is null
        and (m.company_id = c.id or (m.covers_sites and m.company_id = c.parent_company_id))
      order by (m.company_id = c.id) desc limit 1) own on true
    where ${sql.join(conditions, sql` and `)}
    order by lower(c.name), c.id limit ${mine.limit + 1}`.execute(there.tx.queries)
  return rows
}
