import { type Database, inTransaction } from '../database/index.ts'
import type { VerifyOptions } from './verify.ts'

const step = 6 * 3_600_000

const stray = `select min(e.id) as id from events e
  where e.created_at >= $1 and e.created_at < $2 and e.id > (select max(unsealed_until) from event_lanes)
    and not exists (select from event_outbox o where o.event_id = e.id)
    and e.id not in (select unnest(s.event_ids) from event_seals s where s.newest_at >= $1 and s.oldest_at < $2)`

const edges = `select min(created_at) as first, max(created_at) as last from events
  where created_at between $1 and $2 and id > (select max(unsealed_until) from event_lanes)`

/** The first event of the time that no seal knows and that does not wait to be handled; null when there is none. */
export async function firstSlippedIn(database: Database, options: VerifyOptions): Promise<number | null> {
  const [edge] = await read<{ first: string | null; last: string | null }>(database, edges, [
    options.from.toISOString(),
    options.to.toISOString(),
  ])
  if (!edge?.first || !edge.last) return null
  const end = Date.parse(edge.last) + 1
  for (let at = Date.parse(edge.first); at < end; at += step) {
    options.signal?.throwIfAborted()
    const until = Math.min(at + step, end)
    const values = [new Date(at).toISOString(), new Date(until).toISOString()]
    const [found] = await read<{ id: number | null }>(database, stray, values)
    if (found?.id) return found.id
  }
  return null
}

async function read<Row extends object>(database: Database, text: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    tx.run<Row & Record<string, unknown>>(text, values),
  )
  return rows
}
