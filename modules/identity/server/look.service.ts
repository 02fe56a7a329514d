import type { KeyedMac } from '../../../platform/crypto/index.ts'
import { type Database, gathered } from '../../../platform/database/index.ts'
import type { Known } from '../../../platform/http/index.ts'
import type { Profile, SessionAnswer } from '../contract.ts'
import type { Foundation } from './foundation.ts'
import { type KeyLookRow, lookByKeys, lookBySessions, type SessionLookRow } from './look.queries.ts'
import type { SessionRow } from './session.queries.ts'
import { sessionInfo } from './session.service.ts'
import { type ProfileRow, profileOf } from './user.queries.ts'

/** What the door has to know, and what is told of the session and its person. */
export interface SessionLook {
  door: Pick<
    SessionLookRow,
    'session_id' | 'restriction' | 'confirmed_at' | 'impersonator_id' | 'to_slide' | 'remember'
  > & { user_id: number }
  session: SessionRow
  person: Profile
}

export interface KeyLook {
  door: Omit<KeyLookRow, keyof ProfileRow> & { user_id: number }
  person: Profile
}

const looking = { role: 'portal_identity', read_only: true } as const

export interface Looks {
  /** Null for a session that does not live. */
  atSession(hash: Buffer): Promise<SessionLook | null>
  /** Null for a key that does not live. */
  atKey(hashes: KeyedMac[]): Promise<KeyLook | null>
}

/** How it is seen who somebody is; those who come at once are seen together. */
export function looksOn(database: Database): Looks {
  const sessions = gathered(database, looking, lookBySessions)
  const keys = gathered(database, looking, lookByKeys)
  return {
    async atSession(hash) {
      const row = await sessions(hash)
      return row ? sessionSeen(row) : null
    },
    async atKey(hashes) {
      const row = hashes.length > 0 && (await keys(hashes.map(({ mac }) => mac)))
      return row ? keySeen(row) : null
    },
  }
}

function sessionSeen(row: SessionLookRow): SessionLook {
  const { session_id, began_at, restriction, confirmed_at, impersonator_id, to_slide, remember } = row
  const session = {
    id: session_id,
    user_id: row.id,
    created_at: began_at,
    last_seen_at: row.last_seen_at,
    expires_at: row.expires_at,
    absolute_expires_at: row.absolute_expires_at,
    ip_address: row.ip_address,
    user_agent: row.user_agent,
    device_name: row.device_name,
    active_company_id: row.active_company_id,
    factors: row.factors,
    restriction,
    confirmed_at,
    impersonator_id,
    impersonator_name: row.impersonator_name,
  }
  const door = { session_id, user_id: row.id, restriction, confirmed_at, impersonator_id, to_slide, remember }
  return { door, session, person: profileOf(row) }
}

function keySeen(row: KeyLookRow): KeyLook {
  const { api_key_id, may_enter, scopes, read_only, allowed_ips, pepper_id, restriction } = row
  const door = { api_key_id, may_enter, scopes, read_only, allowed_ips, pepper_id, restriction }
  return { door: { ...door, user_id: row.id }, person: profileOf(row) }
}

/** GET /auth/session without the parts of other modules. */
export function bareSession(foundation: Foundation, { caller, session, person }: Known): SessionAnswer {
  const hash = caller.session?.hash ?? Buffer.alloc(0)
  return { session: sessionInfo(foundation, session as SessionRow, hash), user: person as Profile }
}
