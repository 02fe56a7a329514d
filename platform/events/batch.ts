import { sha256 } from '../crypto/index.ts'
import { type Database, inTransaction, type Transaction } from '../database/index.ts'
import { keepFailures } from './failures.ts'
import { asSystem, type FeedFailure, feed, type ScopeFor, type Subscriber } from './feed.ts'
import { changeOf, type LiveChange } from './live-change.ts'
import { macsOfSeal } from './seal-keys.ts'
import { type StoredEvent, storedColumns } from './stored.ts'

export const laneCount = 8

/** What one transaction of the dispatcher did. */
export interface Batch {
  lane: number
  changes: LiveChange[]
  failures: FeedFailure[]
}

/** One dispatcher holds a lane at a time, so the events of one subject are handled in order. */
const takeLane = `select lane, sequence, hash from event_lanes l
  where exists (select from event_outbox o where o.lane = l.lane)
  order by (l.lane - $1::int + ${laneCount}) % ${laneCount} limit 1 for update skip locked`

const readLane = `select o.event_id, case when e.id is not null then seal_of(e) end as row_digest, ${storedColumns}
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
    const taken = await tx.run<Lane>(takeLane, [work.from % laneCount])
    const [lane] = taken.rows
    if (!lane) return null

    const { rows } = await tx.run<Waiting>(readLane, [lane.lane, work.limit])
    // A row without its event belongs to a dropped partition: there is nothing left to hand out, or to seal.
    const events = rows.filter(({ id }) => id !== null)
    const failures = await feed(tx, work.scopeFor, work.subscribers, events)
    await keepFailures(tx, failures)
    await closeBatch(tx, lane, rows)
    return { lane: lane.lane, changes: events.map(changeOf), failures }
  })
}

type Lane = { lane: number; sequence: number; hash: Buffer | null }
type Waiting = StoredEvent & { event_id: number; row_digest: Buffer | null }

const close = `with handled as (delete from event_outbox where lane = $2 and event_id = any ($1) returning event_id, event_created_at),
  sealed as (insert into event_seals (lane, sequence, event_ids, row_digests, digest, hash, key_id, oldest_at, newest_at)
    select $2, $3, $4, $5, $6, $7, $8, min(event_created_at), max(event_created_at) from handled where event_id = any ($4))
  update event_lanes set sequence = $3, hash = $7, claimed_at = now() where lane = $2`

const forget = 'delete from event_outbox where event_id = any ($1) and lane = $2'

/** The end of a batch: its events leave the outbox under the next seal of their lane (events §4, Seal). */
async function closeBatch(tx: Transaction, { lane, sequence, hash }: Lane, rows: Waiting[]): Promise<void> {
  const handled = rows.map(({ event_id }) => event_id)
  const there = rows.filter(({ row_digest }) => row_digest !== null)
  if (there.length === 0) return void (await tx.run(forget, [handled, lane]))

  const event_ids = there.map(({ event_id }) => event_id)
  const rowDigests = Buffer.concat(there.map(({ row_digest }) => row_digest ?? Buffer.alloc(0)))
  const body = { lane, sequence: sequence + 1, before: hash, event_ids, digest: sha256(rowDigests) }
  const [made] = macsOfSeal(tx.database, body)
  if (!made) throw new Error('There is no key to seal with')
  const seal = [lane, body.sequence, event_ids, rowDigests, body.digest, made.mac, made.key_id]
  await tx.run(close, [handled, ...seal])
}
