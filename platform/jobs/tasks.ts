import { type Schema, z } from '../contract/schema.ts'
import { type Database, inTransaction, type Transaction } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { nextTimes } from './cron.ts'
import type { LineLevel } from './run-log.ts'

/** One attempt at a run of a scheduled task. */
export interface TaskWork<D extends Schema = Schema> {
  readonly input: z.output<D>
  readonly company_id: number | null
  readonly database: Database
  readonly run_id: number
  readonly attempt: number
  /** Aborted at the task's timeout, when the run is cancelled, and when the portal stops. */
  readonly signal: AbortSignal
  readonly log: Log
  /** Writes a line into the run's own log, which people read while it runs; at most 2,000 characters. */
  say(message: string, level?: LineLevel): void
}

/** The fields of a task's input. */
type InputSchema = z.ZodMiniObject

export interface TaskDefinition<D extends Schema = Schema> {
  /** `platform.idempotency_sweep` */
  name: string
  label: string
  input: D
  /** Without a company it runs once for each active customer company. */
  per_company: boolean
  /** Five fields; given for the house's own tasks, which then exist from the first start. */
  cron?: string
  time_zone?: string
  /** How long one attempt of the house's own may take; 900 if not said. */
  timeout_seconds?: number
  /** What it answers is kept with the run, at most 8 KB. */
  run(work: TaskWork<D>): Promise<Record<string, unknown> | undefined>
}

const definitions = new Map<string, TaskDefinition>()

/** Declares a kind of task that can be scheduled; input it does not know is refused. A second one of that name stops the start. */
export function defineTask<const D extends InputSchema>(definition: TaskDefinition<D>): TaskDefinition<D> {
  const { name, cron, time_zone = 'UTC' } = definition
  if (definitions.has(name)) throw new Error(`Task ${name} is declared twice`)
  if (cron && nextTimes(cron, time_zone, new Date()).length === 0)
    throw new Error(`Task ${name} would never run`)
  const input = z.catchall(definition.input, z.never())
  definitions.set(name, { ...definition, input } as unknown as TaskDefinition)
  return definition
}

export const taskDefinitions = (): ReadonlyMap<string, TaskDefinition> => definitions

/** Makes the rows of the house's own tasks, at start. A schedule that people changed stays. */
export async function ensureSystemTasks(database: Database): Promise<void> {
  await inTransaction(database, { role: 'portal_system' }, async (tx) => {
    for (const definition of definitions.values())
      if (definition.cron) await ensure(tx, definition, definition.cron)
  })
}

async function ensure(tx: Transaction, definition: TaskDefinition, cron: string): Promise<void> {
  const { time_zone: zone = 'UTC', timeout_seconds = 900 } = definition
  await tx.run(
    `insert into scheduled_tasks (task, name, cron, time_zone, is_system, next_run_at, timeout_seconds)
     values ($1, $2, $3, $4, true, $5, $6)
     on conflict (task) where is_system do update set name = excluded.name,
       next_run_at = coalesce(scheduled_tasks.next_run_at, excluded.next_run_at)
     where scheduled_tasks.name <> excluded.name or scheduled_tasks.next_run_at is null`,
    [definition.name, definition.label, cron, zone, nextTimes(cron, zone, new Date())[0], timeout_seconds],
  )
}
