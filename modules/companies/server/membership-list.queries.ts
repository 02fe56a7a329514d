import { sql } from 'kysely'
import type { Cursor, Scope } from '../../../platform/database/index.ts'

export interface MembershipRow {
  id: number
  company_id: number
  company_name: string
  company_kind: 'provider' | 'customer'
  user_id: number
  display_name: string | null
  email: string
  role_id: number
  role_name: string
  status: 'invited' | 'active' | 'suspended'
  covers_sites: boolean
  customer_access: 'all' | 'listed'
  source: 'first_user' | 'invitation' | 'domain' | 'manual' | 'import'
  invited_by_user_id: number | null
  inviter_name: string | null
  staff_member_id: number | null
  invited_at: string | null
  joined_at: string | null
  suspended_at: string | null
  suspend_reason: string | null
  removed_at: string | null
  last_active_at: string | null
  version: number
}

/** The name of somebody who has not joined is the provider's to know: it would tell whether they have an account. */
const nameFor = (scope: Scope) =>
  scope.role === 'portal_provider'
    ? sql`p.display_name`
    : sql`case when m.joined_at is not null then p.display_name end`

const columns = (scope: Scope) => sql`m.id, m.company_id, c.name as company_name, m.company_kind, m.user_id,
  ${nameFor(scope)} as display_name, p.email, m.role_id, r.name as role_name, m.status, m.covers_sites,
  m.customer_access, m.source, m.invited_by_user_id, b.display_name as inviter_name, s.id as staff_member_id,
  m.invited_at, m.joined_at, m.suspended_at, m.suspend_reason, m.removed_at, m.last_active_at, m.version`

// The view of people is a barrier: by id, row for row, its index is used, joined it would be read whole.
const joined = sql`from memberships m join companies c on c.id = m.company_id join roles r on r.id = m.role_id
  join lateral (select x.* from people x where x.id = m.user_id offset 0) p on true left join lateral (select x.* from people x where x.id = m.invited_by_user_id offset 0) b on true
  left join staff_members s on s.company_id = m.company_id and s.user_id = m.user_id and s.archived_at is null`

/** A membership that has not ended, if the transaction may see it: of a company in scope, or one's own. */
export async function selectMembership(scope: Scope, id: number): Promise<MembershipRow | undefined> {
  const { rows } = await sql<MembershipRow>`select ${columns(scope)} ${joined}
    where m.id = ${id} and m.removed_at is null`.execute(scope.tx.queries)
  return rows[0]
}

export type MembershipSort = 'name' | '-joined_at' | '-last_active_at'

export interface MembershipList {
  company_id?: number[] | undefined
  limit: number
  q?: string | undefined
  status?: MembershipRow['status'][] | undefined
  role_id?: number[] | undefined
  user_id?: number | undefined
  customer_access?: 'all' | 'listed' | undefined
  source?: MembershipRow['source'][] | undefined
  /** Those that ended, in place of those that stand. */
  removed: boolean
  sort: MembershipSort
}

const orders = {
  '-joined_at': sql`coalesce(m.joined_at, m.invited_at, m.created_at)`,
  '-last_active_at': sql`coalesce(m.last_active_at, m.created_at)`,
}

export async function selectMemberships(
  scope: Scope,
  list: MembershipList,
  after: Cursor | null,
): Promise<(MembershipRow & { order_key: string })[]> {
  const name = sql`lower(coalesce(${nameFor(scope)}, p.email))`
  const since = list.sort === 'name' ? null : orders[list.sort]
  const order = since ? sql`order by ${since} desc, m.id desc` : sql`order by m.sort_name, m.id`
  const { rows } = await sql<MembershipRow & { order_key: string }>`
    select ${columns(scope)}, ${since ? sql`${since}::text` : sql`m.sort_name`} as order_key ${joined}
    where ${sql.join([...conditionsOf(list, name), ...startOf(after, since)], sql` and `)}
    ${order} limit ${list.limit + 1}`.execute(scope.tx.queries)
  return rows
}

/** How many there are, counted up to `most` and one more. */
export async function countMemberships(scope: Scope, list: MembershipList, most: number): Promise<number> {
  const name = sql`lower(coalesce(${nameFor(scope)}, p.email))`
  const people =
    list.q === undefined
      ? sql``
      : sql`join lateral (select x.* from people x where x.id = m.user_id offset 0) p on true`
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n from (select from memberships m ${people}
    where ${sql.join(conditionsOf(list, name), sql` and `)} limit ${most + 1}) counted`.execute(
    scope.tx.queries,
  )
  return rows[0]?.n ?? 0
}

type Fragment = ReturnType<typeof sql>

function conditionsOf(list: MembershipList, name: Fragment): Fragment[] {
  const { company_id, q, status, role_id, user_id, customer_access, source, removed } = list
  const [only] = company_id?.length === 1 ? company_id : []
  return [
    removed ? sql`m.removed_at is not null` : sql`m.removed_at is null`,
    ...(only === undefined ? [] : [sql`m.company_id = ${only}`]),
    ...(company_id && only === undefined ? [sql`m.company_id = any (${company_id}::bigint[])`] : []),
    ...(status ? [sql`m.status = any (${status}::text[])`] : []),
    ...(role_id ? [sql`m.role_id = any (${role_id}::bigint[])`] : []),
    ...(user_id === undefined ? [] : [sql`m.user_id = ${user_id}`]),
    ...(customer_access === undefined
      ? []
      : [sql`m.customer_access = ${customer_access} and m.company_kind = 'provider'`]),
    ...(source ? [sql`m.source = any (${source}::text[])`] : []),
    ...(q === undefined ? [] : [sql`(${wordOf(name, q)} or starts_with(lower(p.email), lower(${q})))`]),
  ]
}

function startOf(after: Cursor | null, since: Fragment | null): Fragment[] {
  if (!after) return []
  const start = after.values[0] ?? ''
  return since
    ? [sql`(${since}, m.id) < (${start}::timestamptz, ${after.id})`]
    : [sql`(m.sort_name, m.id) > (${start}, ${after.id})`]
}

/** Which of these people have a second factor. */
export async function selectSecondFactors(scope: Scope, userIds: number[]): Promise<ReadonlySet<number>> {
  const { rows } = await scope.tx.run<{ ids: number[] }>(
    'select people_with_second_factor($1::bigint[]) as ids',
    [userIds],
  )
  return new Set(rows[0]?.ids ?? [])
}

/** A word of the text begins like this. */
export const wordOf = (text: ReturnType<typeof sql>, q: string) =>
  sql`(starts_with(${text}, lower(${q})) or strpos(${text}, ' ' || lower(${q})) > 0)`

export async function coversSites(scope: Scope, companyId: number, userId: number): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('memberships')
    .select('covers_sites')
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .where('status', '=', 'active')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.covers_sites === true
}

/** A customer that is no site itself. */
export async function mayHaveSites(scope: Scope, companyId: number): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('companies')
    .select('id')
    .where('id', '=', companyId)
    .where('kind', '=', 'customer')
    .where('parent_company_id', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Somebody with an account, whom this transaction may name. */
export async function selectKnownPerson(scope: Scope, userId: number): Promise<boolean> {
  const { rows } = await scope.tx.run(`select 1 from people where id = $1 and status = 'active'`, [userId])
  return rows.length > 0
}

/** An entry of this company's directory that is nobody's yet. */
export async function selectFreeEntry(scope: Scope, companyId: number, id: number): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('staff_members')
    .select('id')
    .where('id', '=', id)
    .where('company_id', '=', companyId)
    .where('user_id', 'is', null)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
