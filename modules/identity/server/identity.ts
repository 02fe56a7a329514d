import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Crypto, KeyedMac } from '../../../platform/crypto/index.ts'
import { type Database, inTransaction, withRole } from '../../../platform/database/index.ts'
import type { RegistrationMode } from '../contract.ts'
import { type AccessToken, readToken } from './access-token.ts'
import { keyPurpose } from './api-key.service.ts'
import { isApiKey } from './api-key.ts'
import { type FreshHash, openKeyUsage } from './api-key-usage.ts'
import type { Breaches } from './breaches.ts'
import { replayErasures } from './erasure.service.ts'
import { openSignInLog } from './fail2ban.ts'
import {
  type By,
  type Foundation,
  type IdentitySettings,
  keepFoundation,
  type Spraying,
} from './foundation.ts'
import { openKeyRing } from './key-ring.ts'
import { type KeyLook, looksOn, type SessionLook } from './look.service.ts'
import { canHavePasskeys, relyingParty } from './passkey.ts'
import { openHashing } from './password-hashing.ts'
import { rotateData } from './rotate-data.ts'
import { slideSession } from './session.service.ts'
import { signInSettings, signInSettingsIn } from './sign-in-settings.ts'
import { publishNextKey, turnKeys } from './signing-key.service.ts'
import { clientLooksOn } from './token.service.ts'
import { openTokenUsage } from './token-usage.ts'
import { tombstonesIn } from './tombstones.ts'
import { anyUser } from './user.queries.ts'

export interface IdentityOptions {
  database: Database
  crypto: Crypto
  tokenCrypto: Crypto
  settings: IdentitySettings
  breaches: Breaches
  /** Whether one more mail may go to this address now. */
  mayMail: (emailKey: string) => Promise<boolean>
  spraying: Spraying
  /** Appends a line to the log of fail2ban; must not throw. */
  fail2ban: (line: string) => void
  log: {
    info(data: object, message: string): void
    error(data: object, message: string): void
  }
}

/** What sign-in offers here. */
export interface SignInOptions {
  needs_first_user: boolean
  setup_token_required: boolean
  registration: RegistrationMode
  email_verification: 'required' | 'off'
  password_min_length: number
  passkeys: boolean
  magic_link: boolean
  api_keys_may_never_expire: boolean
  providers: { slug: string; label: string }[]
  terms_url: string | null
  privacy_url: string | null
}

/** Functions, not methods: they may be handed on one by one. */
export interface Identity {
  readonly database: Database
  /** HMACs of an API key under the current and earlier peppers; none for what cannot be a key. */
  hashesOfKey: (key: string) => KeyedMac[]
  /** What a live session, or a live API key, and its person are, in one look. */
  lookAtSession: (hash: Buffer) => Promise<SessionLook | null>
  lookAtKey: (hashes: KeyedMac[]) => Promise<KeyLook | null>
  slideSession: (sessionId: number, remember: boolean) => Promise<{ max_age: number | null }>
  /** `fresh`: the key was found by an earlier pepper and is to be known by the current one. */
  noteKeyUse: (keyId: number, ip: string, fresh?: FreshHash) => void
  /** A request that a limit of the door refused; those of sign-in stand in fail2ban's log (identity §4.12). */
  noteLimited: (name: string, ip: string) => void
  /** A refused key or a visitor at an administrator's endpoint, for fail2ban (identity §4.12). */
  noteKeyFailure: (key: string, ip: string, reason: string) => void
  noteAdminFailure: (userId: number | null, ip: string, reason: 'not_allowed' | 'wrong_token') => void
  /** Inside a transaction its scope must be given: the embedded database has only one connection. */
  needsFirstUser: (by?: By) => Promise<boolean>
  options: (by?: By) => Promise<SignInOptions>
  /** For the command line and the cast; made before their transaction. */
  hashPassword: (password: string) => Promise<string>
  /** A machine token for our own endpoints that verifies; whether it was revoked is the database's to say. */
  readToken: (token: string) => Promise<AccessToken | null>
  /** At start: whom the list calls erased is gone, and there is a key that signs. */
  prepare: () => Promise<void>
  /** How many a restored backup had brought back. */
  replayErasures: () => Promise<number>
  /** Makes the next signing key known; it signs a day later. */
  publishNextKey: () => Promise<{ kid: string }>
  /** Encrypts anew what an earlier key opens. */
  rotateData: () => Promise<{ rewritten: number; keys_in_use: string[] }>
  /** Whether the key that signs tokens opens. */
  tokensSound: () => Promise<boolean>
  /** Whether a password could be looked at now. */
  hashingSound: () => boolean
  close: () => Promise<void>
}

/** Opens identity on a migrated database. One per database; services find it again by their transaction. */
export function openIdentity(options: IdentityOptions): Identity {
  const { database, crypto, tokenCrypto, settings, fail2ban, log, breaches } = options
  const hashing = openHashing(settings.cpu_count ?? availableParallelism())
  const signInLog = openSignInLog(fail2ban, log)
  const usage = openKeyUsage(database, log)
  const keyRing = openKeyRing(database, tokenCrypto, log)
  const tokenUsage = openTokenUsage(database, log)
  const first = firstUserOf(database)
  const looks = looksOn(database)
  const foundation: Foundation = {
    database,
    crypto,
    tokenCrypto,
    keyRing,
    tokenUsage,
    clientLooks: clientLooksOn(database),
    files: null,
    tombstones: tombstonesIn(join(settings.data_dir, 'erasures.jsonl')),
    settings,
    hashing,
    signInLog,
    breaches,
    mayMail: options.mayMail,
    spraying: options.spraying,
    needsFirstUser: first.isNeeded,
    sawUser: first.saw,
    inTurn: oneByOne(),
  }
  keepFoundation(foundation)

  return {
    database,
    hashesOfKey: (key) => (isApiKey(key) ? crypto.macs(keyPurpose, key) : []),
    lookAtSession: looks.atSession,
    lookAtKey: looks.atKey,
    slideSession: (sessionId, remember) => slideSession(foundation, sessionId, remember),
    noteKeyUse: (keyId, ip, fresh) => usage.note(keyId, ip, fresh),
    noteKeyFailure: (key, ip, reason) => signInLog.keyFailed(key, { ip }, reason),
    noteLimited(name, ip) {
      if (name === 'login') signInLog.failed('', { ip }, 'rate_limited')
    },
    noteAdminFailure: (userId, ip, reason) => signInLog.adminFailed(userId, { ip }, reason),
    needsFirstUser: first.isNeeded,
    hashPassword: hashing.hash,
    options: (by) => offered(foundation, by),
    readToken: (token) => readToken(keyRing, token, settings.tokens),
    async prepare() {
      await replayErasures(foundation)
      await turnKeys(foundation)
    },
    replayErasures: () => replayErasures(foundation),
    rotateData: () => rotateData(foundation),
    publishNextKey: () => publishNextKey(foundation),
    tokensSound: keyRing.isSound,
    hashingSound: () => !hashing.isFull(),
    async close() {
      await usage.close()
      await tokenUsage.close()
    },
  }
}

async function offered(foundation: Foundation, by?: By): Promise<SignInOptions> {
  const { settings } = foundation
  const needs_first_user = await foundation.needsFirstUser(by)
  const settled = by ? await signInSettingsIn(by.tx) : await signInSettings(foundation)
  const { registration, email_verification, password_min_length, magic_link, terms_url, privacy_url } =
    settled
  return {
    needs_first_user,
    setup_token_required: needs_first_user && settings.setup_token !== null,
    passkeys: canHavePasskeys(relyingParty(settings)),
    registration,
    email_verification,
    password_min_length,
    magic_link,
    api_keys_may_never_expire: settled.api_keys_may_never_expire,
    providers: [],
    terms_url,
    privacy_url,
  }
}

/** Nobody is ever deleted, so that somebody is there stays true once it was. */
function firstUserOf(database: Database) {
  let isSomebodyThere = false

  async function isNeeded(by?: By): Promise<boolean> {
    if (isSomebodyThere) return false
    isSomebodyThere = by
      ? await withRole(by, 'portal_identity', () => anyUser(by.tx))
      : await inTransaction(database, { role: 'portal_identity', read_only: true }, anyUser)
    return !isSomebodyThere
  }
  function saw(): void {
    isSomebodyThere = true
  }
  return { isNeeded, saw }
}

function oneByOne() {
  let last: Promise<unknown> = Promise.resolve()

  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine.catch(() => {})
    return mine
  }
}
