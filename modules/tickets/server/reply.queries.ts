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
  created_at: string
}

const columns = `r.id, r.kind, r.is_internal, r.side, r.author_user_id,
  coalesce((select coalesce(p.display_name, nullif(r.author_name, ''), p.email) from people p
    where p.id = r.author_user_id), nullif(r.author_name, ''), r.author_email, '') as author_name,
  r.body_html, r.created_at`
// The policy hides what is internal from customers; the query says it as well.
const visible = (sees: string) => `r.deleted_at is null and (${sees}::boolean or not r.is_internal)`
const place = (id: string) =>
  `(r.created_at, r.id) < (select b.created_at, b.id from ticket_replies b where b.id = ${id}::bigint and b.ticket_id = $1)`

const newest = `select ${columns} from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')}
order by r.created_at desc, r.id desc limit $3`
const before = `select ${columns} from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')} and ${place('$4')}
order by r.created_at desc, r.id desc limit $3`
const earlier = `select count(*)::int as n from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')}
and ${place('$3')}`

interface Wanted {
  limit: number
  /** Only those before this entry. */
  before?: number | undefined
}

/** Entries as far as the caller sees them, newest first. */
export async function selectReplies(scope: Scope, sight: Sight, ticketId: number, wanted: Wanted) {
  const values = [ticketId, sight.is_desk, wanted.limit]
  const { rows } =
    wanted.before === undefined
      ? await scope.tx.run<ReplyRow & Record<string, unknown>>(newest, values)
      : await scope.tx.run<ReplyRow & Record<string, unknown>>(before, [...values, wanted.before])
  return rows
}

export async function countEarlier(scope: Scope, sight: Sight, ticketId: number, replyId: number) {
  const { rows } = await scope.tx.run<{ n: number }>(earlier, [ticketId, sight.is_desk, replyId])
  return rows[0]?.n ?? 0
}

const since = `select ${columns} from ticket_replies r where r.ticket_id = $1::bigint and ${visible('$2')}
and r.id > $3::bigint order by r.created_at, r.id limit 30`

/** Entries written after one that was seen, oldest first. */
export async function selectSince(scope: Scope, sight: Sight, ticketId: number, replyId: number) {
  const { rows } = await scope.tx.run<ReplyRow & Record<string, unknown>>(since, [
    ticketId,
    sight.is_desk,
    replyId,
  ])
  return rows
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
