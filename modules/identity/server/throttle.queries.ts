import type { Transaction } from '../../../platform/database/index.ts'

export interface Bucket {
  identifier_hash: Buffer
  /** SHA-256 of the device's cookie; 32 zero bytes for every unknown device together. */
  device_hash: Buffer
}

export interface Charged {
  failures: number
}

/**
 * Takes one try from a bucket, or gives nothing back when it is blocked. After the free tries each one blocks the
 * next for twice as long, 1 to 60 minutes; `$4` tries without a success shut it for a day. A day without a try
 * forgets everything. Whoever finds it blocked does not wait for the row: guesses in masses hold nobody up.
 */
const charge = `insert into login_failures as f (kind, identifier_hash, device_hash, failures)
select 'password', $1::bytea, $2::bytea, 1 where not exists (select from login_failures b
  where b.kind = 'password' and b.identifier_hash = $1 and b.device_hash = $2 and b.blocked_until > now())
on conflict (kind, identifier_hash, device_hash) do update
set (failures, window_started_at, last_failed_at, blocked_until) = (
  select n, case when n = 1 then now() else f.window_started_at end, now(),
    case when n >= $4 then now() + interval '24 hours'
      when n >= $3 then now() + least(60, power(2, least(n - $3, 10))) * interval '1 minute' end
  from (select case
    when f.failures < $3 and f.window_started_at < now() - interval '15 minutes' then 1
    when f.last_failed_at < now() - interval '24 hours' then 1
    else f.failures + 1 end as n) counted)
where f.blocked_until is null or f.blocked_until <= now()
returning failures`

export async function chargeBucket(
  tx: Transaction,
  bucket: Bucket,
  limits: { free: number; shut: number },
): Promise<Charged | undefined> {
  const values = [bucket.identifier_hash, bucket.device_hash, limits.free, limits.shut]
  const { rows } = await tx.run<{ failures: number }>(charge, values)
  return rows[0]
}

/** Seconds until a blocked bucket takes tries again. */
export async function selectWait(tx: Transaction, bucket: Bucket): Promise<number> {
  const { rows } = await tx.run<{ seconds: number }>(
    `select ceil(extract(epoch from blocked_until - clock_timestamp()))::int as seconds from login_failures
     where kind = 'password' and identifier_hash = $1 and device_hash = $2`,
    [bucket.identifier_hash, bucket.device_hash],
  )
  return Math.max(1, rows[0]?.seconds ?? 1)
}

/** A success: nothing counts any more. */
export function clearBucket(tx: Transaction, bucket: Bucket): void {
  tx.send(
    `delete from login_failures where kind = 'password' and identifier_hash = $1 and device_hash = $2`,
    [bucket.identifier_hash, bucket.device_hash],
  )
}

/** The try was never looked at: it is given back. */
export async function giveBack(tx: Transaction, bucket: Bucket): Promise<void> {
  await tx.run(
    `update login_failures set failures = greatest(failures - 1, 0), blocked_until = null
     where kind = 'password' and identifier_hash = $1 and device_hash = $2`,
    [bucket.identifier_hash, bucket.device_hash],
  )
}
