import type { Scope } from '../../../platform/database/index.ts'
import type { ClockRow } from './sla.service.ts'

export interface WatchedRow extends ClockRow, Record<string, unknown> {
  id: number
  company_id: number | null
  requester_user_id: number | null
  sla_policy_id: number
  /** The moment as PostgreSQL writes it: who comes second finds another one. */
  seen: string | null
}

const columns = `id, company_id, requester_user_id, sla_policy_id, status_kind, priority, sla_started_at, sla_paused_at,
  sla_paused_seconds, first_replied_at, first_reply_mark, resolve_mark, created_at, next_alert_at::text as seen`

/** Tickets of which something is to be told, the oldest first. */
export async function selectAlerts(scope: Scope, now: string, limit: number): Promise<WatchedRow[]> {
  const { rows } = await scope.tx.run<WatchedRow>(
    `select ${columns} from tickets where next_alert_at <= $1::timestamptz and sla_policy_id is not null
     order by next_alert_at limit $2`,
    [now, limit],
  )
  return rows
}

/** Open tickets with this promise, in the order of their numbers; locked. */
export async function selectPromised(scope: Scope, policyId: number, after: number, limit: number) {
  const { rows } = await scope.tx.run<WatchedRow>(
    `select ${columns} from tickets where sla_policy_id = $1 and id > $2 and status_kind in ('open', 'pending')
     order by id limit $3 for update`,
    [policyId, after, limit],
  )
  return rows
}

export interface NewClocks {
  id: number
  seen: string | null
  first_reply_due_at: string | null
  resolve_due_at: string | null
  next_due_at: string | null
  next_alert_at: string | null
  first_reply_mark: string | null
  resolve_mark: string | null
}

const update = `update tickets t set first_reply_due_at = v.first_reply_due_at, resolve_due_at = v.resolve_due_at,
  next_due_at = v.next_due_at, next_alert_at = v.next_alert_at, first_reply_mark = v.first_reply_mark,
  resolve_mark = v.resolve_mark
from jsonb_to_recordset($1::jsonb) v (id bigint, seen timestamptz, first_reply_due_at timestamptz,
  resolve_due_at timestamptz, next_due_at timestamptz, next_alert_at timestamptz, first_reply_mark text, resolve_mark text)
where t.id = v.id and t.next_alert_at is not distinct from v.seen returning t.id`

/** Writes clocks where nobody else did meanwhile; gives back where. Neither version nor time of change move. */
export async function updateClocks(scope: Scope, rows: readonly NewClocks[]): Promise<Set<number>> {
  if (rows.length === 0) return new Set()
  const { rows: done } = await scope.tx.run<{ id: number }>(update, [JSON.stringify(rows)])
  return new Set(done.map(({ id }) => id))
}

/** Tickets resolved so many days ago, the oldest first. */
export async function selectResolved(scope: Scope, days: number, limit: number): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `select id from tickets where status_kind = 'resolved' and resolved_at < now() - make_interval(days => $1)
     order by resolved_at limit $2 for no key update skip locked`,
    [days, limit],
  )
  return rows.map(({ id }) => id)
}
