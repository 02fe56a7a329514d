import type { Scope } from '../../../platform/database/index.ts'

const author = { tickets: 'created_by_user_id', ticket_replies: 'author_user_id' } as const

const newest = (table: keyof typeof author) => `select extract(epoch from min(x.created_at) - now())::float8
  + $3::int as seconds, count(*)::int as n from (
  select r.created_at from ${table} r where r.${author[table]} = $1::bigint
    and r.created_at > now() - make_interval(secs => $3::int) order by r.created_at desc limit $2::int) x`
const texts = { tickets: newest('tickets'), ticket_replies: newest('ticket_replies') }

const turn = `select pg_advisory_xact_lock(hashtextextended('tickets.allowance', $1::bigint))`

/** Requests of one person that are counted go one after the other. */
export async function standInLine(scope: Scope, userId: number): Promise<void> {
  await scope.tx.run(turn, [userId])
}

/** How long somebody who wrote `most` rows within these seconds has to wait; null while there is room. */
export async function secondsUntilRoom(
  scope: Scope,
  table: keyof typeof author,
  userId: number,
  { most, seconds }: { most: number; seconds: number },
): Promise<number | null> {
  const { rows } = await scope.tx.run<{ seconds: number | null; n: number }>(texts[table], [
    userId,
    most,
    seconds,
  ])
  const [row] = rows
  return row && row.n >= most ? (row.seconds ?? 1) : null
}
