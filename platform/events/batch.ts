import { type Database, inTransaction, type Transaction } from '../database/index.ts'
import { keepFailures } from './failures.ts'
import { asSystem, type FeedFailure, feed, type ScopeFor, type Subscriber } from './feed.ts'
import { changeOf, type LiveChange } from './live-change.ts'
import { type StoredEvent, storedColumns } from './stored.ts'

export const laneCount = 8

/** What one transaction of the dispatcher did. */
export interface Batch {
  lane: number
  changes: LiveChange[]
  failures: FeedFailure[]
}

/** One dispatcher holds a lane at a time, so the events of one subject are handled in order. */
const takeLane = `select lane from event_lanes l
  where exists (select from event_outbox o where o.lane = l.lane)
  order by (l.lane - $1::int + ${laneCount}) % ${laneCount} limit 1 for update skip locked`

const readLane = `select o.event_id, ${storedColumns}
  from (select event_id, event_created_at from event_outbox where lane = $1 order by event_id limit $2) o
  left join events e on e.id = o.event_id and e.created_at = o.event_created_at order by o.event_id`

interface Work {
  scopeFor: ScopeFor
  subscribers: readonly Subscriber[]
  /** The lane to begin looking at, so that a busy one does not starve the rest. */
  from: number
  limit: number
}

/** Dispatches one batch of one lane, in one transaction; null when no lane is waiting and free. */
export function dispatchBatch(database: Database, work: Work): Promise<Batch | null> {
  return inTransaction(database, asSystem, async (tx) => {
    const taken = await tx.run<{ lane: number }>(takeLane, [work.from % laneCount])
    const lane = taken.rows[0]?.lane
    if (lane === undefined) return null

    const { rows } = await tx.run<StoredEvent & { event_id: number }>(readLane, [lane, work.limit])
    // A row without its event belongs to a dropped partition: there is nothing left to hand out.
    const events = rows.filter(({ id }) => id !== null)
    const failures = await feed(tx, work.scopeFor, work.subscribers, events)
    await keepFailures(tx, failures)
    await closeBatch(
      tx,
      lane,
      rows.map(({ event_id }) => event_id),
    )
    return { lane, changes: events.map(changeOf), failures }
  })
}

/** The end of a batch: here it will be sealed, under the raised sequence and the lane's last hash (events §4). */
async function closeBatch(tx: Transaction, lane: number, ids: number[]): Promise<void> {
  if (ids.length === 0) return
  await tx.run('delete from event_outbox where event_id = any ($1)', [ids])
  await tx.run('update event_lanes set sequence = sequence + 1, claimed_at = now() where lane = $1', [lane])
}
