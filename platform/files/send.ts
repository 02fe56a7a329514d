import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../contract/problems.ts'
import { sent } from '../http/index.ts'
import { type Disk, unavailable } from './disk.ts'
import { mayBeInline, servedType } from './kinds.ts'
import { readRange } from './range.ts'

/** The columns of `files` that a download needs. */
export interface StoredFile {
  name: string
  content_type: string
  size_bytes: number
  sha256: Buffer
  storage_key: string
}

const stalledAfterMs = 60_000

/** Streams a stored file with the headers of api §4.12; the caller has checked the right to it. */
export async function send(
  disk: Disk,
  call: { raw: { request: FastifyRequest; reply: FastifyReply } },
  file: StoredFile,
  options: { inline?: boolean | undefined } = {},
): Promise<typeof sent> {
  const { request, reply } = call.raw
  const etag = `"${file.sha256.toString('hex')}"`
  if (isKnown(request.headers['if-none-match'], etag)) {
    reply.code(304).header('etag', etag).header('cache-control', 'private, no-store').send()
    return sent
  }
  const range = rangeOf(request, file.size_bytes, etag)
  const handle = await openWhole(disk, file)
  reply.headers(headersOf(file, etag, options.inline === true))
  const { start, end } = range ?? { start: 0, end: file.size_bytes - 1 }
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.size_bytes}`)
  else reply.code(200)
  reply.header('content-length', String(end - start + 1))
  // The compressing hook leaves such requests alone: a download is sent as it is, with its length.
  request.headers['x-no-compression'] = '1'
  if (request.method === 'HEAD') {
    await handle.close()
    // An empty stream: for an empty text the length would become 0.
    reply.send(Readable.from([]))
    return sent
  }
  request.raw.socket.setTimeout(stalledAfterMs)
  reply.send(handle.createReadStream({ start, end }))
  return sent
}

const isKnown = (header: string | undefined, etag: string) =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag))

function rangeOf(request: FastifyRequest, size: number, etag: string) {
  const condition = request.headers['if-range']
  if (condition !== undefined && condition !== etag) return null
  const range = readRange(request.headers.range, size)
  if (range !== 'beyond') return range
  throw problem('range_not_satisfiable', { headers: { 'content-range': `bytes */${size}` } })
}

/** Bytes that are gone, or of another length than the row says, are the store's fault: 503. */
async function openWhole(disk: Disk, file: StoredFile): Promise<FileHandle> {
  const handle = await disk.open(file.storage_key).catch(() => null)
  if (!handle) throw unavailable()
  const { size } = await handle.stat()
  if (size === file.size_bytes) return handle
  await handle.close()
  throw unavailable()
}

function headersOf(file: StoredFile, etag: string, inline: boolean): Record<string, string> {
  const placement = inline && mayBeInline(file.content_type) ? 'inline' : 'attachment'
  return {
    'content-type': servedType(file.content_type),
    'content-disposition': `${placement}; filename="${ascii(file.name)}"; filename*=UTF-8''${encoded(file.name)}`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
    etag,
  }
}

/** For old clients: what ASCII cannot say, and what would end the quotes, becomes `_`. */
const ascii = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/gu, '_')

/** RFC 8187: everything but the characters that need no escape. */
const encoded = (name: string) =>
  encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  )
