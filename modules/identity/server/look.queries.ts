import type { Found, Transaction } from '../../../platform/database/index.ts'
import type { SessionRow } from './session.queries.ts'
import type { ProfileRow } from './user.queries.ts'

const profile = `u.id, u.email, u.email_verified_at, u.first_name, u.last_name, u.mobile_phone, u.time_zone, u.locale,
  u.preferences, u.picture_file_id, u.is_super_admin, u.must_change_password, u.password_changed_at, u.created_at, u.last_login_at,
  has_second_factor(u.id) as second_factor`

const bySession = `select asked.nth, l.session_id, l.restriction, l.remember, l.confirmed_at, l.impersonator_id,
  l.last_seen_at < now() - interval '5 minutes' as to_slide, l.created_at as began_at, l.last_seen_at, l.expires_at,
  l.absolute_expires_at, host(l.ip) as ip_address, l.user_agent, d.name as device_name,
  working_company(u.id, u.is_super_admin, l.active_company_id) as active_company_id, l.factors,
  coalesce(nullif(trim(i.first_name || ' ' || i.last_name), ''), i.email) as impersonator_name, ${profile}
from unnest($1::bytea[]) with ordinality asked (token_hash, nth) join live_sessions l on l.token_hash = asked.token_hash
  join users u on u.id = l.user_id
  left join devices d on d.id = l.device_id left join users i on i.id = l.impersonator_id`

const byKey = `select asked.nth, k.api_key_id, k.scopes, k.read_only, k.allowed_ips::text[], k.pepper_id, k.restriction,
  k.company_id is null or may_enter(u.id, u.is_super_admin and 'super_admin' = any (k.scopes), k.company_id) as may_enter,
  ${profile}
from unnest($1::bytea[], $2::int[]) asked (token_hash, nth) join live_api_keys k on k.token_hash = asked.token_hash
  join users u on u.id = k.user_id`

export type SessionLookRow = ProfileRow &
  Omit<SessionRow, 'id' | 'user_id' | 'created_at'> & {
    session_id: number
    began_at: string
    remember: boolean
    to_slide: boolean
  }

export type KeyLookRow = ProfileRow & {
  api_key_id: number
  /** False for a key of a company where its owner is no more. */
  may_enter: boolean
  scopes: string[]
  read_only: boolean
  allowed_ips: string[]
  pepper_id: string
  restriction: string | null
}

/** Live sessions and their people, in one statement, however many. */
export async function lookBySessions(tx: Transaction, hashes: Buffer[]): Promise<Found<SessionLookRow>[]> {
  const { rows } = await tx.run<Found<SessionLookRow> & Record<string, unknown>>(bySession, [hashes])
  return rows
}

/** Live API keys, each known by one of its hashes, and their people. */
export async function lookByKeys(tx: Transaction, keys: Buffer[][]): Promise<Found<KeyLookRow>[]> {
  const nth = keys.flatMap((hashes, index) => hashes.map(() => index + 1))
  const { rows } = await tx.run<Found<KeyLookRow> & Record<string, unknown>>(byKey, [keys.flat(), nth])
  return rows
}
