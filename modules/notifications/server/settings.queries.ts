import type { Scope } from '../../../platform/database/index.ts'

export interface SettingsRow {
  time_zone: string | null
  digest: 'off' | 'hourly' | 'daily' | 'weekly'
  digest_time: string
  digest_weekday: number
  quiet_from: string | null
  quiet_to: string | null
  quiet_days: number[]
  sms_number: string | null
  sms_confirmed: boolean
}

/** The caller's own row; undefined where they never said anything. */
export async function selectSettings(scope: Scope): Promise<SettingsRow | undefined> {
  const { rows } = await scope.tx.run<SettingsRow & Record<string, unknown>>(
    `select time_zone, digest, to_char(digest_time, 'HH24:MI') as digest_time, digest_weekday,
       to_char(quiet_from, 'HH24:MI') as quiet_from, to_char(quiet_to, 'HH24:MI') as quiet_to, quiet_days, sms_number,
       sms_confirmed_at is not null as sms_confirmed
     from notification_settings where user_id = $1::bigint`,
    [scope.user_id],
  )
  return rows[0]
}

type Writable = Omit<SettingsRow, 'sms_number' | 'sms_confirmed'>

export async function updateSettings(scope: Scope, row: Writable): Promise<void> {
  await scope.tx.run(
    `update notification_settings set time_zone = $2, digest = $3, digest_time = $4::time, digest_weekday = $5,
       quiet_from = $6::time, quiet_to = $7::time, quiet_days = $8::smallint[], updated_at = now()
     where user_id = $1::bigint`,
    [
      scope.user_id,
      row.time_zone,
      row.digest,
      row.digest_time,
      row.digest_weekday,
      row.quiet_from,
      row.quiet_to,
      row.quiet_days,
    ],
  )
}

/** Mail that waits for a digest waits for the new time of it. */
export async function moveDigests(scope: Scope, userId: number, dueAt: Date): Promise<void> {
  await scope.tx.run(
    `update notification_deliveries set due_at = $2
     where user_id = $1::bigint and status = 'scheduled' and is_digest`,
    [userId, dueAt],
  )
}

/** No more digests, and none of what waits for one. */
export async function putDigestOff(scope: Scope, userId: number): Promise<boolean> {
  const { rowCount } = await scope.tx.run(
    `with gone as (update notification_deliveries set status = 'cancelled', reason = 'preference'
       where user_id = $1::bigint and status = 'scheduled' and is_digest)
     insert into notification_settings (user_id, digest) values ($1::bigint, 'off')
     on conflict (user_id) do update set digest = 'off', updated_at = now() where notification_settings.digest <> 'off'`,
    [userId],
  )
  return rowCount === 1
}
