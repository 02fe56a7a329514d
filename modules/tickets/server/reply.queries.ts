import type { Insertable } from 'kysely'
import type { Scope, Tables } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'
import { rightNow } from './ticket.queries.ts'

export interface ReplyRow {
  id: number
  kind: 'request' | 'reply' | 'note' | 'auto'
  is_internal: boolean
  side: 'customer' | 'staff' | 'system'
  author_user_id: number | null
  author_name: string
  body_html: string
  body_source: string | null
  body_format: 'markdown' | 'html' | 'text'
  edited_at: string | null
  removed_at: string | null
  removed_by: string | null
  version: number
  created_at: string
}

const columns = `r.id, r.kind, r.is_internal, r.side, r.author_user_id,
  coalesce((select coalesce(p.display_name, nullif(r.author_name, ''), p.email) from people p
    where p.id = r.author_user_id), nullif(r.author_name, ''), r.author_email, '') as author_name,
  r.body_html, r.body_source, r.body_format, r.edited_at, r.deleted_at as removed_at,
  case when r.deleted_at is not null then (select coalesce(p.display_name, p.email) from people p
    where p.id = r.deleted_by_user_id) end as removed_by, r.version, r.created_at`
// The policy hides what is internal from customers; the query says it as well. What was removed keeps its place.
const visible = (sees: string) => `(${sees}::boolean or not r.is_internal)`
const place = (id: string) =>
  `(r.created_at, r.id) < (select b.created_at, b.id from ticket_replies b where b.id = ${id}::bigint and b.ticket_id = $1)`

const newest = `select ${columns} from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')}
order by r.created_at desc, r.id desc limit $3`
const conversation = `with newest as materialized (${newest}) select * from newest
union all select ${columns} from ticket_replies r where r.origin_ticket_id = $1::bigint and r.ticket_id = $1::bigint
  and r.kind = 'request' and r.id not in (select id from newest)`
const before = `select ${columns} from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')} and ${place('$4')}
order by r.created_at desc, r.id desc limit $3`
const earlier = `select count(*)::int as n from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')}
and ${place('$3')}`
const later = `select ${columns} from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')}
and (r.created_at, r.id) > (select b.created_at, b.id from ticket_replies b where b.id = $4::bigint and b.ticket_id = $1)
order by r.created_at, r.id limit $3`

interface Wanted {
  limit: number
  /** Only those before this entry. */
  before?: number | undefined
  /** Only those after this entry; they come oldest first. */
  after?: number | undefined
}

/** Entries as far as the caller sees them, newest first; those after one of them oldest first. */
export async function selectReplies(scope: Scope, sight: Sight, ticketId: number, wanted: Wanted) {
  const values = [ticketId, sight.is_desk, wanted.limit]
  if (wanted.after !== undefined) {
    const { rows } = await scope.tx.run<ReplyRow & Record<string, unknown>>(later, [...values, wanted.after])
    return rows
  }
  const { rows } =
    wanted.before === undefined
      ? await scope.tx.run<ReplyRow & Record<string, unknown>>(newest, values)
      : await scope.tx.run<ReplyRow & Record<string, unknown>>(before, [...values, wanted.before])
  return rows
}

/** The newest entries, newest first, and behind them the request with which it began, if it is not among them. */
export async function selectConversation(scope: Scope, sight: Sight, ticketId: number, limit: number) {
  const values = [ticketId, sight.is_desk, limit]
  const { rows } = await scope.tx.run<ReplyRow & Record<string, unknown>>(conversation, values)
  return rows
}

export async function countEarlier(scope: Scope, sight: Sight, ticketId: number, replyId: number) {
  const { rows } = await scope.tx.run<{ n: number }>(earlier, [ticketId, sight.is_desk, replyId])
  return rows[0]?.n ?? 0
}

const since = `select ${columns} from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')}
and r.deleted_at is null and r.id > $3::bigint order by r.created_at, r.id limit 30`

/** Entries written after one that was seen, oldest first. */
export async function selectSince(scope: Scope, sight: Sight, ticketId: number, replyId: number) {
  const { rows } = await scope.tx.run<ReplyRow & Record<string, unknown>>(since, [
    ticketId,
    sight.is_desk,
    replyId,
  ])
  return rows
}

const entry = `select ${columns} from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')} and r.id = $3::bigint`

/** One entry of a ticket; null for what the caller does not see. */
export async function selectEntry(scope: Scope, sight: Sight, ticketId: number, replyId: number) {
  const values = [ticketId, sight.is_desk, replyId]
  const { rows } = await scope.tx.run<ReplyRow & Record<string, unknown>>(entry, values)
  return rows[0] ?? null
}

const one = `select ${columns} from ticket_replies r where r.id = $1::bigint`

export async function selectReply(scope: Scope, replyId: number): Promise<ReplyRow> {
  const { rows } = await scope.tx.run<ReplyRow & Record<string, unknown>>(one, [replyId])
  const [row] = rows
  if (!row) throw new Error(`Reply ${replyId} cannot be read by who wrote it`)
  return row
}

export async function insertReply(
  scope: Scope,
  row: Omit<Insertable<Tables['ticket_replies']>, 'origin_ticket_id' | 'created_at'>,
): Promise<number> {
  const { id } = await scope.tx.queries
    .insertInto('ticket_replies')
    .values({ ...row, origin_ticket_id: row.ticket_id, created_at: rightNow })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

const belongs = 'select from ticket_replies where id = $1::bigint and ticket_id = $2::bigint'

export async function selectBelongs(scope: Scope, ticketId: number, replyId: number): Promise<boolean> {
  const { rowCount } = await scope.tx.run(belongs, [replyId, ticketId])
  return rowCount === 1
}

export interface EntryRow {
  id: number
  kind: ReplyRow['kind']
  is_internal: boolean
  author_user_id: number | null
  body_source: string | null
  body_format: ReplyRow['body_format']
  deleted_at: string | null
  version: number
  created_at: string
}

const locked = `select r.id, r.kind, r.is_internal, r.author_user_id, r.body_source, r.body_format, r.deleted_at, r.version, r.created_at
from ticket_replies r where r.id = $1::bigint and r.ticket_id = $2::bigint and ${visible('$3')} for update`

/** An entry of a ticket, locked; null for what the caller does not see. */
export async function lockReply(scope: Scope, sight: Sight, ticketId: number, replyId: number) {
  const { rows } = await scope.tx.run<EntryRow & Record<string, unknown>>(locked, [
    replyId,
    ticketId,
    sight.is_desk,
  ])
  return rows[0] ?? null
}

const edited = `update ticket_replies set body_source = $2, body_html = $3, body_text = $4, body_format = $5,
edited_at = clock_timestamp(), updated_at = clock_timestamp(), version = version + 1 where id = $1::bigint`

/** A trigger keeps what it said before. */
export async function updateReply(
  scope: Scope,
  replyId: number,
  body: Pick<Insertable<Tables['ticket_replies']>, 'body_source' | 'body_html' | 'body_text' | 'body_format'>,
): Promise<void> {
  await scope.tx.run(edited, [replyId, body.body_source, body.body_html, body.body_text, body.body_format])
}

/** The body as it stands once its pictures have their places; nobody edited it. */
export async function putBody(
  scope: Scope,
  replyId: number,
  { body_source, body_html, body_text }: Record<'body_source' | 'body_html' | 'body_text', string>,
): Promise<void> {
  await scope.tx.run(
    'update ticket_replies set body_source = $2, body_html = $3, body_text = $4 where id = $1::bigint',
    [replyId, body_source, body_html, body_text],
  )
}

const removed = `update ticket_replies set body_source = null, body_html = '', body_text = '', quoted_html = null,
deleted_at = clock_timestamp(), deleted_by_user_id = $2::bigint, updated_at = clock_timestamp(), version = version + 1
where id = $1::bigint`

/** Empties an entry; a trigger removes its earlier texts and its files. */
export async function emptyReply(scope: Scope, replyId: number): Promise<void> {
  await scope.tx.run(removed, [replyId, scope.user_id])
}

const versions = `select v.number, v.body_html, (select coalesce(p.display_name, p.email) from people p
  where p.id = v.replaced_by_user_id) as replaced_by, v.replaced_at
from ticket_reply_versions v join ticket_replies r on r.id = v.reply_id
where v.reply_id = $1::bigint and r.ticket_id = $2::bigint order by v.number desc limit 100`

export async function selectVersions(scope: Scope, ticketId: number, replyId: number) {
  const { rows } = await scope.tx.run<{
    number: number
    body_html: string
    replaced_by: string | null
    replaced_at: string
  }>(versions, [replyId, ticketId])
  return rows
}
