import { type FieldError, Problem, problem, problemKinds } from '../contract/problems.ts'

interface DatabaseError {
  code?: string
  constraint?: string
  column?: string
}

export interface ProblemBody {
  type: string
  title: string
  status: number
  detail?: string
  code: string
  request_id: string
  errors?: FieldError[]
  [member: string]: unknown
}

/** Which unique key or check means what: modules declare theirs beside their queries. */
const constraints = new Map<string, { code: string; field?: string }>()

/** Declares what a violated key or check is to the caller: `uniqueMeans('companies_syncro', 'syncro_id_taken', 'syncro_id')`. */
export function constraintMeans(constraint: string, code: string, field?: string): void {
  constraints.set(constraint, { code, ...(field !== undefined && { field }) })
}

/** Any error as a problem: expected ones as they are, the database's by their code, the rest as our fault (api §4.7). */
export function toProblem(error: unknown, bodyLimit?: number): Problem {
  if (error instanceof Problem) return error
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code?.startsWith('FST_')) return fromFastify(code, statusCode, bodyLimit)
  if (code && /^[0-9A-Z]{5}$/.test(code)) return fromDatabase(error as DatabaseError)
  if (isConnectionFault(error)) return problem('unavailable', { members: { retry_after: 2 } })
  return new Problem('internal')
}

/** Faults of the database about a text that is none of its type: a time, a number, an address. */
const unreadable = new Set(['22003', '22007', '22008', '22P02'])

/** Whether what failed is the place where a page should begin: no row has such values, a list never gave them. */
export const isForgedPlace = (error: unknown, query: unknown): boolean =>
  typeof (query as { after?: unknown } | undefined)?.after === 'string' &&
  unreadable.has((error as { code?: string }).code ?? '')

function fromFastify(code: string, status?: number, limit_bytes?: number): Problem {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return problem('body_too_large', { members: { limit_bytes } })
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return problem('unsupported_media_type')
  if (code === 'FST_ERR_BAD_URL') return problem('no_such_endpoint')
  return status && status < 500 ? problem('malformed_request') : new Problem('internal')
}

const busy = { members: { retry_after: 2 } }

function fromDatabase(error: DatabaseError): Problem {
  switch (error.code) {
    case '23505':
    case '23P01':
      return byConstraint(error, 'already_exists')
    case '23503':
      return problem('invalid_input', {
        errors: [{ field: fieldOf(error), code: 'not_found', message: 'There is no such thing.' }],
      })
    case '23514':
      return byConstraint(error, 'invalid_input')
    case '40001':
    case '40P01':
    case '55P03':
      return problem('busy', busy)
    case '57014':
      return problem('timeout', busy)
    case '42501':
      return problem('not_found')
    default:
      return error.code?.startsWith('08') || error.code?.startsWith('57P') || error.code === '53300'
        ? problem('unavailable', busy)
        : new Problem('internal')
  }
}

function byConstraint(error: DatabaseError, otherwise: string): Problem {
  const meaning = constraints.get(error.constraint ?? '')
  const field = meaning?.field ?? fieldOf(error)
  if (meaning) return problem(meaning.code, { members: { field } })
  if (otherwise === 'invalid_input') {
    return problem('invalid_input', {
      errors: [{ field, code: 'not_allowed', message: 'This is not possible.' }],
    })
  }
  return problem(otherwise, { members: { field } })
}

const fieldOf = (error: DatabaseError) =>
  (error.constraint ?? '').replace(/^[a-z]+_/, '').replace(/_(fkey|check|key)$/, '')

function isConnectionFault(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'ENOENT' || code === 'EPIPE') return true
  return /timeout exceeded when trying to connect|Connection terminated|not queryable|Cannot use a pool|Query read timeout/.test(
    message ?? '',
  )
}

const oauthErrors: Record<number, string> = {
  500: 'server_error',
  503: 'temporarily_unavailable',
  429: 'temporarily_unavailable',
}
const oauthCodes = new Set([
  'invalid_request',
  'invalid_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
])

/** Wrong fields are what RFC 6749 §5.2 calls an invalid request. */
export const oauthFailure = (failure: Problem): Problem =>
  failure.code === 'invalid_input' ? problem('invalid_request', failure.details) : failure

/** A problem that OAuth clients understand, too. */
export const oauthBody = (body: ProblemBody): ProblemBody => ({
  error: oauthCodes.has(body.code) ? body.code : (oauthErrors[body.status] ?? 'invalid_request'),
  error_description: body.detail,
  ...body,
})

/** The body of a problem answer (RFC 9457). */
export function problemBody(failure: Problem, portalUrl: string, requestId: string): ProblemBody {
  const kind = problemKinds().get(failure.code) ?? problemKinds().get('internal')
  const { detail, errors, members } = failure.details
  return {
    type: `${portalUrl}/docs/problems/${failure.code}`,
    title: kind?.title ?? 'Something failed on our side',
    status: failure.details.status ?? kind?.status ?? 500,
    detail: detail ?? kind?.help ?? '',
    code: failure.code,
    request_id: requestId,
    ...(errors && { errors }),
    ...members,
  }
}
