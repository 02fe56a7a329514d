import type { Scope } from '../../../platform/database/index.ts'
import type { Recipient } from './catalogue.ts'

interface Subject {
  type: string
  id: number
}

/** Mails about a subject to one address that went before a delivery, newest first. */
export async function mailedBefore(
  scope: Scope,
  { type, id }: Subject,
  address: string,
  { before, limit }: { before: number; limit: number },
): Promise<{ id: number; part_id: number | null }[]> {
  const { rows } = await scope.tx.run<{ id: number; part_id: number | null }>(
    `select id, part_id from notification_deliveries
     where subject_type = $1 and subject_id = $2::bigint and address = $3 and channel = 'email'
       and status in ('sending', 'sent') and digest_id is null and id < $4::bigint
     order by id desc limit $5`,
    [type, id, address, before, limit],
  )
  return rows
}

/** What became of the mail about a part of a subject, for one recipient. */
export interface MailedPart {
  part_id: number
  event_type: string
  user_id: number | null
  name: string | null
  address: string
  status: 'scheduled' | 'sending' | 'sent' | 'failed' | 'suppressed'
  reason: string | null
  last_error: string | null
  at: string
}

/** The newest state of the mail about these parts for each recipient, as far as the caller sees deliveries. */
export async function deliveriesAbout(
  scope: Scope,
  { type, id }: Subject,
  parts: readonly number[],
): Promise<MailedPart[]> {
  const { rows } = await scope.tx.run<MailedPart & Record<string, unknown>>(
    `select distinct on (d.part_id, d.address) d.part_id, d.event_type, d.user_id,
       (select coalesce(p.display_name, p.email) from people p where p.id = d.user_id) as name, d.address, d.status,
       d.reason, d.last_error, coalesce(d.sent_at, d.created_at) as at
     from notification_deliveries d
     where d.subject_type = $1 and d.subject_id = $2::bigint and d.part_id = any ($3::bigint[])
       and d.channel = 'email' and d.status <> 'cancelled'
     order by d.part_id, d.address, d.id desc limit 1000`,
    [type, id, [...parts]],
  )
  return rows
}

/** How often a recipient was mailed something of a type in the last hour and in the last day. */
export async function countMailed(
  scope: Scope,
  eventType: string,
  to: Recipient,
): Promise<{ hour: number; day: number }> {
  const { rows } = await scope.tx.run<{ hour: number; day: number }>(
    `select count(*) filter (where created_at > now() - interval '1 hour')::int as hour, count(*)::int as day
     from notification_deliveries where event_type = $1 and channel = 'email'
       and (user_id = $2::bigint or address = $3) and created_at > now() - interval '1 day'`,
    'user_id' in to ? [eventType, to.user_id, null] : [eventType, null, to.email],
  )
  return rows[0] ?? { hour: 0, day: 0 }
}
