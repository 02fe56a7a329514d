import type { Scope } from '../../../platform/database/index.ts'
import type { Sight } from './sight.ts'

export interface AttachmentRow {
  id: number
  reply_id: number
  file_id: number
}

const ofReplies = `select a.id, a.reply_id, a.file_id from ticket_attachments a
where a.reply_id = any ($1::bigint[]) and ($2::boolean or not a.is_internal) order by a.id`

export async function selectAttachments(scope: Scope, sight: Sight, replyIds: readonly number[]) {
  if (replyIds.length === 0) return []
  const values = [replyIds, sight.is_desk]
  const { rows } = await scope.tx.run<AttachmentRow & Record<string, unknown>>(ofReplies, values)
  return rows
}

const seen = `select a.file_id from ticket_attachments a join tickets t on t.id = a.ticket_id
where a.id = $1::bigint and a.ticket_id = $2::bigint and ($3::boolean or not a.is_internal)
  and ($4::boolean or t.requester_user_id = $5::bigint or exists (select from ticket_watchers w
    where w.ticket_id = t.id and w.user_id = $5::bigint and w.kind = 'cc'))`

/** The file behind an attachment of a ticket that the caller sees. */
export async function selectAttached(
  scope: Scope,
  sight: Sight,
  which: { ticket_id: number; attachment_id: number },
): Promise<number | null> {
  const values = [which.attachment_id, which.ticket_id, sight.is_desk, sight.sees_all, sight.user_id]
  const { rows } = await scope.tx.run<{ file_id: number }>(seen, values)
  return rows[0]?.file_id ?? null
}

export async function insertUpload(scope: Scope, userId: number, fileId: number): Promise<void> {
  await scope.tx.queries.insertInto('ticket_uploads').values({ user_id: userId, file_id: fileId }).execute()
}

/** Whether this file waits to be attached by its uploader. */
export async function waits(scope: Scope, userId: number, fileId: number): Promise<boolean> {
  const { rows } = await scope.tx.run(
    'select file_id from ticket_uploads where user_id = $1 and file_id = $2::bigint',
    [userId, fileId],
  )
  return rows.length > 0
}

const taken =
  'delete from ticket_uploads where user_id = $1 and file_id = any ($2::bigint[]) returning file_id'

/** Takes uploads out of the waiting room of their uploader: an upload is attached once. */
export async function takeUploads(scope: Scope, userId: number, fileIds: readonly number[]) {
  const { rows } = await scope.tx.run<{ file_id: number }>(taken, [userId, fileIds])
  return rows.map((row) => row.file_id)
}

const attached = `insert into ticket_attachments (company_id, ticket_id, reply_id, file_id, is_internal)
select $1::bigint, $2::bigint, $3::bigint, id, $4::boolean from unnest($5::bigint[]) id returning id, file_id`

/** The ids of the attachments, by file. */
export async function insertAttachments(
  scope: Scope,
  to: { company_id: number | null; ticket_id: number; reply_id: number; is_internal: boolean },
  fileIds: readonly number[],
): Promise<Map<number, number>> {
  const values = [to.company_id, to.ticket_id, to.reply_id, to.is_internal, fileIds]
  const { rows } = await scope.tx.run<{ id: number; file_id: number }>(attached, values)
  return new Map(rows.map(({ id, file_id }) => [file_id, id]))
}

const ofTicket = `select a.id, a.reply_id, a.file_id, a.is_internal from ticket_attachments a
where a.ticket_id = $1::bigint and ($2::boolean or not a.is_internal) and ($3::bigint is null or a.id < $3::bigint)
order by a.id desc limit $4`

/** Those of a ticket as far as the caller sees them, newest first, from behind `after`. */
export async function selectOfTicket(
  scope: Scope,
  sight: Sight,
  ticketId: number,
  { limit, after }: { limit: number; after: number | null },
) {
  const values = [ticketId, sight.is_desk, after, limit]
  const { rows } = await scope.tx.run<AttachmentRow & { is_internal: boolean } & Record<string, unknown>>(
    ofTicket,
    values,
  )
  return rows
}

/** All files of a ticket, by their ids. */
export async function selectFilesOf(scope: Scope, ticketId: number): Promise<number[]> {
  const { rows } = await scope.tx.run<{ file_id: number }>(
    'select file_id from ticket_attachments where ticket_id = $1::bigint',
    [ticketId],
  )
  return rows.map(({ file_id }) => file_id)
}

export async function countAttachments(scope: Scope, replyId: number): Promise<number> {
  const { rows } = await scope.tx.run<{ n: number }>(
    'select count(*)::int as n from ticket_attachments where reply_id = $1::bigint',
    [replyId],
  )
  return rows[0]?.n ?? 0
}

const gone = `delete from ticket_attachments where id = $1::bigint and ticket_id = $2::bigint
returning reply_id, file_id, is_internal`

export async function deleteAttachment(scope: Scope, ticketId: number, id: number) {
  const { rows } = await scope.tx.run<{ reply_id: number; file_id: number; is_internal: boolean }>(gone, [
    id,
    ticketId,
  ])
  return rows[0] ?? null
}
