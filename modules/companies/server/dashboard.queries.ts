import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'

/** Active members of a company, counted to the limit at most. */
export async function countMembers(scope: Scope, companyId: number, limit: number): Promise<number> {
  const { rows } = await sql<{ members: number }>`select count(*)::int as members from (
    select from memberships where company_id = ${companyId} and status = 'active' and removed_at is null
    limit ${limit}) some_members`.execute(scope.tx.queries)
  return rows[0]?.members ?? 0
}

/** Open customers in scope, counted to the limit at most. */
export async function countCustomers(scope: Scope, limit: number): Promise<number> {
  const { rows } = await sql<{ customers: number }>`select count(*)::int as customers from (
    select from companies where kind = 'customer' and archived_at is null
      and (${scope.all_companies} or id = any (${[...scope.company_ids]}::bigint[]))
    limit ${limit}) some_customers`.execute(scope.tx.queries)
  return rows[0]?.customers ?? 0
}

/** Whether there are customers, and people beside the first: the numbers are exact up to 2. */
export async function selectSetupFacts(scope: Scope): Promise<{ customers: number; members: number }> {
  const { rows } = await sql<{ customers: number; members: number }>`select
    (select count(*)::int from (select from companies where kind = 'customer' limit 2) c) as customers,
    (select count(*)::int from (select from memberships where removed_at is null limit 2) m) as members`.execute(
    scope.tx.queries,
  )
  return rows[0] ?? { customers: 0, members: 0 }
}
