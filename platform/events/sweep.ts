import { type Database, inTransaction } from '../database/index.ts'
import { dispatchBatch, laneCount } from './batch.ts'
import { type Consumer, registeredConsumers } from './consumers.ts'
import type { DispatcherOptions } from './dispatcher.ts'
import { retryOne } from './failures.ts'
import { asSystem, type Subscriber } from './feed.ts'

const peekEveryMs = 1_000

/** What the dispatcher does, without its timing. */
export function openSweep(options: DispatcherOptions, stopping: () => boolean) {
  const { database, scopeFor, log, publish } = options
  const consumers = options.consumers ?? registeredConsumers()
  const limit = database.kind === 'embedded' ? 100 : 500
  const lanes = options.lanes ?? (database.kind === 'embedded' ? 1 : 2)
  let known: Promise<Subscriber[]> | null = null
  let peekedAt = 0

  function ready(): Promise<Subscriber[]> {
    known ??= subscribe(database, consumers)
    known.catch(() => {
      known = null
    })
    return known
  }
  async function drainFrom(first: number): Promise<void> {
    const subscribers = await ready()
    for (let from = first; !stopping(); ) {
      const batch = await dispatchBatch(database, { scopeFor, subscribers, from, limit })
      if (!batch) return
      for (const { consumer, event_id, error } of batch.failures)
        log.warn({ consumer, event_id, err: error }, 'A consumer failed on an event')
      if (batch.changes.length > 0) publish(batch.changes)
      from = batch.lane + 1
    }
  }

  async function drain(): Promise<void> {
    const starts = Array.from({ length: lanes }, (_, index) => Math.floor((index * laneCount) / lanes))
    await Promise.all(starts.map(drainFrom))
  }
  async function retry(): Promise<void> {
    const subscribers = await ready()
    while (!stopping()) {
      const retried = await inTransaction(database, asSystem, (tx) => retryOne(tx, scopeFor, subscribers))
      if (!retried) return
      const { consumer, event_id, state, error } = retried
      if (state === 'dead')
        log.error({ consumer, event_id, err: error, alarm: 'consumer_dead' }, 'A consumer gave an event up')
    }
  }

  return {
    ready,
    async pass(woken: boolean): Promise<void> {
      if (woken) await drain()
      // Under steady load there is always a wake-up; what is due again must not wait for a quiet second.
      if (woken && Date.now() - peekedAt < peekEveryMs) return
      const { waiting, due } = await peek(database, consumers)
      peekedAt = Date.now()
      if (waiting) await drain()
      if (due) await retry()
    },
    /** The whole cost of an idle second. */
    peek: () => peek(database, consumers),
  }
}

const lookAround = `select exists (select from event_outbox) as waiting, exists (select from event_failures
  where state = 'waiting' and next_attempt_at <= now() and consumer = any ($1)) as due`

function peek(
  database: Database,
  consumers: readonly Consumer[],
): Promise<{ waiting: boolean; due: boolean }> {
  return inTransaction(database, { ...asSystem, read_only: true }, async (tx) => {
    const names = consumers.map(({ name }) => name)
    const { rows } = await tx.run<{ waiting: boolean; due: boolean }>(lookAround, [names])
    return rows[0] ?? { waiting: false, due: false }
  })
}

/** A consumer that was never here before begins with the events after its first start. */
function subscribe(database: Database, consumers: readonly Consumer[]): Promise<Subscriber[]> {
  return inTransaction(database, asSystem, async (tx) => {
    const names = consumers.map(({ name }) => name)
    await tx.run(
      `insert into event_consumers (name, started_after)
       select n, (select coalesce(max(id), 0) from events) from unnest($1::text[]) n
       where not exists (select from event_consumers c where c.name = n) on conflict do nothing`,
      [names],
    )
    const { rows } = await tx.run<{ name: string; started_after: number }>(
      'select name, started_after from event_consumers where name = any ($1)',
      [names],
    )
    const after = new Map(rows.map((row) => [row.name, row.started_after]))
    return consumers.map((consumer) => ({ ...consumer, started_after: after.get(consumer.name) ?? 0 }))
  })
}
