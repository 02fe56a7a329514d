import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import { nonce } from '../crypto/index.ts'
import { requestIdForm } from '../database/index.ts'
import { inNetworks } from '../limits/index.ts'
import type { Door } from './door.ts'

/** The id a trusted proxy gave, else 26 random characters (api §4.16). */
export function requestIdOf(door: Door, request: IncomingMessage | Http2ServerRequest): string {
  const given = request.headers['x-request-id']
  if (
    typeof given === 'string' &&
    requestIdForm.test(given) &&
    inNetworks(request.socket.remoteAddress ?? '', door.trusted_proxies)
  ) {
    return given
  }
  return newRequestId()
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

export function newRequestId(): string {
  const bytes = nonce(16)
  let text = ''
  for (const byte of bytes) text += alphabet[byte & 31]
  for (const byte of bytes.subarray(0, 10)) text += alphabet[byte >> 3]
  return text
}
