import type { Scope } from '../../../platform/database/index.ts'

const turn = `select pg_advisory_xact_lock(hashtextextended('tickets.allowance', $1::bigint))`

/** Requests of one person that are counted go one after the other. */
export async function standInLine(scope: Scope, userId: number): Promise<void> {
  await scope.tx.run(turn, [userId])
}

const wait = 'select seconds from ticket_allowance($1, $2::int, $3::int)'

/** How long whoever wrote `most` tickets or entries within these seconds has to wait, in whatever company; null while there is room. */
export async function secondsUntilRoom(
  scope: Scope,
  of: 'tickets' | 'replies',
  { most, seconds }: { most: number; seconds: number },
): Promise<number | null> {
  const { rows } = await scope.tx.run<{ seconds: number }>(wait, [of, most, seconds])
  return rows[0]?.seconds ?? null
}
