import type { Scope } from '../../../platform/database/index.ts'
import { permissionsOf } from './rights.ts'
import { selectStanding } from './standing.queries.ts'

export interface Standing {
  company_id: number | null
  is_visiting: boolean
  /** Of the provider role, when there is one, and of the company's; sorted. */
  permissions: string[]
}

/** What the scope's person may do when working in a company; null in place of one they may not enter. */
export async function standingIn(scope: Scope, companyId: number | null): Promise<Standing> {
  const row = scope.user_id === null ? undefined : await selectStanding(scope, companyId)
  if (!row || row.company_id !== companyId) return { company_id: null, is_visiting: false, permissions: [] }

  const desk = await permissionsOf(scope.tx, { by: 'provider', row })
  const own = await permissionsOf(scope.tx, { by: 'person', row })
  const permissions = [...new Set([...desk, ...own])].sort()
  return { company_id: row.company_id, is_visiting: row.is_visiting, permissions }
}
