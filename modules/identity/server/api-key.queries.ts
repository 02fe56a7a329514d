import { sql } from 'kysely'
import type { Cursor, Transaction } from '../../../platform/database/index.ts'

export interface ApiKeyRow {
  id: number
  description: string
  preview: string
  user_id: number
  company_id: number | null
  scopes: string[]
  read_only: boolean
  expires_at: string | null
  expired: boolean
  usage_count: number
  last_used_at: string | null
  created_at: string
}

const isExpired = sql<boolean>`expires_at is not null and expires_at <= now()`
const columns = [
  'id',
  'description',
  'preview',
  'user_id',
  'company_id',
  'scopes',
  'read_only',
  'expires_at',
  'usage_count',
  'last_used_at',
  'created_at',
] as const

export interface KeyFilter {
  /** Null: everybody's. */
  user_id: number | null
  include_expired: boolean
}

/** Newest first; one more than `limit`, with the exact time for the cursor. */
export function selectKeys(tx: Transaction, filter: KeyFilter, limit: number, after: Cursor | null) {
  let query = tx.queries
    .selectFrom('api_keys')
    .select(columns)
    .select([isExpired.as('expired'), sql<string>`created_at::text`.as('created_at_text')])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit + 1)
  if (filter.user_id !== null) query = query.where('user_id', '=', filter.user_id)
  if (!filter.include_expired) query = query.where(sql<boolean>`(expires_at is null or expires_at > now())`)
  if (after) {
    const time = sql`${after.values[0] ?? ''}::timestamptz`
    query = query.where(sql<boolean>`(created_at < ${time} or (created_at = ${time} and id > ${after.id}))`)
  }
  return query.execute()
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
  expires_at: string | Date
}

export function insertKey(tx: Transaction, key: NewApiKey): Promise<ApiKeyRow> {
  return tx.queries
    .insertInto('api_keys')
    .values(key)
    .returning(columns)
    .returning(isExpired.as('expired'))
    .executeTakeFirstOrThrow()
}

/** Deletes a key, of this person or of anybody; gives back what it was. */
export function deleteKey(tx: Transaction, id: number, userId: number | null) {
  return tx.queries
    .deleteFrom('api_keys')
    .where('id', '=', id)
    .$if(userId !== null, (query) => query.where('user_id', '=', userId ?? 0))
    .returning(columns)
    .executeTakeFirst()
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

export interface KeyUse {
  id: number
  count: number
  at: Date
}

export async function addUses(tx: Transaction, uses: KeyUse[]): Promise<void> {
  await tx.run(
    `update api_keys k set usage_count = k.usage_count + u.count, last_used_at = greatest(k.last_used_at, u.at)
     from unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) as u (id, count, at) where k.id = u.id`,
    [uses.map(({ id }) => id), uses.map(({ count }) => count), uses.map(({ at }) => at.toISOString())],
  )
}
