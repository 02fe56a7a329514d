import type { Transaction } from '../../../platform/database/index.ts'

export interface SessionRow {
  id: number
  user_id: number
  created_at: string
  last_seen_at: string
  expires_at: string
  absolute_expires_at: string
  ip_address: string | null
  user_agent: string | null
  device_name: string | null
  active_company_id: number | null
  factors: string[]
  restriction: string | null
  confirmed_at: string
  impersonator_id: number | null
  impersonator_name: string | null
}

const findById = `select s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, s.absolute_expires_at,
  host(s.ip) as ip_address, s.user_agent, d.name as device_name, s.active_company_id, s.factors, l.restriction,
  s.confirmed_at, s.impersonator_id, coalesce(nullif(trim(i.first_name || ' ' || i.last_name), ''), i.email) as impersonator_name
from live_sessions l join sessions s on s.id = l.session_id left join devices d on d.id = s.device_id
  left join users i on i.id = s.impersonator_id
where l.session_id = $1`

export interface NewSession {
  user_id: number
  token_hash: Buffer
  device_id: number | null
  factors: readonly string[]
  remember: boolean
  ip: string | null
  user_agent: string | null
  expires_at: Date
  absolute_expires_at: Date
  impersonator_id?: number
  parent_session_id?: number
  impersonation_reason?: string
}

export async function insertSession(tx: Transaction, session: NewSession): Promise<number> {
  const { id } = await tx.queries
    .insertInto('sessions')
    .values({ ...session, factors: [...session.factors] })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** A live session, with the restriction that holds for its person now. */
export async function findSession(tx: Transaction, id: number): Promise<SessionRow | undefined> {
  const { rows } = await tx.run<SessionRow & Record<string, unknown>>(findById, [id])
  return rows[0]
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

export interface EndedSession {
  id: number
  user_id: number
  impersonator_id: number | null
}

/** Ends the live session with this token; of who acts as somebody else also their own, which waits behind it. */
export async function revokeByHash(
  tx: Transaction,
  tokenHash: Buffer,
  reason: string,
): Promise<EndedSession[]> {
  const { rows } = await tx.run<EndedSession & Record<string, unknown>>(
    `update sessions set revoked_at = now(), revoked_reason = $2 where revoked_at is null and id in (
       select unnest(array[id, parent_session_id]) from sessions where token_hash = $1 and revoked_at is null)
     returning id, user_id, impersonator_id`,
    [tokenHash, reason],
  )
  return rows
}

/** Ends the sessions of a person, also those in which they act as somebody else. */
export async function revokeOfUser(
  tx: Transaction,
  userId: number,
  reason: string,
  except: number | null,
): Promise<number[]> {
  const rows = await tx.queries
    .updateTable('sessions')
    .set({ revoked_at: new Date(), revoked_reason: reason })
    .where((row) => row.or([row('user_id', '=', userId), row('impersonator_id', '=', userId)]))
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

/** The browser from which a person signs in: seen again, or known from now on; whether it is new beside others. */
export async function keepDevice(
  tx: Transaction,
  device: {
    user_id: number
    token_hash: Buffer
    user_agent: string | null
    last_ip: string | null
    name: string | null
  },
): Promise<{ id: number; is_new: boolean; is_another: boolean }> {
  const { rows } = await tx.run<{ id: number; is_new: boolean; is_another: boolean }>(
    `insert into devices as known (user_id, token_hash, user_agent, last_ip, name) values ($1, $2, $3, $4, $5)
     on conflict (user_id, token_hash) do update
       set last_seen_at = now(), user_agent = excluded.user_agent, last_ip = excluded.last_ip,
         name = coalesce(excluded.name, known.name)
     returning known.id, known.xmax = 0 as is_new,
       exists (select from devices d where d.user_id = $1 and d.token_hash <> $2) as is_another`,
    [device.user_id, device.token_hash, device.user_agent, device.last_ip, device.name],
  )
  const [kept] = rows
  if (!kept) throw new Error('A device was not kept')
  return kept
}
