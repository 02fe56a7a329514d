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

export interface KeyRow extends EntryRow {
  api_key_id: number
  key_company_id: number | null
  scopes: string[]
  read_only: boolean
  allowed_ips: string[]
  pepper_id: string
}

/**
 * The same for the live API key among these hashes ($1, one per pepper): in its own company, with its owner's rights as
 * far as its scopes go. $3 are the scopes that the words of $2 need; a key without them meets none of the words.
 */
const entryOfKey = (
  which: string,
) => `select c.api_key_id, c.key_company_id, c.scopes, c.read_only, c.allowed_ips, c.pepper_id,
  0 as session_id, c.user_id, c.is_super_admin, c.restriction, now() as confirmed_at, null::bigint as impersonator_id,
  false as to_slide, false as remember, false as is_recent,
  e.granted, e.database_role, e.company_ids, e.all_companies, e.company_id, e.company_kind, e.is_visiting,
  e.member_role_id, e.member_role_version, e.provider_role_id, e.provider_role_version,
  ${switchingColumns('e', { user: 'c.user_id', actor: "'key:' || c.api_key_id", request_id: '$4' })}
from (select api_key_id, user_id, company_id as key_company_id, scopes, read_only, allowed_ips::text[], pepper_id, restriction,
    is_super_admin and 'super_admin' = any (scopes) as is_super_admin,
    array(select word from unnest($2::text[], $3::text[]) as needed (word, scope)
      where scope = '' or scope = any (scopes)) as words
  from live_api_keys where ${which} limit 1) c,
  lateral scope_of(c.user_id, c.is_super_admin, c.key_company_id, c.words) e`

export const enterByKey = entryOfKey('token_hash = any ($1::bytea[])')
/** The key of this id, for what it asked before. */
export const enterByKeyAgain = entryOfKey('api_key_id = $1::bigint')

/** Somebody without a session, in the company they worked in, for what they asked before. */
export const enterByPersonAgain = `select 0 as session_id, c.user_id, c.is_super_admin, c.restriction, now() as confirmed_at,
  null::bigint as impersonator_id, false as to_slide, false as remember, false as is_recent,
  e.granted, e.database_role, e.company_ids, e.all_companies, e.company_id, e.company_kind, e.is_visiting,
  e.member_role_id, e.member_role_version, e.provider_role_id, e.provider_role_version,
  ${switchingColumns('e', { user: 'c.user_id', actor: "'user:' || c.user_id", request_id: '$4' })}
from live_people c, lateral scope_of(c.user_id, c.is_super_admin, $2::bigint, $3::text[]) e
where c.user_id = $1::bigint`

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

/** The client of this id, with what its token held ($2), for what it asked before. */
export const enterByClientAgain = `select c.machine_client_id, e.granted, e.held, e.company_ids, e.all_companies,
  ${switchingColumns('e', { role: "'portal_provider'", user: "''", actor: "'client:' || c.machine_client_id", request_id: '$4' })}
from live_clients c, lateral scope_of_client(c.machine_client_id, $2::text[], $3::text[]) e where c.machine_client_id = $1::bigint`

export async function selectPermissions(tx: Transaction, roleId: number): Promise<string[]> {
  const { rows } = await tx.run<{ names: string[] | null }>('select permissions_of_role($1) as names', [
    roleId,
  ])
  return rows[0]?.names ?? []
}
