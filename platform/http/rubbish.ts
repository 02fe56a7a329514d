import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type Problem, problem } from '../contract/problems.ts'
import type { Door } from './door.ts'
import { problemBody } from './failure.ts'
import { securityHeaders } from './headers.ts'
import { newRequestId } from './request-id.ts'

const problems: Record<string, Problem> = {
  HPE_HEADER_OVERFLOW: problem('headers_too_large', { members: { limit_bytes: 16_384 } }),
  ERR_HTTP_REQUEST_TIMEOUT: problem('request_timeout'),
}

/** What is no HTTP, or a head that is too large or too slow, is a problem too; the connection ends with it. */
export function refuseRubbish(door: Door) {
  const headers = Object.entries(securityHeaders(door.cookies.secure)).map((pair) => pair.join(': '))
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (!socket.writable || error.code === 'ECONNRESET') return
    const failure = problems[error.code ?? ''] ?? problem('malformed_request')
    const body = problemBody(failure, door.portal_url, newRequestId())
    const text = JSON.stringify(body)
    const head = [
      `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status] ?? ''}`,
      ...headers,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(text)}`,
      `x-request-id: ${body.request_id}`,
      'connection: close',
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
  }
}
