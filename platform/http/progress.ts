import type { FastifyReply, FastifyRequest } from 'fastify'

const lookEveryMs = 5_000
const patienceMs = 15_000

/**
 * A body that makes no progress for 15 s ends the request (408). The socket's counter is watched, not the
 * stream: a listener for data would make the body flow before somebody reads it.
 */
export function watchBody(request: FastifyRequest, reply: FastifyReply): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.raw.complete) return
  const { raw } = request
  let seen = raw.socket.bytesRead
  let moved = Date.now()
  const timer = setInterval(() => {
    if (raw.complete || reply.sent || raw.destroyed) return clearInterval(timer)
    const now = raw.socket.bytesRead
    // What lies in the buffer waits for us, not for the sender.
    if (now !== seen || raw.readableLength > 0) [seen, moved] = [now, Date.now()]
    else if (Date.now() - moved >= patienceMs) refuse(request, reply)
  }, lookEveryMs).unref()
  raw.once('close', () => clearInterval(timer))
  raw.once('end', () => clearInterval(timer))
}

function refuse(request: FastifyRequest, reply: FastifyReply): void {
  const body = {
    status: 408,
    code: 'request_timeout',
    title: 'The body came too slowly',
    request_id: request.id,
  }
  reply.hijack()
  reply.raw.writeHead(408, { 'content-type': 'application/problem+json', connection: 'close' })
  reply.raw.end(JSON.stringify(body), () => request.raw.destroy())
}
