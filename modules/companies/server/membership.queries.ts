import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { MembershipRow } from './membership-list.queries.ts'

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

export interface NewMembership {
  company_id: number
  company_kind: string
  user_id: number
  role_id: number
  covers_sites: boolean
  /** Invited, or a member at once by provider staff. */
  status: 'invited' | 'active'
  source: 'invitation' | 'manual'
  by_user_id: number | null
}

/** Null when the person is a member, or invited, already; of two at once one is. Who was removed is revived. */
export async function putMembership(scope: Scope, given: NewMembership): Promise<number | null> {
  const { company_id, company_kind, user_id, role_id, covers_sites, status, source, by_user_id } = given
  const invited_at = sql`${status === 'invited' ? sql`now()` : sql`null`}::timestamptz`
  const joined_at = sql`${status === 'active' ? sql`now()` : sql`null`}::timestamptz`
  const { rows } = await sql<{ id: number }>`
    insert into memberships as m (company_id, company_kind, user_id, role_id, status, source, covers_sites,
      invited_by_user_id, invited_at, joined_at)
    values (${company_id}, ${company_kind}, ${user_id}, ${role_id}, ${status}, ${source}, ${covers_sites},
      ${by_user_id}, ${invited_at}, ${joined_at})
    on conflict (company_id, user_id) do update set role_id = excluded.role_id, status = excluded.status,
      source = excluded.source, invited_by_user_id = excluded.invited_by_user_id, invited_at = excluded.invited_at,
      joined_at = excluded.joined_at, suspended_at = null, suspended_by_user_id = null, suspend_reason = null,
      removed_at = null, removed_by_user_id = null, reminded_at = null, covers_sites = excluded.covers_sites,
      customer_access = 'all', version = m.version + 1, updated_at = now()
    where m.removed_at is not null returning m.id`.execute(scope.tx.queries)
  return rows[0]?.id ?? null
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
