import type { Multipart } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { Problem, problem } from '../contract/problems.ts'

/** A part of a multipart body: a small field, or a file whose bytes must be read before the next part comes. */
export type Part = Multipart

const begun = new WeakMap<FastifyRequest, AsyncIterable<Part>>()

/** The parts of a multipart body in their order; 415 when it is none, 400 when it is malformed. */
export function partsOf(request: FastifyRequest): AsyncIterable<Part> {
  const parts = begun.get(request) ?? read(request)
  begun.set(request, parts)
  return parts
}

/**
 * The `_csrf` that comes before everything else in a multipart form (api §4.6), read before the caller is known;
 * the parts after it stay where they are. Null when something else is first.
 */
export async function firstToken(request: FastifyRequest): Promise<string | null> {
  const parts = read(request)
  const { value: first, done } = await parts.next()
  begun.set(request, done ? none() : rejoin(first, parts))
  return !done && first.type === 'field' && first.fieldname === '_csrf' ? String(first.value) : null
}

/** The small fields of a form without files, where the contract declares them as the body. A name twice: the last. */
export async function fieldsOf(request: FastifyRequest): Promise<Record<string, string>> {
  const fields = new Map<string, string>()
  for await (const part of read(request)) {
    if (part.type === 'file') throw problem('malformed_body', { detail: 'This form takes no file.' })
    fields.set(part.fieldname, String(part.value))
  }
  return Object.fromEntries(fields)
}

async function* rejoin(first: Part, rest: AsyncIterable<Part>): AsyncGenerator<Part> {
  yield first
  yield* rest
}

async function* none(): AsyncGenerator<Part> {}

async function* read(request: FastifyRequest): AsyncGenerator<Part> {
  if (!request.isMultipart())
    throw problem('unsupported_media_type', { members: { accepted: ['multipart/form-data'] } })
  try {
    // Files are counted by who reads them; the ceiling here is the server's own.
    yield* request.parts({ throwFileSizeLimit: false } as Parameters<typeof request.parts>[0])
  } catch (error) {
    throw error instanceof Problem || isOurs(error)
      ? error
      : problem('malformed_body', { detail: 'The form does not parse.' })
  }
}

/** Errors of the file system have a system call; they are not the sender's. */
const isOurs = (error: unknown) => typeof (error as { syscall?: string }).syscall === 'string'

/** Reads on what nobody wanted, so that a refusal reaches its sender and the connection stays usable; 30 s at most. */
export function discardRest({ raw }: FastifyRequest): void {
  if (raw.complete || raw.destroyed) return
  raw.unpipe()
  raw.resume()
  const timer = setTimeout(() => raw.destroy(), 30_000).unref()
  raw.once('close', () => clearTimeout(timer))
  raw.once('end', () => clearTimeout(timer))
}
