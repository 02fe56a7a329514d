import { inHouseScope } from '../../modules/companies/server/index.ts'
import type { Database, Scope } from '../../platform/database/index.ts'

type Reads = (scope: Scope) => Promise<unknown>

/**
 * How many statements some reading sends, as the house itself: the least of three times. What is kept for seconds (how the
 * desk works, say) is read anew in one of them at the most, and is no part of it.
 */
export async function statementsFor(database: Database, work: Reads): Promise<number> {
  const counts: number[] = []
  for (let time = 0; time < 3; time++) counts.push(await countedOnce(database, work))
  return Math.min(...counts)
}

const countedOnce = (database: Database, work: Reads): Promise<number> =>
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
