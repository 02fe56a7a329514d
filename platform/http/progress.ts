import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../contract/problems.ts'
import { problemBody } from './failure.ts'

const lookEveryMs = 5_000
const patienceMs = 15_000

/**
 * A body that makes no progress for 15 s ends the request (408). The socket's counter is watched, not the
 * stream: a listener for data would make the body flow before somebody reads it.
 */
export function watchBody(request: FastifyRequest, reply: FastifyReply, portalUrl: string): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.raw.complete) return
  const { raw } = request
  let seen = raw.socket.bytesRead
  let moved = Date.now()
  const timer = setInterval(() => {
    if (raw.complete || reply.sent || raw.destroyed) return clearInterval(timer)
    const now = raw.socket.bytesRead
    // What lies in the buffer waits for us, not for the sender.
    if (now !== seen || raw.readableLength > 0) [seen, moved] = [now, Date.now()]
    else if (Date.now() - moved >= patienceMs) refuse(request, reply, portalUrl)
  }, lookEveryMs).unref()
  raw.once('close', () => clearInterval(timer))
  raw.once('end', () => clearInterval(timer))
}

function refuse(request: FastifyRequest, reply: FastifyReply, portalUrl: string): void {
  const body = problemBody(problem('request_timeout'), portalUrl, request.id)
  const headers = reply.getHeaders() as Record<string, string>
  reply.hijack()
  reply.raw.writeHead(408, { ...headers, 'content-type': 'application/problem+json', connection: 'close' })
  reply.raw.end(JSON.stringify(body), () => request.raw.destroy())
}
