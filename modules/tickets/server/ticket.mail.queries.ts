import type { Scope } from '../../../platform/database/index.ts'

export interface ToldTicket {
  id: number
  company_id: number | null
  subject: string
  status_label: string
  requester_user_id: number | null
  assigned_user_id: number | null
}

/** What is said of a ticket to those who are told; null when it is gone. */
export async function selectTold(scope: Scope, ticketId: number): Promise<ToldTicket | null> {
  const { rows } = await scope.tx.run<ToldTicket & Record<string, unknown>>(
    `select t.id, t.company_id, t.subject, s.public_label as status_label, t.requester_user_id, t.assigned_user_id
     from tickets t join ticket_statuses s on s.key = t.status where t.id = $1::bigint`,
    [ticketId],
  )
  return rows[0] ?? null
}

export interface Watcher {
  kind: 'requester' | 'cc' | 'follower'
  user_id: number | null
  email: string | null
  name: string | null
}

/** Everybody who follows a ticket and did not mute it: people, or addresses alone. */
export async function selectTellable(scope: Scope, ticketId: number): Promise<Watcher[]> {
  const { rows } = await scope.tx.run<Watcher & Record<string, unknown>>(
    `select w.kind, w.user_id, w.email, w.name from ticket_watchers w
     where w.ticket_id = $1::bigint and w.muted_at is null order by w.id limit 50`,
    [ticketId],
  )
  return rows
}

export interface Said {
  body_text: string
  body_html: string
  author_user_id: number | null
  is_internal: boolean
}

/** An entry as it is mailed; `first` is the request. Null when it was deleted. */
export async function selectSaid(
  scope: Scope,
  ticketId: number,
  replyId: number | 'first',
): Promise<Said | null> {
  const { rows } = await scope.tx.run<Said & Record<string, unknown>>(
    `select r.body_text, r.body_html, r.author_user_id, r.is_internal from ticket_replies r
     where r.ticket_id = $1::bigint and r.deleted_at is null
       and case when $2::bigint is null then r.kind = 'request' else r.id = $2::bigint end limit 1`,
    [ticketId, replyId === 'first' ? null : replyId],
  )
  return rows[0] ?? null
}
