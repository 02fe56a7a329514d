import type { Scope } from '../../../platform/database/index.ts'

/** By a function of the database: no policy lets a row be updated out of sight. */
export async function hideTicket(scope: Scope, ticketId: number) {
  const { rows } = await scope.tx.run<{ company_id: number | null }>(
    'select company_id from delete_ticket($1::bigint)',
    [ticketId],
  )
  return rows[0] ?? null
}

/** Null: there is nothing to restore; false: it is there. */
export async function showTicket(scope: Scope, ticketId: number): Promise<boolean | null> {
  const { rows } = await scope.tx.run<{ is_restored: boolean }>(
    'select is_restored from restore_ticket($1::bigint)',
    [ticketId],
  )
  return rows[0]?.is_restored ?? null
}
