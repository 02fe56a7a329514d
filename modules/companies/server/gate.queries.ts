import { switchingColumns, type Transaction } from '../../../platform/database/index.ts'

/** What the entry statement says of the caller, and of what was switched on for them. */
export interface EntryRow {
  session_id: number
  user_id: number
  is_super_admin: boolean
  restriction: string | null
  confirmed_at: string
  impersonator_id: number | null
  to_slide: boolean
  remember: boolean
  is_recent: boolean
  granted: string | null
  database_role: string
  company_ids: string
  all_companies: string
  company_id: number | null
  company_kind: 'provider' | 'customer' | null
  is_visiting: boolean
  member_role_id: number | null
  member_role_version: number | null
  provider_role_id: number | null
  provider_role_version: number | null
}

/**
 * One statement per request, as portal_identity: is this session alive, whose is it, what may they see here; it
 * switches role and scope on for what follows in the transaction (companies §4.1, §4.2).
 */
export const enterBySession = `select c.session_id, c.user_id, c.is_super_admin, c.restriction, c.confirmed_at, c.impersonator_id,
  c.last_seen_at < now() - interval '5 minutes' as to_slide, c.remember, c.confirmed_at > now() - interval '10 minutes' as is_recent,
  e.granted, e.database_role, e.company_ids, e.all_companies, e.company_id, e.company_kind, e.is_visiting,
  e.member_role_id, e.member_role_version, e.provider_role_id, e.provider_role_version,
  ${switchingColumns('e', { user: 'c.user_id', actor: "'user:' || c.user_id", request_id: '$3' })}
from live_sessions c, lateral scope_of(c.user_id, c.is_super_admin, c.active_company_id, $2::text[]) e
where c.token_hash = $1`

export interface KeyRow {
  api_key_id: number
  user_id: number
  company_id: number | null
  scopes: string[]
  read_only: boolean
  allowed_ips: string[]
  is_super_admin: boolean
  pepper_id: string
  restriction: string | null
}

/** The live API key among these hashes (one per pepper), if any. */
export const findApiKey = `select api_key_id, user_id, company_id, scopes, read_only, allowed_ips::text[], is_super_admin, pepper_id,
  restriction
from live_api_keys where token_hash = any ($1::bytea[]) limit 1`

const enterByKey = `select 0 as session_id, c.user_id, c.is_super_admin, $7::text as restriction, now() as confirmed_at,
  null::bigint as impersonator_id, false as to_slide, false as remember, false as is_recent,
  e.granted, e.database_role, e.company_ids, e.all_companies, e.company_id, e.company_kind, e.is_visiting,
  e.member_role_id, e.member_role_version, e.provider_role_id, e.provider_role_version,
  ${switchingColumns('e', { user: 'c.user_id', actor: "'key:' || $4::bigint", request_id: '$6' })}
from (select $1::bigint as user_id, $2::boolean as is_super_admin) c,
  lateral scope_of(c.user_id, c.is_super_admin, $3::bigint, $5::text[]) e`

export async function selectByKey(
  tx: Transaction,
  key: KeyRow,
  words: string[],
  requestId: string,
): Promise<EntryRow | undefined> {
  const isSuper = key.is_super_admin && key.scopes.includes('super_admin')
  const { rows } = await tx.run<EntryRow & Record<string, unknown>>(enterByKey, [
    key.user_id,
    isSuper,
    key.company_id,
    key.api_key_id,
    words,
    requestId,
    key.restriction,
  ])
  return rows[0]
}

/** What the entry statement says of a machine client. */
export interface ClientRow {
  machine_client_id: number
  granted: string | null
  held: string[]
  company_ids: string
  all_companies: string
}

/** One statement per request: does the client of this token live, what may it see; see enterBySession. */
export const enterByToken = `select c.machine_client_id, e.granted, e.held, e.company_ids, e.all_companies,
  ${switchingColumns('e', { role: "'portal_provider'", user: "''", actor: "'client:' || c.machine_client_id", request_id: '$7' })}
from live_client($1, $2, $3, $4) c, lateral scope_of_client(c.machine_client_id, $5::text[], $6::text[]) e`

export async function selectPermissions(tx: Transaction, roleId: number): Promise<string[]> {
  const { rows } = await tx.run<{ names: string[] | null }>('select permissions_of_role($1) as names', [
    roleId,
  ])
  return rows[0]?.names ?? []
}
