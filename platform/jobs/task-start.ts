import { problem } from '../contract/problems.ts'
import type { Scope, Transaction } from '../database/index.ts'
import { announce } from '../events/index.ts'
import { type RunItem, readRun } from './run-list.ts'
import { tellOfRun } from './run-live.ts'
import { taskRunRequested } from './task.events.ts'
import type { TaskItem } from './task-list.ts'
import { giveJob } from './task-run.ts'
import { taskDefinitions } from './tasks.ts'

/** What became of each company. */
export interface Started {
  /** Ids of runs. */
  done: number[]
  /** Companies in which the task is under way already. */
  skipped: number[]
}

/** True where it runs once for each company. */
export const runsForEach = (task: TaskItem): boolean =>
  task.company_id === null && taskDefinitions().get(task.task)?.per_company === true

/** One run of a task that was locked, now; 409 `already_running` names the one that is under way. */
export async function startTask(scope: Scope, task: TaskItem): Promise<RunItem> {
  const busy = await underWay(scope.tx, task.id, task.company_id)
  if (busy !== null) throw problem('already_running', { members: { scheduled_task_run_id: busy } })
  const run = await start(scope, task, task.company_id)
  await told(scope, task, [run])
  return readRun(scope, run)
}

/** A run for each of these companies, of a task that was locked. */
export async function startTaskFor(scope: Scope, task: TaskItem, companyIds: number[]): Promise<Started> {
  const started: Started = { done: [], skipped: [] }
  for (const companyId of companyIds) {
    if ((await underWay(scope.tx, task.id, companyId)) !== null) started.skipped.push(companyId)
    else started.done.push(await start(scope, task, companyId))
  }
  if (started.done.length > 0) await told(scope, task, started.done)
  return started
}

async function underWay(tx: Transaction, taskId: number, companyId: number | null): Promise<number | null> {
  const { rows } = await tx.run<{ id: number }>(
    `select id from scheduled_task_runs where scheduled_task_id = $1 and company_id is not distinct from $2
       and status in ('queued', 'running', 'retrying') limit 1`,
    [taskId, companyId],
  )
  return rows[0]?.id ?? null
}

async function start(scope: Scope, task: TaskItem, companyId: number | null): Promise<number> {
  const { rows } = await scope.tx.run<{ id: number }>(
    `insert into scheduled_task_runs (scheduled_task_id, company_id, due_at, trigger, requested_by_user_id)
     values ($1, $2, clock_timestamp(), 'manual', $3) returning id`,
    [task.id, companyId, scope.user_id],
  )
  const id = rows[0]?.id ?? 0
  await giveJob(scope.tx, { id, scheduled_task_id: task.id })
  scope.tx.afterCommit(() =>
    tellOfRun(scope.tx.database, { id, scheduled_task_id: task.id, company_id: companyId }),
  )
  return id
}

async function told(scope: Scope, { id, task, name, company_id }: TaskItem, runs: number[]): Promise<void> {
  const data = { task, name, scheduled_task_run_ids: runs.slice(0, 100) }
  await announce(scope, taskRunRequested, { subject_id: id, company_id, data })
}
