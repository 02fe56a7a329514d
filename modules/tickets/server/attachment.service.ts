import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { type Files, findStored, giveFiles, removeFiles } from '../../../platform/files/index.ts'
import type { OwnCall, sent } from '../../../platform/http/index.ts'
import type { Attachment } from '../contract.ts'
import { insertAttachments, insertUpload, selectAttached, takeUploads, waits } from './attachment.queries.ts'
import { placePictures, uploadsIn } from './pictures.ts'
import { putBody } from './reply.queries.ts'
import { renderBody } from './rich-text.ts'
import { sightOf } from './sight.ts'
import { attachmentBytes, deskSettings, type TicketSettings } from './ticket.settings.ts'

/** Takes a file that is not attached yet. No transaction is open while the bytes flow (api §4.12). */
export async function upload(
  files: Files,
  settings: TicketSettings,
  call: Pick<OwnCall, 'enter' | 'once' | 'raw'>,
): Promise<Attachment> {
  const max_bytes = await call.enter(async (scope) => attachmentBytes(await deskSettings(scope), settings), {
    read_only: true,
  })
  return files.take(call, { max_bytes, accept: 'ticket' }, async (scope, received) => {
    const company_id = sightOf(scope).is_desk ? scope.company_id : homeOf(scope)
    const stored = await files.store(scope, received, { company_id, kind: 'ticket' })
    await insertUpload(scope, personOf(scope), stored.id)
    return stored
  })
}

/** The company in which a customer opens tickets; null for people without one. */
export const homeOf = (scope: Scope) => (scope.company_ids.length > 0 ? scope.company_id : null)

/** Attachments and reading marks are a person's. */
export function personOf(scope: Scope): number {
  if (scope.user_id === null) throw problem('forbidden')
  return scope.user_id
}

/** A file of the caller's that waits to be attached. */
export async function readUpload(scope: Scope, fileId: number): Promise<Attachment> {
  const file = (await waits(scope, personOf(scope), fileId)) ? await findStored(scope, fileId) : null
  if (!file) throw notFound()
  const { name, content_type, size_bytes } = file
  return { id: fileId, name, content_type, byte_size: size_bytes }
}

export async function discardUpload(scope: Scope, fileId: number): Promise<void> {
  const taken = await takeUploads(scope, personOf(scope), [fileId])
  if (taken.length === 0) throw notFound()
  await removeFiles(scope, taken)
}

interface Place {
  company_id: number | null
  ticket_id: number
  reply_id: number
  is_internal: boolean
}

interface Hung {
  body: string
  body_format: 'markdown' | 'html' | 'text'
  upload_ids?: readonly number[] | undefined
}

const mostFiles = 20

/**
 * Hangs uploads of the caller on an entry: those that are named, and those that its body shows in place. A used one,
 * or somebody else's, is 422 as if it did not exist; in a body it leaves its words. Answers how many there are.
 */
export async function attach(
  scope: Scope,
  to: Place,
  { body, body_format, upload_ids }: Hung,
): Promise<number> {
  const named = [...new Set(upload_ids ?? [])]
  const shown = body_format === 'text' ? [] : uploadsIn(body)
  const wanted = [...new Set([...named, ...shown])].slice(0, Math.max(mostFiles, named.length))
  if (wanted.length === 0) return 0
  const taken = new Set(await takeUploads(scope, personOf(scope), wanted))
  if (named.some((id) => !taken.has(id)))
    throw invalid('upload_ids', 'not_found', 'Such an upload is not waiting.')
  const files = wanted.filter((id) => taken.has(id))
  // The files become the company's whose ticket it is.
  await giveFiles(scope, files, to.company_id)
  const placed = await insertAttachments(scope, to, files)
  if (shown.length > 0) {
    const source = placePictures(body, to.ticket_id, placed)
    await putBody(scope, to.reply_id, renderBody(body_format, source, to.ticket_id))
  }
  return files.length
}

/** The bytes of an attachment, outside of any transaction. */
export async function download(
  files: Files,
  call: Pick<OwnCall, 'enter' | 'raw'>,
  which: { ticket_id: number; attachment_id: number },
  inline: boolean | undefined,
): Promise<typeof sent> {
  const file = await call.enter(
    async (scope) => {
      const fileId = await selectAttached(scope, sightOf(scope), which)
      return fileId === null ? null : findStored(scope, fileId)
    },
    { read_only: true },
  )
  if (!file) throw notFound()
  return files.send(call, file, { inline })
}
