import { randomUUID } from 'node:crypto'
import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { KeyRing } from './key-ring.ts'

export interface TokenSettings {
  issuer: string
  /** Whom tokens are for unless they ask for another audience; also what our own endpoints want. */
  audience: string
  algorithm: 'ES256' | 'EdDSA'
  /** At most 60. */
  life_minutes: number
}

/** What a token says that verified. */
export interface AccessToken {
  jti: string
  client_id: string
  /** Seconds since 1970. */
  issued_at: number
  expires_at: number
  kid: string
  audience: string[]
  scope: string[]
  payload: JWTPayload
}

export interface NewToken {
  client_id: string
  audience: string
  scope: string[]
  roles: string[]
  /** Seconds since 1970; not before the client's not_before. */
  issued_at: number
  life_seconds: number
  issuer: string
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const isUuid = (text: string) => uuid.test(text)

/** Signs an access token (RFC 9068) with the key that `kid` names. */
export async function signToken(ring: KeyRing, kid: string | null, token: NewToken): Promise<string> {
  const signer = await ring.signer(kid)
  const { client_id, scope, roles, issued_at } = token
  return new SignJWT({ client_id, scope: scope.join(' '), roles, permissions: scope })
    .setProtectedHeader({ alg: signer.algorithm, typ: 'at+jwt', kid: signer.kid })
    .setIssuer(token.issuer)
    .setSubject(client_id)
    .setAudience(token.audience)
    .setIssuedAt(issued_at)
    .setNotBefore(issued_at)
    .setExpirationTime(issued_at + token.life_seconds)
    .setJti(randomUUID())
    .sign(signer.key)
}

/**
 * Reads a token of ours: the algorithm is the key's own, never the header's; typ, iss, exp, nbf (30 s skew) and,
 * where given, aud are checked. Null for everything else. Whether it was revoked is the database's to say.
 */
export async function readToken(
  ring: KeyRing,
  text: string,
  wanted: { issuer: string; audience?: string },
): Promise<AccessToken | null> {
  const kid = kidOf(text)
  const found = kid === null ? null : await ring.verifier(kid)
  if (!found || kid === null) return null
  try {
    const { payload } = await jwtVerify(text, found.key, {
      algorithms: [found.algorithm],
      typ: 'at+jwt',
      issuer: wanted.issuer,
      ...(wanted.audience !== undefined && { audience: wanted.audience }),
      clockTolerance: 30,
      requiredClaims: ['sub', 'aud', 'exp', 'iat', 'nbf', 'jti'],
    })
    return tokenOf(payload, kid)
  } catch {
    return null
  }
}

/** Headers that would name a key themselves are refused before anything is looked up. */
function kidOf(text: string): string | null {
  try {
    const header = decodeProtectedHeader(text)
    const isOurs = !(
      'jwk' in header ||
      'jku' in header ||
      'x5u' in header ||
      'x5c' in header ||
      'crit' in header
    )
    return isOurs && typeof header.kid === 'string' && header.kid.length <= 64 ? header.kid : null
  } catch {
    return null
  }
}

function tokenOf(payload: JWTPayload, kid: string): AccessToken | null {
  const { jti = '', sub, client_id, iat = 0, exp = 0, aud = [], scope } = payload
  if (!isUuid(jti) || typeof client_id !== 'string' || client_id !== sub || !isUuid(client_id)) return null
  return {
    jti,
    client_id,
    issued_at: Math.floor(iat),
    expires_at: exp,
    kid,
    audience: typeof aud === 'string' ? [aud] : aud,
    scope: typeof scope === 'string' && scope !== '' ? scope.split(' ') : [],
    payload,
  }
}
