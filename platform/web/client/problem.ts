import type { FieldError } from '../../contract/problems.ts'

interface ProblemBody {
  code?: string
  title?: string
  status?: number
  detail?: string
  request_id?: string
  errors?: FieldError[]
}

/** A call that failed. `code` is the contract's (RFC 9457), or `offline` or `unreadable_answer`. */
export class ApiProblem extends Error {
  readonly code: string
  /** 0 when no answer came. */
  readonly status: number
  readonly title: string
  readonly detail: string | null
  /** Per field, on 422. */
  readonly errors: FieldError[]
  readonly request_id: string | null
  /** Seconds to wait, on 429 and 503. */
  readonly retry_after: number | null
  /** Further members of the answer: `permission`, `current`, `active_company` … */
  readonly members: Record<string, unknown>

  constructor(status: number, body: ProblemBody & Record<string, unknown>, retryAfter: number | null = null) {
    super(body.detail ?? body.title ?? body.code ?? 'problem')
    const { code, title, detail, request_id, errors, status: _, type: __, ...members } = body
    this.code = code ?? 'internal'
    this.status = status
    this.title = title ?? ''
    this.detail = detail ?? null
    this.errors = errors ?? []
    this.request_id = request_id ?? null
    this.retry_after = retryAfter
    this.members = members
  }
}

export const offline = () => new ApiProblem(0, { code: 'offline' })

/** Whatever was thrown, as a problem that can be shown. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  return new ApiProblem(0, {
    code: 'page_failed',
    detail: error instanceof Error ? error.message : String(error),
  })
}

/** The problem that an unsuccessful answer carries; answers of proxies become `unreadable_answer`. */
export function problemFrom(answer: {
  status: number
  header(name: string): string | null
  text: string
}): ApiProblem {
  const wait = Number(answer.header('retry-after'))
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null
  try {
    const body = JSON.parse(answer.text) as ProblemBody & Record<string, unknown>
    if (typeof body.code === 'string') return new ApiProblem(answer.status, body, retryAfter)
  } catch {
    // Not JSON: a proxy answered.
  }
  const request_id = answer.header('x-request-id')
  return new ApiProblem(
    answer.status,
    { code: 'unreadable_answer', ...(request_id && { request_id }) },
    retryAfter,
  )
}
