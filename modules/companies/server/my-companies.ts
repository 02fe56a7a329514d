import type { Page } from '../../../platform/contract/schema.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import type { MyCompany } from '../contract.ts'
import { elsewhere } from './elsewhere.ts'
import * as queries from './my-companies.queries.ts'
import type { QueryOf } from './received.ts'

/** Every company that the person may enter, by name: the switcher. */
export async function listMyCompanies(
  scope: Scope,
  { q, limit, after }: QueryOf<'listMyCompanies'>,
): Promise<Page<MyCompany>> {
  const { user_id } = scope
  if (user_id === null) return { items: [], next: null }
  const walk = { sort: 'name', filters: { q } }
  const cursor = readCursor(after, walk, 1)
  const rows = await elsewhere(scope, null, async (there) => {
    const everywhere = scope.is_super_admin || (await queries.selectDeskAccess(there, user_id)) === 'all'
    return queries.selectMyCompanies(there, { user_id, everywhere, q, limit }, cursor)
  })
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.order_key],
    ({ order_key: _, ...row }) => ({
      ...row,
      via: row.role_name === null ? 'provider' : 'membership',
      is_active: row.id === scope.company_id,
    }),
  )
}
