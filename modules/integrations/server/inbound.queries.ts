import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { InboundDelivery, InboundWebhook } from '../contract.ts'

const columns = `w.id, w.company_id, c.name as company_name, w.name, w.slug, w.token_prefix,
  case when w.previous_token_until > now() then w.previous_token_until end as previous_token_until, w.verification,
  w.signature_header, w.secret_encrypted is not null as has_secret, w.allowed_networks::text[] as allowed_networks,
  w.dedupe_header, w.mapping, w.paused_at, w.last_received_at, w.version, w.created_at, w.updated_at`
const from = 'inbound_webhooks w left join company_names c on c.id = w.company_id'

export async function selectInbound(
  scope: Scope,
  asked: { q?: string | undefined; limit: number },
  after: Cursor | null,
) {
  const values: unknown[] = []
  const put = (value: unknown) => `$${values.push(value)}`
  const conditions = ['true']
  if (asked.q) {
    const part = put(`%${asked.q.replace(/[\\%_]/g, '\\$&')}%`)
    conditions.push(`(w.name ilike ${part} or w.slug ilike ${part})`)
  }
  if (after) conditions.push(`(lower(w.name), w.id) > (${put(after.values[0])}, ${put(after.id)}::bigint)`)
  const { rows } = await scope.tx.run<InboundWebhook & { sort_text: string; [column: string]: unknown }>(
    `select ${columns}, lower(w.name) as sort_text from ${from} where ${conditions.join(' and ')}
     order by lower(w.name), w.id limit ${put(asked.limit + 1)}`,
    values,
  )
  return rows
}

export async function findInbound(scope: Scope, id: number): Promise<InboundWebhook | undefined> {
  const { rows } = await scope.tx.run<InboundWebhook & Record<string, unknown>>(
    `select ${columns} from ${from} where w.id = $1`,
    [id],
  )
  return rows[0]
}

export async function lockInbound(scope: Scope, id: number): Promise<boolean> {
  const { rowCount } = await scope.tx.run('select from inbound_webhooks where id = $1 for update', [id])
  return rowCount === 1
}

export interface InboundValues {
  company_id?: number | null | undefined
  name?: string | undefined
  slug?: string | undefined
  verification?: string | undefined
  signature_header?: string | null | undefined
  secret_encrypted?: Buffer | null
  secret_key_id?: string | null
  allowed_networks?: string[] | undefined
  dedupe_header?: string | null | undefined
  mapping?: string
  paused_at?: Date | null
}

const definedIn = (values: InboundValues) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

export async function insertInbound(
  scope: Scope,
  values: InboundValues & { token_hash: Buffer; token_prefix: string },
): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('inbound_webhooks')
    .values(definedIn(values) as never)
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function updateInbound(scope: Scope, id: number, values: InboundValues): Promise<void> {
  await scope.tx.queries
    .updateTable('inbound_webhooks')
    .set(({ eb }) => ({
      ...(definedIn(values) as object),
      version: eb('version', '+', 1),
      updated_at: new Date(),
    }))
    .where('id', '=', id)
    .execute()
}

/** The address before works for 24 hours more; until when. */
export async function rotateToken(scope: Scope, id: number, hash: Buffer, prefix: string): Promise<string> {
  const { rows } = await scope.tx.run<{ until: string }>(
    `update inbound_webhooks set previous_token_hash = token_hash, previous_token_until = now() + interval '24 hours',
       token_hash = $2, token_prefix = $3, version = version + 1, updated_at = now()
     where id = $1 returning previous_token_until as until`,
    [id, hash, prefix],
  )
  return rows[0]?.until ?? ''
}

export async function deleteInbound(scope: Scope, id: number): Promise<void> {
  await scope.tx.run('delete from inbound_webhooks where id = $1', [id])
}

export interface Receiving {
  id: number
  company_id: number | null
  slug: string
  verification: InboundWebhook['verification']
  signature_header: string | null
  secret_encrypted: Buffer | null
  secret_key_id: string | null
  allowed_networks: string[]
  dedupe_header: string | null
  mapping: Record<string, string>
}

/** Whose address this is; none while it is paused. */
export async function findByToken(scope: Scope, hash: Buffer): Promise<Receiving | undefined> {
  const { rows } = await scope.tx.run<Receiving & Record<string, unknown>>(
    `select id, company_id, slug, verification, signature_header, secret_encrypted, secret_key_id,
       allowed_networks::text[] as allowed_networks, dedupe_header, mapping
     from inbound_webhooks
     where (token_hash = $1 or (previous_token_hash = $1 and previous_token_until > now())) and paused_at is null`,
    [hash],
  )
  return rows[0]
}

export interface Arrived {
  remote_ip: string
  content_type: string
  headers: Record<string, string>
  body: Buffer
  dedupe_key: string | null
}

/** Keeps what arrived; null for an accepted one that had arrived before. */
export async function insertArrived(
  scope: Scope,
  webhookId: number,
  arrived: Arrived,
  outcome: 'accepted' | 'duplicate' | 'rejected',
  reason: string | null = null,
): Promise<number | null> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `with told as (update inbound_webhooks set last_received_at = now() where id = $1)
     insert into inbound_deliveries (inbound_webhook_id, remote_ip, content_type, headers, body, outcome, reason, dedupe_key)
     values ($1, nullif($2, '')::inet, $3, $4, $5, $6, $7, $8)
     on conflict (inbound_webhook_id, dedupe_key) where outcome = 'accepted' and dedupe_key is not null do nothing
     returning id`,
    [
      webhookId,
      arrived.remote_ip,
      arrived.content_type.slice(0, 100),
      JSON.stringify(arrived.headers),
      arrived.body,
      outcome,
      reason,
      arrived.dedupe_key,
    ],
  )
  return rows[0]?.id ?? null
}

export async function nameEvent(scope: Scope, id: number, eventId: number): Promise<void> {
  await scope.tx.run('update inbound_deliveries set event_id = $2 where id = $1', [id, eventId])
}

/** The accepted one with this key. */
export async function findAccepted(scope: Scope, webhookId: number, key: string): Promise<number | null> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `select id from inbound_deliveries where inbound_webhook_id = $1 and dedupe_key = $2 and outcome = 'accepted'`,
    [webhookId, key],
  )
  return rows[0]?.id ?? null
}

export async function selectArrived(
  scope: Scope,
  webhookId: number,
  asked: { outcome?: string | undefined; limit: number },
  after: Cursor | null,
) {
  const { rows } = await scope.tx.run<InboundDelivery & Record<string, unknown>>(
    `select id, received_at, host(remote_ip) as remote_ip, content_type, outcome, reason, dedupe_key, event_id
     from inbound_deliveries where inbound_webhook_id = $1 and ($2::bigint is null or id < $2)
       and ($3::text is null or outcome = $3) order by id desc limit $4`,
    [webhookId, after?.id ?? null, asked.outcome ?? null, asked.limit + 1],
  )
  return rows
}

export async function findArrived(scope: Scope, webhookId: number, id: number) {
  const { rows } = await scope.tx.run<
    InboundDelivery & { headers: Record<string, string>; body: Buffer | null; [column: string]: unknown }
  >(
    `select id, received_at, host(remote_ip) as remote_ip, content_type, outcome, reason, dedupe_key, event_id, headers, body
     from inbound_deliveries where inbound_webhook_id = $1 and id = $2`,
    [webhookId, id],
  )
  return rows[0]
}
