import { notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { describeFiles } from '../../../platform/files/index.ts'
import type { Attachment, Reply, Ticket } from '../contract.ts'
import { selectAttachments } from './attachment.queries.ts'
import { countEarlier, type ReplyRow, selectReplies, selectReply, selectSince } from './reply.queries.ts'
import { type Sight, sightOf } from './sight.ts'
import { actsOf } from './ticket.policy.ts'
import { selectDetail, selectSeen, selectWatchers } from './ticket.queries.ts'
import { itemOf } from './ticket.shape.ts'

const newestShown = 30

/** One ticket with its newest entries, in at most seven statements whatever its size. */
export async function readTicket(scope: Scope, ticketId: number): Promise<Ticket> {
  const sight = sightOf(scope)
  const row = await selectDetail(scope, sight, ticketId)
  if (!row) throw notFound()
  const { items, earlier } = await pageOfReplies(scope, sight, ticketId, { limit: newestShown })
  return {
    ...itemOf(row),
    version: row.version,
    source: row.source,
    resolved_at: row.resolved_at,
    closed_at: row.closed_at,
    replies: items,
    earlier,
    watchers: await selectWatchers(scope, sight, ticketId),
    may: actsOf(scope, sight, row),
  }
}

/** A page of entries before one, oldest first. */
export async function listReplies(
  scope: Scope,
  ticketId: number,
  wanted: { limit: number; before?: number | undefined },
) {
  const sight = sightOf(scope)
  if (!(await selectSeen(scope, sight, ticketId))) throw notFound()
  return pageOfReplies(scope, sight, ticketId, wanted)
}

async function pageOfReplies(
  scope: Scope,
  sight: Sight,
  ticketId: number,
  wanted: { limit: number; before?: number | undefined },
) {
  const rows = await selectReplies(scope, sight, ticketId, wanted)
  const oldest = rows.at(-1)
  const isFull = oldest && rows.length === wanted.limit
  return {
    items: await shaped(scope, sight, rows.reverse()),
    earlier: isFull ? await countEarlier(scope, sight, ticketId, oldest.id) : 0,
  }
}

/** What was written after an entry that the caller saw. */
export async function repliesSince(scope: Scope, sight: Sight, ticketId: number, replyId: number) {
  return shaped(scope, sight, await selectSince(scope, sight, ticketId, replyId))
}

export async function readReply(scope: Scope, sight: Sight, replyId: number): Promise<Reply> {
  const [reply] = await shaped(scope, sight, [await selectReply(scope, replyId)])
  if (!reply) throw notFound()
  return reply
}

async function shaped(scope: Scope, sight: Sight, rows: ReplyRow[]): Promise<Reply[]> {
  const attachments = await attachmentsOf(scope, sight, rows)
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    is_internal: row.is_internal,
    side: row.side,
    author: { id: row.author_user_id, name: row.author_name },
    body_html: row.body_html,
    attachments: attachments.get(row.id) ?? [],
    created_at: row.created_at,
  }))
}

async function attachmentsOf(
  scope: Scope,
  sight: Sight,
  rows: ReplyRow[],
): Promise<Map<number, Attachment[]>> {
  const ids = rows.map(({ id }) => id)
  const attached = await selectAttachments(scope, sight, ids)
  const files = await describeFiles(
    scope,
    attached.map(({ file_id }) => file_id),
  )
  const byReply = new Map<number, Attachment[]>()
  for (const { id, reply_id, file_id } of attached) {
    const file = files.get(file_id)
    if (file) byReply.set(reply_id, [...(byReply.get(reply_id) ?? []), { ...file, id }])
  }
  return byReply
}
