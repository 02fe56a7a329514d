import { type SqlBool, sql } from 'kysely'
import type { Cursor, Transaction } from '../../../platform/database/index.ts'
import type { EndedSession } from './session.queries.ts'

export interface OwnSessionRow {
  id: number
  device_id: number | null
  device_name: string | null
  user_agent: string | null
  ip: string | null
  factors: string[]
  created_at: string
  last_seen_at: string
  expires_at: string
  impersonator_id: number | null
  impersonator_name: string | null
  order_key: string
}

const columns = sql`s.id, s.device_id, d.name as device_name, s.user_agent, host(s.ip) as ip, s.factors, s.created_at,
  s.last_seen_at, s.expires_at, s.impersonator_id, s.last_seen_at::text as order_key,
  coalesce(nullif(trim(i.first_name || ' ' || i.last_name), ''), i.email) as impersonator_name`

/** Live sessions of a person, the last seen first; those that a sibling site holds are not among them. */
export async function selectSessions(
  tx: Transaction,
  userId: number,
  limit: number,
  after: Cursor | null,
): Promise<OwnSessionRow[]> {
  const start = after
    ? sql<SqlBool>`and (s.last_seen_at, s.id) < (${after.values[0]}::timestamptz, ${after.id})`
    : sql``
  const { rows } = await sql<OwnSessionRow>`
    select ${columns} from sessions s left join devices d on d.id = s.device_id left join users i on i.id = s.impersonator_id
    where s.user_id = ${userId} and s.revoked_at is null and s.expires_at > now() and s.absolute_expires_at > now() ${start}
    order by s.last_seen_at desc, s.id desc limit ${limit + 1}`.execute(tx.queries)
  return rows
}

export async function selectSession(
  tx: Transaction,
  userId: number,
  id: number,
): Promise<OwnSessionRow | undefined> {
  const { rows } = await sql<OwnSessionRow>`
    select ${columns} from sessions s left join devices d on d.id = s.device_id left join users i on i.id = s.impersonator_id
    where s.id = ${id} and s.user_id = ${userId} and s.revoked_at is null and s.expires_at > now()`.execute(
    tx.queries,
  )
  return rows[0]
}

export async function nameDevice(tx: Transaction, deviceId: number, name: string | null): Promise<void> {
  await tx.queries.updateTable('devices').set({ name }).where('id', '=', deviceId).execute()
}

/** Ends one live session of this person, and those in which they act as somebody else from there. */
export async function revokeOne(
  tx: Transaction,
  userId: number,
  id: number,
  reason: string,
): Promise<EndedSession[]> {
  const { rows } = await tx.run<EndedSession & Record<string, unknown>>(
    `update sessions set revoked_at = now(), revoked_reason = $3 where revoked_at is null
       and ((id = $2 and user_id = $1) or (parent_session_id = $2 and impersonator_id = $1))
     returning id, user_id, impersonator_id`,
    [userId, id, reason],
  )
  return rows
}

export interface AccountEventRow {
  id: number
  type: string
  actor_kind: string
  actor_id: number | null
  impersonator_id: number | null
  reason: string | null
  ip: string | null
  user_agent: string | null
  created_at: string
}

/** What happened to a person's sign-in, done by them or to them; newest first. Two walks along an index, merged. */
export async function selectAccountEvents(
  tx: Transaction,
  asked: { user_id: number; types: readonly string[]; limit: number; before: number | null },
): Promise<AccountEventRow[]> {
  const { user_id, types, limit, before } = asked
  const shown = sql`id, type, actor_kind, actor_id, impersonator_id, data->>'reason' as reason, ip, user_agent, created_at`
  const rest = sql`type = any (${[...types]}::text[]) and (${before}::bigint is null or id < ${before})
    order by id desc limit ${limit + 1}`
  const { rows } = await sql<AccountEventRow>`select * from (
      (select ${shown} from sign_in_events where subject_type = 'user' and subject_id = ${user_id} and ${rest})
      union
      (select ${shown} from sign_in_events where actor_kind = 'user' and actor_id = ${user_id}
        and subject_type <> 'user' and ${rest})) both_walks
    order by id desc limit ${limit + 1}`.execute(tx.queries)
  return rows
}
