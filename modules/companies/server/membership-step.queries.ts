import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'

const touched = { version: sql<number>`version + 1`, updated_at: sql<string>`now()` }

/** Each step is one update from a stated state: of two at once one wins. Whether this one did. */
export async function suspend(scope: Scope, id: number, reason: string | null): Promise<boolean> {
  const { numUpdatedRows } = await scope.tx.queries
    .updateTable('memberships')
    .set({
      ...touched,
      status: 'suspended',
      suspended_at: sql`now()`,
      suspended_by_user_id: scope.user_id,
      suspend_reason: reason,
    })
    .where('id', '=', id)
    .where('status', '=', 'active')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function resume(scope: Scope, id: number): Promise<boolean> {
  const { numUpdatedRows } = await scope.tx.queries
    .updateTable('memberships')
    .set({
      ...touched,
      status: 'active',
      suspended_at: null,
      suspended_by_user_id: null,
      suspend_reason: null,
    })
    .where('id', '=', id)
    .where('status', '=', 'suspended')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function remove(scope: Scope, id: number, byUserId: number | null): Promise<boolean> {
  const { numUpdatedRows } = await scope.tx.queries
    .updateTable('memberships')
    .set({ ...touched, removed_at: sql`now()`, removed_by_user_id: byUserId })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function giveRole(scope: Scope, id: number, roleId: number): Promise<void> {
  await scope.tx.queries
    .updateTable('memberships')
    .set({ ...touched, role_id: roleId })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .execute()
}

export async function giveSites(scope: Scope, id: number, covers_sites: boolean): Promise<void> {
  await scope.tx.queries
    .updateTable('memberships')
    .set({ ...touched, covers_sites })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .execute()
}

/** A new link was sent: the invitation counts from now. */
export async function renewInvitation(scope: Scope, id: number): Promise<boolean> {
  const { numUpdatedRows } = await scope.tx.queries
    .updateTable('memberships')
    .set({
      ...touched,
      invited_at: sql`now()`,
      invited_by_user_id: scope.user_id,
      reminded_at: null,
    })
    .where('id', '=', id)
    .where('status', '=', 'invited')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** An open invitation of this person, 30 days old at most, into an open company, becomes a membership. */
export async function accept(scope: Scope, id: number, userId: number) {
  const { rows } = await sql<{ company_id: number; company_name: string; role_name: string; source: string }>`
    update memberships m set status = 'active', joined_at = now(), last_active_at = now(),
      version = m.version + 1, updated_at = now()
    from companies c, roles r
    where m.id = ${id} and m.user_id = ${userId} and m.status = 'invited' and m.removed_at is null
      and m.invited_at > now() - interval '30 days'
      and c.id = m.company_id and c.archived_at is null and r.id = m.role_id
    returning m.company_id, c.name as company_name, r.name as role_name, m.source`.execute(scope.tx.queries)
  return rows[0]
}

/** The person says no: the row stays, so that an invitation can revive it. */
export async function decline(scope: Scope, id: number, userId: number): Promise<number | undefined> {
  const row = await scope.tx.queries
    .updateTable('memberships')
    .set({ ...touched, removed_at: sql`now()`, removed_by_user_id: userId })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('status', '=', 'invited')
    .where('removed_at', 'is', null)
    .returning('company_id')
    .executeTakeFirst()
  return row?.company_id
}

/** Whether this person ever had this membership. */
export async function wasTheirs(scope: Scope, id: number, userId: number): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('memberships')
    .select('id')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row !== undefined
}

export interface InvitationRow {
  membership_id: number
  company_id: number
  company_name: string
  role_name: string
  invited_by: string | null
  invited_at: string | null
}

export async function selectInvitations(scope: Scope, userId: number): Promise<InvitationRow[]> {
  const { rows } = await sql<InvitationRow>`
    select m.id as membership_id, m.company_id, c.name as company_name, r.name as role_name,
      coalesce(p.display_name, p.email) as invited_by, m.invited_at
    from memberships m join companies c on c.id = m.company_id join roles r on r.id = m.role_id
      left join people p on p.id = m.invited_by_user_id
    where m.user_id = ${userId} and m.status = 'invited' and m.removed_at is null and c.archived_at is null
      and m.invited_at > now() - interval '30 days'
    order by m.invited_at desc, m.id desc limit 50`.execute(scope.tx.queries)
  return rows
}

/** Somebody began to work there; by it the next session finds its company. */
export async function noteActive(scope: Scope, companyId: number, userId: number): Promise<void> {
  await scope.tx.queries
    .updateTable('memberships')
    .set({ last_active_at: sql`now()` })
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .where('removed_at', 'is', null)
    .execute()
}

/** The company that a new session begins in is the one worked in last, as scope_of finds it. */
export async function noteSignedIn(scope: Scope, userId: number): Promise<void> {
  await sql`update memberships set last_active_at = now() where id = (
    select m.id from memberships m join companies c on c.id = m.company_id
    where m.user_id = ${userId} and m.status = 'active' and m.removed_at is null and c.archived_at is null
    order by m.last_active_at desc nulls last, m.id limit 1)`.execute(scope.tx.queries)
}
