import { type SqlBool, sql } from 'kysely'
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
  invited_at: string | null
  joined_at: string | null
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
  m.customer_access, m.invited_at, m.joined_at, m.last_active_at, m.version`

const joined = sql`from memberships m join companies c on c.id = m.company_id join roles r on r.id = m.role_id
  join people p on p.id = m.user_id`

/** A membership that has not ended, if the transaction may see it: of a company in scope, or one's own. */
export async function selectMembership(scope: Scope, id: number): Promise<MembershipRow | undefined> {
  const { rows } = await sql<MembershipRow>`select ${columns(scope)} ${joined}
    where m.id = ${id} and m.removed_at is null`.execute(scope.tx.queries)
  return rows[0]
}

export interface MembershipList {
  company_id: number
  limit: number
  q?: string | undefined
  status?: MembershipRow['status'][] | undefined
  sort: 'name' | '-joined_at'
}

export async function selectMemberships(
  scope: Scope,
  list: MembershipList,
  after: Cursor | null,
): Promise<(MembershipRow & { order_key: string })[]> {
  const name = sql`lower(coalesce(${nameFor(scope)}, p.email))`
  const since = sql`coalesce(m.joined_at, m.invited_at, m.created_at)`
  const byName = list.sort === 'name'
  const start = after?.values[0] ?? ''
  const conditions = [
    sql<SqlBool>`m.company_id = ${list.company_id} and m.removed_at is null`,
    ...(list.status ? [sql`m.status = any (${list.status}::text[])`] : []),
    ...(list.q === undefined
      ? []
      : [sql`(${wordOf(name, list.q)} or starts_with(lower(p.email), lower(${list.q})))`]),
    ...(after && byName ? [sql`(${name}, m.id) > (${start}, ${after.id})`] : []),
    ...(after && !byName ? [sql`(${since}, m.id) < (${start}::timestamptz, ${after.id})`] : []),
  ]
  const order = byName ? sql`order by ${name}, m.id` : sql`order by ${since} desc, m.id desc`
  const { rows } = await sql<MembershipRow & { order_key: string }>`
    select ${columns(scope)}, ${byName ? name : sql`${since}::text`} as order_key ${joined}
    where ${sql.join(conditions, sql` and `)} ${order} limit ${list.limit + 1}`.execute(scope.tx.queries)
  return rows
}

/** A word of the text begins like this. */
export const wordOf = (text: ReturnType<typeof sql>, q: string) =>
  sql`(starts_with(${text}, lower(${q})) or strpos(${text}, ' ' || lower(${q})) > 0)`

export interface LockedRow {
  id: number
  user_id: number
  role_id: number
  status: MembershipRow['status']
  version: number
  /** Active, with a role that holds members.manage. */
  manages: boolean
}

/**
 * Locks a membership and those of everybody who manages members there, in the order of their ids: of two who
 * demote each other at once, the second finds what the first did.
 */
export async function lockWithManagers(scope: Scope, companyId: number, id: number): Promise<LockedRow[]> {
  const manages = sql`(m.status = 'active'
    and m.role_id in (select r.id from roles r where 'members.manage' = any (r.permission_names)))`
  const { rows } = await sql<LockedRow>`
    select m.id, m.user_id, m.role_id, m.status, m.version, ${manages} as manages from memberships m
    where m.company_id = ${companyId} and m.removed_at is null and (m.id = ${id} or ${manages})
    order by m.id for update of m`.execute(scope.tx.queries)
  return rows
}

interface Invited {
  company_id: number
  company_kind: string
  user_id: number
  role_id: number
  invited_by_user_id: number | null
}

/** Null when the person is a member, or invited, already; of two at once one is. Who was removed is revived. */
export async function putInvitation(scope: Scope, invited: Invited): Promise<number | null> {
  const { company_id, company_kind, user_id, role_id, invited_by_user_id } = invited
  const { rows } = await sql<{ id: number }>`
    insert into memberships as m
      (company_id, company_kind, user_id, role_id, status, source, invited_by_user_id, invited_at)
    values (${company_id}, ${company_kind}, ${user_id}, ${role_id}, 'invited', 'invitation', ${invited_by_user_id}, now())
    on conflict (company_id, user_id) do update set role_id = excluded.role_id, status = 'invited',
      source = 'invitation', invited_by_user_id = excluded.invited_by_user_id, invited_at = now(), joined_at = null,
      suspended_at = null, suspended_by_user_id = null, suspend_reason = null, removed_at = null,
      removed_by_user_id = null, covers_sites = false, version = m.version + 1, updated_at = now()
    where m.removed_at is not null returning m.id`.execute(scope.tx.queries)
  return rows[0]?.id ?? null
}

/** Invitations of the last hour, counted to the limit at most. */
export async function countInvitations(scope: Scope, companyId: number, limit: number): Promise<number> {
  const { rows } = await sql<{ invited: number }>`select count(*)::int as invited from (
    select from memberships where company_id = ${companyId} and status = 'invited'
      and invited_at > now() - interval '1 hour' limit ${limit}) recent`.execute(scope.tx.queries)
  return rows[0]?.invited ?? 0
}

export function insertMember(
  scope: Scope,
  member: { company_id: number; company_kind: string; user_id: number; role_id: number; source: string },
) {
  return scope.tx.queries
    .insertInto('memberships')
    .values({ ...member, status: 'active', joined_at: sql`now()`, last_active_at: sql`now()` })
    .returning('id')
    .executeTakeFirstOrThrow()
}
