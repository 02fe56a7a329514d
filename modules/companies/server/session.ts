import type { Scope } from '../../../platform/database/index.ts'
import { registerSessionPart } from '../../identity/server/index.ts'
import { companyName } from './company.service.ts'
import { elsewhere } from './elsewhere.ts'
import { listMyCompanies } from './my-companies.ts'
import { standingIn } from './standing.ts'

/** What GET /auth/session says of companies: where the person works, where else they can, what they may do. */
registerSessionPart('company', activeCompany)
registerSessionPart('companies', async (scope) => (await listMyCompanies(scope, { limit: 50 })).items)
registerSessionPart('permissions', async (scope) => (await standingIn(scope, scope.company_id)).permissions)

async function activeCompany(scope: Scope) {
  const { company_id: id, company_kind: kind, is_visiting } = scope
  if (id === null) return null
  // A site worked in through its parent is no company of one's own memberships, so the house looks its name up.
  const name = await elsewhere(scope, id, (there) => companyName(there, id))
  return { id, name: name ?? '', kind, is_visiting }
}
