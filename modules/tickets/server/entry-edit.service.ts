import { notFound, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { cursorAt, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { describeFiles, removeFiles } from '../../../platform/files/index.ts'
import type { Reply, TicketFile } from '../contract.ts'
import { countAttachments, deleteAttachment, selectOfTicket } from './attachment.queries.ts'
import { attachmentDeleted, replyDeleted, replyEdited } from './detail.events.ts'
import { demandWords } from './entry.ts'
import { mayEdit } from './entry-rights.ts'
import { type EntryRow, emptyReply, lockReply, selectVersions, updateReply } from './reply.queries.ts'
import { renderBody } from './rich-text.ts'
import { holds, sightOf } from './sight.ts'
import { demandAuthor } from './ticket.policy.ts'
import { counted, selectSeen } from './ticket.queries.ts'
import { readEntry, readReply } from './ticket.read.ts'
import { deskSettings } from './ticket.settings.ts'
import { beginTurn, endTurn, happened, type Turn } from './turn.ts'

interface Edit {
  body: string
  version?: number | undefined
}

/** Changes what an entry says; the earlier text is kept. 409 `too_late` for own entries after some minutes. */
export async function editReply(
  scope: Scope,
  ids: { ticket_id: number; reply_id: number },
  { body, version }: Edit,
  ifMatch: number | null,
): Promise<Reply> {
  const { turn, entry } = await openEntry(scope, ids)
  const isStale = [ifMatch, version].find((one) => typeof one === 'number' && one !== entry.version)
  if (isStale !== undefined) {
    const status = ifMatch !== null && ifMatch !== entry.version ? 412 : 409
    const current = await readReply(scope, turn.sight, entry.id)
    throw problem('stale_version', { status, members: { current } })
  }
  if (entry.body_source === body) return readReply(scope, turn.sight, entry.id)
  const rendered = renderBody(entry.body_format, body, ids.ticket_id)
  demandWords(rendered, await countAttachments(scope, entry.id))
  await updateReply(scope, entry.id, { ...rendered, body_format: entry.body_format })
  tell(turn, entry, replyEdited)
  await endTurn(turn)
  return readReply(scope, turn.sight, entry.id)
}

/** Takes away what an entry says, its earlier texts and its files; that it was there stays. */
export async function removeReply(scope: Scope, ids: { ticket_id: number; reply_id: number }): Promise<void> {
  const { turn, entry } = await openEntry(scope, ids)
  const files = entry.is_internal ? 0 : await countAttachments(scope, entry.id)
  await emptyReply(scope, entry.id)
  if (files > 0) turn.set.attachment_count = counted('attachment_count', -files)
  tell(turn, entry, replyDeleted)
  await endTurn(turn)
}

async function openEntry(scope: Scope, { ticket_id, reply_id }: { ticket_id: number; reply_id: number }) {
  const turn = await beginTurn(scope, ticket_id)
  demandAuthor(scope, turn.sight, turn.ticket)
  const entry = await lockReply(scope, turn.sight, ticket_id, reply_id)
  if (!entry || entry.deleted_at !== null) throw notFound()
  const minutes = (await deskSettings(scope)).reply_edit_minutes
  if (mayEdit(scope, turn.sight, entry, minutes)) return { turn, entry }
  if (entry.author_user_id !== null && entry.author_user_id === scope.user_id) throw problem('too_late')
  throw problem('forbidden', { members: { permission: 'tickets.manage' } })
}

function tell(turn: Turn, entry: EntryRow, event: typeof replyEdited | typeof replyDeleted): void {
  const data = { reply_id: entry.id, author_user_id: entry.author_user_id }
  const audience = entry.is_internal ? ('provider' as const) : ('company' as const)
  turn.is_public ||= !entry.is_internal
  turn.told.push(() => announce(turn.scope, event, { ...happened(turn.ticket, data), audience }))
}

/** What an entry said before. */
export async function listVersions(scope: Scope, ids: { ticket_id: number; reply_id: number }) {
  const { id } = await readEntry(scope, ids.ticket_id, ids.reply_id)
  return { items: await selectVersions(scope, ids.ticket_id, id) }
}

/** Files of a ticket as far as the caller sees them, newest first. */
export async function listAttachments(
  scope: Scope,
  ticketId: number,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<TicketFile>> {
  const sight = sightOf(scope)
  if (!(await selectSeen(scope, sight, ticketId))) throw notFound()
  const walk = { sort: '-id', filters: { ticket_id: ticketId } }
  const from = readCursor(after, walk, 0)
  const found = await selectOfTicket(scope, sight, ticketId, { limit: limit + 1, after: from?.id ?? null })
  const attached = found.slice(0, limit)
  const last = attached.at(-1)
  const files = await describeFiles(
    scope,
    attached.map(({ file_id }) => file_id),
  )
  const items = attached.flatMap(({ id, reply_id, is_internal, file_id }) => {
    const file = files.get(file_id)
    return file ? [{ ...file, id, reply_id, is_internal }] : []
  })
  return { items, next: found.length > limit && last ? cursorAt(walk, [], last.id) : null }
}

export async function removeAttachment(
  scope: Scope,
  { ticket_id, attachment_id }: { ticket_id: number; attachment_id: number },
): Promise<void> {
  const turn = await beginTurn(scope, ticket_id)
  if (!holds(scope, 'tickets.manage')) throw notFound()
  const gone = await deleteAttachment(scope, ticket_id, attachment_id)
  if (!gone) throw notFound()
  await removeFiles(scope, [gone.file_id])
  if (!gone.is_internal) turn.set.attachment_count = counted('attachment_count', -1)
  turn.is_public = !gone.is_internal
  const audience = gone.is_internal ? ('provider' as const) : ('company' as const)
  const data = { reply_id: gone.reply_id, attachment_id }
  turn.told.push(() => announce(scope, attachmentDeleted, { ...happened(turn.ticket, data), audience }))
  await endTurn(turn)
}
