import { inHouseScope } from '../../modules/companies/server/index.ts'
import type { Database, Scope } from '../../platform/database/index.ts'

/** How many statements some work sends, as the house itself. */
export const statementsFor = (
  database: Database,
  work: (scope: Scope) => Promise<unknown>,
): Promise<number> =>
  inHouseScope(database, { company_id: null }, async (scope) => {
    let count = 0
    const tx = new Proxy(scope.tx, {
      get: (target, key) => {
        if (key === 'run' || key === 'send' || key === 'queries') count += 1
        return Reflect.get(target, key)
      },
    })
    await work({ ...scope, tx })
    return count
  })
