import type { Scope } from '../../../../platform/database/index.ts'
import { listAssignable, staffAddresses } from '../../../companies/server/index.ts'
import { asHouse, holdersOf } from '../../../notifications/server/index.ts'
import type { Watcher } from './told.queries.ts'

/** Those of the directory without a login, with the address that stands there today; who left it has none. */
export async function addressesOf(scope: Scope, watchers: readonly Watcher[]): Promise<Watcher[]> {
  const ids = watchers.flatMap(({ staff_member_id: id }) => (id === null ? [] : [id]))
  if (ids.length === 0) return [...watchers]
  const found = await staffAddresses(scope, ids)
  return watchers.map((one) => {
    const entry = one.staff_member_id === null ? undefined : found.get(one.staff_member_id)
    return entry ? { ...one, email: entry.email, name: entry.name, user_id: entry.user_id } : one
  })
}

/** Who of the provider may do this for a customer now; for what is nobody's only those who look after all. */
export async function deskOf(scope: Scope, companyId: number | null, permission: string): Promise<number[]> {
  if (companyId !== null) return holdersOf(scope, 'provider', companyId, permission)
  const overAll = await asHouse(scope, (house) => listAssignable(house, permission, null))
  return overAll.map(({ user_id }) => user_id)
}

/** Who works at the desk of this customer, now. */
export async function isAtDesk(
  scope: Scope,
  companyId: number | null,
  userId: number | null,
): Promise<boolean> {
  if (userId === null) return false
  return (await deskOf(scope, companyId, 'tickets.view')).includes(userId)
}
