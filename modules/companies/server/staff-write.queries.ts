import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { AccountAction } from '../contract/staff.ts'

/** What is written of an entry. */
export interface StaffFields {
  first_name: string
  last_name: string
  email: string | null
  email_key: string | null
  mobile_phone: string | null
  phone: string | null
  job_title: string | null
  department: string
  manager_id: number | null
  employer: string | null
  street: string | null
  city: string | null
  state: string | null
  postcode: string | null
  country: string | null
  enabled: boolean
  onboard_on: string | null
  note: string | null
}

const touched = { version: sql<number>`version + 1`, updated_at: sql<string>`now()` }

/** The row is held until the transaction ends: of two changes at once the second sees the first. */
export async function lockStaff(scope: Scope, id: number): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('staff_members')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

export async function insertStaff(
  scope: Scope,
  companyId: number,
  fields: Partial<StaffFields> & { first_name: string },
): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('staff_members')
    .values({ company_id: companyId, ...fields, ...numberSet(fields) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateStaff(scope: Scope, id: number, fields: Partial<StaffFields>): Promise<void> {
  await scope.tx.queries
    .updateTable('staff_members')
    .set({ ...fields, ...numberSet(fields), ...touched })
    .where('id', '=', id)
    .execute()
}

/** When the number was given last: who verifies a caller is warned of a fresh one. */
const numberSet = ({ mobile_phone }: Partial<StaffFields>) =>
  mobile_phone === undefined ? {} : { mobile_changed_at: mobile_phone === null ? null : sql<string>`now()` }

/** Whether this call archived it. */
export async function archiveStaff(scope: Scope, id: number): Promise<boolean> {
  const { numUpdatedRows } = await scope.tx.queries
    .updateTable('staff_members')
    .set({ archived_at: sql`now()`, ...touched })
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Whether this person is in the directory, and whether `id` is among those above them. */
export async function selectManagerChain(
  scope: Scope,
  companyId: number,
  managerId: number,
  id: number,
): Promise<{ exists: boolean; is_cycle: boolean }> {
  const { rows } = await sql<{ exists: boolean; is_cycle: boolean }>`
    with recursive above as (
      select id, manager_id, 1 as depth from staff_members
        where company_id = ${companyId} and id = ${managerId} and archived_at is null
      union all
      select m.id, m.manager_id, a.depth + 1 from above a join staff_members m
        on m.company_id = ${companyId} and m.id = a.manager_id where a.depth < 100 and a.id <> ${id})
    select count(*) > 0 as exists, coalesce(bool_or(id = ${id}), false) as is_cycle from above`.execute(
    scope.tx.queries,
  )
  return rows[0] ?? { exists: false, is_cycle: false }
}

/** Another entry of the company that is not archived has this address. */
export async function isAddressTaken(
  scope: Scope,
  companyId: number,
  emailKey: string,
  except: number | null,
): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('staff_members')
    .select('id')
    .where('company_id', '=', companyId)
    .where('email_key', '=', emailKey)
    .where('archived_at', 'is', null)
    .where('id', 'is distinct from', except)
    .executeTakeFirst()
  return row !== undefined
}

export interface ActionStep {
  to: AccountAction | null
  action_before: AccountAction | null
  requested_by: number | null
  onboard_on?: string | null
  offboard_at?: string | null
  enabled?: boolean
}

/** One step from a stated place: of two at once one wins. Whether this one did. */
export async function stepAccountAction(
  scope: Scope,
  id: number,
  from: AccountAction | null,
  step: ActionStep,
): Promise<boolean> {
  const { to, requested_by, ...rest } = step
  const { numUpdatedRows } = await scope.tx.queries
    .updateTable('staff_members')
    .set({
      ...rest,
      account_action: to,
      action_requested_by_user_id: requested_by,
      action_at: sql`now()`,
      ...touched,
    })
    .where('id', '=', id)
    .where('account_action', 'is not distinct from', from)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Nothing becomes somebody's by a link of a third. */
export async function linkStaff(scope: Scope, id: number, userId: number | null): Promise<void> {
  await scope.tx.queries
    .updateTable('staff_members')
    .set({ user_id: userId, ...touched })
    .where('id', '=', id)
    .execute()
}

/**
 * Links the entries of a person who proved their address: those that were invited, and in each company of theirs the
 * one that has exactly this address. Never one that is linked, and never a second in a company.
 */
export async function linkByAddress(
  scope: Scope,
  person: { user_id: number; email_key: string },
): Promise<{ id: number; company_id: number; was_invited: boolean }[]> {
  const { user_id, email_key } = person
  const { rows } = await sql<{ id: number; company_id: number; was_invited: boolean }>`
    with mine as (
      select distinct on (s.company_id) s.id, s.invited_membership_id is not distinct from m.id as was_invited
      from memberships m join staff_members s on s.company_id = m.company_id
        and (s.invited_membership_id = m.id or s.email_key = ${email_key})
      where m.user_id = ${user_id} and m.status = 'active' and m.removed_at is null
        and s.user_id is null and s.archived_at is null
        and not exists (select from staff_members o
          where o.company_id = m.company_id and o.user_id = ${user_id} and o.archived_at is null)
      order by s.company_id, (s.invited_membership_id is not distinct from m.id) desc, s.id)
    update staff_members s set user_id = ${user_id}, version = s.version + 1, updated_at = now()
    from mine where s.id = mine.id returning s.id, s.company_id, mine.was_invited`.execute(scope.tx.queries)
  return rows
}

/** The entry that becomes this member's when they accept. */
export async function noteInvited(scope: Scope, id: number, membershipId: number): Promise<void> {
  await scope.tx.queries
    .updateTable('staff_members')
    .set({ invited_membership_id: membershipId, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** The entry that has been due longest and that no other node works on, held until the transaction ends. */
export async function lockDue(scope: Scope, except: readonly number[]): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    select id from staff_members where account_action = 'offboard_scheduled' and offboard_at <= now()
      and archived_at is null and id <> all (${[...except]}::bigint[])
    order by offboard_at limit 1 for update skip locked`.execute(scope.tx.queries)
  return rows[0]?.id
}
