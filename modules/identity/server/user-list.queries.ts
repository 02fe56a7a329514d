import { type SqlBool, sql } from 'kysely'
import type { Cursor, Transaction } from '../../../platform/database/index.ts'

export interface UserRow {
  id: number
  email: string
  email_key: string
  first_name: string
  last_name: string
  status: 'invited' | 'active' | 'disabled' | 'erasing' | 'erased'
  is_super_admin: boolean
  second_factor: boolean
  must_change_password: boolean
  email_verified_at: string | null
  last_login_at: string | null
  created_at: string
}

export interface UserFilters {
  q?: string | undefined
  status?: UserRow['status'][] | undefined
  super_admin?: boolean | undefined
  second_factor?: 'yes' | 'no' | undefined
  /** Only these people, or all but these. */
  among?: { ids: readonly number[]; inside: boolean } | undefined
}

export type UserOrder =
  | '-created_at'
  | 'created_at'
  | 'last_name'
  | '-last_name'
  | '-last_login_at'
  | 'last_login_at'

const hasSecondFactor = sql<boolean>`has_second_factor(u.id)`

const columns = sql`u.id, u.email, u.email_key, u.first_name, u.last_name, u.status, u.is_super_admin,
  ${hasSecondFactor} as second_factor, u.must_change_password, u.email_verified_at, u.last_login_at, u.created_at`

/** Each order is a not-null tuple that an index serves; who never signed in comes last or first as a whole. */
const orders = {
  created_at: { keys: ['u.created_at'], casts: ['timestamptz'] },
  last_name: { keys: ['u.last_name', 'u.first_name'], casts: ['text', 'text'] },
  last_login_at: { keys: ["coalesce(u.last_login_at, '-infinity')"], casts: ['timestamptz'] },
} as const

type Column = keyof typeof orders
const columnOf = (order: UserOrder) => order.replace('-', '') as Column

/** How many values a cursor of this order holds. */
export const keysOf = (order: UserOrder): number => orders[columnOf(order)].keys.length

export async function selectUsers(
  tx: Transaction,
  filters: UserFilters,
  walk: { sort: UserOrder; limit: number; after: Cursor | null },
): Promise<(UserRow & { order_keys: string[] })[]> {
  const { keys, casts } = orders[columnOf(walk.sort)]
  const down = walk.sort.startsWith('-')
  const direction = down ? sql`desc` : sql`asc`
  const columnsOfOrder = [...keys.map((key) => sql.raw(key)), sql`u.id`]
  const conditions = conditionsOf(filters)
  if (walk.after) {
    const values = casts.map((cast, at) => sql`${walk.after?.values[at]}::${sql.raw(cast)}`)
    const start = sql.join([...values, sql`${walk.after.id}::bigint`])
    conditions.push(sql<SqlBool>`(${sql.join(columnsOfOrder)}) ${down ? sql`<` : sql`>`} (${start})`)
  }
  const { rows } = await sql<UserRow & { order_keys: string[] }>`
    select ${columns}, array[${sql.join(keys.map((key) => sql.raw(`(${key})::text`)))}] as order_keys from users u
    where ${sql.join(conditions, sql` and `)}
    order by ${sql.join(columnsOfOrder.map((column) => sql`${column} ${direction}`))} limit ${walk.limit + 1}`.execute(
    tx.queries,
  )
  return rows
}

export const countCap = 10_000

export async function countUsers(tx: Transaction, filters: UserFilters): Promise<number> {
  const { rows } = await sql<{ total: number }>`select count(*)::int as total from (
    select from users u where ${sql.join(conditionsOf(filters), sql` and `)} limit ${countCap + 1}) counted`.execute(
    tx.queries,
  )
  return rows[0]?.total ?? 0
}

function conditionsOf({ q, status, super_admin, second_factor, among }: UserFilters) {
  const conditions = [sql<SqlBool>`true`]
  for (const word of wordsOf(q))
    conditions.push(sql`(u.email_key || ' ' || lower(u.first_name || ' ' || u.last_name)) like ${word}`)
  if (status) conditions.push(sql`u.status = any (${status}::text[])`)
  else conditions.push(sql`u.status <> 'erased'`)
  if (super_admin !== undefined) conditions.push(sql`u.is_super_admin = ${super_admin}`)
  if (second_factor) conditions.push(sql`${hasSecondFactor} = ${second_factor === 'yes'}`)
  if (among) conditions.push(sql`(u.id = any (${[...among.ids]}::bigint[])) = ${among.inside}`)
  return conditions
}

/** Up to ten words, each anywhere in names and address; `%`, `_` and `\` are text. */
const wordsOf = (q = '') =>
  q
    .normalize('NFC')
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 10)
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

export async function selectUser(tx: Transaction, id: number): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`select ${columns} from users u where u.id = ${id}`.execute(tx.queries)
  return rows[0]
}

export interface UserFacts {
  mobile_phone: string | null
  time_zone: string | null
  locale: string | null
  password_changed_at: string | null
  disabled_at: string | null
  disabled_reason: string | null
  erase_after: string | null
  second_factor_due_at: string | null
  sessions: number
  devices: number
  api_keys: number
}

export async function selectFacts(tx: Transaction, id: number): Promise<UserFacts | undefined> {
  const { rows } = await sql<UserFacts>`
    select u.mobile_phone, u.time_zone, u.locale, u.password_changed_at, u.disabled_at, u.disabled_reason,
      case when u.status = 'erasing' then u.erase_after end as erase_after,
      case when not has_second_factor(u.id) then u.second_factor_due_at end as second_factor_due_at,
      (select count(*)::int from live_sessions s where s.user_id = u.id) as sessions,
      (select count(*)::int from devices d where d.user_id = u.id) as devices,
      (select count(*)::int from live_api_keys k where k.user_id = u.id) as api_keys
    from users u where u.id = ${id}`.execute(tx.queries)
  return rows[0]
}

export interface BlockRow {
  identifier_hash: Buffer
  kind: 'password' | 'second_factor'
  known_device: boolean
  failures: number
  blocked_until: string
}

/** Pauses that still last, of these addresses. */
export async function selectBlocks(tx: Transaction, identifiers: readonly Buffer[]): Promise<BlockRow[]> {
  if (identifiers.length === 0) return []
  const { rows } = await sql<BlockRow>`
    select identifier_hash, kind, device_hash <> decode(repeat('00', 32), 'hex') as known_device, failures, blocked_until
    from login_failures where identifier_hash = any (${[...identifiers]}::bytea[]) and blocked_until > now()
    order by blocked_until desc`.execute(tx.queries)
  return rows
}

/** Whoever could be blocked now: a pause of at most a day begins with an event. */
export async function selectMaybeBlocked(tx: Transaction): Promise<{ id: number; email_key: string }[]> {
  const { rows } = await sql<{ id: number; email_key: string }>`
    select u.id, u.email_key from users u where u.id in (select e.subject_id from sign_in_events e
      where e.type = 'login.blocked' and e.created_at > now() - interval '25 hours') limit 5000`.execute(
    tx.queries,
  )
  return rows
}
