import { type Opening, type Scope, switchedTo } from '../../../platform/database/index.ts'
import { houseScope, openingOf } from '../../companies/server/index.ts'

/** The same transaction as the house over all companies, and back: what is told goes to others than the caller. */
export function asHouse<T>(scope: Scope, act: (house: Scope) => Promise<T>): Promise<T> {
  const { tx, actor, request_id, user_id, caused_by } = scope
  const back: Opening = {
    role: scope.role,
    company_ids: scope.company_ids,
    all_companies: scope.all_companies,
    user_id,
    actor: actor.id === null ? actor.kind : `${actor.kind}:${actor.id}`,
    request_id,
  }
  const work = { company_id: null, request_id, caused_by, actor }
  return switchedTo(tx, openingOf(work), back, () => act(houseScope(tx, work)))
}
