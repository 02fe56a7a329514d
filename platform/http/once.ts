import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../contract/problems.ts'
import type { Scope } from '../database/index.ts'
import type { Caller } from './gate.ts'
import { checkKey, claimKey, keepAnswer, replay, requestHash } from './idempotency.ts'
import { locationOf } from './location.ts'
import type { Prepared } from './reading.ts'

/** The key of a POST by somebody who is signed in; 422 `idempotency_key_required` where there must be one. */
export function keyOf(ready: Prepared, request: FastifyRequest, caller: Caller): string | null {
  if (ready.declared.method !== 'POST' || caller.kind === 'visitor') return null
  const key = request.headers['idempotency-key']
  if (typeof key === 'string') return checkKey(key)
  if (ready.declared.idempotency === 'required') throw problem('idempotency_key_required')
  return null
}

/** `work` in a transaction under the request's key, if it has one. */
export type Once = <T>(
  work: (scope: Scope) => Promise<T>,
  of?: {
    /** What stands for the body where that is none: the hash of a file. */
    sent?: unknown
    /** A repeat comes from another active company: the request itself changes it. */
    any_company?: boolean
  },
) => Promise<T>

interface Keyed {
  key: string
  /** What was sent, as the key's hash knows it. */
  body: unknown
  scope: Scope
  company_id: number | null
}

/** `work` under a key: its first answer, or the one that was kept. */
export async function once(
  ready: Prepared,
  request: FastifyRequest,
  { key, body, scope, company_id }: Keyed,
  reply: FastifyReply,
  work: () => Promise<unknown>,
) {
  const claim = {
    key,
    endpoint: ready.name,
    hash: requestHash(ready.name, request.raw.url ?? '', company_id, body),
  }
  const first = await claimKey(scope, claim)
  if (first) {
    const kept = replay(first)
    reply.header('idempotency-replayed', 'true')
    for (const [name, value] of Object.entries(kept.headers)) reply.header(name, value)
    return kept.body
  }
  const value = await work()
  const location = locationOf(ready.declared, value, request.params)
  const headers: Record<string, string> = location ? { location } : {}
  await keepAnswer(
    scope,
    claim,
    { status: ready.status, headers, body: value },
    ready.declared.idempotency === 'secret',
  )
  return value
}
