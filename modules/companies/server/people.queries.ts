import { type SqlBool, sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { Person } from '../contract/people.ts'
import { wordOf } from './membership-list.queries.ts'
import { searchWords } from './staff.phone.ts'

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
  /** Who can sign in; who stands in the directory only. */
  members: boolean
  staff: boolean
  /** Whether entries of the directory may be named at all. */
  sees_staff: boolean
  /** Only members whose entry the directory does not have, as far as the caller may know. */
  without_entry?: boolean
}

const ofCompanies = (column: ReturnType<typeof sql>, ids: readonly number[] | null) =>
  ids === null ? [] : [sql<SqlBool>`${column} = any (${[...ids]}::bigint[])`]

/** People by name, one row each: their login and their entry together. Somebody of two companies is in both. */
export async function selectPeople(scope: Scope, search: PeopleSearch): Promise<Person[]> {
  const parts = [
    ...(search.members ? [membersFor(search)] : []),
    ...(search.staff && search.permission === undefined ? [entriesFor(search)] : []),
  ]
  if (parts.length === 0) return []
  const { rows } = await sql<Person>`select * from (${sql.join(parts, sql` union all `)}) found
    order by lower(name), company_id, user_id, staff_member_id limit ${search.limit}`.execute(
    scope.tx.queries,
  )
  return rows
}

/** Active members, with their entry. */
function membersFor({ q, company_ids, permission, limit, sees_staff, without_entry = false }: PeopleSearch) {
  const name = sql`lower(coalesce(p.display_name, p.email))`
  const conditions = [
    sql<SqlBool>`m.status = 'active' and m.removed_at is null and p.status = 'active'`,
    ...ofCompanies(sql`m.company_id`, company_ids),
    ...(without_entry ? [sql<SqlBool>`s.id is null`] : []),
    ...(permission === undefined ? [] : [sql<SqlBool>`${permission} = any (r.permission_names)`]),
    ...(q === undefined
      ? []
      : [sql<SqlBool>`(${wordOf(name, q)} or starts_with(lower(p.email), lower(${q})))`]),
  ]
  return sql`(select m.user_id, s.id as staff_member_id, coalesce(p.display_name, p.email) as name, p.email,
      nullif(s.department, '') as department, true as has_login, m.company_id
    from memberships m join roles r on r.id = m.role_id join people p on p.id = m.user_id
      left join staff_members s on ${sees_staff} and s.company_id = m.company_id and s.user_id = m.user_id
        and s.archived_at is null
    where ${sql.join(conditions, sql` and `)} order by ${name}, m.id limit ${limit})`
}

/** People of the directory who cannot sign in. */
function entriesFor({ q, company_ids, limit }: PeopleSearch) {
  const one = company_ids?.length === 1 ? (company_ids[0] ?? null) : null
  const conditions = [
    sql<SqlBool>`s.archived_at is null and s.enabled`,
    sql<SqlBool>`not exists (select from memberships m where m.company_id = s.company_id and m.user_id = s.user_id
      and m.status = 'active' and m.removed_at is null)`,
    ...(one === null ? ofCompanies(sql`s.company_id`, company_ids) : [sql<SqlBool>`s.company_id = ${one}`]),
    ...(q === undefined
      ? []
      : [sql<SqlBool>`s.id in (select f.id from staff_search(${one}, ${searchWords(q)}::text[], 500) f)`]),
  ]
  return sql`(select null::bigint as user_id, s.id as staff_member_id, trim(s.first_name || ' ' || s.last_name) as name,
      s.email, nullif(s.department, '') as department, false as has_login, s.company_id
    from staff_members s where ${sql.join(conditions, sql` and `)}
    order by lower(s.last_name), lower(s.first_name), s.id limit ${limit})`
}

export interface Assignable {
  user_id: number
  name: string
  email: string
}

/** Provider people who hold a permission and look after a company; null: after all; undefined: after any. */
export async function selectAssignable(
  scope: Scope,
  permission: string,
  companyId: number | null | undefined,
): Promise<Assignable[]> {
  const looksAfter =
    companyId === undefined
      ? sql<SqlBool>`true`
      : sql<SqlBool>`(m.customer_access = 'all' or m.company_id = ${companyId}::bigint
        or exists (select from membership_customers mc where mc.membership_id = m.id and mc.company_id = ${companyId}::bigint))`
  const { rows } = await sql<Assignable>`
    select m.user_id, coalesce(p.display_name, p.email) as name, p.email
    from memberships m join roles r on r.id = m.role_id join people p on p.id = m.user_id
    where m.company_kind = 'provider' and m.status = 'active' and m.removed_at is null and p.status = 'active'
      and ${permission} = any (r.permission_names)
      and ${looksAfter}
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
