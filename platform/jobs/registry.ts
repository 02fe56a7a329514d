import type { Schema, z } from '../contract/schema.ts'
import type { Database, Scope } from '../database/index.ts'
import type { Log } from '../log/index.ts'

/** One attempt at a job. `job_id` stays the same in all attempts: the idempotency key of outside calls. */
export interface JobWork<D extends Schema = Schema> {
  readonly data: z.output<D>
  readonly database: Database
  readonly job_id: string
  /** 1 for the first. */
  readonly attempt: number
  /** Aborted at the end of `expire_seconds`, when the claim is lost, and 20 s into a stop. */
  readonly signal: AbortSignal
  readonly log: Log
  /** Ends the job in the transaction at hand, so that its effect and its end commit together. */
  settle(by: Pick<Scope, 'tx'>): Promise<void>
}

export interface JobDefinition<D extends Schema = Schema> {
  /** `mail.send`: the name of its queue. */
  name: string
  /** Ids and codes, at most 4 KB of JSON. */
  data: D
  /** A `database` job settles in its own transaction; an `outside` job calls with no transaction open. */
  kind: 'database' | 'outside'
  retries: number
  /** The first delay; it doubles, with jitter, up to the greatest. 0 retries at once. */
  retry_delay_seconds: number
  retry_max_delay_seconds?: number
  /** How long one attempt may take. */
  expire_seconds: number
  /** How many of them one process runs at once. */
  concurrency: number
  /** How many of one `group` run at once, in the whole cluster; a lost worker's place is free after its expiry. */
  group_concurrency?: number
  /** At most one waiting job for each `singleton_key`; a further one is not kept. */
  unique?: boolean
  run(work: JobWork<D>): Promise<void>
}

/** Where jobs go that used up their retries; a redrive sends them back to the queue they came from. */
export const deadLetters = 'dead_letters'

const definitions = new Map<string, JobDefinition>()

/** Declares a job. Its queue is made by the next `migrate`; a second one of that name stops the start. */
export function defineJob<const D extends Schema>(definition: JobDefinition<D>): JobDefinition<D> {
  const { name } = definition
  if (!/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/.test(name))
    throw new Error(`Job ${name} needs a name like mail.send`)
  if (definitions.has(name)) throw new Error(`Job ${name} is declared twice`)
  definitions.set(name, definition as unknown as JobDefinition)
  return definition
}

export const jobDefinitions = (): ReadonlyMap<string, JobDefinition> => definitions
