import type { slaStates } from '../contract.ts'

/** A ticket as lists and the detail read it, before it is put into its shape for the wire. */
export interface ItemRow {
  id: number
  subject: string
  status: string
  status_kind: 'open' | 'pending' | 'resolved' | 'closed'
  status_label: string
  priority: string
  company_id: number | null
  company_name: string | null
  requester_user_id: number | null
  requester_name: string | null
  assigned_user_id: number | null
  assignee_name: string | null
  category_id: number | null
  category_name: string | null
  reply_count: number
  attachment_count: number
  last_reply_side: 'customer' | 'staff' | null
  needs_answer_since: string | null
  /** These three are read for the desk only. */
  tags?: string[]
  next_due_at?: string | null
  sla_state?: (typeof slaStates)[number]
  is_unread: boolean
  created_at: string
  updated_at: string
}

/** How a ticket stands to what was promised, for rows called `t`; what is kept already does not count. */
export const slaState = `case when t.next_due_at <= now() then 'breached'
  when t.next_due_at is not null and (t.first_reply_mark = 'warned' and t.first_replied_at is null
    or t.resolve_mark = 'warned' and t.resolved_at is null) then 'warned'
  when t.next_due_at is not null then 'ok'
  when t.sla_paused_at is not null and t.resolved_at is null then 'paused' else 'none' end`

const deskColumns = `t.needs_answer_since, t.next_due_at, ${slaState} as sla_state,
  array(select y.slug from ticket_taggings x join ticket_tags y on y.id = x.tag_id
    where x.ticket_id = t.id order by y.slug) as tags`

/** Where names of companies are read. */
export const companyNames = 'company_names'

/**
 * The columns of an item, for rows called `t`. Names are looked up one by one: a security barrier view that is
 * joined would be read whole. `me` is the placeholder of the caller's user id.
 */
export function itemColumns(isDesk: boolean, me: string): string {
  const other = isDesk ? 'customer' : 'staff'
  return `t.id, t.subject, t.status, t.status_kind, s.${isDesk ? 'label' : 'public_label'} as status_label, t.priority,
  t.company_id, (select n.name from ${companyNames} n where n.id = t.company_id) as company_name,
  t.requester_user_id, coalesce((select coalesce(p.display_name, t.requester_name, p.email) from people p
    where p.id = t.requester_user_id), t.requester_name, t.requester_email) as requester_name,
  t.assigned_user_id, (select coalesce(p.display_name, p.email) from people p
    where p.id = t.assigned_user_id) as assignee_name,
  g.id as category_id, g.name as category_name, t.reply_count, t.attachment_count, t.last_reply_side,
  ${isDesk ? deskColumns : 'null as needs_answer_since'},
  case when t.last_reply_side = '${other}' then coalesce((select r.id from ticket_replies r
      where r.ticket_id = t.id and r.side = '${other}' and not r.is_internal
      order by r.created_at desc, r.id desc limit 1)
    > coalesce((select d.last_reply_id from ticket_reads d where d.user_id = ${me} and d.ticket_id = t.id), 0), false)
    else false end as is_unread,
  t.created_at, t.${recency(isDesk)} as updated_at`
}

export const itemJoins = (isDesk: boolean) => `left join ticket_statuses s on s.key = t.status
  left join ticket_categories g on g.id = t.category_id${isDesk ? '' : ' and g.is_public'}`

/** When a ticket last changed, as far as they can see: a note never moves it in a customer's list. */
export const recency = (isDesk: boolean) => (isDesk ? 'updated_at' : 'public_updated_at')
