import { problem } from '../../../platform/contract/problems.ts'
import type { KeyedMac } from '../../../platform/crypto/index.ts'
import type { Ask, Caller } from '../../../platform/http/index.ts'
import { inNetworks, parseNetworks } from '../../../platform/limits/index.ts'
import type { KeyRow } from './gate.queries.ts'
import { tooNarrow } from './gate-client.ts'
import { neededBy } from './gate-words.ts'

type Restrictable = Pick<KeyRow, 'restriction'>

interface SessionFacts {
  session_id: number
  user_id: number
  confirmed_at: string
  to_slide: boolean
  remember: boolean
}

interface Sliding {
  /** Moves a session's end on (identity); how long the cookie lives now, in seconds. */
  slideSession: (sessionId: number, remember: boolean) => Promise<{ max_age: number | null }>
}

export const personCalling = (
  { slideSession }: Sliding,
  row: SessionFacts & { company_id: number | null },
  hash: Buffer,
): Caller => ({
  kind: 'user',
  user_id: row.user_id,
  session: { id: row.session_id, hash, confirmed_at: row.confirmed_at, active_company_id: row.company_id },
  limit_key: `s${row.session_id}`,
  ...(row.to_slide && { slide: () => slideSession(row.session_id, row.remember) }),
})

export const keyCalling = (key: Pick<KeyRow, 'api_key_id' | 'user_id'>): Caller => ({
  kind: 'key',
  user_id: key.user_id,
  session: null,
  api_key_id: key.api_key_id,
  limit_key: `k${key.api_key_id}`,
})

/** What a key is known by from now on, when an earlier pepper found it. */
export const freshHash = (newest: KeyedMac | undefined, pepperId: string) =>
  newest && newest.key_id !== pepperId ? { token_hash: newest.mac, pepper_id: newest.key_id } : undefined

export function refuseAddress(key: Pick<KeyRow, 'allowed_ips'>, ask: Ask): void {
  if (key.allowed_ips.length === 0) return
  if (!inNetworks(ask.origin.ip, parseNetworks(key.allowed_ips.join(',')))) throw problem('ip_not_allowed')
}

/** What is left of the endpoint's words for this key: its scopes decide, before its owner's rights do. */
export function narrowedTo(key: Pick<KeyRow, 'scopes' | 'read_only'>, ask: Ask): Ask {
  const held = neededBy(ask).filter(({ scope }) => scope === '' || key.scopes.includes(scope))
  if (ask.access.recent || held.length === 0 || (key.read_only && !ask.read_only)) throw tooNarrow(ask)
  return { ...ask, access: { ...ask.access, words: held.map(({ word }) => word) } }
}

export const isRestricted = ({ restriction }: Restrictable, ask: Ask) =>
  restriction !== null && !ask.restricted.includes(restriction)

/** Somebody who first has to mend their account reaches what mends it, and nothing else (identity §4.3). */
export function refuseRestricted(row: Restrictable, ask: Ask): void {
  if (!isRestricted(row, ask)) return
  if (row.restriction === 'change_password') throw problem('password_change_required')
  if (row.restriction === 'enrol_second_factor') throw problem('second_factor_enrolment_required')
  throw problem('not_signed_in')
}
