import type { Request } from '../../contract/client.ts'
import { addressOf } from '../../contract/client.ts'
import type { Answer, AnyEndpoint, Endpoint } from '../../contract/endpoint.ts'
import { boot } from './boot.ts'
import { houseHeaders } from './headers.ts'
import { ApiProblem, offline, problemFrom } from './problem.ts'
import { ask, showCompanyChanged } from './prompts.ts'
import { randomKey } from './random-key.ts'

export interface CallOptions {
  /** Of POSTs; made anew for each call unless given. Two calls with one key make one thing. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** Sign-in pages: a 401 is an answer there, and opens no dialog. */
  quiet?: boolean
  /** Do not insist on the company of this tab: only for switching companies. */
  anyCompany?: boolean
}

export type RequestOf<P, Q, B> = Request<P, Q, B>
type Rest<P, Q, B> =
  Record<string, never> extends Request<P, Q, B>
    ? [request?: Request<P, Q, B>, options?: CallOptions]
    : [request: Request<P, Q, B>, options?: CallOptions]

/**
 * Calls an endpoint of a contract. Throws `ApiProblem`. GETs answered 429 or 503 are repeated up to 3 times;
 * 401 and `confirmation_required` ask the person over the page and repeat the call.
 */
export function api<P, Q, B, R>(declared: Endpoint<P, Q, B, R>, ...rest: Rest<P, Q, B>): Promise<Answer<R>> {
  const [request = {}, options = {}] = rest
  return callEndpoint(declared as AnyEndpoint, request, options) as Promise<Answer<R>>
}

/** As `api`, for callers that hold the request as data: `useApi`, forms. */
export function callEndpoint(
  declared: AnyEndpoint,
  request: { params?: unknown; query?: unknown; body?: unknown },
  options: CallOptions = {},
): Promise<unknown> {
  const { body } = request
  const call: Call = {
    method: declared.method,
    url: urlOf(declared, request),
    body: body === undefined ? undefined : JSON.stringify(body),
    key: declared.method === 'POST' ? (options.idempotencyKey ?? randomKey()) : undefined,
    options,
  }
  return withPrompts(() => send(call), options)
}

/** The address of an endpoint below ROOT_PATH: for links to downloads and for streams. */
export function urlOf(declared: AnyEndpoint, request: { params?: unknown; query?: unknown } = {}): string {
  return boot.root_path + addressOf(declared, request)
}

/** The address of a list as a CSV file, with the filters and order that are shown; for a link that downloads it. */
export function csvUrlOf(
  declared: AnyEndpoint,
  request: { params?: unknown; query?: Record<string, unknown>; columns?: readonly string[] } = {},
): string {
  const { after: _, limit: __, count: ___, ...filters } = request.query ?? {}
  const known = request.columns?.filter((name) => name in (declared.csv?.columns ?? {}))
  const columns = known?.length ? { columns: known.join(',') } : {}
  return urlOf(declared, { params: request.params, query: { ...filters, format: 'csv', ...columns } })
}

/** Repeats a call after the person has signed in again or confirmed; the page below stays as it is. */
export async function withPrompts<T>(call: () => Promise<T>, options: CallOptions): Promise<T> {
  for (let round = 0; ; round++) {
    try {
      return await call()
    } catch (error) {
      if (round >= 2 || !(await resolved(error, options))) throw error
    }
  }
}

/** True when the person has done what the call needs. */
async function resolved(error: unknown, options: CallOptions): Promise<boolean> {
  if (!(error instanceof ApiProblem)) return false
  if (error.code === 'company_changed') showCompanyChanged(error)
  // The new page load leads to the one page that is left.
  if (restrictedNow.has(error.code) && !boot.session?.session.restriction) location.reload()
  const question = options.quiet ? null : questionOf(error)
  if (question === null) return false
  const { methods } = error.members
  return ask(question, Array.isArray(methods) ? methods : [])
}

const restrictedNow = new Set(['second_factor_enrolment_required', 'password_change_required'])

function questionOf(problem: ApiProblem) {
  if (!boot.session) return null
  if (problem.code === 'confirmation_required') return 'confirm' as const
  return problem.code === 'not_signed_in' ? ('sign_in' as const) : null
}

interface Call {
  method: string
  url: string
  body: string | undefined
  key: string | undefined
  options: CallOptions
}

async function send(call: Call): Promise<unknown> {
  for (let tries = 0; ; tries++) {
    const answer = await fetchOnce(call)
    const text = await answer.text()
    if (answer.ok) return text ? JSON.parse(text) : undefined
    const problem = problemFrom({ status: answer.status, header: (name) => answer.headers.get(name), text })
    const again = call.method === 'GET' && (answer.status === 429 || answer.status === 503) && tries < 3
    if (!again) throw problem
    await pause((problem.retry_after ?? 2 ** tries) * 1000, call.options.signal)
  }
}

async function fetchOnce(call: Call): Promise<Response> {
  const headers = houseHeaders()
  if (call.body !== undefined) headers['content-type'] = 'application/json'
  if (call.key) headers['idempotency-key'] = call.key
  if (call.options.anyCompany) delete headers['x-company']
  try {
    return await fetch(call.url, {
      method: call.method,
      headers,
      credentials: 'same-origin',
      ...(call.body !== undefined && { body: call.body }),
      ...(call.options.signal && { signal: call.options.signal }),
    })
  } catch (error) {
    if (call.options.signal?.aborted) throw error
    throw offline()
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
