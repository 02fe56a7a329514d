import { type Scope, withRole } from '../../../platform/database/index.ts'
import type { EntryRow } from './gate.queries.ts'

const standing = `select 0 as session_id, $1::bigint as user_id, $2::boolean as is_super_admin, null as restriction,
  now() as confirmed_at, null::bigint as impersonator_id, false as to_slide, false as remember, false as is_recent,
  e.granted, e.database_role, e.company_ids, e.all_companies, e.company_id, e.company_kind, e.is_visiting,
  e.member_role_id, e.member_role_version, e.provider_role_id, e.provider_role_version
from scope_of($1::bigint, $2::boolean, $3::bigint, '{person}') e`

/** What the door would find if this person worked in that company; the answer names the company it would be. */
export function selectStanding(scope: Scope, companyId: number | null): Promise<EntryRow | undefined> {
  return withRole(scope, 'portal_identity', async () => {
    const values = [scope.user_id, scope.is_super_admin, companyId]
    const { rows } = await scope.tx.run<EntryRow & Record<string, unknown>>(standing, values)
    return rows[0]
  })
}
