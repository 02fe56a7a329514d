import { setTimeout as pause } from 'node:timers/promises'
import { type Database, inTransaction } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { onAnnounced } from './announce.ts'
import { dispatchBatch, laneCount } from './batch.ts'
import { type Consumer, registeredConsumers } from './consumers.ts'
import { retryOne } from './failures.ts'
import { asSystem, type ScopeFor, type Subscriber } from './feed.ts'
import type { LiveChange } from './live-change.ts'

export interface DispatcherOptions {
  database: Database
  scopeFor: ScopeFor
  log: Pick<Log, 'info' | 'warn' | 'error'>
  /** Told of each batch after its commit: `live.publish`. */
  publish: (batch: LiveChange[]) => void
  /** How many lanes are handled at once; 1 on the embedded database, else 2. */
  lanes?: number
  /** All registered ones, unless stated. */
  consumers?: readonly Consumer[]
}

export interface Dispatcher {
  start(): Promise<void>
  /** Ends after the batch at hand. */
  stop(): Promise<void>
  /** Something was announced: look soon, do not wait for the poll. */
  wake(): void
  /** Resolves when everything announced so far, and what it caused, was handed to the consumers. */
  idle(): Promise<void>
}

const pollMs = 1_000
/** Long enough to gather what many requests announce at once, too short to be noticed. */
const gatherMs = 5

/** Hands events from the outbox to the consumers (events §4, Dispatching). Any number may run on one database. */
export function openDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, log } = options
  const state = { started: false, stopping: false, soon: false, failing: false, peeked_at: 0 }
  const sweep = openSweep(options, () => state.stopping)
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()
  let deafen: (() => void)[] = []
  let unlisten: (() => Promise<void>) | null = null

  function plan(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void enqueue(), ms)
  }
  function wake(): void {
    if (!state.started || state.soon) return
    state.soon = true
    plan(gatherMs)
  }
  /** Passes run one after another. */
  function enqueue(): Promise<void> {
    last = last.then(pass)
    return last
  }
  async function pass(): Promise<void> {
    const woken = state.soon
    state.soon = false
    try {
      await lookAndWork(woken)
      if (state.failing) await recovered()
    } catch (error) {
      if (!state.failing) log.error({ err: error }, 'Events cannot be dispatched; trying on every second')
      state.failing = true
    }
    if (state.started && !state.soon) plan(pollMs)
  }
  async function lookAndWork(woken: boolean): Promise<void> {
    if (woken) await sweep.drain()
    // Under steady load there is always a wake-up; what is due again must not wait for a quiet second.
    if (woken && Date.now() - state.peeked_at < pollMs) return
    const { waiting, due } = await sweep.peek()
    state.peeked_at = Date.now()
    if (waiting) await sweep.drain()
    if (due) await sweep.retry()
  }
  async function recovered(): Promise<void> {
    state.failing = false
    log.info({}, 'Events are dispatched again')
    await hear()
  }
  /** Other processes wake this one by `notify events`; a lost connection costs a second of delay at most. */
  async function hear(): Promise<void> {
    if (database.kind !== 'postgresql' || !state.started) return
    await unlisten?.().catch(() => {})
    unlisten = null
    unlisten = await database.listen('events', wake)
  }

  return {
    wake,
    async start() {
      if (state.started) return
      Object.assign(state, { started: true, stopping: false })
      deafen = [onAnnounced(wake)]
      await hear()
      await sweep.ready()
      wake()
    },
    async stop() {
      Object.assign(state, { started: false, stopping: true, soon: false })
      clearTimeout(timer)
      for (const stop of deafen) stop()
      await last
      await unlisten?.().catch(() => {})
      unlisten = null
    },
    async idle() {
      for (;;) {
        state.soon = true
        await enqueue()
        if (state.stopping || state.failing || !(await sweep.peek()).waiting) return
        // Another dispatcher holds the lane.
        await pause(gatherMs)
      }
    },
  }
}

/** The work of a pass, without its timing. */
function openSweep(options: DispatcherOptions, stopping: () => boolean) {
  const { database, scopeFor, log, publish } = options
  const consumers = options.consumers ?? registeredConsumers()
  const limit = database.kind === 'embedded' ? 100 : 500
  const lanes = options.lanes ?? (database.kind === 'embedded' ? 1 : 2)
  let known: Promise<Subscriber[]> | null = null

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

  return {
    ready,
    async drain() {
      const starts = Array.from({ length: lanes }, (_, index) => Math.floor((index * laneCount) / lanes))
      await Promise.all(starts.map(drainFrom))
    },
    async retry() {
      const subscribers = await ready()
      while (!stopping()) {
        const retried = await inTransaction(database, asSystem, (tx) => retryOne(tx, scopeFor, subscribers))
        if (!retried) return
        const { consumer, event_id, state, error } = retried
        if (state === 'dead')
          log.error({ consumer, event_id, err: error, alarm: 'consumer_dead' }, 'A consumer gave an event up')
      }
    },
    /** The whole cost of an idle second. */
    peek: () => peek(database, consumers),
  }
}

const lookAround = `select exists (select from event_outbox) as waiting, exists (select from event_failures
  where state = 'waiting' and next_attempt_at <= now() and consumer = any ($1)) as due`

function peek(database: Database, consumers: readonly Consumer[]): Promise<{ waiting: boolean; due: boolean }> {
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
