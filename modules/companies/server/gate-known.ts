import { problem } from '../../../platform/contract/problems.ts'
import type { KeyedMac } from '../../../platform/crypto/index.ts'
import type { Ask, Known } from '../../../platform/http/index.ts'
import type { KeyLook, SessionLook } from '../../identity/server/index.ts'
import {
  freshHash,
  keyCalling,
  narrowedTo,
  personCalling,
  refuseAddress,
  refuseRestricted,
} from './gate-checks.ts'
import type { ClientGateOptions, Met } from './gate-client.ts'
import { refuseInAnothersPlace } from './impersonation.ts'

export interface KnownGateOptions extends ClientGateOptions {
  /** HMACs of an API key under the current pepper and earlier ones. */
  hashesOfKey: (key: string) => KeyedMac[]
  /** Moves a session's end on (identity); how long the cookie lives now, in seconds. */
  slideSession: (sessionId: number, remember: boolean) => Promise<{ max_age: number | null }>
  /** `fresh`: it was found by an earlier pepper. */
  onKeyUsed?: (keyId: number, ip: string, fresh?: { token_hash: Buffer; pepper_id: string }) => void
  onKeyRefused?: (key: string, ip: string, reason: string) => void
  /** What identity finds of a live session, or a live key, and its person. */
  lookAtSession?: (hash: Buffer) => Promise<SessionLook | null>
  lookAtKey?: (hashes: KeyedMac[]) => Promise<KeyLook | null>
}

/** The way in without a transaction: the same checks as `enter` makes, for words that demand a person and no right. */
export async function knowBy(options: KnownGateOptions, ask: Ask, met: Met): Promise<Known | null> {
  const { access, credential } = ask
  if (access.recent || access.words.some(({ word }) => word !== 'session' && word !== 'user')) return null
  if (credential.kind === 'session') return knowBySession(options, ask, credential.hash, met)
  if (credential.kind === 'key') return knowByKey(options, ask, credential.secret, met)
  return null
}

async function knowBySession(
  options: KnownGateOptions,
  ask: Ask,
  hash: Buffer,
  met: Met,
): Promise<Known | null> {
  if (!options.lookAtSession) return null
  const look = await options.lookAtSession(hash)
  if (!look) throw problem('not_signed_in')
  const { door, session, person } = look
  const caller = personCalling(options, { ...door, company_id: session.active_company_id }, hash)
  await met(caller)
  refuseRestricted(door, ask)
  refuseInAnothersPlace(door, ask)
  return { caller, session, person }
}

async function knowByKey(
  options: KnownGateOptions,
  ask: Ask,
  secret: string,
  met: Met,
): Promise<Known | null> {
  if (!options.lookAtKey) return null
  const hashes = options.hashesOfKey(secret)
  const look = await options.lookAtKey(hashes)
  if (!look) throw problem('invalid_api_key')
  const { door, person } = look
  const caller = keyCalling(door)
  refuseAddress(door, ask)
  await met(caller)
  narrowedTo(door, ask)
  if (!door.may_enter) throw problem('invalid_api_key')
  refuseRestricted(door, ask)
  options.onKeyUsed?.(door.api_key_id, ask.origin.ip, freshHash(hashes[0], door.pepper_id))
  return { caller, session: null, person }
}
