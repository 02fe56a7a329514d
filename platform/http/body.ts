import type { FastifyRequest } from 'fastify'
import secureJson from 'secure-json-parse'
import type { AnyEndpoint } from '../contract/endpoint.ts'
import { problem } from '../contract/problems.ts'
import { readQuery } from './query.ts'

const form = 'application/x-www-form-urlencoded'

/** Media types an endpoint takes. JSON always, others where it says so (api §4.3). */
export const acceptedTypes = (declared: AnyEndpoint) => ['application/json', ...(declared.accepts ?? [])]

/** The body, parsed after the caller is known; `_csrf` is taken out and given apart. */
export function parseBody(request: FastifyRequest): { value: unknown; csrf: string | null } {
  const raw = request.body
  if (raw === undefined || raw === null) return { value: undefined, csrf: null }
  if (!Buffer.isBuffer(raw)) return withoutToken(raw)
  if (raw.length === 0) return { value: undefined, csrf: null }

  const type = mediaType(request)
  if (type === 'text/plain') return { value: undefined, csrf: null }
  if (type === form) return withoutToken(readQuery(`?${utf8(raw)}`))
  return withoutToken(parseJson(utf8(raw)))
}

export function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function utf8(raw: Buffer): string {
  try {
    return decoder.decode(raw)
  } catch {
    throw problem('malformed_body', { detail: 'The body is not valid UTF-8.' })
  }
}

function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = secureJson.parse(text, { protoAction: 'error', constructorAction: 'error' })
  } catch {
    throw problem('malformed_body', { detail: 'The body is not valid JSON.' })
  }
  refuseMonsters(value, 0, { keys: 0 })
  return value
}

/** Depth 20, 1 000 keys (api §4.11). */
function refuseMonsters(value: unknown, depth: number, seen: { keys: number }): void {
  if (typeof value !== 'object' || value === null) return
  if (depth >= 20) throw tooMuch('The body is nested deeper than 20 levels.')
  const inner = Object.values(value)
  if (!Array.isArray(value)) seen.keys += inner.length
  if (seen.keys > 1_000) throw tooMuch('The body has more than 1 000 keys.')
  for (const one of inner) refuseMonsters(one, depth + 1, seen)
}

const tooMuch = (message: string) =>
  problem('invalid_input', { detail: message, errors: [{ field: '', code: 'too_many', message }] })

function withoutToken(value: unknown): { value: unknown; csrf: string | null } {
  if (typeof value !== 'object' || value === null || !('_csrf' in value)) return { value, csrf: null }
  const { _csrf, ...rest } = value as Record<string, unknown>
  return { value: rest, csrf: typeof _csrf === 'string' ? _csrf : null }
}
