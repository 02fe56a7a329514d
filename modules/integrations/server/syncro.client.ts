import { setTimeout as pause } from 'node:timers/promises'
import { type OutboundAnswer, OutboundProblem } from '../../../platform/outbound/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { fails, works } from './health.ts'
import type { House } from './house.ts'
import { retryAfterOf } from './plan.ts'
import { holdSlots, reserveSlot } from './syncro.queries.ts'

/** Why the other system cannot be used now, or why one thing of it cannot. */
export class SyncroProblem extends Error {
  readonly code:
    | 'credentials_refused'
    | 'unexpected_answer'
    | 'not_possible'
    | 'no_answer'
    | 'busy'
    | 'switched_off'
    | 'too_many_failures'
  readonly isFatal: boolean
  /** The HTTP status of the answer, where that says why. */
  readonly status: number | undefined

  constructor(code: SyncroProblem['code'], message: string, isFatal = false, status?: number) {
    super(message)
    this.name = 'SyncroProblem'
    this.code = code
    this.isFatal = isFatal
    this.status = status
  }
}

export interface SyncroAccess {
  base_url: string
  api_key: string
  requests_per_minute: number
}

export interface SyncroClient {
  /** The JSON at this path; null where there is no such thing. Throws `SyncroProblem`. */
  get(path: string): Promise<unknown>
}

const withinMs = 15_000
const mostBytes = 10_000_000
const slug = 'syncro'

/**
 * Asks Syncro, evenly spaced over all nodes (integrations §4.5): so no window of 60 s holds more requests than allowed.
 * What fails for a moment is asked again (§4.3). No transaction is open meanwhile.
 */
export function syncroClient(house: House, access: SyncroAccess, signal: AbortSignal): SyncroClient {
  const { window_ms = 60_000, retry_unit_ms = 1_000 } = house.syncro ?? {}
  // What leaves evenly may arrive a little closer: a hundredth is kept in reserve.
  const gapMs = Math.ceil(window_ms / (0.99 * access.requests_per_minute))
  const base = access.base_url.replace(/\/+$/, '')
  const inside = <T>(act: Parameters<typeof inHouseScope<T>>[2]) =>
    inHouseScope(house.database, { company_id: null, request_id: 'syncro-limit' }, act)

  async function turn(): Promise<void> {
    for (;;) {
      const wait = await inside((scope) => reserveSlot(scope, slug, gapMs))
      const due = performance.now() + wait
      if (wait > 0) await pause(wait, undefined, { signal })
      // Who comes late would come together with the next one.
      if (performance.now() - due < window_ms / 600) return
    }
  }

  async function once(path: string): Promise<OutboundAnswer | null> {
    await turn()
    try {
      return await house.outbound.request({
        method: 'GET',
        url: `${base}/api/v1${path}`,
        headers: { authorization: `Bearer ${access.api_key}`, accept: 'application/json' },
        timeout_ms: withinMs,
        max_body_bytes: mostBytes,
        redirects: 0,
      })
    } catch (error) {
      if (!(error instanceof OutboundProblem)) throw error
      if (lasting.has(error.code)) throw new SyncroProblem('no_answer', error.message, true)
      return null
    }
  }

  async function ask(path: string): Promise<unknown> {
    const tries = { limited: 0, failed: 0 }
    for (;;) {
      signal.throwIfAborted()
      const answer = await once(path)
      const status = answer?.status ?? 0
      if (answer && status < 500 && status !== 429 && status !== 408) return read(answer)
      const { everybody_ms, ms } = againAfter(answer, tries, retry_unit_ms)
      if (everybody_ms > 0) await inside((scope) => holdSlots(scope, slug, everybody_ms))
      await pause(ms, undefined, { signal })
    }
  }

  /** Five failures in a row, and all callers wait. */
  async function note({ code, message }: SyncroProblem): Promise<void> {
    const pauseMs = await inside((scope) => fails(scope, slug, { code, message }, retry_unit_ms))
    if (pauseMs > 0) await inside((scope) => holdSlots(scope, slug, pauseMs))
  }

  return {
    async get(path) {
      try {
        const answer = await ask(path)
        await inside((scope) => works(scope, slug))
        return answer
      } catch (error) {
        // One thing that Syncro refuses says nothing of the connection.
        if (error instanceof SyncroProblem && error.code !== 'not_possible') await note(error)
        throw error
      }
    },
  }
}

/** What a run keeps of a problem with one thing, or with all. */
export const problemOf = (external_id: string, { code, message, status }: SyncroProblem) => ({
  external_id,
  code,
  ...(status !== undefined && { value: String(status) }),
  detail: message,
})

/** How long to wait before asking again, all callers or this one; throws when it was asked often enough. */
function againAfter(
  answer: OutboundAnswer | null,
  tries: { limited: number; failed: number },
  unitMs: number,
): { everybody_ms: number; ms: number } {
  if (answer?.status === 429) {
    if (++tries.limited >= 6) throw new SyncroProblem('busy', 'Syncro refuses further requests (429)')
    const said = retryAfterOf(one(answer.headers['retry-after']))
    return { everybody_ms: Math.min(said ?? 2 ** tries.limited, 120) * unitMs, ms: 0 }
  }
  const delays = [1, 5]
  const delay = delays[tries.failed++]
  if (delay !== undefined) return { everybody_ms: 0, ms: delay * unitMs }
  const said = answer ? `Syncro answered ${answer.status}` : 'Syncro did not answer'
  throw new SyncroProblem('no_answer', said, false, answer?.status)
}

const lasting: ReadonlySet<string> = new Set(['bad_url', 'address_not_allowed', 'tls'])
const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)

function read({ status, body }: OutboundAnswer): unknown {
  if (status === 404) return null
  if (status === 401 || status === 403)
    throw new SyncroProblem('credentials_refused', `Syncro refuses the key (${status})`, true, status)
  if (status < 200 || status > 299)
    throw new SyncroProblem('not_possible', `Syncro answered ${status}`, false, status)
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new SyncroProblem('unexpected_answer', 'Syncro answered something that is no JSON')
  }
}
