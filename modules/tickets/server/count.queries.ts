import type { Scope } from '../../../platform/database/index.ts'

/** Open and pending tickets of a company, counted to the limit at most. */
export async function countOpenTickets(scope: Scope, companyId: number, limit: number): Promise<number> {
  const { rows } = await scope.tx.run<{ n: number }>(
    `select count(*)::int as n from (select from tickets where company_id = $1
       and status_kind in ('open', 'pending') and deleted_at is null limit $2) x`,
    [companyId, limit],
  )
  return rows[0]?.n ?? 0
}
