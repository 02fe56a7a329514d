import type { FastifyRequest } from 'fastify'
import { type AnyEndpoint, pathOf, statusOf } from '../contract/endpoint.ts'
import { notFound, problem } from '../contract/problems.ts'
import { type Schema, z } from '../contract/schema.ts'
import type { Scope } from '../database/index.ts'
import { mediaType, parseBody } from './body.ts'
import type { Credential } from './credential.ts'
import { type Reader, readerOf } from './input.ts'
import { fieldsOf, firstToken } from './multipart.ts'
import { readQuery } from './query.ts'

/** An endpoint made ready to be served: its readers are built once. */
export interface Prepared {
  declared: AnyEndpoint
  name: string
  status: number
  /** The answer has no content. */
  is_empty: boolean
  params: Reader | null
  query: Reader
  body: Reader | null
  /** The same for forms, whose values are words. */
  form: Reader | null
}

const nothing = readerOf(z.strictObject({}), true)

export function prepare(declared: AnyEndpoint): Prepared {
  return {
    declared,
    name: `${declared.method} ${pathOf(declared)}`,
    status: statusOf(declared),
    is_empty: Object.values(declared.response as Record<number, unknown>)[0] === null,
    params: declared.params ? readerOf(declared.params as Schema, true) : null,
    query: declared.query ? readerOf(declared.query as Schema, true) : nothing,
    body: declared.body ? readerOf(declared.body as Schema, false) : null,
    form: declared.body && declared.accepts ? readerOf(declared.body as Schema, true) : null,
  }
}

const parsedTooLate = new WeakMap<FastifyRequest, { value: unknown; csrf: string | null }>()

/** Once per request: a repeated transaction must not parse again. */
export function parseLate(ready: Prepared, request: FastifyRequest) {
  let parsed = parsedTooLate.get(request)
  if (!parsed) {
    parsed =
      ready.declared.accepts?.includes('multipart/form-data') && !ready.body
        ? { value: undefined, csrf: null }
        : parseBody(request)
    parsedTooLate.set(request, parsed)
  }
  return parsed
}

/** A multipart form without the header carries its token as the first part, which is read before anything else. */
export async function parseEarly(ready: Prepared, request: FastifyRequest, credential: Credential) {
  const parsed = parseLate(ready, request)
  if (ready.form && parsed.value === undefined && mediaType(request) === 'multipart/form-data') {
    const { _csrf, ...fields } = await fieldsOf(request)
    parsed.value = fields
    parsed.csrf = _csrf ?? null
    return parsed
  }
  const isForm = credential.kind === 'session' && mediaType(request) === 'multipart/form-data'
  if (isForm && parsed.csrf === null && request.headers['x-csrf-token'] === undefined) {
    parsed.csrf = await firstToken(request)
  }
  return parsed
}

export function readInput(
  ready: Prepared,
  request: FastifyRequest,
  body: unknown,
  query = readQuery(request.raw.url ?? ''),
) {
  return {
    params: readParams(ready, request),
    query: ready.query(query),
    body: readerFor(ready, request)?.(body ?? {}),
  }
}

const readerFor = (ready: Prepared, request: FastifyRequest) =>
  mediaType(request) === 'application/json' ? ready.body : (ready.form ?? ready.body)

/** An impossible id is a thing that does not exist (api §4.1). */
function readParams(ready: Prepared, request: FastifyRequest): unknown {
  if (!ready.params) return undefined
  for (const [name, value] of Object.entries(request.params as Record<string, string>)) {
    if (name.endsWith('_id') && !/^[1-9]\d{0,15}$/.test(value)) throw notFound()
  }
  try {
    return ready.params(request.params)
  } catch {
    throw notFound()
  }
}

export function assertCompany(request: FastifyRequest, scope: Scope): void {
  const believed = request.headers['x-company']
  if (typeof believed !== 'string' || scope.user_id === null) return
  if (Number(believed) === scope.company_id) return
  throw problem('company_changed', { members: { active_company: scope.company_id } })
}

/** The version asked for; null without one or for `*`, 0 for a tag that no version has, so that nothing matches it. */
export function ifMatch(request: FastifyRequest): number | null {
  const tag = request.headers['if-match']?.trim()
  if (tag === undefined || tag === '*') return null
  return Number(/^(?:W\/)?"(\d{1,9})"$/.exec(tag)?.[1] ?? 0)
}
