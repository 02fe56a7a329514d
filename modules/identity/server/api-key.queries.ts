import { sql } from 'kysely'
import type { Cursor, Transaction } from '../../../platform/database/index.ts'
import { pageSql, partOf, type WalkOrder } from './walk.queries.ts'

export interface KeyUse {
  ip: string
  usage_count: number
  last_used_at: string
}

export interface ApiKeyRow {
  id: number
  description: string
  preview: string
  user_id: number
  user: { id: number; name: string; email: string }
  company_id: number | null
  scopes: string[]
  read_only: boolean
  allowed_ips: string[]
  expires_at: string | null
  expired: boolean
  rotated_to_id: number | null
  usage_count: number
  last_used_at: string | null
  created_at: string
  usage: KeyUse[]
}

/** `$1`: how many addresses to show. */
const columns = `k.id, k.description, k.preview, k.user_id,
  jsonb_build_object('id', u.id, 'name', trim(u.first_name || ' ' || u.last_name), 'email', u.email) as "user",
  k.company_id, k.scopes, k.read_only, k.allowed_ips::text[] as allowed_ips, k.expires_at,
  (k.expires_at is not null and k.expires_at <= now()) as expired, k.rotated_to_id, k.usage_count, k.last_used_at, k.created_at,
  coalesce((select jsonb_agg(jsonb_build_object('ip', host(x.ip), 'usage_count', x.usage_count, 'last_used_at',
      to_char(x.last_used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by x.last_used_at desc, x.ip)
    from (select a.ip, a.usage_count, a.last_used_at from api_key_usage a where a.api_key_id = k.id
      order by a.last_used_at desc limit $1::int) x), '[]') as usage`

/** Each has an index of its own; "never" is the end of time, or before its beginning. */
export const keyOrders: Record<string, Omit<WalkOrder, 'descending'>> = {
  created_at: { expression: 'k.created_at', type: 'timestamptz' },
  description: { expression: 'lower(k.description)', type: 'text' },
  expires_at: { expression: `coalesce(k.expires_at, 'infinity'::timestamptz)`, type: 'timestamptz' },
  usage_count: { expression: 'k.usage_count', type: 'bigint' },
  last_used_at: { expression: `coalesce(k.last_used_at, '-infinity'::timestamptz)`, type: 'timestamptz' },
}

export interface KeyFilter {
  /** Null: everybody's. */
  user_id: number | null
  include_expired: boolean
  /** Part of description, preview, or the owner's name or address. */
  q: string | null
}

/** One more than `limit`, with the order's value as PostgreSQL's own text for the cursor. */
export async function selectKeys(
  tx: Transaction,
  filter: KeyFilter,
  page: { order: WalkOrder; after: Cursor | null; limit: number },
) {
  const values: unknown[] = [20]
  const conditions: string[] = []
  if (filter.user_id !== null) conditions.push(`k.user_id = $${values.push(filter.user_id)}`)
  if (!filter.include_expired) conditions.push('(k.expires_at is null or k.expires_at > now())')
  if (filter.q !== null) {
    const part = `$${values.push(partOf(filter.q))}`
    conditions.push(`(k.description ilike ${part} or k.preview ilike ${part} or u.email_key ilike ${part}
      or u.first_name || ' ' || u.last_name ilike ${part})`)
  }
  const end = pageSql(conditions, values, { ...page, id: 'k.id' })
  const { rows } = await tx.run<ApiKeyRow & { sort_text: string }>(
    `select ${columns}, (${page.order.expression})::text as sort_text
     from api_keys k join users u on u.id = k.user_id ${end}`,
    values,
  )
  return rows
}

/** A key of this person, or of anybody (null), with its uses. */
export async function findKey(
  tx: Transaction,
  id: number,
  userId: number | null,
): Promise<ApiKeyRow | undefined> {
  const { rows } = await tx.run<ApiKeyRow & Record<string, unknown>>(
    `select ${columns} from api_keys k join users u on u.id = k.user_id
     where k.id = $2 and ($3::bigint is null or k.user_id = $3)`,
    [500, id, userId],
  )
  return rows[0]
}

export async function countLive(tx: Transaction, userId: number): Promise<number> {
  const { rows } = await tx.run<{ live: number }>(
    'select count(*)::int as live from api_keys where user_id = $1 and (expires_at is null or expires_at > now())',
    [userId],
  )
  return rows[0]?.live ?? 0
}

export interface NewApiKey {
  user_id: number
  company_id: number | null
  description: string
  preview: string
  token_hash: Buffer
  pepper_id: string
  scopes: string[]
  read_only: boolean
  allowed_ips: string[]
  expires_at: string | Date | null
}

const networks = (list: string[]) =>
  sql<string[]>`array(select network(one::inet) from unnest(${list}::text[]) one)`

export async function insertKey(tx: Transaction, key: NewApiKey): Promise<number> {
  const { id } = await tx.queries
    .insertInto('api_keys')
    .values({ ...key, allowed_ips: networks(key.allowed_ips) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export interface KeyChanges {
  description?: string | undefined
  allowed_ips?: string[] | undefined
  expires_at?: string | undefined
}

export async function updateKey(tx: Transaction, id: number, changes: KeyChanges): Promise<void> {
  const { description, allowed_ips, expires_at } = changes
  await tx.queries
    .updateTable('api_keys')
    .set({
      ...(description !== undefined && { description }),
      ...(allowed_ips !== undefined && { allowed_ips: networks(allowed_ips) }),
      ...(expires_at !== undefined && { expires_at }),
    })
    .where('id', '=', id)
    .execute()
}

/** Ends the old key so many seconds from now, unless it ends before; false when it was replaced already. */
export async function replaceKey(
  tx: Transaction,
  id: number,
  newId: number,
  overlapSeconds: number,
): Promise<boolean> {
  const { rowCount } = await tx.run(
    `update api_keys set rotated_to_id = $2, expires_at = least(expires_at, now() + make_interval(secs => $3))
     where id = $1 and rotated_to_id is null`,
    [id, newId, overlapSeconds],
  )
  return rowCount === 1
}

/** Deletes a key; its uses go with it. False when somebody else was first. */
export async function deleteKey(tx: Transaction, id: number): Promise<boolean> {
  const { rowCount } = await tx.run('delete from api_keys where id = $1', [id])
  return rowCount === 1
}

/**
 * Which of these permissions a key would give: asked of the function that the door asks when the key comes in. The
 * company is null when the person may not work in it.
 */
export async function selectHeld(
  tx: Transaction,
  owner: { user_id: number; is_super_admin: boolean; company_id: number | null },
  permissions: string[],
): Promise<{ company_id: number | null; held: string[] }> {
  const { rows } = await tx.run<{ company_id: number | null; held: string[] }>(
    `select (scope_of($1, $2, $3, array['person'])).company_id as company_id,
       array(select p from unnest($4::text[]) p
         where (scope_of($1, $2, $3, array['provider:' || p, 'member:' || p])).granted like '%:%') as held`,
    [owner.user_id, owner.is_super_admin, owner.company_id, permissions],
  )
  return rows[0] ?? { company_id: null, held: [] }
}

/** Keys that end within so many days and live longer than that; told once each (the mail's own key). */
export async function selectEnding(tx: Transaction, days: number, afterId: number) {
  const { rows } = await tx.run<{
    id: number
    description: string
    preview: string
    expires_at: string
    email: string
    first_name: string
    locale: string | null
  }>(
    `select k.id, k.description, k.preview, k.expires_at, u.email, u.first_name, u.locale from api_keys k join users u on u.id = k.user_id
     where k.id > $2 and k.rotated_to_id is null and u.status = 'active' and k.created_at < k.expires_at - make_interval(days => $1)
       and coalesce(k.expires_at, 'infinity'::timestamptz) > now()
       and coalesce(k.expires_at, 'infinity'::timestamptz) <= now() + make_interval(days => $1)
     order by k.id limit 200`,
    [days, afterId],
  )
  return rows
}
