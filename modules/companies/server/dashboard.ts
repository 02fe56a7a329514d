import type { Scope } from '../../../platform/database/index.ts'
import * as queries from './dashboard.queries.ts'
import { reaches } from './elsewhere.ts'
import { may } from './rights.ts'

/** Counting stops here: `limit` it one further, and the card says "10 000+". */
export const countLimit = 10_000

export interface Count {
  name: string
  /** Who may list the rows sees their number. */
  permission: string
  /** The page that lists them. */
  path: string
  /** At most one query over an index, limited to `countLimit + 1`; null: no such card for this caller. */
  count(scope: Scope): Promise<number | null>
}

const counts = new Map<string, Count>()

/** Adds a number to the dashboard; modules call it when they are loaded. Registering again replaces. */
export function registerCount(count: Count): void {
  counts.set(count.name, count)
}

registerCount({
  name: 'members',
  permission: 'members.view',
  path: '/company/members',
  count: async (scope) =>
    scope.company_id === null || !reaches(scope, scope.company_id)
      ? null
      : queries.countMembers(scope, scope.company_id, countLimit + 1),
})

registerCount({
  name: 'companies',
  permission: 'companies.view',
  path: '/companies',
  count: async (scope) => (scope.kind === 'provider' ? queries.countCustomers(scope, countLimit + 1) : null),
})

/** The numbers that this caller may see: of the desk for who works there, else of the company worked in. */
export async function readDashboard(scope: Scope) {
  const cards: { name: string; value: number; capped: boolean; path: string }[] = []
  for (const { name, permission, path, count } of counts.values()) {
    const value = may(scope, permission) ? await count(scope) : null
    if (value === null) continue
    cards.push({ name, value: Math.min(value, countLimit), capped: value > countLimit, path })
  }
  return { cards }
}

/** For the first-run guide: customers, and people invited or active, in scope; both exact up to 2. */
export const factsOfSetup = (scope: Scope) => queries.selectSetupFacts(scope)
