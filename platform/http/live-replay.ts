import type { Scope } from '../database/index.ts'
import type { LiveChange } from '../events/index.ts'

const most = 500
/** How many ids may lie between two transactions that overlap; a bound for the search, since time has no index. */
const idsApart = 20_000

const mark = `select created_at < now() - interval '10 minutes' as is_old from events where id = $1`

const missed = `select e.id, e.type, e.subject_type, e.subject_id, e.company_id, e.audience, e.created_at
  from events e where e.id > $1 - ${idsApart} and (e.subject_type = any ($2) or '*' = any ($2))
    and e.created_at > now() - interval '12 minutes'
    and e.created_at >= (select m.created_at from events m where m.id = $1) - interval '60 seconds'
  order by e.id limit ${most + 1}`

/**
 * What the caller missed since they heard `lastId`, from 60 s before it, since ids may commit out of order;
 * null when that is too long ago or too much, and everything shown must be read again.
 */
export async function missedSince(
  scope: Scope,
  lastId: number,
  subjects: string[],
): Promise<LiveChange[] | null> {
  const marked = await scope.tx.run<{ is_old: boolean }>(mark, [lastId])
  if (marked.rows[0]?.is_old !== false) return null

  const { rows } = await scope.tx.run<LiveChange & Record<string, unknown>>(missed, [lastId, subjects])
  return rows.length > most ? null : rows
}
