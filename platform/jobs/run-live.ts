import type { Database } from '../database/index.ts'
import type { Live, LiveChange } from '../events/index.ts'

const publishers = new WeakMap<Database, Live['publish']>()

/** Says where live pages are told of runs: their lines and states are no events. */
export function publishRunsBy(database: Database, publish: Live['publish']): void {
  publishers.set(database, publish)
}

export interface RunTold {
  id: number
  scheduled_task_id: number
  company_id: number | null
}

/** After a commit that changed a run: who looks at it, or at its task, reads it again. */
export function tellOfRun(database: Database, run: RunTold): void {
  const change = {
    id: 0,
    type: 'scheduled_task_run.changed',
    company_id: run.company_id,
    audience: 'provider',
    created_at: new Date().toISOString(),
  } satisfies Partial<LiveChange>
  publishers.get(database)?.([
    { ...change, subject_type: 'task_run', subject_id: run.id },
    { ...change, subject_type: 'scheduled_task', subject_id: run.scheduled_task_id },
  ])
}
