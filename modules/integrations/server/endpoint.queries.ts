import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { WebhookEndpoint } from '../contract.ts'

export interface EndpointRow extends WebhookEndpoint {
  sort_text: string
  [column: string]: unknown
}

/** How the last day went: one walk along the endpoint's newest deliveries. */
const day = `(select jsonb_build_object('succeeded', count(*) filter (where d.status = 'succeeded'),
    'finished', count(*) filter (where d.status in ('succeeded', 'failed')),
    'waiting', count(*) filter (where d.status in ('pending', 'sending')), 'held', count(*) filter (where d.status = 'held'))
  from (select status from webhook_deliveries d where d.webhook_endpoint_id = e.id
    and (d.created_at > now() - interval '24 hours') order by d.id desc limit 10000) d)`

const columns = `e.id, e.name, e.url, e.company_ids, e.event_types, e.view, e.header_names, true as has_secret,
  case when e.previous_secret_until > now() then e.previous_secret_until end as previous_secret_until, e.max_per_second,
  e.paused_at, e.disabled_at, e.disabled_reason, e.failure_streak, e.failing_since, e.last_success_at, ${day} as day,
  e.version, e.created_at, e.updated_at`

const states: Record<string, string> = {
  active: 'e.paused_at is null and e.disabled_at is null',
  paused: 'e.paused_at is not null',
  disabled: 'e.disabled_at is not null',
  failing: 'e.failing_since is not null',
}

const orders = {
  name: { expression: 'lower(e.name)', type: 'text' },
  created_at: { expression: 'e.created_at', type: 'timestamptz' },
} as const

/** The page as a walk along the index of its order. */
export async function selectEndpoints(
  scope: Scope,
  asked: { q?: string | undefined; state?: string | undefined; sort: string; limit: number },
  after: Cursor | null,
): Promise<EndpointRow[]> {
  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const descending = asked.sort.startsWith('-')
  const { expression, type } = orders[asked.sort.replace('-', '') as keyof typeof orders]
  const conditions = ['true']
  if (asked.q) {
    const part = put(`%${asked.q.replace(/[\\%_]/g, '\\$&')}%`)
    conditions.push(`(e.name ilike ${part} or e.url ilike ${part})`)
  }
  if (asked.state) conditions.push(states[asked.state] ?? 'true')
  if (after)
    conditions.push(
      `(${expression}, e.id) ${descending ? '<' : '>'} (${put(after.values[0])}::${type}, ${put(after.id)}::bigint)`,
    )
  const direction = descending ? 'desc' : 'asc'
  const { rows } = await scope.tx.run<EndpointRow>(
    `select ${columns}, (${expression})::text as sort_text from webhook_endpoints e where ${conditions.join(' and ')}
     order by ${expression} ${direction}, e.id ${direction} limit ${put(asked.limit + 1)}`,
    values,
  )
  return rows
}

export async function findEndpoint(scope: Scope, id: number): Promise<WebhookEndpoint | undefined> {
  const { rows } = await scope.tx.run<WebhookEndpoint & Record<string, unknown>>(
    `select ${columns} from webhook_endpoints e where e.id = $1`,
    [id],
  )
  return rows[0]
}

/** Holds the row, so that what is decided about it cannot race. */
export async function lockEndpoint(scope: Scope, id: number): Promise<boolean> {
  const { rowCount } = await scope.tx.run('select from webhook_endpoints where id = $1 for update', [id])
  return rowCount === 1
}

export interface EndpointValues {
  name?: string | undefined
  url?: string | undefined
  company_ids?: number[] | null | undefined
  event_types?: string[] | undefined
  view?: 'company' | 'provider' | undefined
  max_per_second?: number | undefined
  header_names?: string[]
  headers_encrypted?: Buffer | null
  headers_key_id?: string | null
  secret_encrypted?: Buffer
  secret_key_id?: string
  paused_at?: Date | null
  disabled_at?: Date | null
  disabled_reason?: string | null
  failure_streak?: number
  failing_since?: Date | null
}

const definedIn = (values: EndpointValues) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

export async function insertEndpoint(
  scope: Scope,
  values: EndpointValues & {
    name: string
    url: string
    event_types: string[]
    secret_encrypted: Buffer
    secret_key_id: string
  },
): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('webhook_endpoints')
    .values({ ...values, ...definedIn(values), created_by_user_id: scope.user_id } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateEndpoint(scope: Scope, id: number, values: EndpointValues): Promise<void> {
  await scope.tx.queries
    .updateTable('webhook_endpoints')
    .set(({ eb }) => ({
      ...(definedIn(values) as object),
      version: eb('version', '+', 1),
      updated_at: new Date(),
    }))
    .where('id', '=', id)
    .execute()
}

/** What was the secret signs for 24 hours more; gives back until when. */
export async function rotateSecret(scope: Scope, id: number, secret: Buffer, keyId: string): Promise<string> {
  const { rows } = await scope.tx.run<{ until: string }>(
    `update webhook_endpoints set previous_secret_encrypted = secret_encrypted, previous_secret_key_id = secret_key_id,
       previous_secret_until = now() + interval '24 hours', secret_encrypted = $2, secret_key_id = $3,
       version = version + 1, updated_at = now()
     where id = $1 returning previous_secret_until as until`,
    [id, secret, keyId],
  )
  return rows[0]?.until ?? ''
}

export async function deleteEndpoint(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('delete from webhook_endpoints where id = $1', [id])
}

/** Whom an event of this company concerns, whatever the scope sees of the endpoints themselves. */
export async function selectTargets(scope: Scope, companyId: number | null) {
  const { rows } = await scope.tx.run<{
    id: number
    event_types: string[]
    view: 'company' | 'provider'
    is_held: boolean
  }>('select id, event_types, view, is_held from webhook_targets($1)', [companyId])
  return rows
}

export interface SendingRow {
  id: number
  name: string
  url: string
  max_per_second: number
  headers_encrypted: Buffer | null
  headers_key_id: string | null
  secret_encrypted: Buffer
  secret_key_id: string
  previous_secret_encrypted: Buffer | null
  previous_secret_key_id: string | null
  is_off: boolean
}

/** What sending needs of an endpoint, its row held when `locked`. */
export async function findSending(
  scope: Scope,
  id: number,
  locked: boolean,
): Promise<SendingRow | undefined> {
  const { rows } = await scope.tx.run<SendingRow & Record<string, unknown>>(
    `select id, name, url, max_per_second, headers_encrypted, headers_key_id, secret_encrypted, secret_key_id,
       case when previous_secret_until > now() then previous_secret_encrypted end as previous_secret_encrypted,
       previous_secret_key_id, paused_at is not null or disabled_at is not null as is_off
     from webhook_endpoints where id = $1 ${locked ? 'for update' : ''}`,
    [id],
  )
  return rows[0]
}

/**
 * The next turns of an endpoint, after all that any process has taken: milliseconds until the first, and between them.
 * So all of them together keep to `max_per_second`.
 */
export async function takeTurns(scope: Scope, id: number, turns: number) {
  const { rows } = await scope.tx.run<{ wait_ms: number; gap_ms: number }>(
    `update webhook_endpoints set
       next_send_at = greatest(next_send_at, clock_timestamp()) + $2 * interval '1 second' / max_per_second
     where id = $1 returning 1000.0::float8 / max_per_second as gap_ms,
       greatest(0, extract(epoch from next_send_at - clock_timestamp()) * 1000 - $2 * 1000.0 / max_per_second)::float8 as wait_ms`,
    [id, turns],
  )
  return rows[0] ?? { wait_ms: 0, gap_ms: 0 }
}

/** Counts a failure by itself; gives back whether the endpoint has failed long and often enough to be switched off. */
export async function noteFailure(scope: Scope, id: number, limit: number) {
  const { rows } = await scope.tx.run<{ failure_streak: number; is_hopeless: boolean }>(
    `update webhook_endpoints set failure_streak = failure_streak + 1, failing_since = coalesce(failing_since, now())
     where id = $1
     returning failure_streak, disabled_at is null and failure_streak >= $2 and failing_since < now() - interval '24 hours' as is_hopeless`,
    [id, limit],
  )
  return rows[0] ?? { failure_streak: 0, is_hopeless: false }
}

export async function noteSuccess(scope: Scope, id: number): Promise<void> {
  await scope.tx.run(
    'update webhook_endpoints set failure_streak = 0, failing_since = null, last_success_at = now() where id = $1',
    [id],
  )
}

export async function disableEndpoint(
  scope: Scope,
  id: number,
  reason: 'gone' | 'failing',
): Promise<boolean> {
  const { rowCount } = await scope.tx.run(
    `update webhook_endpoints set disabled_at = now(), disabled_reason = $2, version = version + 1
     where id = $1 and disabled_at is null`,
    [id, reason],
  )
  return rowCount === 1
}

/** Which of these companies the caller reaches. */
export async function selectCompanies(scope: Scope, ids: readonly number[]): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>('select id from company_names where id = any ($1)', [
    ids,
  ])
  return rows.map(({ id }) => id)
}
