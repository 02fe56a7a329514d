import type { Scope } from '../../../platform/database/index.ts'

/** A delivery that came to its end. */
export interface EndedRow {
  id: number
  user_id: number | null
  address: string
  event_type: string
  company_id: number | null
  subject_type: string | null
  subject_id: number | null
  part_id: number | null
}

/** Deliveries that a mail stands for: one, or all of a digest. */
export async function endDeliveries(
  scope: Scope,
  by: { delivery_id: number } | { digest_id: number },
  { status, last_error }: { status: 'sent' | 'failed'; last_error: string | null },
): Promise<EndedRow[]> {
  const [column, id] = 'digest_id' in by ? ['digest_id', by.digest_id] : ['id', by.delivery_id]
  const { rows } = await scope.tx.run<EndedRow & Record<string, unknown>>(
    `update notification_deliveries set status = $2, last_error = $3, reason = case when $2 = 'failed' then 'refused' end,
       sent_at = case when $2 = 'sent' then now() else sent_at end
     where ${column} = $1::bigint and status = 'sending'
     returning id, user_id, address, event_type, company_id, subject_type, subject_id, part_id`,
    [id, status, last_error],
  )
  return rows
}

/** How many mails to an address were refused for good within 30 days: all of a digest are one. */
export async function countRefused(scope: Scope, address: string): Promise<number> {
  const { rows } = await scope.tx.run<{ n: number }>(
    `select count(distinct mail_message_id)::int as n from notification_deliveries where address = $1 and channel = 'email'
       and status = 'failed' and last_error like 'smtp_5%' and created_at > now() - interval '30 days'`,
    [address],
  )
  return rows[0]?.n ?? 0
}
