import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Network } from '../limits/index.ts'
import { callerOf } from './caller-note.ts'
import { originOf } from './door.ts'
import type { ServerOptions } from './server.ts'

const silent = /^\/(?:health|assets|docs\/assets|metrics)(?:\/|$)/

/** The line of each request, for `onRequestDone`: the route's pattern, never the address (operations §4.6). */
export function requestLog(log: ServerOptions['log'], trustedProxies: Network[]) {
  return (request: FastifyRequest, reply: FastifyReply) => {
    const route = routeOf(request)
    if (silent.test(route)) return
    const line = {
      request_id: request.id,
      method: request.method,
      route,
      status: statusOf(reply),
      duration_ms: Math.round(reply.elapsedTime * 10) / 10,
      bytes: Number(reply.getHeader('content-length') ?? 0),
      ip: originOf(request, trustedProxies).ip,
      ...callerOf(request),
    }
    log.info(line, 'Request')
  }
}

/** The matched pattern; `none` for addresses that match no route. */
export const routeOf = (request: FastifyRequest) =>
  request.is404 ? 'none' : (request.routeOptions.url ?? 'none')

/** 499: the caller went away before the answer was whole. */
export const statusOf = (reply: FastifyReply) => (reply.raw.writableEnded ? reply.statusCode : 499)
