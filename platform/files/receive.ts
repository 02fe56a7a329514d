import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { invalid, Problem, problem } from '../contract/problems.ts'
import { type Part, partsOf } from '../http/index.ts'
import { detect } from './detect.ts'
import { type Disk, type Spooled, storageFault } from './disk.ts'
import { imageSize } from './image.ts'
import { type Accept, acceptedBy, type KindName, kinds } from './kinds.ts'
import { cleanName, extensionOf } from './name.ts'
import { watchText } from './text.ts'
import { readAt } from './zip.ts'

export interface ReceiveOptions {
  /** The largest possible file, in bytes; never above the portal's own ceiling, unless it is a limit of its own. */
  max_bytes: number
  /** This limit holds by itself, whatever UPLOAD_MAX_MB says: the file is read once and not kept. */
  is_own_limit?: boolean
  accept: Accept
  /** Names of the small fields that may come with it. */
  fields?: readonly string[]
}

/** Bytes that are in the store and belong to nobody yet: `store` them, or `discard` them. */
export interface ReceivedFile {
  storage_key: string
  name: string
  content_type: string
  size_bytes: number
  sha256: Buffer
  width: number | null
  height: number | null
  fields: Record<string, string>
}

/** Room for the other fields and the borders between the parts (50 × 64 KiB, api §4.12). */
const envelope = 51 * 65_536
const mostPixels = 40_000_000

/** Streams the one `file` part of a multipart request into the store; what goes wrong leaves no bytes behind. */
export async function receive(
  disk: Disk,
  request: FastifyRequest,
  options: ReceiveOptions,
): Promise<ReceivedFile> {
  if (Number(request.headers['content-length'] ?? 0) > options.max_bytes + envelope)
    throw tooLarge(options.max_bytes)
  const read: Read = { file: null, fields: {} }
  try {
    for await (const part of partsOf(request)) await take(disk, read, part, options)
    if (!read.file) throw invalid('file', 'required', 'This is needed.')
    const facts = await judge(read.file, acceptedBy(options.accept))
    return { ...facts, storage_key: await disk.keep(read.file.spooled), fields: read.fields }
  } catch (error) {
    if (read.file) await disk.drop(read.file.spooled)
    throw asProblem(error)
  }
}

interface Read {
  file: Flowed | null
  fields: Record<string, string>
}

async function take(disk: Disk, read: Read, part: Part, options: ReceiveOptions): Promise<void> {
  if (part.type === 'field') return keepField(read.fields, part, options.fields ?? [])
  if (part.fieldname !== 'file') throw invalid(part.fieldname, 'unknown_field', 'There is no such field.')
  if (read.file) throw invalid('file', 'too_many', 'One file at a time.', 1)
  read.file = await flow(disk, part, options.max_bytes)
}

type FilePart = Extract<Part, { type: 'file' }>
type FieldPart = Extract<Part, { type: 'field' }>

function keepField(fields: Record<string, string>, part: FieldPart, known: readonly string[]): void {
  const { fieldname, value } = part
  if (fieldname === '_csrf') return
  if (!known.includes(fieldname)) throw invalid(fieldname, 'unknown_field', 'There is no such field.')
  if (fieldname in fields) throw invalid(fieldname, 'duplicate_field', 'This field was sent twice.')
  if (part.valueTruncated || typeof value !== 'string')
    throw invalid(fieldname, 'too_long', 'This is too long.', 65_536)
  fields[fieldname] = value
}

interface Flowed {
  spooled: Spooled
  name: string
  size: number
  sha256: Buffer
  head: Buffer
  is_text: boolean
}

/** Writes the bytes down while counting, hashing and looking at them. */
async function flow(disk: Disk, part: FilePart, limit: number): Promise<Flowed> {
  const spooled = await disk.begin()
  try {
    const hash = createHash('sha256')
    const text = watchText()
    let size = 0
    let head: Buffer = Buffer.alloc(0)
    for await (const chunk of part.file as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit) throw tooLarge(limit)
      if (head.length < 4096) head = Buffer.concat([head, chunk.subarray(0, 4096 - head.length)])
      hash.update(chunk)
      text.take(chunk)
      await spooled.handle.writeFile(chunk)
    }
    if (part.file.truncated) throw tooLarge(limit)
    return {
      spooled,
      name: cleanName(part.filename),
      size,
      sha256: hash.digest(),
      head,
      is_text: text.isText(),
    }
  } catch (error) {
    await disk.drop(spooled)
    throw error
  }
}

async function kindOf(
  { spooled, size, head, is_text }: Flowed,
  extension: string,
  accepted: readonly KindName[],
) {
  const kind = await detect({ handle: spooled.handle, size, head, is_text, extension })
  if (kind === 'unfit') throw problem('extension_mismatch')
  if (kind === 'not_utf8') throw problem('text_not_utf8')
  if (kind !== 'refused' && accepted.includes(kind)) return kind
  throw problem('file_type_not_allowed', { members: { accepted } })
}

/** Whether this file may stay: kind by content, then ending, then size in pixels. */
async function judge(file: Flowed, accepted: readonly KindName[]) {
  if (file.size === 0) throw problem('file_empty')
  const extension = extensionOf(file.name)
  const { handle } = file.spooled
  const kind = await kindOf(file, extension, accepted)
  const { content_type, extensions } = kinds[kind]
  if (extension !== '' && !(extensions as readonly string[]).includes(extension))
    throw problem('extension_mismatch')

  const name = extension === '' ? cleanName(`${file.name}.${extensions[0]}`) : file.name
  const size = imageSize(kind, kind === 'jpg' ? await readAt(handle, 0, 262_144) : file.head)
  if (size && size.width * size.height > mostPixels) throw problem('image_too_large')
  return {
    name,
    content_type,
    size_bytes: file.size,
    sha256: file.sha256,
    width: size?.width ?? null,
    height: size?.height ?? null,
  }
}

const tooLarge = (limit: number) => problem('file_too_large', { members: { limit_bytes: limit } })

function asProblem(error: unknown): unknown {
  return error instanceof Problem ? error : (storageFault(error) ?? error)
}
