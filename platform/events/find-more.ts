import type { Scope } from '../database/index.ts'
import { type Found, readFound } from './find-rows.ts'
import type { Walked } from './find-walks.ts'

/** Rows of entries that `findAll` found. */
export const readAll = (scope: Scope, walked: readonly Walked[]): Promise<Found[]> => readFound(scope, walked)

const following =
  'select e.id, e.created_at::text as at from events e where e.caused_by = $1 order by e.id limit 50'

/** The events that this one caused: the first 50, oldest first. */
export async function followingEvents(scope: Scope, id: number): Promise<Found[]> {
  const { rows } = await scope.tx.run<{ id: number; at: string }>(following, [id])
  return readFound(
    scope,
    rows.map((row) => ({ id: row.id, created_at: row.at, keys: [] })),
  )
}

const mostCounted = 1_000
const mostRead = 20_000
const recent = "e.created_at >= now() - interval '30 days'"
const countAll = `select w.v as type, c.n from unnest($1::text[]) w(v) cross join lateral (
  select count(*)::int as n from (
    select from events e where e.type = w.v and ${recent} limit ${mostCounted + 1}) x) c`
const countOwn = `select x.type, count(*)::int as n from (
  select e.type from events e where e.company_id = any ($2::bigint[]) and ${recent} limit ${mostRead}) x
  where x.type = any ($1::text[]) group by x.type`

/** How often these types happened in the last 30 days, as far as this scope sees: counted up to 1 000. */
export async function countTypes(
  scope: Scope,
  types: readonly string[],
): Promise<Map<string, { count: number; capped: boolean }>> {
  const { rows } = scope.all_companies
    ? await scope.tx.run<{ type: string; n: number }>(countAll, [types])
    : await scope.tx.run<{ type: string; n: number }>(countOwn, [types, [...scope.company_ids]])
  return new Map(
    rows.map(({ type, n }) => [type, { count: Math.min(n, mostCounted), capped: n > mostCounted }]),
  )
}
