import type { Scope } from '../../../platform/database/index.ts'

/** At most so many attempts at once for each endpoint: a slow one delays nobody else. */
const atOnce = 4

export interface Claimed {
  id: number
  message_id: string
  event_type: string
  body: Buffer
  attempt_count: number
  /** Of these, those that nobody asked for by hand: they alone follow the plan. */
  automatic_count: number
  company_id: number | null
}

const columns = `d.id, d.message_id, d.event_type, d.body, d.attempt_count, d.company_id, (select count(*)::int
  from webhook_attempts a where a.webhook_delivery_id = d.id and a.trigger = 'automatic') as automatic_count`

/** Takes due deliveries of an endpoint whose row is held; what a lost worker had taken comes back after 30 s. */
export async function claimDue(scope: Scope, endpointId: number): Promise<Claimed[]> {
  const { rows } = await scope.tx.run<Claimed & Record<string, unknown>>(
    `with lost as (
       update webhook_deliveries set status = 'pending', next_attempt_at = now(), claimed_at = null
       where webhook_endpoint_id = $1 and status = 'sending' and claimed_at < now() - interval '30 seconds' returning id),
     busy as (select count(*)::int as n from webhook_deliveries
       where webhook_endpoint_id = $1 and status = 'sending' and claimed_at >= now() - interval '30 seconds'),
     due as (select id from webhook_deliveries
       where webhook_endpoint_id = $1 and status = 'pending' and next_attempt_at <= now()
       order by next_attempt_at, id limit greatest(0, ${atOnce} - (select n from busy)) for update skip locked)
     update webhook_deliveries d set status = 'sending', claimed_at = now(), next_attempt_at = null
     from due where d.id = due.id returning ${columns}`,
    [endpointId],
  )
  return rows.sort((one, other) => one.id - other.id)
}

export interface ClaimedByHand extends Claimed {
  webhook_endpoint_id: number
  seconds_left: number | null
  was_held: boolean
}

/**
 * Takes this one delivery for an attempt by hand, unless it is being sent; with the time of the attempt it waits for,
 * and whether an event's is held until the endpoint is resumed.
 */
export async function claimOne(scope: Scope, id: number) {
  const { rows } = await scope.tx.run<ClaimedByHand & Record<string, unknown>>(
    `with was as (select id, status, next_attempt_at from webhook_deliveries where id = $1
       and (status <> 'sending' or claimed_at < now() - interval '30 seconds') for update)
     update webhook_deliveries d set status = 'sending', claimed_at = now(), next_attempt_at = null
     from was where d.id = was.id returning ${columns}, d.webhook_endpoint_id,
       extract(epoch from was.next_attempt_at - now())::float8 as seconds_left,
       was.status = 'held' and d.event_id is not null as was_held`,
    [id],
  )
  return rows[0]
}

export interface Outcome {
  started_at: Date
  duration_ms: number
  request_headers: Record<string, string>
  status_code: number | null
  error_code: string | null
  response_type: string | null
  response_body: string | null
  /** Whom the message was written to; null where nobody was reached. */
  remote_ip: string | null
}

export async function insertAttempt(
  scope: Scope,
  deliveryId: number,
  number: number,
  trigger: 'automatic' | 'manual',
  outcome: Outcome,
): Promise<void> {
  await scope.tx.run(
    `insert into webhook_attempts (webhook_delivery_id, number, trigger, started_at, duration_ms, request_headers,
       status_code, error_code, response_type, response_body, remote_ip)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      deliveryId,
      number,
      trigger,
      outcome.started_at,
      outcome.duration_ms,
      JSON.stringify(outcome.request_headers),
      outcome.status_code,
      outcome.error_code,
      outcome.response_type,
      outcome.response_body,
      outcome.remote_ip,
    ],
  )
}

/**
 * The end of an attempt; `seconds` until the next one, null when there is none. False when the delivery is no longer
 * this worker's: somebody took it back after 30 s.
 */
export async function finishAttempt(
  scope: Scope,
  id: number,
  end: { status: 'succeeded' | 'failed' | 'pending' | 'held'; seconds: number | null; outcome: Outcome },
): Promise<boolean> {
  const { status, seconds, outcome } = end
  const { rowCount } = await scope.tx.run(
    `update webhook_deliveries set status = $2, attempt_count = attempt_count + 1, claimed_at = null,
       next_attempt_at = case when $2 = 'pending' then now() + make_interval(secs => $3) end,
       finished_at = case when $2 in ('succeeded', 'failed') then now() end,
       last_status_code = $4, last_error_code = $5
     where id = $1 and status = 'sending'`,
    [id, status, seconds ?? 0, outcome.status_code, outcome.error_code],
  )
  return rowCount === 1
}

/** Endpoints with something due, or with something a lost worker had taken. */
export async function selectWithDue(scope: Scope): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `select e.id from webhook_endpoints e where e.paused_at is null and e.disabled_at is null and (
       exists (select from webhook_deliveries d where d.webhook_endpoint_id = e.id and d.status = 'pending' and d.next_attempt_at <= now())
       or exists (select from webhook_deliveries d where d.webhook_endpoint_id = e.id and d.status = 'sending'
         and d.claimed_at < now() - interval '30 seconds'))`,
  )
  return rows.map(({ id }) => id)
}

/** When the next waiting delivery of an endpoint is due, in seconds from now; null when none waits. */
export async function secondsToNext(scope: Scope, endpointId: number): Promise<number | null> {
  const { rows } = await scope.tx.run<{ seconds: number | null }>(
    `select extract(epoch from min(next_attempt_at) - now())::float8 as seconds from webhook_deliveries
     where webhook_endpoint_id = $1 and status = 'pending'`,
    [endpointId],
  )
  return rows[0]?.seconds ?? null
}

/** Held longer than 7 days, or beyond the newest 10 000 of an endpoint: given up; how many. */
export async function cancelOldHeld(scope: Scope): Promise<number> {
  const { rowCount } = await scope.tx.run(
    `update webhook_deliveries d set status = 'cancelled', finished_at = now(), last_error_code = 'held_too_long'
     where d.status = 'held' and (d.created_at < now() - interval '7 days' or d.id <= (
       select x.id from webhook_deliveries x where x.webhook_endpoint_id = d.webhook_endpoint_id and x.status = 'held'
       order by x.id desc offset 10000 limit 1))`,
  )
  return rowCount ?? 0
}
