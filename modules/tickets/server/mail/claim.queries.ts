import type { Scope } from '../../../../platform/database/index.ts'

/** By what somebody's earlier tickets are known. */
export interface Claim {
  user_id: number
  email: string
  /** Also by their entry of the directory. */
  staff_member_id: number | null
}

/** The address of an active person, which is proven; null for everybody else. */
export async function selectProven(scope: Scope, userId: number): Promise<string | null> {
  const { rows } = await scope.tx.run<{ email: string }>(
    `select lower(p.email) as email from people p where p.id = $1::bigint and p.status = 'active'`,
    [userId],
  )
  return rows[0]?.email ?? null
}

const valuesOf = ({ email, staff_member_id }: Claim) => [email, staff_member_id]

/** Companies in which there is something to claim. */
export async function selectClaimable(scope: Scope, by: Claim): Promise<number[]> {
  const { rows } = await scope.tx.run<{ company_id: number }>(
    `select t.company_id from tickets t where t.requester_user_id is null and t.requester_email = $1 and t.company_id is not null
     union select t.company_id from tickets t where t.requester_user_id is null and t.requester_staff_member_id = $2::bigint
     union select w.company_id from ticket_watchers w where w.email = $1 and w.company_id is not null
     union select w.company_id from ticket_watchers w where w.staff_member_id = $2::bigint`,
    valuesOf(by),
  )
  return rows.map(({ company_id }) => company_id)
}

/** Makes the person the requester of at most so many tickets. */
export async function claimTickets(
  scope: Scope,
  by: Claim,
  companyIds: readonly number[],
  limit: number,
): Promise<{ id: number; company_id: number | null }[]> {
  const { rows } = await scope.tx.run<{ id: number; company_id: number | null }>(
    `update tickets set requester_user_id = $3::bigint where id in (
       select t.id from tickets t where t.requester_user_id is null
         and (t.requester_email = $1 or t.requester_staff_member_id = $2::bigint)
         and (t.company_id is null or t.company_id = any ($4::bigint[])) order by t.id limit $5 for update)
     returning id, company_id`,
    [...valuesOf(by), by.user_id, [...companyIds], limit],
  )
  return rows
}

/** Their rows among those who follow become the person's; who stood there twice stands there once. */
export async function claimWatchers(scope: Scope, by: Claim, companyIds: readonly number[]): Promise<void> {
  const values = [...valuesOf(by), by.user_id, [...companyIds]]
  const theirs = (name: string) =>
    `(${name}.email = $1 or ${name}.staff_member_id = $2::bigint) and (${name}.company_id is null or ${name}.company_id = any ($4::bigint[]))`
  await scope.tx.run(
    `delete from ticket_watchers o where o.user_id = $3::bigint and o.kind <> 'requester' and exists (
       select from ticket_watchers w where w.ticket_id = o.ticket_id and w.kind = 'requester' and ${theirs('w')})`,
    values,
  )
  await scope.tx.run(
    `delete from ticket_watchers w where ${theirs('w')} and (exists (
         select from ticket_watchers o where o.ticket_id = w.ticket_id and o.user_id = $3::bigint)
       or exists (select from ticket_watchers o where o.ticket_id = w.ticket_id and ${theirs('o')}
         and (o.kind = 'requester', -o.id) > (w.kind = 'requester', -w.id)))`,
    values,
  )
  await scope.tx.run(
    `update ticket_watchers w set user_id = $3::bigint, email = null, staff_member_id = null, name = null where ${theirs('w')}`,
    values,
  )
}
