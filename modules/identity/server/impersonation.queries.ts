import type { Transaction } from '../../../platform/database/index.ts'

/** The administrator's own session waits: its token is dead until it returns under a new one. */
export async function parkSession(
  tx: Transaction,
  session: { id: number; hash: Buffer },
  unknownHash: Buffer,
): Promise<boolean> {
  const row = await tx.queries
    .updateTable('sessions')
    .set({ token_hash: unknownHash })
    .where('id', '=', session.id)
    .where('token_hash', '=', session.hash)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export interface Impersonation {
  id: number
  user_id: number
  impersonator_id: number
  parent_session_id: number | null
}

export async function findImpersonation(tx: Transaction, id: number): Promise<Impersonation | undefined> {
  const { rows } = await tx.run<Impersonation & Record<string, unknown>>(
    `select id, user_id, impersonator_id, parent_session_id from sessions
     where id = $1 and revoked_at is null and impersonator_id is not null for update`,
    [id],
  )
  return rows[0]
}

/** The waiting session under a new token; nothing when it has ended meanwhile. Seconds it lives on. */
export async function returnSession(
  tx: Transaction,
  id: number,
  userId: number,
  tokenHash: Buffer,
): Promise<number | undefined> {
  const { rows } = await tx.run<{ max_age: number }>(
    `update sessions s set token_hash = $3, last_seen_at = now() from users u
     where s.id = $1 and s.user_id = $2 and u.id = s.user_id and u.status = 'active' and s.revoked_at is null
       and s.expires_at > now() and s.absolute_expires_at > now()
     returning extract(epoch from s.expires_at - now())::int as max_age`,
    [id, userId, tokenHash],
  )
  return rows[0]?.max_age
}

export async function endImpersonation(tx: Transaction, id: number): Promise<void> {
  await tx.queries
    .updateTable('sessions')
    .set({ revoked_at: new Date(), revoked_reason: 'impersonation_stopped' })
    .where('id', '=', id)
    .execute()
}
