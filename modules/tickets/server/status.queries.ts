import type { Scope } from '../../../platform/database/index.ts'

/** Tickets of all customers in a status, in the order of their numbers. */
export async function selectInStatus(scope: Scope, key: string, limit: number): Promise<number[]> {
  const { rows } = await scope.tx.run<{ id: number }>(
    'select id from tickets where status = $1 order by id limit $2',
    [key, limit],
  )
  return rows.map(({ id }) => id)
}

/** Deleted tickets follow, unseen. */
export async function retireStatus(scope: Scope, key: string, instead: string): Promise<void> {
  await scope.tx.run('select retire_ticket_status($1, $2)', [key, instead])
}
