import type { Transaction } from '../../../platform/database/index.ts'

export interface SessionRow {
  id: number
  user_id: number
  created_at: string
  last_seen_at: string
  expires_at: string
  absolute_expires_at: string
  active_company_id: number | null
  restriction: string | null
  confirmed_at: string
}

const columns = [
  'id',
  'user_id',
  'created_at',
  'last_seen_at',
  'expires_at',
  'absolute_expires_at',
  'active_company_id',
  'restriction',
  'confirmed_at',
] as const

export interface NewSession {
  user_id: number
  token_hash: Buffer
  device_id: number
  remember: boolean
  ip: string | null
  user_agent: string | null
  expires_at: Date
  absolute_expires_at: Date
}

export function insertSession(tx: Transaction, session: NewSession): Promise<SessionRow> {
  return tx.queries.insertInto('sessions').values(session).returning(columns).executeTakeFirstOrThrow()
}

export function findSession(tx: Transaction, id: number): Promise<SessionRow | undefined> {
  return tx.queries
    .selectFrom('sessions')
    .select(columns)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
}

/** Keeps the most recently seen live sessions of a person and gives the ids of those that had to go. */
export async function revokeBeyond(tx: Transaction, userId: number, kept: number): Promise<number[]> {
  const { rows } = await tx.run<{ id: number }>(
    `update sessions set revoked_at = now(), revoked_reason = 'too_many_sessions' where id in (
       select id from sessions where user_id = $1 and revoked_at is null and expires_at > now()
       order by last_seen_at desc, id offset $2) returning id`,
    [userId, kept],
  )
  return rows.map(({ id }) => id)
}

/** Ends the live session with this token; nothing when there is none. */
export function revokeByHash(tx: Transaction, tokenHash: Buffer, reason: string) {
  return tx.queries
    .updateTable('sessions')
    .set({ revoked_at: new Date(), revoked_reason: reason })
    .where('token_hash', '=', tokenHash)
    .where('revoked_at', 'is', null)
    .returning(['id', 'user_id'])
    .executeTakeFirst()
}

export async function revokeOfUser(
  tx: Transaction,
  userId: number,
  reason: string,
  except: number | null,
): Promise<number[]> {
  const rows = await tx.queries
    .updateTable('sessions')
    .set({ revoked_at: new Date(), revoked_reason: reason })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .$if(except !== null, (query) => query.where('id', '!=', except))
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** A new token in the same session, confirmed now. Nothing when the old token has been replaced meanwhile. */
export async function rotateSession(
  tx: Transaction,
  session: { id: number; hash: Buffer },
  tokenHash: Buffer,
): Promise<{ confirmed_at: string; max_age: number } | undefined> {
  const { rows } = await tx.run<{ confirmed_at: string; max_age: number }>(
    `update sessions set token_hash = $3, confirmed_at = now() where id = $1 and token_hash = $2
       and revoked_at is null and expires_at > now()
     returning confirmed_at, extract(epoch from expires_at - now())::int as max_age`,
    [session.id, session.hash, tokenHash],
  )
  return rows[0]
}

/** Moves the end of a session on; seconds from now to it. Nothing when another request did so just now. */
export async function slide(
  tx: Transaction,
  sessionId: number,
  idleSeconds: number,
): Promise<number | undefined> {
  const { rows } = await tx.run<{ max_age: number }>(
    `update sessions set last_seen_at = now(),
       expires_at = least(now() + make_interval(secs => $2::int), absolute_expires_at)
     where id = $1 and revoked_at is null and last_seen_at < now() - interval '5 minutes'
     returning extract(epoch from expires_at - now())::int as max_age`,
    [sessionId, idleSeconds],
  )
  return rows[0]?.max_age
}

export async function updateCompany(tx: Transaction, sessionId: number, companyId: number): Promise<void> {
  await tx.queries
    .updateTable('sessions')
    .set({ active_company_id: companyId })
    .where('id', '=', sessionId)
    .execute()
}

/** The browser from which a person signs in: seen again, or known from now on. */
export async function keepDevice(
  tx: Transaction,
  device: { user_id: number; token_hash: Buffer; user_agent: string | null; last_ip: string | null },
): Promise<number> {
  const { id } = await tx.queries
    .insertInto('devices')
    .values(device)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'token_hash']).doUpdateSet({
        last_seen_at: new Date(),
        user_agent: device.user_agent,
        last_ip: device.last_ip,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
