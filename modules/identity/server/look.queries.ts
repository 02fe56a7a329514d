import type { Transaction } from '../../../platform/database/index.ts'
import type { SessionRow } from './session.queries.ts'
import type { ProfileRow } from './user.queries.ts'

const profile = `u.id, u.email, u.email_verified_at, u.first_name, u.last_name, u.mobile_phone, u.time_zone, u.locale,
  u.preferences, u.picture_file_id, u.is_super_admin, u.must_change_password, u.password_changed_at, u.created_at, u.last_login_at,
  has_second_factor(u.id) as second_factor`

const bySession = `select l.session_id, l.restriction, l.remember, l.confirmed_at, l.impersonator_id,
  l.last_seen_at < now() - interval '5 minutes' as to_slide, l.created_at as began_at, l.last_seen_at, l.expires_at,
  l.absolute_expires_at, host(s.ip) as ip_address, s.user_agent, d.name as device_name,
  working_company(u.id, u.is_super_admin, s.active_company_id) as active_company_id, s.factors,
  coalesce(nullif(trim(i.first_name || ' ' || i.last_name), ''), i.email) as impersonator_name, ${profile}
from live_sessions l join sessions s on s.id = l.session_id join users u on u.id = l.user_id
  left join devices d on d.id = s.device_id left join users i on i.id = l.impersonator_id
where l.token_hash = $1`

const byKey = `select k.api_key_id, k.scopes, k.read_only, k.allowed_ips::text[], k.pepper_id, k.restriction,
  k.company_id is null or may_enter(u.id, u.is_super_admin and 'super_admin' = any (k.scopes), k.company_id) as may_enter,
  ${profile}
from live_api_keys k join users u on u.id = k.user_id where k.token_hash = any ($1::bytea[]) limit 1`

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

/** A live session and its person, in one statement. */
export async function lookBySession(tx: Transaction, hash: Buffer): Promise<SessionLookRow | undefined> {
  const { rows } = await tx.run<SessionLookRow & Record<string, unknown>>(bySession, [hash])
  return rows[0]
}

/** A live API key, known by one of these hashes, and its person. */
export async function lookByKey(tx: Transaction, hashes: Buffer[]): Promise<KeyLookRow | undefined> {
  const { rows } = await tx.run<KeyLookRow & Record<string, unknown>>(byKey, [hashes])
  return rows[0]
}
