import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { Delivery } from '../contract.ts'

export type LogRow = Omit<Delivery, 'label'>

export interface LogFilters {
  channel: string | null
  statuses: readonly string[]
  types: readonly string[]
  user_id: number | null
  from: string | null
  to: string | null
}

const columns = `d.id, d.notification_id, d.event_type, d.company_id,
  (select c.name from company_names c where c.id = d.company_id) as company_name, d.user_id,
  (select coalesce(p.display_name, p.email) from people p where p.id = d.user_id) as name, d.address, d.channel, d.status,
  d.reason, d.last_error, d.attempt_count, d.due_at, d.created_at, d.sent_at`

/** The log of deliveries, newest first. */
export async function selectDeliveries(
  scope: Scope,
  filters: LogFilters,
  from: Cursor | null,
  limit: number,
) {
  const { rows } = await scope.tx.run<LogRow & Record<string, unknown>>(
    `select ${columns} from notification_deliveries d where ${matching} order by d.id desc limit $8`,
    [...valuesOf(filters, from), limit],
  )
  return rows
}

/** How many there are, counted up to `most` and one more. */
export async function countDeliveries(scope: Scope, filters: LogFilters, most: number): Promise<number> {
  const { rows } = await scope.tx.run<{ n: number }>(
    `select count(*)::int as n from (select from notification_deliveries d where ${matching} limit $8) counted`,
    [...valuesOf(filters, null), most + 1],
  )
  return rows[0]?.n ?? 0
}

const matching = `($1::bigint is null or d.id < $1::bigint) and ($2::text is null or d.channel = $2)
  and ($3::text[] is null or d.status = any ($3)) and ($4::text[] is null or d.event_type = any ($4))
  and ($5::bigint is null or d.user_id = $5::bigint) and ($6::timestamptz is null or d.created_at >= $6)
  and ($7::timestamptz is null or d.created_at < $7)`

const valuesOf = (filters: LogFilters, from: Cursor | null) => [
  from?.id ?? null,
  filters.channel,
  filters.statuses.length > 0 ? filters.statuses : null,
  filters.types.length > 0 ? filters.types : null,
  filters.user_id,
  filters.from,
  filters.to,
]

export async function selectDelivery(
  scope: Scope,
  id: number,
  lock: '' | 'for update',
): Promise<LogRow | undefined> {
  const { rows } = await scope.tx.run<LogRow & Record<string, unknown>>(
    `select ${columns} from notification_deliveries d where d.id = $1::bigint ${lock}`,
    [id],
  )
  return rows[0]
}

export async function reopenDelivery(scope: Scope, id: number): Promise<void> {
  await scope.tx.run(
    `update notification_deliveries set status = 'scheduled', reason = null, last_error = null, due_at = now(),
       is_held = false, is_digest = false where id = $1::bigint`,
    [id],
  )
}
