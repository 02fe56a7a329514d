import type { Job, PgBoss } from 'pg-boss'
import { z } from '../contract/schema.ts'
import { type Database, inTransaction, type Scope } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { hasHeartbeat, schema, sender, transactionAdapter } from './queue.ts'
import type { JobDefinition } from './registry.ts'

/** Why an attempt ends early without being counted: this process stops. */
export class Stopping extends Error {
  constructor() {
    super('The portal is stopping')
  }
}

export interface Attempt {
  /** Tells the work to end; it may still finish. */
  abort(reason: Error): void
  /** Waits for it no longer. */
  abandon(reason: Error): void
  readonly done: Promise<void>
}

interface Place {
  boss: PgBoss
  database: Database
  log: Log
}

const heartbeatMs = 10_000

/** Runs a fetched job once and writes down how it ended: done, failed (the queue retries), or given back. */
export function attempt(place: Place, definition: JobDefinition, job: Job): Attempt {
  const claim = new AbortController()
  const { promise: abandoned, reject: abandon } = Promise.withResolvers<never>()
  abandoned.catch(() => {})
  const end = (reason: Error) => {
    claim.abort(reason)
    abandon(reason)
  }
  const expiry = setTimeout(
    () => end(new Error(`Not done within ${definition.expire_seconds} s`)),
    definition.expire_seconds * 1_000,
  )
  const heart = hasHeartbeat(definition) && setInterval(() => void beat(place, job, end), heartbeatMs)
  const done = perform(place, definition, job, claim.signal, abandoned).finally(() => {
    clearTimeout(expiry)
    if (heart) clearInterval(heart)
  })

  return { abort: (reason) => claim.abort(reason), abandon: end, done }
}

async function perform(
  place: Place,
  definition: JobDefinition,
  job: Job,
  signal: AbortSignal,
  abandoned: Promise<never>,
): Promise<void> {
  const log = place.log.child({ job: job.name, job_id: job.id })
  const settled = { yet: false }
  const number = job.retryCount + 1
  const settle = async (by: Pick<Scope, 'tx'>) => {
    await complete(by, job)
    by.tx.afterCommit(() => {
      settled.yet = true
    })
  }
  try {
    const data = z.parse(definition.data, job.data)
    const work = { data, database: place.database, job_id: job.id, attempt: number, signal, log, settle }
    await Promise.race([definition.run(work), abandoned])
    if (settled.yet) return
    if (definition.kind === 'database') throw new Error(`Job ${job.name} did not settle in its transaction`)
    await place.boss.complete(job.name, job)
  } catch (error) {
    if (settled.yet) return void log.error({ error }, 'A job failed after it was settled')
    if (signal.reason instanceof Stopping) return giveBack(place.database, job)
    log.warn({ error, attempt: number }, 'A job failed')
    await place.boss.fail(job.name, job, failureOf(error))
  }
}

/** Fenced to this attempt: when another worker has the job by now, the transaction must not commit. */
async function complete(by: Pick<Scope, 'tx'>, job: Job): Promise<void> {
  const answer = await sender.complete(job.name, job, null, { db: transactionAdapter(by.tx) })
  if (affectedBy(answer) !== 1) throw new Error(`Job ${job.id} is no longer this worker's`)
}

/** How many jobs a command met; its type leaves that out. */
const affectedBy = (answer: object) => (answer as { affected: number }).affected

async function beat(place: Place, job: Job, end: (reason: Error) => void): Promise<void> {
  try {
    const answer = await place.boss.touch(job.name, job)
    if (affectedBy(answer) === 0) end(new Error(`Job ${job.id} is no longer this worker's`))
  } catch (error) {
    place.log.warn({ error, job_id: job.id }, 'A heartbeat could not be written')
  }
}

/** Back into the queue, at once and uncounted: without a start, the next claim counts no retry. */
export async function giveBack(database: Database, job: Job): Promise<void> {
  await inTransaction(database, { role: 'portal_system' }, (tx) =>
    tx.run(
      `update ${schema}.job set state = 'retry', started_on = null, heartbeat_on = null, start_after = now()
       where name = $1 and id = $2 and state = 'active' and retry_count = $3`,
      [job.name, job.id, job.retryCount],
    ),
  )
}

function failureOf(error: unknown) {
  const { name, message, code } = error as Error & { code?: string }
  return { name: name ?? 'Error', message: String(message ?? error).slice(0, 500), ...(code && { code }) }
}
