import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { parse } from 'cookie'
import type { FastifyRequest } from 'fastify'
import { problem } from '../contract/problems.ts'
import { nonce } from '../crypto/index.ts'

export type Credential =
  | { kind: 'none' }
  | { kind: 'session'; hash: Buffer }
  | { kind: 'key'; secret: string }
  | { kind: 'token'; secret: string }
  | Again

/**
 * Somebody who asked before, for a job that goes on in their name: with the rights that they have now. Nothing that comes
 * over the wire is read as this.
 */
export interface Again {
  kind: 'again'
  actor: { kind: 'user' | 'key' | 'client'; id: number }
  /** The company they worked in; they may still enter it, or are refused. */
  company_id: number | null
  /** Of a machine client: what its token held. */
  held: readonly string[]
}

export interface CookieNames {
  session: string
  csrf: string
  secure: boolean
}

/** On https the session cookie is `__Host-` prefixed and Secure (identity §4.6). */
export function cookieNames(base: string, secure: boolean): CookieNames {
  return { session: secure ? `__Host-${base}` : base, csrf: `${base}_csrf`, secure }
}

/** Who the caller says they are: a header credential switches the cookie off (api §4.5). */
export function readCredential(request: FastifyRequest, names: CookieNames): Credential {
  const bearer = request.headers.authorization
  const header = request.headers['x-api-key']
  if ((bearer && header) || /[?&](api_key|access_token|apiKey|token)=/.test(request.raw.url ?? '')) {
    throw problem('ambiguous_credentials')
  }
  if (typeof header === 'string') return { kind: 'key', secret: header }
  if (bearer !== undefined) return readBearer(bearer)
  const cookie = cookieOf(request, names.session)
  return cookie ? { kind: 'session', hash: sha256(cookie) } : { kind: 'none' }
}

function readBearer(header: string): Credential {
  const secret = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1]
  if (!secret) throw problem('invalid_access_token')
  if (secret.startsWith('mpk_')) return { kind: 'key', secret }
  return { kind: 'token', secret }
}

export function cookieOf(request: FastifyRequest, name: string): string | undefined {
  const header = request.headers.cookie
  return header?.includes(name) ? parse(header)[name] : undefined
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** The readable token beside a session: nonce and HMAC over session and nonce (identity §4.7). */
export function makeCsrfToken(key: Buffer, sessionHash: Buffer): string {
  const salt = nonce(16)
  return Buffer.concat([salt, seal(key, sessionHash, salt)]).toString('base64url')
}

export function isCsrfToken(keys: readonly Buffer[], sessionHash: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'base64url')
  if (bytes.length !== 48) return false
  const nonce = bytes.subarray(0, 16)
  return keys.some((key) => timingSafeEqual(seal(key, sessionHash, nonce), bytes.subarray(16)))
}

const seal = (key: Buffer, sessionHash: Buffer, nonce: Buffer) =>
  createHmac('sha256', key).update(sessionHash).update(nonce).digest()
