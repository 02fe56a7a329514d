import { type Database, inTransaction } from '../database/index.ts'
import { Refused } from '../refused.ts'
import { type Consumer, registeredConsumers } from './consumers.ts'
import { keepFailures } from './failures.ts'
import { asSystem, feed, type ScopeFor } from './feed.ts'
import { type StoredEvent, storedColumns } from './stored.ts'

export interface ReplayOptions {
  consumer: string
  /** The first instant whose events are handed out again. */
  from: Date
  scopeFor: ScopeFor
  /** All registered ones, unless stated. */
  consumers?: readonly Consumer[]
}

const page = 200

/**
 * Hands all events since an instant to one consumer again, in the order of their ids. Its unique keys make
 * repetition harmless; what fails is kept for later attempts. Gives back how many were handed out, and failed.
 */
export async function replayEvents(
  database: Database,
  options: ReplayOptions,
): Promise<{ handed: number; failed: number }> {
  const consumers = options.consumers ?? registeredConsumers()
  const consumer = consumers.find(({ name }) => name === options.consumer)
  if (!consumer) {
    const names = consumers.map(({ name }) => name).join(', ') || 'none'
    throw new Refused(`There is no consumer ${options.consumer}. There is: ${names}`, 64)
  }
  const counts = { handed: 0, failed: 0 }
  for (let after = 0, more = true; more; ) {
    const events = await inTransaction(database, asSystem, async (tx) => {
      const { rows } = await tx.run<StoredEvent & Record<string, unknown>>(next, [
        options.from.toISOString(),
        after,
      ])
      const failures = await feed(tx, options.scopeFor, [{ ...consumer, started_after: 0 }], rows)
      await keepFailures(tx, failures)
      counts.failed += failures.length
      return rows
    })
    after = events.at(-1)?.id ?? after
    counts.handed += events.length
    more = events.length === page
  }
  return counts
}

const next = `select ${storedColumns} from events e where e.created_at >= $1 and e.id > $2
  and not exists (select from event_outbox o where o.event_id = e.id) order by e.id limit ${page}`
