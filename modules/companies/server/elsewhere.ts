import { type Opening, type Scope, switchedTo } from '../../../platform/database/index.ts'
import { houseScope, openingOf } from './scope.ts'

/**
 * The same transaction as the house in one company (null: in all), and back: for what a person may do with rows
 * of their own outside of the company they work in. Whatever is asked in there names the person itself.
 */
export function elsewhere<T>(
  scope: Scope,
  company_id: number | null,
  act: (there: Scope) => Promise<T>,
): Promise<T> {
  const { tx, actor, request_id, user_id, caused_by } = scope
  const person = { user_id, actor: actor.id === null ? actor.kind : `${actor.kind}:${actor.id}`, request_id }
  const back: Opening = {
    role: scope.role,
    company_ids: scope.company_ids,
    all_companies: scope.all_companies,
    ...person,
  }
  const work = { company_id, request_id, actor, caused_by }
  return switchedTo(tx, { ...openingOf(work), ...person }, back, () => act(houseScope(tx, work)))
}

/** Whether this scope reaches a company. The provider's own row is readable to everybody, so policies cannot say. */
export const reaches = (scope: Scope, companyId: number): boolean =>
  scope.all_companies || scope.company_ids.includes(companyId)

/** Whether this scope may change a company: a member writes only where they work, not in its sites (companies §4.4). */
export const mayWriteIn = (scope: Scope, companyId: number): boolean =>
  scope.kind === 'member' ? scope.company_id === companyId : reaches(scope, companyId)
