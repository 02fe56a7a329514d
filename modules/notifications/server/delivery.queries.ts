import type { Scope } from '../../../platform/database/index.ts'
import type { Replaced, Written } from './notification.queries.ts'

export interface NewDelivery {
  notification_id: number
  event_type: string
  company_id: number | null
  event_id: number | null
  subject_type: string | null
  subject_id: number | null
  part_id: number | null
  user_id: number | null
  address: string
  /** In the place of ours; of an address alone. */
  unsubscribe_url: string | null
  channel: 'email' | 'sms'
  status: 'scheduled' | 'sent' | 'suppressed'
  reason: string | null
  due_at: string
  is_held: boolean
  is_digest: boolean
}

/** Written once for each message, channel and address; answers the new ones. */
export async function insertDeliveries(scope: Scope, list: readonly NewDelivery[]) {
  const { rows } = await scope.tx.run<{
    id: number
    channel: 'email' | 'sms'
    status: string
    due_at: string
    is_digest: boolean
  }>(
    `insert into notification_deliveries (notification_id, event_type, company_id, event_id, subject_type,
       subject_id, part_id, user_id, address, unsubscribe_url, channel, status, reason, due_at, is_held, is_digest, sent_at)
     select d.notification_id, d.event_type, d.company_id, d.event_id, d.subject_type, d.subject_id, d.part_id, d.user_id,
       d.address, d.unsubscribe_url, d.channel, d.status, d.reason, d.due_at, d.is_held, d.is_digest, case when d.status = 'sent' then now() end
     from jsonb_populate_recordset(null::notification_deliveries, $1::jsonb) d
     on conflict (notification_id, channel, address) do nothing returning id, channel, status, due_at, is_digest`,
    [JSON.stringify(list)],
  )
  return rows
}

/** What was not sent yet of messages that a newer one replaces goes with that one. */
export async function moveDeliveries(
  scope: Scope,
  replaced: readonly Replaced[],
  rows: readonly Written[],
): Promise<void> {
  const moves = replaced.flatMap(({ id, user_id }) => {
    const to = rows.find((row) => row.user_id === user_id)
    return to ? [{ from_id: id, to_id: to.id }] : []
  })
  if (moves.length === 0) return
  await scope.tx.run(
    `update notification_deliveries d set notification_id = m.to_id
     from jsonb_to_recordset($1::jsonb) m (from_id bigint, to_id bigint)
     where d.notification_id = m.from_id and d.status = 'scheduled'
       and not exists (select from notification_deliveries o where o.notification_id = m.to_id
         and o.channel = d.channel and o.address = d.address)`,
    [JSON.stringify(moves)],
  )
}

/** A delivery that is due, with what it is about. */
export interface DueRow {
  id: number
  notification_id: number
  event_type: string
  company_id: number | null
  user_id: number | null
  address: string
  channel: 'email' | 'sms'
  is_held: boolean
  is_digest: boolean
  attempt_count: number
  /** A worker took it, and nobody knows what became of it. */
  is_lost: boolean
  unsubscribe_url: string | null
  /** Null: the message is gone. */
  message: string | null
  metadata: Record<string, unknown>
  severity: string
  link: string | null
  email_name: string | null
  event_id: number | null
  subject_type: string | null
  subject_id: number | null
  part_id: number | null
  notified_at: string
  is_withdrawn: boolean
  is_read: boolean
}

const about = `d.id, d.notification_id, d.event_type, d.company_id, d.user_id, d.address, d.channel, d.is_held,
  d.is_digest, d.attempt_count, d.status = 'sending' as is_lost, d.unsubscribe_url, n.message, n.metadata, n.severity, n.link, n.email_name, n.event_id, n.subject_type,
  n.subject_id, d.part_id, n.created_at as notified_at, n.withdrawn_at is not null as is_withdrawn,
  n.read_at is not null or exists (select from notification_reads r where r.notification_id = n.id
    and r.user_id = d.user_id) as is_read`

/** Due, or an SMS of a worker that died: until then it is that worker's (`due_at`). */
const toSend = `(d.status = 'scheduled' or (d.status = 'sending' and d.channel = 'sms')) and d.due_at <= now()`

/** Takes due deliveries that nobody else works on; what waits for a digest goes with that alone. */
export async function lockDue(scope: Scope, ids: readonly number[]): Promise<DueRow[]> {
  const { rows } = await scope.tx.run<DueRow & Record<string, unknown>>(
    `select ${about} from notification_deliveries d left join notifications n on n.id = d.notification_id
     where d.id = any ($1::bigint[]) and not d.is_digest and ${toSend} order by d.id
     for update of d skip locked`,
    [ids],
  )
  return rows
}

/** A delivery whose mail is about to go. */
export async function selectGoing(scope: Scope, id: number): Promise<DueRow | undefined> {
  const { rows } = await scope.tx.run<DueRow & Record<string, unknown>>(
    `select ${about} from notification_deliveries d left join notifications n on n.id = d.notification_id
     where d.id = $1::bigint`,
    [id],
  )
  return rows[0]
}

/** One person's mail that waits for the digest that is due. */
export async function lockDigest(scope: Scope, userId: number): Promise<DueRow[]> {
  const { rows } = await scope.tx.run<DueRow & Record<string, unknown>>(
    `select ${about} from notification_deliveries d left join notifications n on n.id = d.notification_id
     where d.user_id = $1::bigint and d.status = 'scheduled' and d.is_digest and d.due_at <= now()
     order by d.company_id nulls first, d.event_type, d.id limit 5000 for update of d`,
    [userId],
  )
  return rows
}

export interface Outcome {
  status: 'sending' | 'sent' | 'failed' | 'suppressed' | 'cancelled' | 'scheduled'
  reason?: string | null
  mail_message_id?: number | null
  digest_id?: number | null
  last_error?: string | null
  provider_reference?: string | null
  /** Where it goes, if that is not where it was to go at first. */
  address?: string
  /** Counts as an attempt. */
  attempted?: boolean
  /** Seconds until the next attempt. */
  again_in?: number
}

export async function settleDeliveries(
  scope: Scope,
  ids: readonly number[],
  outcome: Outcome,
): Promise<void> {
  const { status, reason = null, mail_message_id = null, digest_id = null, last_error = null } = outcome
  await scope.tx.run(
    `update notification_deliveries set status = $2, reason = $3, mail_message_id = coalesce($4::bigint, mail_message_id),
       digest_id = coalesce($5::bigint, digest_id), last_error = $6, provider_reference = coalesce($7, provider_reference),
       attempt_count = attempt_count + $8, sent_at = case when $2 = 'sent' then now() else sent_at end,
       due_at = case when $9::int is null then due_at else now() + make_interval(secs => $9::int) end,
       address = coalesce($10, address)
     where id = any ($1::bigint[])`,
    [
      ids,
      status,
      reason,
      mail_message_id,
      digest_id,
      last_error?.slice(0, 500) ?? null,
      outcome.provider_reference ?? null,
      outcome.attempted ? 1 : 0,
      outcome.again_in ?? null,
      outcome.address ?? null,
    ],
  )
}

/** Due for a while, and still not taken: the job that was to do it got lost, or it waited for its time. */
export async function selectReleased(
  scope: Scope,
  channel: 'email' | 'sms',
  limit: number,
): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `(select id, due_at from notification_deliveries where status = 'scheduled' and not is_digest and channel = $1
       and due_at <= now() order by due_at, id limit $2)
     union all (select id, due_at from notification_deliveries where $1 = 'sms' and channel = 'sms' and status = 'sending'
       and due_at <= now() order by due_at, id limit $2) order by due_at, id`,
    [channel, limit],
  )
  return rows.map(({ id }) => id)
}

export async function selectDigestPeople(scope: Scope, limit: number): Promise<number[]> {
  const { rows } = await scope.tx.run<{ user_id: number }>(
    `select distinct user_id from notification_deliveries
     where status = 'scheduled' and is_digest and due_at <= now() and user_id is not null limit $1`,
    [limit],
  )
  return rows.map(({ user_id }) => user_id)
}

/** Null: another server made the digest of this period. */
export async function insertDigest(scope: Scope, userId: number, items: number): Promise<number | null> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `insert into notification_digests (user_id, period_start, item_count, sent_at)
     select $1::bigint, max(due_at), $2, now() from notification_deliveries
       where user_id = $1::bigint and status = 'scheduled' and is_digest and due_at <= now() having max(due_at) is not null
     on conflict do nothing returning id`,
    [userId, items],
  )
  return rows[0]?.id ?? null
}

/**
 * Sent to one person in the last hour, and to all since midnight (UTC), by when they went and not by when they were
 * written: those of a night go in the morning. One after the other: two at once would not count each other.
 */
export async function countSms(scope: Scope, userId: number | null) {
  await scope.tx.run(`select pg_advisory_xact_lock(hashtextextended('notifications.sms', 0))`)
  const { rows } = await scope.tx.run<{ hour: number; day: number }>(
    `select (select count(*)::int from notification_deliveries where user_id = $1::bigint and channel = 'sms'
         and status in ('sent', 'sending') and coalesce(sent_at, due_at) > now() - interval '1 hour') as hour,
       (select count(*)::int from notification_deliveries where channel = 'sms' and status in ('sent', 'sending')
         and coalesce(sent_at, due_at) > date_trunc('day', now())) as day`,
    [userId],
  )
  return rows[0] ?? { hour: 0, day: 0 }
}
