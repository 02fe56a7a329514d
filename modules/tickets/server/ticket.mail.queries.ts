import type { Scope } from '../../../platform/database/index.ts'

export interface Recipient {
  user_id: number | null
  email: string
  name: string | null
}

const recipients = `select w.user_id, coalesce(p.email, w.email) as email, coalesce(p.display_name, w.name) as name
from ticket_watchers w left join lateral (select x.email, x.display_name, x.status from people x
  where x.id = w.user_id limit 1) p on true
where w.ticket_id = $1::bigint and w.kind in ('requester', 'cc') and w.muted_at is null
  and w.user_id is distinct from $2::bigint and coalesce(p.status, 'active') = 'active'
  and coalesce(p.email, w.email) is not null order by w.id limit 50`

/** Requester and CC who want mail, without the author. */
export async function selectRecipients(scope: Scope, ticketId: number, authorId: number | null) {
  const { rows } = await scope.tx.run<Recipient & Record<string, unknown>>(recipients, [ticketId, authorId])
  return rows
}
