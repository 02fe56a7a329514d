import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** An unguessable value in base64url, without padding: 32 bytes give 43 characters. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}

let pool = randomBytes(4_096)
let used = 0

/** At most 64 random bytes that need not stay secret (ids, nonces), drawn from a stock: asking the system each time costs more. */
export function nonce(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    pool = randomBytes(4_096)
    used = 0
  }
  used += bytes
  return pool.subarray(used - bytes, used)
}

/** SHA-256, 32 bytes. Enough for values that are random themselves (tokens), never for passwords. */
export function sha256(text: string | Uint8Array): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Equal or not in a time that does not depend on the content, for different lengths too. */
export function sameBytes(a: string | Uint8Array, b: string | Uint8Array): boolean {
  // Hashes have one length, so the comparison never has to stop early.
  return timingSafeEqual(sha256(a), sha256(b))
}
