import compress from '@fastify/compress'
import multipart from '@fastify/multipart'
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type { AnyEndpoint } from '../contract/endpoint.ts'
import { pathOf } from '../contract/endpoint.ts'
import { type Problem, problem } from '../contract/problems.ts'
import { acceptedTypes, mediaType } from './body.ts'
import { corsOn } from './cors.ts'
import type { Door } from './door.ts'
import { isForgedPlace, oauthBody, oauthFailure, problemBody, toProblem } from './failure.ts'
import { declaredHeaders, securityHeaders } from './headers.ts'
import { discardRest } from './multipart.ts'
import { rewriter } from './paths.ts'
import { watchBody } from './progress.ts'
import { requestIdOf } from './request-id.ts'
import { refuseRubbish } from './rubbish.ts'

export interface ServerOptions {
  log: { error(data: object, message: string): void; info(data: object, message: string): void }
  /** Requests in flight at once; more are refused with 503 busy. */
  in_flight?: number
  /** A file, in bytes: the ceiling of uploads. */
  upload_max_bytes: number
  /** Once for each request, when its answer went out or its caller went away. */
  onRequestDone?: (request: FastifyRequest, reply: FastifyReply) => void
  /** For each problem that is answered; `refused` when the database refused a row that should have been in reach. */
  onProblem?: (code: string, refused: boolean) => void
}

declare module 'fastify' {
  interface FastifyContextConfig {
    endpoint?: AnyEndpoint
  }
}

const most = 50 * 1_048_576

/** An HTTP server that speaks as api.md says, with no endpoint yet and not listening. */
export async function openServer(door: Door, options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    rewriteUrl: (request) => rewriter(door.root_path)(request),
    genReqId: (request) => requestIdOf(door, request),
    routerOptions: { ignoreTrailingSlash: true, caseSensitive: true, maxParamLength: 8_192 },
    keepAliveTimeout: 72_000,
    requestTimeout: 0,
    // Node looks for heads that are overdue every 30 s unless told otherwise.
    http: { maxHeaderSize: 16_384, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    frameworkErrors: (error, request, reply) =>
      fail(door, options, error, request as FastifyRequest, reply as FastifyReply),
    clientErrorHandler: refuseRubbish(door),
  })
  app.server.maxHeadersCount = 100
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    /^(application\/json|application\/x-www-form-urlencoded|text\/plain)/,
    { parseAs: 'buffer' },
    (_, body, done) => done(null, body),
  )
  await app.register(multipart, {
    // Who takes a file counts its bytes against a limit of its own; this ends what nobody counts.
    limits: { files: 10, fields: 50, fieldSize: 65_536, fileSize: Math.max(options.upload_max_bytes, most) },
  })
  await app.register(compress, {
    global: true,
    threshold: 1024,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { 0: 0, 1: 4 } },
  })
  app.setSerializerCompiler(() => JSON.stringify)
  addHooks(app, door, options)
  app.setErrorHandler((error: FastifyError, request, reply) => fail(door, options, error, request, reply))
  return app
}

function addHooks(app: FastifyInstance, door: Door, options: ServerOptions): void {
  const headers = securityHeaders(door.cookies.secure)
  const limit = options.in_flight ?? 1_000
  let inFlight = 0

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers)
    reply.header('x-request-id', request.id)
    const declared = request.routeOptions.config.endpoint
    if (declared) reply.headers(declaredHeaders(declared))
    corsOn(door, request, reply)
    // Not the onResponse hook: it does not run when the caller goes away first.
    const counted = isCounted(declared)
    reply.raw.once('close', () => {
      if (counted) inFlight--
      discardRest(request)
      options.onRequestDone?.(request, reply)
    })
    if (counted && ++inFlight > limit) return done(asError(problem('busy', { members: { retry_after: 2 } })))
    if (withoutWords(request.raw.url ?? '').length > 8_192)
      return done(asError(problem('uri_too_long', { members: { limit_bytes: 8_192 } })))
    done(refuseBody(declared, request))
  })
  app.addHook('preParsing', (request, reply, payload, done) => {
    watchBody(request, reply, door.portal_url)
    done(null, payload)
  })
}

/** Live streams last and cost no work; health must answer when all else is refused. */
const isCounted = (declared: AnyEndpoint | undefined) =>
  declared?.path !== '/live' && !declared?.path.startsWith('/health')

/** What no handler will read is refused before it is read (415, 413). */
function refuseBody(declared: AnyEndpoint | undefined, request: FastifyRequest): Error | undefined {
  if (!declared || request.method === 'GET' || request.method === 'HEAD') return undefined
  if (request.headers['content-encoding'] !== undefined)
    return asError(
      problem('unsupported_media_type', { detail: 'Send the body as it is, without Content-Encoding.' }),
    )
  const length = Number(request.headers['content-length'] ?? 0)
  const hasBody = length > 0 || request.headers['transfer-encoding'] !== undefined
  if (!hasBody) return undefined
  const accepted = acceptedTypes(declared)
  if (!(accepted as string[]).includes(mediaType(request))) {
    return asError(
      problem('unsupported_media_type', {
        headers: { 'accept-post': accepted.join(', ') },
        members: { accepted },
      }),
    )
  }
  const limit = declared.body_limit ?? 1_048_576
  // Uploads know their own limit (platform/files).
  if (mediaType(request) !== 'multipart/form-data' && length > limit)
    return asError(problem('body_too_large', { members: { limit_bytes: limit } }))
  return undefined
}

const asError = (failure: Problem) => failure as Error

/** Sends any error as a problem; what nobody expected is logged once, with the request id. */
export function fail(
  door: Door,
  options: Pick<ServerOptions, 'log' | 'onProblem'>,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const isOauth = request.routeOptions?.config?.endpoint?.errors === 'oauth'
  const plain = isForgedPlace(error, request.query)
    ? problem('invalid_cursor')
    : toProblem(error, request.routeOptions?.bodyLimit)
  const failure = isOauth ? oauthFailure(plain) : plain
  const told = problemBody(failure, door.portal_url, request.id)
  const body = isOauth ? oauthBody(told) : told
  options.onProblem?.(body.code, (error as { code?: string }).code === '42501')
  if (body.status >= 500 && plain !== error) {
    options.log.error(
      { request_id: request.id, route: request.routeOptions?.url, err: error },
      'Request failed',
    )
  } else if ((error as { code?: string }).code === '42501') {
    options.log.error(
      { request_id: request.id, route: request.routeOptions?.url, err: error, alarm: 'isolation_refusal' },
      'The database refused a row',
    )
  }
  const retry = (failure.details.members as { retry_after?: number } | undefined)?.retry_after
  if (retry !== undefined) reply.header('retry-after', String(retry))
  if (body.status === 401) reply.header('www-authenticate', 'Bearer realm="MyPortal"')
  if (failure.details.headers) reply.headers(failure.details.headers)
  reply.removeHeader('etag')
  return reply.code(body.status).type('application/problem+json').serializer(JSON.stringify).send(body)
}

/** 404 for unknown addresses, 405 with Allow for known ones asked in another way. */
export function refuseUnknown(door: Door, options: Pick<ServerOptions, 'log' | 'onProblem'>) {
  const known = () =>
    door.endpoints.map((declared) => ({ method: declared.method, pattern: patternOf(pathOf(declared)) }))
  let table: ReturnType<typeof known> | null = null
  return (request: FastifyRequest, reply: FastifyReply) => {
    table ??= known()
    const path = (request.raw.url ?? '').split('?', 1)[0]?.replace(/(.)\/$/, '$1') ?? ''
    const methods = [
      ...new Set(table.filter((row) => row.pattern.test(path)).map((row) => row.method as string)),
    ]
    if (methods.includes('GET')) methods.push('HEAD')
    if (methods.length > 0) methods.push('OPTIONS')
    const allow = methods.join(', ')
    if (methods.length > 0 && request.method === 'OPTIONS')
      return reply.code(204).header('allow', allow).send()
    const failure =
      methods.length > 0 ? problem('method_not_allowed', { headers: { allow } }) : problem('no_such_endpoint')
    return fail(door, options, failure, request, reply)
  }
}

const patternOf = (path: string) =>
  new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')}$`)

/** A search text that is too long is told of as such, by its field (422), as long as the head of the request allows. */
const withoutWords = (url: string) => (url.length > 8_192 ? url.replace(/([?&]q=)[^&]*/, '$1') : url)
