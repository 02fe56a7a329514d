import { type Schema, z } from '../contract/schema.ts'
import type { Scope } from '../database/index.ts'
import { sender, transactionAdapter } from './queue.ts'
import type { JobDefinition } from './registry.ts'
import { wakeWorkers } from './wake.ts'

const mostBytes = 4_096

export interface EnqueueOptions {
  /** An instant, or seconds from now. */
  start_after?: Date | string | number
  /** With a `unique` job: at most one of this key waits. */
  singleton_key?: string
  /** Of those of one group, `group_concurrency` of the job run at once in the whole cluster. */
  group?: string
  /** Higher goes first; 0 if not said. */
  priority?: number
}

/**
 * Puts a job into the transaction at hand: it exists when that commits, and never otherwise. Answers the job's
 * id, or null when a waiting one of the same key makes it needless.
 */
export async function enqueue<D extends Schema>(
  by: Pick<Scope, 'tx'>,
  job: JobDefinition<D>,
  data: z.input<D>,
  options: EnqueueOptions = {},
): Promise<string | null> {
  const id = await sender.send(job.name, checked(job, data), {
    db: transactionAdapter(by.tx),
    ...(options.start_after !== undefined && { startAfter: options.start_after }),
    ...(options.singleton_key !== undefined && { singletonKey: options.singleton_key }),
    ...(options.group !== undefined && { group: { id: options.group } }),
    ...(options.priority !== undefined && { priority: options.priority }),
  })
  if (id && options.start_after === undefined) by.tx.afterCommit(() => wakeWorkers(by.tx.database))
  return id
}

/** As `enqueue`, many in one statement. */
export async function enqueueAll<D extends Schema>(
  by: Pick<Scope, 'tx'>,
  job: JobDefinition<D>,
  all: readonly z.input<D>[],
  options: Pick<EnqueueOptions, 'start_after' | 'group' | 'priority'> = {},
): Promise<void> {
  if (all.length === 0) return
  const { start_after: startAfter, group, priority } = options
  const jobs = all.map((data) => ({
    data: checked(job, data),
    ...(startAfter !== undefined && { startAfter }),
    ...(group !== undefined && { group: { id: group } }),
    ...(priority !== undefined && { priority }),
  }))
  await sender.insert(job.name, jobs, { db: transactionAdapter(by.tx) })
  if (startAfter === undefined) by.tx.afterCommit(() => wakeWorkers(by.tx.database))
}

/** Data as the job's schema says, at most 4 KB. */
function checked<D extends Schema>(job: JobDefinition<D>, data: z.input<D>): object {
  const parsed = z.parse(job.data, data) as object
  if (Buffer.byteLength(JSON.stringify(parsed)) > mostBytes)
    throw new Error(`The data of job ${job.name} is over 4 KB`)
  return parsed
}
