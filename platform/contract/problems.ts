/** A problem code: its status, its fixed title, and the help text behind `type` (api §4.7). */
export interface ProblemKind {
  status: number
  title: string
  help: string
}

const declared = new Map<string, ProblemKind>()

/** Declares problem codes, once each; a second declaration of a code stops the start. */
export function declareProblems<const Codes extends Record<string, readonly [number, string, string]>>(
  codes: Codes,
): keyof Codes {
  for (const [code, [status, title, help]] of Object.entries(codes)) {
    if (declared.has(code)) throw new Error(`Problem code ${code} is declared twice`)
    declared.set(code, { status, title, help })
  }
  return '' as keyof Codes
}

export const problemKinds = (): ReadonlyMap<string, ProblemKind> => declared

/**
 * Why a value is refused (api §4.7). The last lines are what specifications name beside them, and what the pages of
 * identity explain in words of their own.
 */
export type FieldCode =
  | 'required'
  | 'unknown_field'
  | 'duplicate_field'
  | 'wrong_type'
  | 'too_short'
  | 'too_long'
  | 'too_small'
  | 'too_big'
  | 'too_many'
  | 'not_one_of'
  | 'bad_format'
  | 'not_found'
  | 'not_allowed'
  | 'in_the_past'
  | 'taken'
  | 'address_not_allowed'
  | 'outside_company'
  | 'unknown_event_type'
  | 'breached'
  | 'common'
  | 'personal'
  | 'repetitive'
  | 'same'
  | 'not_right'
  | 'wrong_password'

export interface FieldError {
  /** The snake_case path: `lines.0.unit_amount`. */
  field: string
  code: string
  message: string
  limit?: number
}

export interface ProblemDetails {
  detail?: string
  /** Where one code has two statuses: `stale_version` is 412 for If-Match and 409 for a version in the body. */
  status?: number
  errors?: FieldError[]
  /** Further members of the answer: `limit_bytes`, `current`, `permission` … */
  members?: Record<string, unknown>
  headers?: Record<string, string>
}

/** An expected failure, thrown once. Clients branch on `code`, never on the text. */
export class Problem extends Error {
  readonly code: string
  readonly details: ProblemDetails

  constructor(code: string, details: ProblemDetails = {}) {
    super(details.detail ?? code)
    this.code = code
    this.details = details
  }
}

export const problem = (code: string, details: ProblemDetails = {}) => new Problem(code, details)
export const notFound = () => new Problem('not_found')

/** 422 for one field, for rules that a schema cannot know. */
export function invalid(field: string, code: FieldCode, message: string, limit?: number): Problem {
  const error: FieldError = { field, code, message, ...(limit !== undefined && { limit }) }
  return new Problem('invalid_input', { errors: [error] })
}

declareProblems({
  malformed_body: [
    400,
    'The body cannot be read',
    'Send valid JSON in UTF-8, or the form type the endpoint names.',
  ],
  malformed_request: [
    400,
    'The request cannot be read',
    'A header, the address or the framing is not valid HTTP.',
  ],
  ambiguous_credentials: [
    400,
    'More than one credential, or one in the wrong place',
    'Send one credential, in a header: never two, and never in the address.',
  ],
  not_signed_in: [
    401,
    'You are not signed in',
    'Sign in, or send a valid credential, and repeat the request.',
  ],
  invalid_api_key: [
    401,
    'This API key is not valid',
    'It is unknown, wrong, expired or revoked. Make a new one.',
  ],
  invalid_access_token: [401, 'This access token is not valid', 'It is unknown, wrong, expired or revoked.'],
  forbidden: [403, 'You lack the right for this', 'Ask an administrator for the permission named here.'],
  scope_missing: [403, 'This key or token is too narrow', 'Use a key that has the scope named here.'],
  ip_not_allowed: [403, 'Not from this address', 'The key may be used from the addresses it names only.'],
  no_active_company: [
    403,
    'You work in no company',
    'Accept an invitation or ask your administrator, then repeat.',
  ],
  csrf_missing: [
    403,
    'The security token is missing',
    'Send the cookie’s token as X-CSRF-Token or as _csrf.',
  ],
  csrf_invalid: [
    403,
    'The security token is not valid',
    'Reload the page and repeat: the session has changed.',
  ],
  cross_site: [403, 'This request came from another site', 'Open the portal itself and repeat it there.'],
  origin_not_allowed: [
    403,
    'This origin is not allowed',
    'The administrator lists allowed origins in ALLOWED_ORIGINS.',
  ],
  confirmation_required: [
    403,
    'Confirm that it is you',
    'Prove your identity again; it counts for 10 minutes.',
  ],
  account_disabled: [403, 'This account is switched off', 'Ask an administrator of the portal.'],
  not_found: [404, 'There is no such thing', 'It does not exist, or not for you.'],
  no_such_endpoint: [404, 'There is no such endpoint', 'See /docs for all of them.'],
  method_not_allowed: [405, 'This method is not possible here', 'The Allow header names those that are.'],
  not_acceptable: [406, 'No such form of the answer', 'Ask for application/json.'],
  request_timeout: [408, 'The body came too slowly', 'Repeat the request on a better connection.'],
  already_exists: [409, 'That exists already', 'Use another value, or the thing that exists.'],
  transition_not_allowed: [
    409,
    'Not possible in this state',
    'Reload: the state has changed. allowed names what is possible.',
  ],
  stale_version: [
    409,
    'Somebody changed it meanwhile',
    'current holds the newest state; decide and send its version.',
  ],
  company_changed: [
    409,
    'You work in another company now',
    'Switch back, or repeat it in the company named here.',
  ],
  request_in_progress: [409, 'The first request is still running', 'Repeat it after Retry-After.'],
  already_created: [409, 'This was made already', 'The first request succeeded; id names what it made.'],
  not_configured: [409, 'This is not set up', 'The setting named here is missing.'],
  delivery_finished: [
    409,
    'This delivery has ended',
    'Only what failed or waits can be tried again; the rest is sent anew.',
  ],
  gone: [410, 'This has ended', 'The link was used up or the endpoint was retired.'],
  body_too_large: [413, 'The body is too large', 'limit_bytes says how much is possible.'],
  file_too_large: [413, 'The file is too large', 'limit_bytes says how much is possible.'],
  uri_too_long: [414, 'The address is too long', 'At most 8 KiB.'],
  headers_too_large: [431, 'The headers are too large', 'At most 16 KiB.'],
  unsupported_media_type: [415, 'This media type is not possible here', 'Accept-Post names those that are.'],
  file_type_not_allowed: [
    415,
    'This kind of file is not possible here',
    'accepted names the kinds that are.',
  ],
  text_not_utf8: [
    415,
    'This text is not UTF-8',
    'Save it as UTF-8 (in Excel as "CSV UTF-8") and send it again.',
  ],
  range_not_satisfiable: [416, 'The file has no such range', 'Ask for bytes inside the file.'],
  invalid_input: [422, 'Some fields are not right', 'errors names every field and what is wrong with it.'],
  invalid_cursor: [422, 'This page cursor is not valid', 'Start again without after.'],
  invalid_token: [
    422,
    'This link is not valid',
    'It was used, has expired, or was never ours. Ask for a new one.',
  ],
  extension_mismatch: [
    422,
    'Name and content of the file differ',
    'Give the file the ending of its real type.',
  ],
  bad_image: [
    422,
    'The picture cannot be read',
    'It is damaged or of a kind that is none; save it anew as PNG or JPEG.',
  ],
  image_too_large: [422, 'The picture has too many pixels', 'At most 40 megapixels; make it smaller.'],
  file_empty: [422, 'The file is empty', 'Choose a file with content.'],
  idempotency_key_required: [
    422,
    'An Idempotency-Key is needed',
    'Send a header Idempotency-Key of 16 to 64 characters.',
  ],
  idempotency_key_reused: [
    422,
    'This Idempotency-Key belongs to another request',
    'Use a new key for a new request.',
  ],
  version_required: [428, 'The version is missing', 'Send If-Match or version with what you read.'],
  rate_limited: [429, 'Too many requests', 'Wait for Retry-After seconds.'],
  too_many_attempts: [
    429,
    'Too many attempts',
    'Wait for Retry-After seconds; a known browser is not affected.',
  ],
  too_many_streams: [429, 'Too many live streams', 'Close some tabs.'],
  internal: [500, 'Something failed on our side', 'It is logged under request_id; tell your administrator.'],
  busy: [503, 'Too busy at the moment', 'Repeat it after Retry-After seconds.'],
  timeout: [503, 'It took too long', 'Repeat it, or ask for less at once.'],
  unavailable: [503, 'Not available at the moment', 'The database cannot be reached; repeat it soon.'],
  storage_unavailable: [503, 'The file storage is away', 'Everything else works; repeat it soon.'],
})
