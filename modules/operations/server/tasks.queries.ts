import type { Scope } from '../../../platform/database/index.ts'

/** Names of companies in scope, for lists. */
export async function namesOfCompanies(scope: Scope, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await scope.tx.run<{ id: number; name: string }>(
    'select id, name from company_names where id = any ($1::bigint[])',
    [[...new Set(ids)]],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}
