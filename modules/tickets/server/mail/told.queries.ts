import type { Scope } from '../../../../platform/database/index.ts'
import { companyNames } from '../ticket.columns.ts'

export interface ToldTicket {
  id: number
  company_id: number | null
  company_name: string | null
  subject: string
  /** What mails about it are called; null before the first. */
  mail_subject: string | null
  status_label: string
  priority_label: string
  requester_name: string | null
  requester_user_id: number | null
  assigned_user_id: number | null
  request_id: number | null
}

/** What is said of a ticket to those who are told; null when it is gone. */
export async function selectTold(scope: Scope, ticketId: number): Promise<ToldTicket | null> {
  const { rows } = await scope.tx.run<ToldTicket & Record<string, unknown>>(
    `select t.id, t.company_id, (select n.name from ${companyNames} n where n.id = t.company_id) as company_name,
       t.subject, t.mail_subject, s.public_label as status_label, p.label as priority_label, t.requester_user_id,
       coalesce((select coalesce(q.display_name, t.requester_name, q.email) from people q
         where q.id = t.requester_user_id), t.requester_name, t.requester_email) as requester_name,
       t.assigned_user_id, (select r.id from ticket_replies r
         where r.origin_ticket_id = t.id and r.kind = 'request') as request_id
     from tickets t join ticket_statuses s on s.key = t.status join ticket_priorities p on p.key = t.priority
     where t.id = $1::bigint`,
    [ticketId],
  )
  return rows[0] ?? null
}

/** The first mail gives the thread its name, which it keeps when the ticket gets another subject. */
export async function nameThread(scope: Scope, ticketId: number): Promise<string> {
  const { rows } = await scope.tx.run<{ mail_subject: string }>(
    `update tickets set mail_subject = coalesce(mail_subject, subject) where id = $1::bigint returning mail_subject`,
    [ticketId],
  )
  return rows[0]?.mail_subject ?? ''
}

export interface Watcher {
  id: number
  kind: 'requester' | 'cc' | 'follower'
  user_id: number | null
  staff_member_id: number | null
  email: string | null
  name: string | null
  is_muted: boolean
}

/** Everybody who follows a ticket: people, entries of the directory, addresses alone. */
export async function selectWatching(scope: Scope, ticketId: number): Promise<Watcher[]> {
  const { rows } = await scope.tx.run<Watcher & Record<string, unknown>>(
    `select w.id, w.kind, w.user_id, w.staff_member_id, w.email, w.name, w.muted_at is not null as is_muted
     from ticket_watchers w where w.ticket_id = $1::bigint order by w.id limit 200`,
    [ticketId],
  )
  return rows
}

export interface Said {
  id: number
  body_text: string
  body_html: string
  author_user_id: number | null
  author_name: string
  side: 'customer' | 'staff' | 'system'
  is_internal: boolean
  created_at: string
}

const said = `r.id, r.body_text, r.body_html, r.author_user_id, r.side, r.is_internal, r.created_at,
  coalesce((select coalesce(p.display_name, nullif(r.author_name, ''), p.email) from people p
    where p.id = r.author_user_id), nullif(r.author_name, ''), r.author_email, '') as author_name`

/** An entry as it is mailed. Null when it was deleted, or stands in another ticket now. */
export async function selectSaid(scope: Scope, ticketId: number, replyId: number): Promise<Said | null> {
  const { rows } = await scope.tx.run<Said & Record<string, unknown>>(
    `select ${said} from ticket_replies r
     where r.ticket_id = $1::bigint and r.id = $2::bigint and r.deleted_at is null`,
    [ticketId, replyId],
  )
  return rows[0] ?? null
}

/** The newest public entry. */
export async function selectNewest(scope: Scope, ticketId: number): Promise<Said | null> {
  const { rows } = await scope.tx.run<Said & Record<string, unknown>>(
    `select ${said} from ticket_replies r
     where r.ticket_id = $1::bigint and r.deleted_at is null and not r.is_internal
     order by r.created_at desc, r.id desc limit 1`,
    [ticketId],
  )
  return rows[0] ?? null
}

/** The last public entry before one. */
export async function selectBefore(scope: Scope, ticketId: number, replyId: number): Promise<Said | null> {
  const { rows } = await scope.tx.run<Said & Record<string, unknown>>(
    `select ${said} from ticket_replies r
     where r.ticket_id = $1::bigint and r.deleted_at is null and not r.is_internal
       and (r.created_at, r.id) < (select b.created_at, b.id from ticket_replies b where b.id = $2::bigint)
     order by r.created_at desc, r.id desc limit 1`,
    [ticketId, replyId],
  )
  return rows[0] ?? null
}
