import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AnyEndpoint } from '../contract/endpoint.ts'
import { problem } from '../contract/problems.ts'
import { addressKey, clientAddress, type Limits, type Network, rateHeaders } from '../limits/index.ts'
import type { Answer } from './answer.ts'
import { mediaType } from './body.ts'
import { noteCaller } from './caller-note.ts'
import { type CookieNames, type Credential, cookieOf, isCsrfToken, readCredential } from './credential.ts'
import type { CsvList, LongLists } from './csv-list.ts'
import type { Ask, Caller, Gate, Origin } from './gate.ts'

export interface Rate {
  points: number
  seconds: number
}

export interface DoorOptions {
  gate: Gate
  limits: Limits
  /** By name: `general`, `api`, `anonymous`, `login` …; null is off. */
  rates: Record<string, Rate | null>
  trusted_proxies: Network[]
  portal_url: string
  root_path: string
  allowed_origins: readonly string[]
  cookies: CookieNames
  csrf_keys: readonly Buffer[]
  /** Told of each request that its rate refused: the rate's name and the client's address. */
  onLimited?: (name: string, ip: string) => void
  /** Lists with more rows are answered 202 and become files (api §4.8); 100 000 unless a list says fewer. */
  csv_rows?: number
  /** Makes those files; without it a list is cut there, and says so. */
  exports?: LongLists
  /** In tests: every answer is compared with its contract. */
  checkAnswer?: (declared: AnyEndpoint, value: unknown) => void
}

/** What all routes share. */
export interface Door extends DoorOptions {
  endpoints: AnyEndpoint[]
  /** Those that are offered as CSV, by `GET /api/staff-members`. */
  lists: Map<string, CsvList>
  askOf(
    declared: Pick<AnyEndpoint, 'method' | 'path' | 'access' | 'restricted'>,
    credential: Credential,
    request: FastifyRequest,
  ): Ask
  credentialOf(declared: Pick<AnyEndpoint, 'credential'>, request: FastifyRequest): Credential
  /** Once the caller is known: CSRF, then their limit. */
  meet(
    declared: AnyEndpoint,
    caller: Caller,
    request: FastifyRequest,
    csrf: string | null,
    reply: FastifyReply,
  ): Promise<void> | void
  /** Counts against a named rate, for a key that only the handler knows. */
  charge(name: string, key: string, reply: FastifyReply): Promise<void> | void
  repeatCookies(request: FastifyRequest, answer: Answer, maxAge: number | null): void
  /** Links below ROOT_PATH. */
  rooted(path: string): string
}

export function openDoor(options: DoorOptions): Door {
  const ours = new Set([new URL(options.portal_url).origin, ...options.allowed_origins])
  return {
    ...options,
    endpoints: [],
    lists: new Map(),
    rooted: (path) => options.root_path + path,
    charge: (name, key, reply) => charge(options, name, key, reply),
    credentialOf: (declared, request) =>
      declared.credential && declared.credential !== 'house'
        ? { kind: 'none' }
        : readCredential(request, options.cookies),
    askOf: (declared, credential, request) => ({
      endpoint: `${declared.method} ${declared.path}`,
      access: declared.access,
      credential,
      request_id: request.id,
      origin: originOf(request, options.trusted_proxies),
      read_only: declared.method === 'GET',
      restricted: declared.restricted ?? [],
    }),
    meet(declared, caller, request, csrf, reply) {
      noteCaller(request, caller)
      if (declared.method !== 'GET' && (declared.credential ?? 'house') === 'house') {
        checkSite(request, ours, caller)
        if (caller.session) checkToken(request, csrf, caller.session.hash, options.csrf_keys)
      }
      return checkRate(options, declared, caller, request, reply)
    },
    repeatCookies(request, answer, maxAge) {
      const token = cookieOf(request, options.cookies.session)
      const csrf_token = cookieOf(request, options.cookies.csrf)
      if (token && csrf_token) answer.session({ token, csrf_token, max_age: maxAge })
    },
  }
}

export function originOf(request: FastifyRequest, trusted: Network[]): Origin {
  const ip = clientAddress(
    request.raw.socket.remoteAddress,
    request.headers['x-forwarded-for'] as string | undefined,
    trusted,
  )
  return { ip, user_agent: request.headers['user-agent']?.slice(0, 400) ?? null }
}

/** Requests that another site makes a browser send are refused, token or not (api §4.6). */
function checkSite(request: FastifyRequest, ours: Set<string>, caller: Caller): void {
  if (caller.kind === 'key' || caller.kind === 'client') return
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  if (origin !== undefined && ours.has(origin)) return
  // Before sign-in no token proves where a request comes from, so a sibling host is another site, too.
  const isOurs = caller.kind === 'visitor' ? site === 'same-origin' : site !== 'cross-site'
  if (site !== undefined && !isOurs) throw problem('cross_site')
  if (origin !== undefined && origin !== sameHost(request)) throw problem('cross_site')
  if (
    caller.kind === 'visitor' &&
    request.headers.cookie === undefined &&
    mediaType(request).startsWith('text/')
  )
    throw problem('cross_site')
}

/** The portal reached by another name of the same machine, as on a developer's computer. */
const sameHost = (request: FastifyRequest) => `${request.protocol}://${request.host}`

function checkToken(
  request: FastifyRequest,
  inBody: string | null,
  session: Buffer,
  keys: readonly Buffer[],
): void {
  const given = request.headers['x-csrf-token'] ?? inBody
  if (typeof given !== 'string' || given === '') throw problem('csrf_missing')
  if (!isCsrfToken(keys, session, given)) throw problem('csrf_invalid')
}

const byAddress = new Set(['login', 'register', 'password_reset'])
/** Counted per client or token, which only the handler finds in the request. */
const byHandler = new Set(['token', 'introspect', 'hook_unknown'])

function checkRate(
  options: DoorOptions,
  declared: AnyEndpoint,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> | void {
  const name = declared.limit ?? generalLimit(caller)
  if (byHandler.has(name)) return
  const addressOf = () => originOf(request, options.trusted_proxies).ip
  const key = byAddress.has(name) ? addressKey(addressOf()) : caller.limit_key
  return charge(options, name, key, reply, () => options.onLimited?.(name, addressOf()))
}

function charge(
  options: DoorOptions,
  name: string,
  key: string,
  reply: FastifyReply,
  refused?: () => void,
): Promise<void> | void {
  const rate = options.rates[name]
  if (!rate) return
  const verdict = options.limits.consume({ name, ...rate }, key)
  if (verdict instanceof Promise) return verdict.then((one) => judge(name, one, reply, refused))
  judge(name, verdict, reply, refused)
}

function judge(
  name: string,
  verdict: Awaited<ReturnType<Limits['consume']>>,
  reply: FastifyReply,
  refused?: () => void,
): void {
  const headers = rateHeaders(name, verdict)
  reply.headers(headers)
  if (verdict.allowed) return
  refused?.()
  throw problem('rate_limited', { headers, members: { retry_after: verdict.retry_after } })
}

function generalLimit(caller: Caller): string {
  if (caller.kind === 'visitor') return 'anonymous'
  return caller.kind === 'user' ? 'general' : 'api'
}
