import type { Scope } from '../../../platform/database/index.ts'

/** Writes what is searched of these tickets anew, where it differs; gives back how many did. */
export async function indexTickets(scope: Scope, ids: readonly number[]): Promise<number> {
  const { rows } = await scope.tx.run<{ changed: number }>('select ticket_search_rebuild($1) as changed', [
    ids,
  ])
  return rows[0]?.changed ?? 0
}

/** The next tickets before this one, newest first. */
export async function selectBefore(scope: Scope, before: number, most: number): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    'select t.id from tickets t where t.id < $1 order by t.id desc limit $2',
    [before, most],
  )
  return rows.map(({ id }) => id)
}
