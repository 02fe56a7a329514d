import type { Scope } from '../../../platform/database/index.ts'

/**
 * Everything that belongs to a ticket and names its company; the keys are looked at when the move is committed. Who wrote
 * is no longer looked up where they do not belong: their names are written down.
 */
const belongings = [
  `update ticket_replies r set company_id = $2::bigint, author_name = coalesce((select left(p.display_name, 160) from people p
     where p.id = r.author_user_id), r.author_name) where r.ticket_id = $1::bigint`,
  `update ticket_reply_versions set company_id = $2::bigint
   where reply_id in (select r.id from ticket_replies r where r.ticket_id = $1::bigint)`,
  'update ticket_watchers set company_id = $2::bigint where ticket_id = $1::bigint',
  'update ticket_attachments set company_id = $2::bigint where ticket_id = $1::bigint',
  'update ticket_taggings set company_id = $2::bigint where ticket_id = $1::bigint',
]

export async function moveBelongings(scope: Scope, ticketId: number, companyId: number): Promise<void> {
  for (const text of belongings) await scope.tx.run(text, [ticketId, companyId])
}
