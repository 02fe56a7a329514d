import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Door } from './door.ts'
import { isShared } from './paths.ts'

const exposed =
  'ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Request-Id, Idempotency-Replayed'

/** Listed origins get their own name back, with credentials; all others no CORS header at all (api §4.16). */
export function corsOn(door: Door, request: FastifyRequest, reply: FastifyReply): void {
  const shared = isShared(request.originalUrl, door.root_path)
  reply.header('vary', shared ? 'Origin, Sec-Fetch-Mode, Accept' : 'Origin')
  const { origin } = request.headers
  if (!origin || !door.allowed_origins.includes(origin)) return
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-allow-credentials', 'true')
  reply.header('access-control-expose-headers', exposed)
  const method = request.headers['access-control-request-method']
  if (request.method !== 'OPTIONS' || !method) return
  reply.header('access-control-allow-methods', method)
  reply.header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '')
  reply.header('access-control-max-age', '600')
}

/** Exact origins only: no wildcard, pattern or null. Throws with the entry that is wrong. */
export function parseOrigins(list: string): string[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean)
    .map((entry) => {
      if (!/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i.test(entry))
        throw new Error(`${entry} is not an exact origin like https://app.example.com`)
      return new URL(entry).origin
    })
}
