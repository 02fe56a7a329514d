import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Database, inTransaction, type Scope } from '../database/index.ts'
import type { OwnCall, sent } from '../http/index.ts'
import { openDisk } from './disk.ts'
import { bytesOf, keepBytes, readWhole } from './keep.ts'
import { type PicturePreset, renderPicture } from './picture.ts'
import { type ReceivedFile, type ReceiveOptions, receive } from './receive.ts'
import { type StoredFile, send } from './send.ts'

export interface FilesOptions {
  data_dir: string
  /** No endpoint takes a larger file, unless its limit is its own. */
  upload_max_bytes: number
}

export interface FileAnswer {
  id: number
  name: string
  content_type: string
  byte_size: number
}

/** The one way to write and read stored files (operations §4.10). */
export interface Files {
  /**
   * Takes the `file` of a multipart request, outside any transaction. 413 `file_too_large`, 415
   * `file_type_not_allowed`, `text_not_utf8`, 422 `extension_mismatch`, `file_empty`, `image_too_large`, 503 `storage_unavailable`.
   */
  receive(request: FastifyRequest, options: ReceiveOptions): Promise<ReceivedFile>
  /** `receive`, then `work` in a transaction of the call's scope; when that fails the bytes are discarded. */
  take<T>(
    call: UploadCall,
    options: ReceiveOptions,
    work: (scope: Scope, received: ReceivedFile) => Promise<T>,
  ): Promise<T>
  /**
   * Receives a picture, stores it in the sizes of the preset, then `work` as in `take`; the bytes that came are not
   * kept. 422 `bad_image`, `image_too_large` beside what `receive` answers.
   */
  takePicture<T>(
    call: UploadCall,
    preset: PicturePreset,
    work: (scope: Scope, rendered: ReceivedFile[]) => Promise<T>,
  ): Promise<T>
  /** Stores bytes that the house made itself; `store` makes them a row. */
  keep(
    name: string,
    content_type: string,
    chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  ): Promise<ReceivedFile>
  /** Makes received bytes a row, in the transaction that also writes the owner's row. */
  store(
    scope: Pick<Scope, 'tx' | 'user_id'>,
    received: ReceivedFile,
    owner: { company_id: number | null; kind: string },
  ): Promise<FileAnswer>
  /** All bytes of a stored file that is known to be small, for jobs. */
  read(file: Pick<StoredFile, 'storage_key'>): Promise<Buffer>
  /** Takes received bytes away again, when the transaction failed. */
  discard(received: Pick<ReceivedFile, 'storage_key'>): Promise<void>
  /** Answers with the bytes; return what it gives from the handler. 416, 503 `storage_unavailable`. */
  send(
    call: { raw: { request: FastifyRequest; reply: FastifyReply } },
    file: StoredFile,
    options?: { inline?: boolean | undefined },
  ): Promise<typeof sent>
  /** The bytes of a stored file, to be read to their end; null when they are gone. */
  stream(file: Pick<StoredFile, 'storage_key'>): Promise<AsyncIterable<Buffer> | null>
  /** Removes bytes without a row and unfinished uploads that are older than 24 h; how many. */
  sweep(database: Database, now?: Date): Promise<number>
}

/** What an endpoint that opens its own transactions is called with. */
export interface UploadCall {
  raw: { request: FastifyRequest; reply: FastifyReply }
  enter<T>(work: (scope: Scope) => Promise<T>): Promise<T>
  once: OwnCall['once']
}

const dayMs = 86_400_000

export function openFiles(options: FilesOptions): Files {
  const disk = openDisk(options.data_dir)
  const receiveOne: Files['receive'] = (request, wanted) => {
    const most = wanted.is_own_limit ? wanted.max_bytes : Math.min(wanted.max_bytes, options.upload_max_bytes)
    return receive(disk, request, { ...wanted, max_bytes: most })
  }
  return {
    receive: receiveOne,
    async take(call, wanted, work) {
      const received = await receiveOne(call.raw.request, wanted)
      let stored = false
      try {
        const { name, sha256, fields } = received
        const answer = await call.once(
          (scope) => {
            stored = true
            return work(scope, received)
          },
          { sent: { name, fields, sha256: sha256.toString('hex') } },
        )
        // A repeat under its key is answered with the file that stands.
        if (!stored) await disk.remove(received.storage_key)
        return answer
      } catch (error) {
        await disk.remove(received.storage_key)
        throw error
      }
    },
    async takePicture(call, preset, work) {
      const original = await receiveOne(call.raw.request, preset)
      const kept: ReceivedFile[] = []
      try {
        for (const one of await renderPicture(await readWhole(disk, original), preset))
          kept.push({
            ...(await keepBytes(disk, 'picture.webp', 'image/webp', [one.bytes])),
            width: one.width,
            height: one.height,
          })
        return await call.enter((scope) => work(scope, kept))
      } catch (error) {
        for (const { storage_key } of kept) await disk.remove(storage_key)
        throw error
      } finally {
        await disk.remove(original.storage_key)
      }
    },
    keep: (name, content_type, chunks) => keepBytes(disk, name, content_type, chunks),
    store: insertFile,
    read: (file) => readWhole(disk, file),
    discard: ({ storage_key }) => disk.remove(storage_key),
    send: (call, file, wanted) => send(disk, call, file, wanted),
    stream: (file) => bytesOf(disk, file),
    async sweep(database, now = new Date()) {
      const before = now.getTime() - dayMs
      let swept = await disk.sweepSpool(before)
      for await (const keys of disk.keysBefore(before)) {
        const orphans = await withoutRow(database, keys)
        for (const key of orphans) await disk.remove(key)
        swept += orphans.length
      }
      return swept
    },
  }
}

function insertFile(
  scope: Pick<Scope, 'tx' | 'user_id'>,
  received: ReceivedFile,
  owner: { company_id: number | null; kind: string },
) {
  const { fields: _, ...columns } = received
  return scope.tx.queries
    .insertInto('files')
    .values({ ...columns, ...owner, created_by_user_id: scope.user_id })
    .returning(['id', 'name', 'content_type', 'size_bytes as byte_size'])
    .executeTakeFirstOrThrow()
}

function withoutRow(database: Database, keys: readonly string[]): Promise<string[]> {
  return inTransaction(database, { role: 'portal_system', read_only: true }, async (tx) => {
    const rows = await tx.queries
      .selectFrom('files')
      .select('storage_key')
      .where('storage_key', 'in', keys)
      .execute()
    const known = new Set(rows.map((row) => row.storage_key))
    return keys.filter((key) => !known.has(key))
  })
}
