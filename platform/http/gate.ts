import type { Access } from '../contract/endpoint.ts'
import type { Scope } from '../database/index.ts'
import { addressKey } from '../limits/index.ts'
import type { Credential } from './credential.ts'

/** Where a request comes from, as logs, limits and events see it. */
export interface Origin {
  ip: string
  user_agent: string | null
}

export interface Ask {
  /** `GET /auth/session`, below `/api`. */
  endpoint: string
  access: Access
  credential: Credential
  request_id: string
  origin: Origin
  read_only: boolean
  /** Restrictions under which a session may still come in here. */
  restricted: readonly string[]
}

/** Who turned out to be calling. */
export interface Caller {
  kind: 'visitor' | 'user' | 'key' | 'client'
  user_id: number | null
  /** Of the session, for CSRF and for binding what is made in it. */
  session: { id: number; hash: Buffer; confirmed_at: string; active_company_id: number | null } | null
  /** Of the API key that calls. */
  api_key_id?: number
  /** The key of their rate limit. */
  limit_key: string
  /** When the session's time must be moved on: does so, and says how long the cookie lives now (seconds, or null). */
  slide?: () => Promise<{ max_age: number | null }>
}

/** How far the door lets somebody in: made by `companies`, used by the door. */
export interface Gate {
  /**
   * Opens the request's transaction in one round trip and finds out who is calling. `met` runs first (CSRF,
   * limits), then rights are checked (401, 403), then `work` runs inside the caller's scope.
   */
  enter<T>(
    ask: Ask,
    met: (caller: Caller) => Promise<void> | void,
    work: (scope: Scope, caller: Caller) => Promise<T>,
  ): Promise<T>
  /**
   * Who is calling and what is known of them, from one look and without a transaction, after the same checks; for
   * endpoints that need no more. Null where only `enter` can tell.
   */
  know?(ask: Ask, met: (caller: Caller) => Promise<void> | void): Promise<Known | null>
}

/** What one look finds: of the session (null for a key), and of its person. */
export interface Known {
  caller: Caller
  session: object | null
  person: object
}

/** A caller who gave no credential; limited by their address. */
export const visitorFrom = (origin: Origin): Caller => ({
  kind: 'visitor',
  user_id: null,
  session: null,
  limit_key: addressKey(origin.ip),
})
