import { invalid } from '../../../platform/contract/problems.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { type Person, peopleUses } from '../contract/people.ts'
import { type Belonging, type Sought, selectBelonging } from './belonging.queries.ts'
import { elsewhere, reaches } from './elsewhere.ts'
import * as queries from './people.queries.ts'
import type { QueryOf } from './received.ts'
import { may } from './rights.ts'

/**
 * People to choose from. The provider names a company or searches all in scope; without either it is the company
 * worked in. Members see their own.
 */
export function listPeople(scope: Scope, query: QueryOf<'listPeople'>): Promise<Person[]> {
  const { q, company_id, kind, permission, limit } = query
  if (company_id !== undefined && !reaches(scope, company_id))
    throw invalid('company_id', 'not_found', 'There is no such company.')
  const company_ids = company_id === undefined ? companiesOf(scope, q !== undefined) : [company_id]
  const sees_staff = mayChoose(scope, 'staff')
  const members = kind !== 'staff' && mayChoose(scope, 'members')
  const staff = kind !== 'member' && sees_staff
  return queries.selectPeople(scope, { q, company_ids, permission, limit, members, staff, sees_staff })
}

const mayChoose = (scope: Scope, from: 'members' | 'staff') =>
  Object.entries(peopleUses).some(([permission, use]) => use[from] && may(scope, permission))

function companiesOf(scope: Scope, searches: boolean): readonly number[] | null {
  if (scope.kind !== 'provider') return scope.company_ids
  if (!searches && scope.company_id !== null && reaches(scope, scope.company_id)) return [scope.company_id]
  return scope.all_companies ? null : scope.company_ids
}

/**
 * Provider people who hold this permission and whose customers include the company; null: who look after all customers,
 * for what belongs to no company; undefined: all of them. At most 500, by name.
 */
export function listAssignable(
  scope: Scope,
  permission: string,
  companyId?: number | null,
): Promise<queries.Assignable[]> {
  return scope.role === 'portal_provider'
    ? queries.selectAssignable(scope, permission, companyId)
    : elsewhere(scope, null, (there) => queries.selectAssignable(there, permission, companyId))
}

/** Which of these people work in a company in scope now. */
export async function activeMembers(
  scope: Scope,
  companyId: number,
  userIds: readonly number[],
): Promise<Set<number>> {
  return reaches(scope, companyId) ? queries.selectActive(scope, companyId, userIds) : new Set()
}

/** Active people, enabled entries of the directory and e-mail domains that belong to a company in scope. */
export async function belongingTo(scope: Scope, companyId: number, sought: Sought): Promise<Belonging[]> {
  return reaches(scope, companyId) ? selectBelonging(scope, companyId, sought) : []
}
