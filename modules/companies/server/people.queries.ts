import { type SqlBool, sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { Person } from '../contract.ts'
import { wordOf } from './membership-list.queries.ts'

/** What a person is called, as far as this transaction may know: name, else address. */
export async function personName(scope: Scope, userId: number): Promise<string | null> {
  const row = await scope.tx.queries
    .selectFrom('people')
    .select(['display_name', 'email'])
    .where('id', '=', userId)
    .executeTakeFirst()
  return row?.display_name ?? row?.email ?? null
}

export interface PeopleSearch {
  q?: string | undefined
  /** null: every company in scope. */
  company_ids: readonly number[] | null
  permission?: string | undefined
  limit: number
}

/** Active members by name. A person of two companies is there for each of them. */
export async function selectPeople(scope: Scope, search: PeopleSearch): Promise<Person[]> {
  const name = sql`lower(coalesce(p.display_name, p.email))`
  const { company_ids, permission, q, limit } = search
  const conditions = [
    sql<SqlBool>`m.status = 'active' and m.removed_at is null and p.status = 'active'`,
    ...(company_ids ? [sql`m.company_id = any (${[...company_ids]}::bigint[])`] : []),
    ...(permission === undefined ? [] : [sql`${permission} = any (r.permission_names)`]),
    ...(q === undefined ? [] : [sql`(${wordOf(name, q)} or starts_with(lower(p.email), lower(${q})))`]),
  ]
  const { rows } = await sql<Person>`
    select m.user_id, coalesce(p.display_name, p.email) as name, p.email, m.company_id
    from memberships m join roles r on r.id = m.role_id join people p on p.id = m.user_id
    where ${sql.join(conditions, sql` and `)}
    order by ${name}, m.id limit ${limit}`.execute(scope.tx.queries)
  return rows
}

export interface Assignable {
  user_id: number
  name: string
  email: string
}

/** Provider people who hold a permission and, when a company is named, look after it. */
export async function selectAssignable(
  scope: Scope,
  permission: string,
  companyId: number | null,
): Promise<Assignable[]> {
  const { rows } = await sql<Assignable>`
    select m.user_id, coalesce(p.display_name, p.email) as name, p.email
    from memberships m join roles r on r.id = m.role_id join people p on p.id = m.user_id
    where m.company_kind = 'provider' and m.status = 'active' and m.removed_at is null and p.status = 'active'
      and ${permission} = any (r.permission_names)
      and (${companyId}::bigint is null or m.customer_access = 'all' or m.company_id = ${companyId}
        or exists (select from membership_customers mc where mc.membership_id = m.id and mc.company_id = ${companyId}))
    order by lower(coalesce(p.display_name, p.email)), m.id limit 500`.execute(scope.tx.queries)
  return rows
}

/** Which of these people are active members of the company. */
export async function selectActive(scope: Scope, companyId: number, userIds: readonly number[]) {
  const rows = await scope.tx.queries
    .selectFrom('memberships')
    .select('user_id')
    .where('company_id', '=', companyId)
    .where('user_id', '=', sql<number>`any (${[...userIds]}::bigint[])`)
    .where('status', '=', 'active')
    .where('removed_at', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.user_id))
}
