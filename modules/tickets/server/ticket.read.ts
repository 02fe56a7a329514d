import { notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { describeFiles } from '../../../platform/files/index.ts'
import type { Attachment, Reply, Ticket } from '../contract.ts'
import { selectAttachments } from './attachment.queries.ts'
import { mayEdit } from './entry-rights.ts'
import { deliveriesOf } from './mail/deliveries.ts'
import {
  countEarlier,
  type ReplyRow,
  selectConversation,
  selectEntry,
  selectReplies,
  selectReply,
  selectSince,
} from './reply.queries.ts'
import { type Sight, sightOf } from './sight.ts'
import { customerTicketOf, deskTicketOf } from './ticket.detail.ts'
import { actsOf } from './ticket.policy.ts'
import { selectDetail, selectSeen } from './ticket.queries.ts'
import { deskSettings } from './ticket.settings.ts'
import { selectWatchers } from './watcher.queries.ts'

const newestShown = 30

/** One ticket with its newest entries, in at most seven statements whatever its size. */
export async function readTicket(scope: Scope, ticketId: number): Promise<Ticket> {
  const sight = sightOf(scope)
  const settings = await deskSettings(scope)
  const row = await selectDetail(scope, sight, ticketId)
  if (!row) throw notFound()
  const said = await conversationOf(scope, sight, ticketId)
  const parts = {
    ...said,
    watchers: await selectWatchers(scope, sight, ticketId),
    may: actsOf(scope, sight, row),
  }
  if (!sight.is_desk) return customerTicketOf(row, parts, settings)
  const entries = said.replies.map(({ id }) => id)
  return deskTicketOf(row, { ...parts, deliveries: await deliveriesOf(scope, ticketId, entries) })
}

async function conversationOf(scope: Scope, sight: Sight, ticketId: number) {
  const entries = await shaped(scope, sight, await selectConversation(scope, sight, ticketId, newestShown))
  const replies = entries.slice(0, newestShown).reverse()
  const [oldest] = replies
  const isFull = oldest && replies.length === newestShown
  return {
    description: entries.find(({ kind }) => kind === 'request') ?? null,
    replies,
    earlier: isFull ? await countEarlier(scope, sight, ticketId, oldest.id) : 0,
  }
}

/** A page of entries before or after one, oldest first; 404 for a ticket that the caller does not see. */
export async function listReplies(scope: Scope, ticketId: number, wanted: Page) {
  const sight = sightOf(scope)
  if (!(await selectSeen(scope, sight, ticketId))) throw notFound()
  return pageOfReplies(scope, sight, ticketId, wanted)
}

interface Page {
  limit: number
  before?: number | undefined
  after?: number | undefined
}

async function pageOfReplies(scope: Scope, sight: Sight, ticketId: number, wanted: Page) {
  const isForward = wanted.after !== undefined
  const rows = await selectReplies(scope, sight, ticketId, wanted)
  if (!isForward) rows.reverse()
  const oldest = rows[0]
  const isFull = oldest && rows.length === wanted.limit
  const isCounted = isForward ? oldest : isFull
  return {
    items: await shaped(scope, sight, rows),
    earlier: isCounted && oldest ? await countEarlier(scope, sight, ticketId, oldest.id) : 0,
    later: isForward && Boolean(isFull),
  }
}

/** One entry of a ticket that the caller sees; 404 otherwise. */
export async function readEntry(scope: Scope, ticketId: number, replyId: number): Promise<Reply> {
  const sight = sightOf(scope)
  if (!(await selectSeen(scope, sight, ticketId))) throw notFound()
  const row = await selectEntry(scope, sight, ticketId, replyId)
  const [reply] = row ? await shaped(scope, sight, [row]) : []
  if (!reply) throw notFound()
  return reply
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
  const minutes = (await deskSettings(scope)).reply_edit_minutes
  return rows.map((row) => {
    const canEdit = row.removed_at === null && mayEdit(scope, sight, row, minutes)
    return {
      id: row.id,
      kind: row.kind,
      is_internal: row.is_internal,
      side: row.side,
      author: { id: row.author_user_id, name: row.author_name },
      body_html: row.body_html,
      body_source: canEdit ? row.body_source : null,
      body_format: row.body_format,
      attachments: attachments.get(row.id) ?? [],
      can_edit: canEdit,
      edited_at: row.removed_at === null ? row.edited_at : null,
      removed_at: row.removed_at,
      removed_by: row.removed_by,
      version: row.version,
      created_at: row.created_at,
    }
  })
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
