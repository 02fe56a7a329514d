import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { WebhookAttempt, WebhookDelivery } from '../contract.ts'

const columns = `d.id, d.webhook_endpoint_id, e.name as endpoint_name, d.message_id, d.event_id, d.event_type, d.company_id,
  c.name as company_name, d.status, d.attempt_count, d.next_attempt_at, d.last_status_code, d.last_error_code, d.replay_of,
  d.created_at, d.finished_at`

const from = `webhook_deliveries d join webhook_endpoints e on e.id = d.webhook_endpoint_id
  left join company_names c on c.id = d.company_id`

export interface DeliveryFilter {
  endpoint_id?: number | undefined
  status?: readonly string[] | undefined
  event_type?: readonly string[] | undefined
  company_id?: number | undefined
  event_id?: number | undefined
  status_code?: number | undefined
  from?: string | undefined
  to?: string | undefined
  q?: string | undefined
}

type Put = (value: unknown) => string

/** `ticket.*` as a range of names, so that an index can be walked. */
function matches(pattern: string, put: Put): string {
  if (pattern === '*') return 'true'
  if (!pattern.endsWith('*')) return `d.event_type = ${put(pattern)}`
  const start = pattern.slice(0, -1)
  return `d.event_type >= ${put(start)} and d.event_type < ${put(`${start.slice(0, -1)}/`)}`
}

const anyOf = (patterns: readonly string[], put: Put) =>
  `(${patterns.map((pattern) => `(${matches(pattern, put)})`).join(' or ')})`

function conditionsOf(filter: DeliveryFilter, put: Put): string[] {
  const conditions: string[] = []
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value !== undefined) conditions.push(condition(put(value)))
  }
  add(filter.endpoint_id, (it) => `d.webhook_endpoint_id = ${it}`)
  add(filter.status?.length ? filter.status : undefined, (it) => `d.status = any (${it})`)
  add(filter.company_id, (it) => `d.company_id = ${it}`)
  add(filter.event_id, (it) => `d.event_id = ${it}`)
  add(filter.status_code, (it) => `d.last_status_code = ${it}`)
  add(filter.from, (it) => `d.created_at >= ${it}::timestamptz`)
  add(filter.to, (it) => `d.created_at < ${it}::timestamptz`)
  add(filter.q, (it) => `d.message_id = ${it}`)
  if (filter.event_type?.length) conditions.push(anyOf(filter.event_type, put))
  return conditions
}

/** Newest first, along the primary key or a filter's own index. */
export async function selectDeliveries(
  scope: Scope,
  filter: DeliveryFilter,
  page: { after: Cursor | null; limit: number },
) {
  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const conditions = conditionsOf(filter, put)
  if (page.after) conditions.push(`d.id < ${put(page.after.id)}::bigint`)
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  const { rows } = await scope.tx.run<WebhookDelivery & Record<string, unknown>>(
    `select ${columns} from ${from} ${where} order by d.id desc limit ${put(page.limit + 1)}`,
    values,
  )
  return rows
}

export async function findDelivery(scope: Scope, id: number) {
  const { rows } = await scope.tx.run<WebhookDelivery & { body: Buffer; [column: string]: unknown }>(
    `select ${columns}, d.body from ${from} where d.id = $1`,
    [id],
  )
  return rows[0]
}

/** Holds the row; gives its state. */
export async function lockDelivery(scope: Scope, id: number): Promise<string | undefined> {
  const { rows } = await scope.tx.run<{ status: string }>(
    'select status from webhook_deliveries where id = $1 for update',
    [id],
  )
  return rows[0]?.status
}

export async function selectAttempts(scope: Scope, deliveryId: number): Promise<WebhookAttempt[]> {
  const { rows } = await scope.tx.run<WebhookAttempt & Record<string, unknown>>(
    `select number, trigger, started_at, duration_ms, request_headers, status_code, error_code, response_type, response_body,
       host(remote_ip) as remote_ip from webhook_attempts where webhook_delivery_id = $1 order by number desc limit 50`,
    [deliveryId],
  )
  return rows
}

export interface NewDelivery {
  company_id: number | null
  webhook_endpoint_id: number
  message_id: string
  event_id: number | null
  event_type: string
  body: Buffer
  status: 'pending' | 'held'
}

/** Writes deliveries, once for each endpoint and event; how many are new. */
export async function insertDeliveries(scope: Scope, rows: readonly NewDelivery[]): Promise<number> {
  const of = <K extends keyof NewDelivery>(key: K) => rows.map((row) => row[key])
  const { rowCount } = await scope.tx.run(
    `insert into webhook_deliveries (company_id, webhook_endpoint_id, message_id, event_id, event_type, body, status, next_attempt_at)
     select r.company_id, r.endpoint, r.message_id, r.event_id, r.event_type, r.body, r.status,
       case when r.status = 'pending' then now() end
     from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::bytea[], $7::text[])
       as r (company_id, endpoint, message_id, event_id, event_type, body, status)
     on conflict (webhook_endpoint_id, event_id) where replay_of is null do nothing`,
    [
      of('company_id'),
      of('webhook_endpoint_id'),
      of('message_id'),
      of('event_id'),
      of('event_type'),
      of('body'),
      of('status'),
    ],
  )
  return rowCount ?? 0
}

/** One delivery that is sent by hand at once: a test. */
export async function insertTest(scope: Scope, row: NewDelivery): Promise<number> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `insert into webhook_deliveries (company_id, webhook_endpoint_id, message_id, event_id, event_type, body, status)
     values ($1, $2, $3, $4, $5, $6, 'held') returning id`,
    [row.company_id, row.webhook_endpoint_id, row.message_id, row.event_id, row.event_type, row.body],
  )
  return rows[0]?.id ?? 0
}

/** The same bytes as new deliveries, under these message ids or the old ones; gives back their ids. */
export async function insertReplays(
  scope: Scope,
  ids: readonly number[],
  options: { message_ids: readonly string[] | null; status: 'pending' | 'held' },
): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `insert into webhook_deliveries (company_id, webhook_endpoint_id, message_id, event_id, event_type, body, status,
       next_attempt_at, replay_of)
     select d.company_id, d.webhook_endpoint_id, coalesce(asked.message_id, d.message_id), d.event_id,
       d.event_type, d.body, $3, case when $3 = 'pending' then now() end, d.id
     from unnest($1::bigint[], $2::text[]) as asked (id, message_id) join webhook_deliveries d on d.id = asked.id
     order by d.id returning id`,
    [ids, options.message_ids ?? [], options.status],
  )
  return rows.map(({ id }) => id)
}

/** Originals of a time that have ended: what a bulk replay sends again. */
export async function selectReplayable(
  scope: Scope,
  filter: DeliveryFilter & { endpoint_id: number },
  limit: number,
): Promise<number[]> {
  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const conditions = conditionsOf(filter, put)
  const { rows } = await scope.tx.run<{ id: number }>(
    `select d.id from webhook_deliveries d where ${conditions.join(' and ')} and d.replay_of is null
       and d.status in ('succeeded', 'failed', 'cancelled') order by d.id limit ${put(limit)}`,
    values,
  )
  return rows.map(({ id }) => id)
}

/** Sends or discards what was held for an endpoint; how many. A test has its one attempt by hand, and no other. */
export async function releaseHeld(
  scope: Scope,
  endpointId: number,
  held: 'send' | 'discard',
): Promise<number> {
  const to =
    held === 'send'
      ? "status = 'pending', next_attempt_at = now()"
      : "status = 'cancelled', finished_at = now()"
  const { rowCount } = await scope.tx.run(
    `update webhook_deliveries set ${to} where webhook_endpoint_id = $1 and status = 'held' and event_id is not null`,
    [endpointId],
  )
  return rowCount ?? 0
}

/** What waits for an endpoint that is paused or switched off is held. */
export async function holdWaiting(scope: Scope, endpointId: number): Promise<void> {
  await scope.tx.run(
    `update webhook_deliveries set status = 'held', next_attempt_at = null
     where webhook_endpoint_id = $1 and status = 'pending'`,
    [endpointId],
  )
}

export async function cancelDelivery(scope: Scope, id: number): Promise<void> {
  await scope.tx.run(
    `update webhook_deliveries set status = 'cancelled', next_attempt_at = null, finished_at = now() where id = $1`,
    [id],
  )
}
