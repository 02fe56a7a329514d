import { createHmac, randomBytes } from 'node:crypto'
import { sameBytes } from '../../../platform/crypto/index.ts'

const prefix = 'whsec_'

/** A new secret as people copy it: `whsec_` and base64 of 32 random bytes (Standard Webhooks). */
export const newSecret = (): string => prefix + randomBytes(32).toString('base64')

/** `v1,<base64>` of HMAC-SHA256 over `id.timestamp.body`; the timestamp in seconds. */
export function sign(secret: string, id: string, timestamp: number, body: Uint8Array): string {
  const key = Buffer.from(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret, 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}

/** Whether one of the signatures in the header is this one; constant time for each. */
export const isSigned = (header: string, wanted: string): boolean =>
  header
    .split(' ')
    .map((one) => sameBytes(Buffer.from(one), Buffer.from(wanted)))
    .includes(true)
