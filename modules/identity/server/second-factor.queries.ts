import type { Transaction } from '../../../platform/database/index.ts'
import type { Bucket } from './throttle.queries.ts'

export interface Standing {
  id: number
  email: string
  status: string
  is_super_admin: boolean
  password_hash: string | null
  second_factor_due_at: string | null
  totp_devices: number
  passkeys: number
  recovery_codes: number
}

/** An account and what its owner has to prove themself with. */
export async function findStanding(tx: Transaction, userId: number): Promise<Standing | undefined> {
  const { rows } = await tx.run<Standing & Record<string, unknown>>(
    `select u.id, u.email, u.status, u.is_super_admin, u.password_hash, u.second_factor_due_at,
       (select count(*)::int from totp_devices where user_id = u.id) as totp_devices,
       (select count(*)::int from passkeys where user_id = u.id) as passkeys,
       (select count(*)::int from recovery_codes where user_id = u.id and used_at is null) as recovery_codes
     from users u where u.id = $1`,
    [userId],
  )
  return rows[0]
}

/** Days from now, once; null forgets it. The time that is set already stays. */
export async function setDue(tx: Transaction, userId: number, graceDays: number | null): Promise<void> {
  await tx.run(
    `update users set second_factor_due_at = case when $2::int is null then null
       else coalesce(second_factor_due_at, now() + make_interval(days => $2::int)) end
     where id = $1`,
    [userId, graceDays],
  )
}

/** Holds the person's row. False when the account was switched off meanwhile: that sign-in fails. */
export async function noteLogin(tx: Transaction, userId: number): Promise<boolean> {
  const row = await tx.queries
    .updateTable('users')
    .set({ last_login_at: new Date() })
    .where('id', '=', userId)
    .where('status', '=', 'active')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Super administrators who are signed in now: for a policy that changed. */
export async function selectSuperAdmins(tx: Transaction): Promise<number[]> {
  const rows = await tx.queries
    .selectFrom('users')
    .select('id')
    .where('is_super_admin', '=', true)
    .where('status', '=', 'active')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

export async function isSignedIn(tx: Transaction, userId: number): Promise<boolean> {
  const { rows } = await tx.run('select 1 from live_sessions where user_id = $1 limit 1', [userId])
  return rows.length > 0
}

/** Takes one of the account's tries of an hour; undefined when there is none left. */
export async function chargeCode(
  tx: Transaction,
  { identifier_hash, device_hash }: Bucket,
  free: number,
): Promise<number | undefined> {
  const { rows } = await tx.run<{ failures: number }>(
    `insert into login_failures as f (kind, identifier_hash, device_hash, failures)
     values ('second_factor', $1, $2, 1)
     on conflict (kind, identifier_hash, device_hash) do update set (failures, window_started_at, last_failed_at, blocked_until) = (
       select n, case when n = 1 then now() else f.window_started_at end, now(),
         case when n >= $3 then now() + interval '1 hour' end
       from (select case when f.blocked_until is not null or f.window_started_at < now() - interval '1 hour'
         then 1 else f.failures + 1 end as n) counted)
     where f.blocked_until is null or f.blocked_until <= now()
     returning failures`,
    [identifier_hash, device_hash, free],
  )
  return rows[0]?.failures
}

/** A right code costs nothing. */
export async function refundCode(tx: Transaction, { identifier_hash, device_hash }: Bucket): Promise<void> {
  await tx.run(
    `update login_failures set failures = greatest(failures - 1, 0), blocked_until = null
     where kind = 'second_factor' and identifier_hash = $1 and device_hash = $2`,
    [identifier_hash, device_hash],
  )
}

/** Seconds until codes are looked at again. */
export async function selectCodeWait(
  tx: Transaction,
  { identifier_hash, device_hash }: Bucket,
): Promise<number> {
  const { rows } = await tx.run<{ seconds: number }>(
    `select ceil(extract(epoch from blocked_until - clock_timestamp()))::int as seconds from login_failures
     where kind = 'second_factor' and identifier_hash = $1 and device_hash = $2`,
    [identifier_hash, device_hash],
  )
  return Math.max(1, rows[0]?.seconds ?? 1)
}

export async function isKnownDevice(tx: Transaction, userId: number, deviceHash: Buffer): Promise<boolean> {
  const row = await tx.queries
    .selectFrom('devices')
    .select('id')
    .where('user_id', '=', userId)
    .where('token_hash', '=', deviceHash)
    .executeTakeFirst()
  return row !== undefined
}

/** All factors of a person at once; how many there were. */
export async function deleteFactors(tx: Transaction, userId: number) {
  const { rows } = await tx.run<{ totp_devices: number; passkeys: number }>(
    `with t as (delete from totp_devices where user_id = $1 returning 1),
       p as (delete from passkeys where user_id = $1 returning 1),
       c as (delete from recovery_codes where user_id = $1)
     select (select count(*)::int from t) as totp_devices, (select count(*)::int from p) as passkeys`,
    [userId],
  )
  return rows[0] ?? { totp_devices: 0, passkeys: 0 }
}
