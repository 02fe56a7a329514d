import { invalid, notFound } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { mayWriteIn, reaches } from './elsewhere.ts'
import { may } from './rights.ts'
import { selectOwnDepartment } from './staff.queries.ts'

/** Who holds a right for their own department only (companies §4.8); of a company or of the desk it is for all. */
export type StaffRight = 'view' | 'manage'

/**
 * To which department the caller is limited: undefined to none. Somebody whose own entry names no department, or
 * who has no entry, is limited to none that exists: null.
 */
export async function departmentOf(scope: Scope, right: StaffRight): Promise<string | null | undefined> {
  if (may(scope, `staff.${right}`) || scope.kind === 'provider' || scope.kind === 'job') return undefined
  if (!may(scope, `staff.${right}_department`)) return undefined
  if (scope.company_id === null || scope.user_id === null) return null
  return (await selectOwnDepartment(scope, scope.company_id, scope.user_id)) || null
}

/** 404 for an entry that this caller may not touch: of another company, or of another department. */
export async function requireSight(
  scope: Scope,
  right: StaffRight,
  row: { company_id: number; department: string } | undefined,
): Promise<void> {
  const reached = row && (right === 'view' ? reaches : mayWriteIn)(scope, row.company_id)
  if (!row || !reached) throw notFound()
  const department = await departmentOf(scope, right)
  if (department === undefined) return
  // Departments of another company, a site, are not the own one, whatever they are called.
  if (department !== row.department || row.company_id !== scope.company_id) throw notFound()
}

/** The company that is written in: members do so where they work, the provider says which. */
export function companyFor(scope: Scope, named: number | undefined): number {
  if (scope.kind === 'member') {
    if (scope.company_id === null || (named !== undefined && named !== scope.company_id))
      throw invalid('company_id', 'not_found', 'There is no such company.')
    return scope.company_id
  }
  if (named === undefined) throw invalid('company_id', 'required', 'This is needed.')
  return named
}

/** The companies that are read: one that is named (422 outside the scope), else all in scope; null: every one. */
export function companiesFor(scope: Scope, named: number | undefined): readonly number[] | null {
  if (named === undefined) return scope.all_companies ? null : scope.company_ids
  if (!reaches(scope, named)) throw invalid('company_id', 'not_found', 'There is no such company.')
  return [named]
}
