import type { Scope } from '../../../platform/database/index.ts'

/** Codes that were sent within the last hour. */
export async function countCodes(scope: Scope): Promise<number> {
  const { rows } = await scope.tx.run<{ n: number }>(
    `select count(*)::int as n from notification_settings s, unnest(s.sms_codes_sent) at
     where s.user_id = $1::bigint and at > now() - interval '1 hour'`,
    [scope.user_id],
  )
  return rows[0]?.n ?? 0
}

export async function putCode(
  scope: Scope,
  { number, hash, expires_at }: { number: string; hash: Buffer; expires_at: string },
): Promise<void> {
  await scope.tx.run(
    `update notification_settings set sms_number = $2, sms_confirmed_at = null, sms_code_hash = $3,
       sms_code_expires_at = $4, sms_code_tries = 0, sms_codes_sent = (sms_codes_sent || now())[greatest(1, cardinality(sms_codes_sent) - 8):]
     where user_id = $1::bigint`,
    [scope.user_id, number, hash, expires_at],
  )
}

export async function selectCode(scope: Scope) {
  const { rows } = await scope.tx.run<{ hash: Buffer; tries: number; number: string }>(
    `select sms_code_hash as hash, sms_code_tries as tries, sms_number as number from notification_settings
     where user_id = $1::bigint and sms_code_hash is not null and sms_code_expires_at > now()`,
    [scope.user_id],
  )
  return rows[0]
}

export async function countTry(scope: Scope): Promise<void> {
  await scope.tx.run(
    'update notification_settings set sms_code_tries = sms_code_tries + 1 where user_id = $1::bigint',
    [scope.user_id],
  )
}

export async function confirm(scope: Scope): Promise<void> {
  await scope.tx.run(
    `update notification_settings set sms_confirmed_at = now(), sms_code_hash = null, sms_code_expires_at = null
     where user_id = $1::bigint`,
    [scope.user_id],
  )
}

export async function forget(scope: Scope): Promise<boolean> {
  const { rowCount } = await scope.tx.run(
    `update notification_settings set sms_number = null, sms_confirmed_at = null, sms_code_hash = null,
       sms_code_expires_at = null where user_id = $1::bigint and sms_number is not null`,
    [scope.user_id],
  )
  return rowCount === 1
}
