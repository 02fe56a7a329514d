import type { Scope } from '../../../platform/database/index.ts'

export type SuppressionReason = 'unsubscribed' | 'bounced' | 'complained'

/** Why an address gets no mail of a type; null when it does. */
export async function selectSuppression(
  scope: Scope,
  hash: Buffer,
  eventType: string,
): Promise<SuppressionReason | null> {
  const { rows } = await scope.tx.run<{ reason: SuppressionReason }>(
    `select reason from mail_suppressions where address_hash = $1 and (event_type is null or event_type = $2)
     order by event_type nulls first limit 1`,
    [hash, eventType],
  )
  return rows[0]?.reason ?? null
}

/** Mail goes there again; what the person unsubscribed stays so. */
export async function liftBounced(scope: Scope, hash: Buffer): Promise<void> {
  await scope.tx.run("delete from mail_suppressions where address_hash = $1 and reason = 'bounced'", [hash])
}

/** True when it is new. */
export async function putSuppression(
  scope: Scope,
  hash: Buffer,
  eventType: string | null,
  reason: SuppressionReason,
): Promise<boolean> {
  const { rowCount } = await scope.tx.run(
    'insert into mail_suppressions (address_hash, event_type, reason) values ($1, $2, $3) on conflict do nothing',
    [hash, eventType, reason],
  )
  return rowCount === 1
}
