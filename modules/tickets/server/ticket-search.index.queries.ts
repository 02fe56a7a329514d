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

/** Forgets words behind this one that no ticket holds any more, some at a time; the last one looked at, if there was one. */
export async function forgetWords(scope: Scope, after: string): Promise<string | null> {
  const { rows } = await scope.tx.run<{ last: string | null }>(
    'select ticket_search_forget($1, 1000) as last',
    [after],
  )
  return rows[0]?.last ?? null
}
