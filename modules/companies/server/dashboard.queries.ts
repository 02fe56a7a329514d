import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'

/** Whether there are customers, and people beside the first: the numbers are exact up to 2. */
export async function selectSetupFacts(scope: Scope): Promise<{ customers: number; members: number }> {
  const { rows } = await sql<{ customers: number; members: number }>`select
    (select count(*)::int from (select from companies where kind = 'customer' limit 2) c) as customers,
    (select count(*)::int from (select from memberships where removed_at is null limit 2) m) as members`.execute(
    scope.tx.queries,
  )
  return rows[0] ?? { customers: 0, members: 0 }
}
