import type { Crypto } from '../../../platform/crypto/index.ts'
import type {
  Actor,
  Database,
  DatabaseRole,
  Opening,
  Scope,
  Transaction,
} from '../../../platform/database/index.ts'
import type { Announcer } from '../../../platform/events/index.ts'
import type { Files } from '../../../platform/files/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import type { TokenSettings } from './access-token.ts'
import type { Breaches } from './breaches.ts'
import type { SignInLog } from './fail2ban.ts'
import type { KeyRing } from './key-ring.ts'
import type { Hashing } from './password-hashing.ts'
import type { ClientLooks } from './token.service.ts'
import type { TokenUsage } from './token-usage.ts'
import type { Tombstones } from './tombstones.ts'

/** Addresses that one client failed with, counted outside of transactions (identity §4.10). */
export interface Spraying {
  /** Seconds to wait when there were too many different ones; null when one more may be tried. */
  wait(ip: string): Promise<number | null>
  noteFailure(ip: string, emailKey: string): Promise<void>
}

export interface IdentitySettings {
  /** Wanted from the first person who registers, when set. */
  setup_token: string | null
  session_idle_hours: number
  session_absolute_days: number
  /** Limits in force by their names; null: off. */
  rates: Readonly<Record<string, { points: number; seconds: number } | null>>
  /** Where erasures.jsonl lies, beside the stored files. */
  data_dir: string
  /** Of mails to people who chose none. */
  default_locale: string
  /** Without a slash at its end; links in mail begin with it. */
  portal_url: string
  /** A parent domain that passkeys belong to; null: the host of the portal. */
  webauthn_rp_id: string | null
  tokens: TokenSettings
  /** Processors that hashing may count on; those of the machine unless stated. */
  cpu_count?: number
}

/** What identity's services work with: one per opened database. */
export interface Foundation {
  database: Database
  crypto: Crypto
  /** Encrypts private signing keys, and nothing else. */
  tokenCrypto: Crypto
  keyRing: KeyRing
  tokenUsage: TokenUsage
  clientLooks: ClientLooks
  /** Where stored files are; given with the routes. */
  files: Files | null
  /** Who was erased, outside of the database. */
  tombstones: Tombstones
  settings: IdentitySettings
  hashing: Hashing
  signInLog: SignInLog
  breaches: Breaches
  /** Whether one more mail may go to this address now; asked outside of transactions (identity §4.10). */
  mayMail(emailKey: string): Promise<boolean>
  spraying: Spraying
  /** Whether nobody is there yet. `by`: inside that transaction; the embedded database has only one connection. */
  needsFirstUser(by?: By): Promise<boolean>
  /** To be called when somebody is there for certain. */
  sawUser(): void
  /** Registrations of the first person, one after another: all but one need no hash. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
}

export function filesOf({ files }: Foundation): Files {
  if (!files) throw new Error('identityRoutes was not called with the stored files')
  return files
}

const opened = new WeakMap<Database, Foundation>()

export const keepFoundation = (foundation: Foundation) => void opened.set(foundation.database, foundation)

/** What was opened on this database; scopes carry their transaction, and that knows its database. */
export function foundationOf(database: Database): Foundation {
  const foundation = opened.get(database)
  if (!foundation) throw new Error('openIdentity was not called for this database')
  return foundation
}

/** On whose behalf something is done inside a transaction of any role: a Scope, or identity's own work. */
export type By = Announcer & Pick<Scope, 'role'>

/** What identity's services need to know of a request. */
export type Visit = Pick<OwnCall, 'credential' | 'origin' | 'request_id'>

const identityRole: DatabaseRole = 'portal_identity'

export const openingFor = (visit: Pick<Visit, 'request_id'>): Opening => ({
  role: identityRole,
  request_id: visit.request_id,
})

/** Identity's own transaction, on behalf of this person. */
export function byUser(tx: Transaction, visit: Pick<Visit, 'origin' | 'request_id'>, userId: number): By {
  return byActor(tx, visit, { kind: 'user', id: userId })
}

export function byActor(tx: Transaction, visit: Pick<Visit, 'origin' | 'request_id'>, actor: Actor): By {
  return {
    tx,
    role: identityRole,
    actor,
    impersonator_id: null,
    request_id: visit.request_id,
    origin: visit.origin,
    caused_by: null,
  }
}

/** Keys of the CSRF tokens, newest first: for identity's own tokens and for the door. */
export function csrfKeys(crypto: Crypto): [Buffer, ...Buffer[]] {
  const known = csrfKeysOf.get(crypto)
  if (known) return known
  const previous = crypto.macs('csrf', 'session').slice(1)
  const keys: [Buffer, ...Buffer[]] = [crypto.mac('csrf', 'session'), ...previous.map(({ mac }) => mac)]
  csrfKeysOf.set(crypto, keys)
  return keys
}

const csrfKeysOf = new WeakMap<Crypto, [Buffer, ...Buffer[]]>()
