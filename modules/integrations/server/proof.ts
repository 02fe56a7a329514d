import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { sameBytes } from '../../../platform/crypto/index.ts'
import type { Receiving } from './inbound.queries.ts'
import { isSigned, sign } from './signature.ts'

/** A signature with a time is good for so many seconds, before and after. */
const goodForSeconds = 300

/** Whether a call proves where it comes from, over the bytes as they came; every comparison in constant time. */
export function isProven(
  { verification, signature_header }: Pick<Receiving, 'verification' | 'signature_header'>,
  secret: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
  now = Date.now(),
): boolean {
  switch (verification) {
    case 'none':
      return true
    case 'standard':
      return isStandard(secret, headers, body, now)
    case 'github':
      return same(textOf(headers['x-hub-signature-256']), `sha256=${mac(secret, body, 'hex')}`)
    case 'hmac': {
      const given = textOf(headers[(signature_header ?? '').toLowerCase()]).replace(/^sha256=/i, '')
      const isHex = same(given.toLowerCase(), mac(secret, body, 'hex'))
      return same(given, mac(secret, body, 'base64')) || isHex
    }
    case 'basic':
      return same(textOf(headers.authorization), `Basic ${Buffer.from(secret).toString('base64')}`)
  }
}

function isStandard(secret: string, headers: IncomingHttpHeaders, body: Buffer, now: number): boolean {
  const id = textOf(headers['webhook-id'])
  const timestamp = Number(textOf(headers['webhook-timestamp']))
  const isFresh = Number.isInteger(timestamp) && Math.abs(now / 1_000 - timestamp) <= goodForSeconds
  const isRight = isSigned(textOf(headers['webhook-signature']), sign(secret, id, timestamp, body))
  return isFresh && id !== '' && isRight
}

const mac = (secret: string, body: Buffer, form: 'hex' | 'base64') =>
  createHmac('sha256', secret).update(body).digest(form)

const textOf = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header) ?? ''
const same = (given: string, wanted: string) => sameBytes(Buffer.from(given), Buffer.from(wanted))
