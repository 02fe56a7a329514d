import { type Job, PgBoss } from 'pg-boss'
import { type Database, inTransaction, type Transaction } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { type Attempt, attempt, giveBack, Stopping } from './attempt.ts'
import { startClock } from './clock.ts'
import { poolAdapter, schema, transactionAdapter, workerOptions } from './queue.ts'
import { type JobDefinition, jobDefinitions } from './registry.ts'
import { channel, onEnqueued } from './wake.ts'

export interface JobsOptions {
  database: Database
  log: Log
  /** The active customer companies, for tasks that run once for each. */
  companies?: (tx: Transaction) => Promise<number[]>
  /** How long a stop waits for running jobs, 25 s if not said; they are told after four fifths of it. */
  patience_ms?: number
}

/** A worker: takes jobs off the queues and keeps the clock of the scheduled tasks. */
export interface Jobs {
  start(): Promise<void>
  /** Takes no new jobs; an abort signal at 20 s; at 25 s the rest goes back to the queue, uncounted. */
  stop(): Promise<void>
  /** Looks for due jobs now. */
  wake(): void
  /** Resolves when nothing runs here and nothing more is due: for tests and for a tidy end. */
  idle(): Promise<void>
}

const pollMs = 2_000

export function openJobs({ database, log: parent, companies, patience_ms = 25_000 }: JobsOptions): Jobs {
  const log = parent.child({ logger: 'jobs' })
  const boss = new PgBoss({ ...workerOptions, db: poolAdapter(database) })
  boss.on('error', (error) => log.warn({ error }, 'The job queue reports an error'))
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'The job queue warns'))
  const taker = takerOf({ boss, database, log })
  const closers: (() => unknown)[] = []

  return {
    wake: taker.wake,
    idle: taker.idle,
    async start() {
      await boss.start()
      await checkQueues(boss)
      closers.push(onEnqueued(database, taker.wake))
      if (database.kind === 'postgresql') closers.push(await database.listen(channel, taker.wake))
      const poll = setInterval(taker.wake, pollMs)
      closers.push(() => clearInterval(poll), startClock({ database, log, ...(companies && { companies }) }))
      taker.wake()
    },
    async stop() {
      for (const close of closers.splice(0)) await close()
      await taker.stop(patience_ms)
      await boss.stop({ graceful: false, close: false })
    },
  }
}

async function checkQueues(boss: PgBoss): Promise<void> {
  const there = new Set((await boss.getQueues()).map((queue) => queue.name))
  const missing = [...jobDefinitions().keys()].filter((name) => !there.has(name))
  if (missing.length > 0)
    throw new Error(`Jobs without a queue: ${missing.join(', ')}. Run the migrations of this release`)
}

interface Lane {
  definition: JobDefinition
  active: number
}

interface Place {
  boss: PgBoss
  database: Database
  log: Log
}

/** Fetches due jobs into free places, one look at a time; a wake during a look makes one more. */
function takerOf(place: Place) {
  const lanes = new Map<string, Lane>()
  const running = new Set<Attempt>()
  const state = { stopping: false, again: false, troubled: false }
  let look: Promise<void> | null = null

  function wake(): void {
    if (state.stopping) return
    state.again = look !== null
    look ??= takeDue().then(
      () => lookEnded(false),
      (error) => lookEnded(true, error),
    )
  }

  function lookEnded(failed: boolean, error?: unknown): void {
    if (failed && !state.troubled) place.log.error({ error }, 'Jobs cannot be fetched')
    state.troubled = failed
    look = null
    if (state.again && !failed) wake()
  }

  async function takeDue(): Promise<void> {
    for (const definition of await dueQueues(place.database)) {
      const lane = lanes.get(definition.name) ?? { definition, active: 0 }
      lanes.set(definition.name, lane)
      await fill(lane)
    }
  }

  async function fill(lane: Lane): Promise<void> {
    const room = lane.definition.concurrency - lane.active
    if (room <= 0 || state.stopping) return
    const jobs = await fetchDue(place, lane.definition, room)
    for (const job of jobs) {
      if (state.stopping) await giveBack(place.database, job)
      else begin(lane, job)
    }
    if (lane.definition.group_concurrency && jobs.length > 0) await fill(lane)
  }

  function begin(lane: Lane, job: Job): void {
    lane.active++
    const begun = attempt(place, lane.definition, job)
    running.add(begun)
    begun.done
      .catch((error) => place.log.error({ error, job_id: job.id }, 'The end of a job could not be written'))
      .finally(() => {
        lane.active--
        running.delete(begun)
        wake()
      })
  }

  return {
    wake,
    async idle() {
      wake()
      while (look || running.size > 0) await (look ?? oneOf(running))
    },
    async stop(patience: number) {
      state.stopping = true
      await look
      const toAll = (act: 'abort' | 'abandon') => () => {
        for (const one of running) one[act](new Stopping())
      }
      const timers = [setTimeout(toAll('abort'), patience * 0.8), setTimeout(toAll('abandon'), patience)]
      while (running.size > 0) await oneOf(running)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/**
 * Places of a group are counted by one fetch of its queue at a time, or two of them would take the same place. A fetch
 * gives fewer than asked for where jobs of a full group stand in front: then the next may give more.
 */
function fetchDue({ boss, database }: Place, definition: JobDefinition, batchSize: number): Promise<Job[]> {
  const { name, group_concurrency: groupConcurrency } = definition
  if (!groupConcurrency) return boss.fetch<object>(name, { batchSize })
  return inTransaction(database, { role: 'portal_system' }, async (tx) => {
    await tx.run('select pg_advisory_xact_lock(hashtext($1))', [`jobs:${name}`])
    return boss.fetch<object>(name, { batchSize, groupConcurrency, db: transactionAdapter(tx) })
  })
}

/** Resolves after one of them has ended and was taken out of the list. */
async function oneOf(running: Set<Attempt>): Promise<void> {
  await Promise.race([...running].map((one) => one.done.catch(() => {})))
  await new Promise(setImmediate)
}

/** One small question for all queues: those with a job that may start. */
async function dueQueues(database: Database): Promise<JobDefinition[]> {
  const names = [...jobDefinitions().keys()]
  const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    tx.run<{ name: string }>(
      `select name from unnest($1::text[]) name where exists (select from ${schema}.job j
         where j.name = name.name and j.state < 'active' and not j.blocked and j.start_after <= now())`,
      [names],
    ),
  )
  return rows.flatMap(({ name }) => jobDefinitions().get(name) ?? [])
}
