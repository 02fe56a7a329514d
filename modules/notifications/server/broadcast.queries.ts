import { notFound } from '../../../platform/contract/problems.ts'
import type { Cursor, Scope } from '../../../platform/database/index.ts'
import type { Broadcast } from '../contract.ts'
import { searchTextOf, type WireRow, wireColumns } from './notification.queries.ts'

export interface BroadcastRow {
  id: number
  audience: 'user' | 'email' | 'company' | 'provider' | 'everyone'
  event_type: string
  message: string
  metadata: Record<string, unknown>
  severity: 'info' | 'success' | 'warning' | 'critical'
  is_banner: boolean
  starts_at: string | null
  ends_at: string | null
  withdrawn_at: string | null
}

const states = {
  active: `n.withdrawn_at is null and (n.starts_at is null or n.starts_at <= now()) and (n.ends_at is null or n.ends_at > now())`,
  planned: 'n.withdrawn_at is null and n.starts_at > now()',
  over: '(n.withdrawn_at is not null or n.ends_at <= now())',
} as const

/** Messages to many, newest first. */
export async function selectBroadcasts(
  scope: Scope,
  { state, from, limit }: { state?: keyof typeof states | undefined; from: Cursor | null; limit: number },
) {
  const where = state ? `and ${states[state]}` : ''
  const { rows } = await scope.tx.run<Broadcast & Record<string, unknown>>(
    `select n.id, n.event_type, n.audience, n.company_id,
       (select c.name from company_names c where c.id = n.company_id) as company_name, n.message, n.link, n.severity,
       n.is_banner, n.starts_at, n.ends_at, n.withdrawn_at,
       (select coalesce(p.display_name, p.email) from people p where p.id = n.created_by_user_id) as created_by_name,
       n.created_at, (select count(*)::int from notification_reads r where r.notification_id = n.id) as read_count
     from notifications n where n.audience in ('company', 'provider', 'everyone')
       and ($1::bigint is null or n.id < $1::bigint) ${where} order by n.id desc limit $2`,
    [from?.id ?? null, limit],
  )
  return rows
}

/** Any message by its id, locked where it is to be changed; only for work of the house. */
export async function selectBroadcast(
  scope: Scope,
  id: number,
  lock: '' | 'for update',
): Promise<BroadcastRow | undefined> {
  const { rows } = await scope.tx.run<BroadcastRow & Record<string, unknown>>(
    `select id, audience, event_type, message, metadata, severity, is_banner, starts_at, ends_at, withdrawn_at
     from notifications where id = $1::bigint ${lock}`,
    [id],
  )
  return rows[0]
}

export async function updateBroadcast(
  scope: Scope,
  { id, message, metadata, severity, starts_at, ends_at }: BroadcastRow,
): Promise<void> {
  await scope.tx.run(
    `update notifications set message = $2, search_text = $3, severity = $4, starts_at = $5, ends_at = $6
     where id = $1::bigint`,
    [id, message, searchTextOf({ message, metadata }), severity, starts_at, ends_at],
  )
}

/** What waits for the beginning of a message waits for the new one; quiet hours are kept. */
export async function moveBeginning(scope: Scope, id: number, startsAt: string | null): Promise<void> {
  await scope.tx.run(
    `update notification_deliveries set due_at = greatest(now(), $2::timestamptz, case when is_held then due_at end)
     where notification_id = $1::bigint and status = 'scheduled'`,
    [id, startsAt],
  )
}

/** Whether something that many see, or a banner, began to be shown within the last two minutes. */
export async function hasJustBegun(scope: Scope): Promise<boolean> {
  const { rows } = await scope.tx.run<{ begun: boolean }>(
    `select exists (select from notifications where (audience in ('company', 'provider', 'everyone') or is_banner)
       and withdrawn_at is null and starts_at > now() - interval '2 minutes' and starts_at <= now()) as begun`,
  )
  return rows[0]?.begun ?? false
}

export async function withdrawBroadcast(scope: Scope, id: number): Promise<void> {
  await scope.tx.run(
    `with gone as (update notification_deliveries set status = 'cancelled', reason = 'withdrawn'
       where notification_id = $1::bigint and status = 'scheduled')
     update notifications set withdrawn_at = now() where id = $1::bigint`,
    [id],
  )
}

export interface Reader {
  id: number
  user_id: number
  name: string
  read_at: string
}

export async function selectReaders(scope: Scope, id: number, from: Cursor | null, limit: number) {
  const { rows } = await scope.tx.run<Reader & Record<string, unknown>>(
    `select r.user_id as id, r.user_id, coalesce((select coalesce(p.display_name, p.email) from people p
       where p.id = r.user_id), '') as name, r.read_at
     from notification_reads r where r.notification_id = $1::bigint and ($2::bigint is null or r.user_id > $2::bigint)
     order by r.user_id limit $3`,
    [id, from?.id ?? null, limit],
  )
  return rows
}

export async function countReaders(scope: Scope, id: number) {
  const { rows } = await scope.tx.run<{ read_count: number; audience_count: number }>(
    `select (select count(*)::int from notification_reads r where r.notification_id = $1::bigint) as read_count,
       (select count(*)::int from notification_audience($1::bigint, 0, 1000000)) as audience_count`,
    [id],
  )
  return rows[0] ?? { read_count: 0, audience_count: 0 }
}

export async function readBroadcast(scope: Scope, id: number): Promise<WireRow> {
  const { rows } = await scope.tx.run<WireRow>(
    `select ${wireColumns('r.read_at')} from notifications n
     left join notification_reads r on r.notification_id = n.id and r.user_id = $2::bigint where n.id = $1::bigint`,
    [id, scope.user_id],
  )
  const [row] = rows
  if (!row) throw notFound()
  return row
}

/** A message as it stands, to whomever it went; nobody has read it yet. Only for work of the house. */
export async function readPublished(scope: Scope, id: number): Promise<WireRow> {
  const { rows } = await scope.tx.run<WireRow>(
    `select ${wireColumns('null::timestamptz')} from notifications n where n.id = $1::bigint`,
    [id],
  )
  const [row] = rows
  if (!row) throw notFound()
  return row
}

/** What its deliveries need to know. */
export async function selectBroadcastFacts(scope: Scope, id: number) {
  const { rows } = await scope.tx.run<
    Pick<BroadcastRow, 'event_type' | 'severity' | 'starts_at' | 'withdrawn_at'> & {
      company_id: number | null
    }
  >(
    'select event_type, severity, starts_at, withdrawn_at, company_id from notifications where id = $1::bigint',
    [id],
  )
  return rows[0]
}
