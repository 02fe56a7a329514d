import type { Scope } from '../../../platform/database/index.ts'
import type { TicketExport } from '../contract/imports.ts'
import type { Filters } from './ticket-list.wanted.ts'

export interface ExportRow extends Record<string, unknown> {
  id: number
  user_id: number
  format: TicketExport['format']
  with_replies: boolean
  query: ExportQuery
  created_at: string
}

/** What the list is asked; it is sorted by when tickets were opened, or by how well they fit. */
export type ExportQuery = Omit<Filters, 'sort'>

const columns = 'id, user_id, format, with_replies, query, created_at'
const insert = `insert into ticket_exports (user_id, format, with_replies, query) values ($1, $2, $3, $4::jsonb) returning ${columns}`

export async function insertExport(
  scope: Scope,
  made: Pick<ExportRow, 'user_id' | 'format' | 'with_replies' | 'query'>,
): Promise<ExportRow> {
  const { user_id, format, with_replies, query } = made
  const values = [user_id, format, with_replies, JSON.stringify(query)]
  const { rows } = await scope.tx.run<ExportRow>(insert, values)
  const [row] = rows
  if (!row) throw new Error('An export was not stored')
  return row
}

const one = `select ${columns} from ticket_exports where id = $1 and user_id = $2`

/** An export of this person; others' do not exist. */
export async function selectExport(scope: Scope, id: number, userId: number): Promise<ExportRow | null> {
  const { rows } = await scope.tx.run<ExportRow>(one, [id, userId])
  return rows[0] ?? null
}

const person = (id: string) => `(select coalesce(p.display_name, p.email) from people p where p.id = ${id})`
const address = (id: string) => `(select lower(p.email) from people p where p.id = ${id})`

export interface ExportedTicket extends Record<string, unknown> {
  id: number
  external_reference: string | null
  subject: string
  status: string
  priority: string
  category: string | null
  company: string | null
  requester_name: string | null
  requester_email: string | null
  assignee_name: string | null
  assignee_email: string | null
  module_slug: string | null
  tags: string[] | null
  reply_count: number
  created_at: string
  updated_at: string
  resolved_at: string | null
  closed_at: string | null
}

const tickets = (isDesk: boolean) => `select t.id, t.subject, t.status, t.priority,
  (select c.name from ticket_categories c where c.id = t.category_id${isDesk ? '' : ' and c.is_public'}) as category,
  (select c.name from company_names c where c.id = t.company_id) as company,
  coalesce(${person('t.requester_user_id')}, t.requester_name) as requester_name,
  coalesce(${address('t.requester_user_id')}, t.requester_email) as requester_email, t.module_slug, t.reply_count,
  t.created_at, ${isDesk ? 't.updated_at' : 't.public_updated_at as updated_at'}, t.resolved_at, t.closed_at,
  ${
    isDesk
      ? `t.external_reference, ${person('t.assigned_user_id')} as assignee_name, ${address('t.assigned_user_id')} as assignee_email,
  array(select g.slug::text from ticket_taggings x join ticket_tags g on g.id = x.tag_id where x.ticket_id = t.id order by 1) as tags`
      : 'null as external_reference, null as assignee_name, null as assignee_email, null as tags'
  }
from unnest($1::bigint[]) with ordinality x (id, n) join tickets t on t.id = x.id order by x.n`
const ofDesk = tickets(true)
const ofCustomer = tickets(false)

export async function selectExported(scope: Scope, isDesk: boolean, ids: readonly number[]) {
  const { rows } = await scope.tx.run<ExportedTicket>(isDesk ? ofDesk : ofCustomer, [[...ids]])
  return rows
}

export interface ExportedEntry extends Record<string, unknown> {
  id: number
  ticket_id: number
  kind: string
  side: string
  author_name: string | null
  author_email: string | null
  body: string
  body_format: string
  created_at: string
}

const entries = `select r.id, r.ticket_id, r.kind, r.side, coalesce(${person('r.author_user_id')}, nullif(r.author_name, '')) as author_name,
  case when $2::boolean or r.side = 'customer' then coalesce(${address('r.author_user_id')}, r.author_email) end as author_email,
  coalesce(r.body_source, r.body_html) as body, case when r.body_source is null then 'html' else r.body_format end as body_format,
  r.created_at
from ticket_replies r where r.ticket_id = any ($1::bigint[]) and r.deleted_at is null and ($2::boolean or not r.is_internal)
order by r.ticket_id, r.created_at, r.id`

export async function selectEntries(scope: Scope, isDesk: boolean, ids: readonly number[]) {
  const { rows } = await scope.tx.run<ExportedEntry>(entries, [[...ids], isDesk])
  return rows
}

export interface ExportedFile extends Record<string, unknown> {
  ticket_id: number
  reply_id: number
  file_id: number
}

const files = `select a.ticket_id, a.reply_id, a.file_id from ticket_attachments a
where a.ticket_id = any ($1::bigint[]) and ($2::boolean or not a.is_internal) order by a.id`

export async function selectFiles(scope: Scope, isDesk: boolean, ids: readonly number[]) {
  const { rows } = await scope.tx.run<ExportedFile>(files, [[...ids], isDesk])
  return rows
}

const copies = `select w.ticket_id, coalesce(${address('w.user_id')}, w.email) as email, coalesce(${person('w.user_id')}, w.name) as name
from ticket_watchers w where w.ticket_id = any ($1::bigint[]) and w.kind = 'cc' order by w.id`

export async function selectCopies(scope: Scope, ids: readonly number[]) {
  const { rows } = await scope.tx.run<{ ticket_id: number; email: string | null; name: string | null }>(
    copies,
    [[...ids]],
  )
  return rows
}
