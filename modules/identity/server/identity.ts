import { availableParallelism } from 'node:os'
import type { Crypto } from '../../../platform/crypto/index.ts'
import { type Database, inTransaction, withRole } from '../../../platform/database/index.ts'
import { keyPurpose } from './api-key.service.ts'
import { isApiKey } from './api-key.ts'
import { openKeyUsage } from './api-key-usage.ts'
import { openSignInLog } from './fail2ban.ts'
import { type By, type Foundation, type IdentitySettings, keepFoundation } from './foundation.ts'
import { openHashing } from './password-hashing.ts'
import { shortestPassword } from './password-rules.ts'
import { slideSession } from './session.service.ts'
import { anyUser } from './user.queries.ts'

export interface IdentityOptions {
  database: Database
  crypto: Crypto
  settings: IdentitySettings
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
  registration: 'open' | 'domain' | 'invited' | 'off'
  password_min_length: number
}

/** Functions, not methods: they may be handed on one by one. */
export interface Identity {
  readonly database: Database
  /** HMACs of an API key under the current and earlier peppers; none for what cannot be a key. */
  hashesOfKey: (key: string) => Buffer[]
  slideSession: (sessionId: number, remember: boolean) => Promise<{ max_age: number | null }>
  noteKeyUse: (keyId: number, ip: string) => void
  /** A refused key or a visitor at an administrator's endpoint, for fail2ban (identity §4.12). */
  noteKeyFailure: (key: string, ip: string, reason: string) => void
  noteAdminFailure: (userId: number | null, ip: string, reason: 'not_allowed' | 'wrong_token') => void
  /** Inside a transaction its scope must be given: the embedded database has only one connection. */
  needsFirstUser: (by?: By) => Promise<boolean>
  options: (by?: By) => Promise<SignInOptions>
  /** For the command line and the cast; made before their transaction. */
  hashPassword: (password: string) => Promise<string>
  close: () => Promise<void>
}

/** Opens identity on a migrated database. One per database; services find it again by their transaction. */
export function openIdentity({ database, crypto, settings, fail2ban, log }: IdentityOptions): Identity {
  const hashing = openHashing(settings.cpu_count ?? availableParallelism())
  const signInLog = openSignInLog(fail2ban, log)
  const usage = openKeyUsage(database, log)
  const first = firstUserOf(database)
  const foundation: Foundation = {
    database,
    crypto,
    settings,
    hashing,
    signInLog,
    needsFirstUser: first.isNeeded,
    sawUser: first.saw,
    inTurn: oneByOne(),
  }
  keepFoundation(foundation)

  return {
    database,
    hashesOfKey: (key) => (isApiKey(key) ? crypto.macs(keyPurpose, key).map(({ mac }) => mac) : []),
    slideSession: (sessionId, remember) => slideSession(foundation, sessionId, remember),
    noteKeyUse: (keyId) => usage.note(keyId),
    noteKeyFailure: (key, ip, reason) => signInLog.keyFailed(key, { ip }, reason),
    noteAdminFailure: (userId, ip, reason) => signInLog.adminFailed(userId, { ip }, reason),
    needsFirstUser: first.isNeeded,
    hashPassword: hashing.hash,
    async options(by) {
      const needs_first_user = await first.isNeeded(by)
      return {
        needs_first_user,
        setup_token_required: needs_first_user && settings.setup_token !== null,
        registration: 'invited',
        password_min_length: shortestPassword,
      }
    },
    close: () => usage.close(),
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
