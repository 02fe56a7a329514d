import type { Scope } from '../../../platform/database/index.ts'
import type { Found } from '../../../platform/events/index.ts'

type Row = Omit<Found, 'ip' | 'user_agent' | 'request_id' | 'caused_by'>

const history = 'select * from ticket_history($1::bigint, $2::int, $3::bigint, $4::text[])'

/** What happened to a ticket as far as the caller may know, newest first. */
export async function selectHistory(
  scope: Scope,
  ticketId: number,
  { limit, after, types }: { limit: number; after: number | null; types: readonly string[] | null },
): Promise<Found[]> {
  const { rows } = await scope.tx.run<Row & Record<string, unknown>>(history, [ticketId, limit, after, types])
  return rows.map((row) => ({ ...row, ip: null, user_agent: null, request_id: null, caused_by: null }))
}
