import { invalid, Problem, problem } from '../contract/problems.ts'
import type { Schema } from '../contract/schema.ts'
import type { Scope } from '../database/index.ts'
import { announce } from '../events/index.ts'
import { readerOf } from '../http/input.ts'
import { nextTimes } from './cron.ts'
import { previewSchedule } from './sentence.ts'
import { taskCreated, taskDeleted, taskPaused, taskResumed, taskUpdated } from './task.events.ts'
import { readTask, type TaskItem } from './task-list.ts'
import { taskDefinitions } from './tasks.ts'

/** What people decide about a task; all but `task` and `name` have defaults. */
export interface TaskPlan {
  task: string
  name: string
  company_id: number | null
  input: Record<string, unknown>
  cron: string
  time_zone: string
  missed: 'skip' | 'run_once'
  overlap: 'skip' | 'queue'
  max_retries: number
  retry_delay_seconds: number
  timeout_seconds: number
}

export type TaskChange = { [Key in keyof Omit<TaskPlan, 'task'>]?: TaskPlan[Key] | undefined }

/** Partitions must go on: without next month's tables nothing could be written well. */
const cannotBePaused = new Set(['events.partitions'])
const ofSystem = new Set(['name', 'company_id', 'input'])

/** Schedules a task. 422 where the schedule, the zone or the input is not right. */
export async function createTask(scope: Scope, plan: TaskPlan): Promise<TaskItem> {
  const checked = check(scope, plan)
  const { rows } = await scope.tx.run<{ id: number }>(inserting, [
    plan.task,
    plan.name,
    plan.company_id,
    JSON.stringify(checked.input),
    plan.cron,
    plan.time_zone,
    plan.missed,
    plan.overlap,
    plan.max_retries,
    plan.retry_delay_seconds,
    plan.timeout_seconds,
    checked.next_run_at,
  ])
  const task = await readTask(scope, rows[0]?.id ?? 0)
  await announce(scope, taskCreated, about(task))
  return task
}

const inserting = `insert into scheduled_tasks (task, name, company_id, input, cron, time_zone, missed, overlap, max_retries,
    retry_delay_seconds, timeout_seconds, next_run_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning id`

/** Changes a task that was locked and whose version was compared; the same again changes nothing. */
export async function changeTask(scope: Scope, before: TaskItem, change: TaskChange): Promise<TaskItem> {
  const plan: TaskPlan = { ...before, ...defined(change) }
  const changes = Object.keys(change)
    .map((name) => name as keyof TaskChange)
    .filter((name) => JSON.stringify(plan[name]) !== JSON.stringify(before[name]))
    .map((field) => ({ field, from: before[field], to: plan[field] }))
  if (changes.length === 0) return before
  if (before.is_system && changes.some(({ field }) => ofSystem.has(field))) throw problem('system_task')

  const checked = check(scope, plan)
  await scope.tx.run(updating, [
    before.id,
    plan.name,
    plan.company_id,
    JSON.stringify(checked.input),
    plan.cron,
    plan.time_zone,
    plan.missed,
    plan.overlap,
    plan.max_retries,
    plan.retry_delay_seconds,
    plan.timeout_seconds,
    // What is due already stays due, unless the schedule itself is another one.
    changes.some(({ field }) => field === 'cron' || field === 'time_zone')
      ? checked.next_run_at
      : before.next_run_at,
  ])
  await announce(scope, taskUpdated, {
    subject_id: before.id,
    company_id: plan.company_id,
    data: {
      changes: changes.map((one) => (one.field === 'input' ? { field: 'input', from: null, to: null } : one)),
    },
  })
  return readTask(scope, before.id)
}

const updating = `update scheduled_tasks set name = $2, company_id = $3, input = $4, cron = $5, time_zone = $6, missed = $7,
  overlap = $8, max_retries = $9, retry_delay_seconds = $10, timeout_seconds = $11, next_run_at = $12,
  version = version + 1, updated_at = now() where id = $1`

/** With its runs. The house's own stay: 409 `system_task`. */
export async function deleteTask(scope: Scope, task: TaskItem): Promise<void> {
  if (task.is_system) throw problem('system_task')
  await scope.tx.run('delete from scheduled_tasks where id = $1', [task.id])
  await announce(scope, taskDeleted, about(task))
}

/** Of a task that was locked. */
export async function pauseTask(scope: Scope, task: TaskItem): Promise<TaskItem> {
  const { id } = task
  if (cannotBePaused.has(task.task)) throw problem('system_task')
  if (task.paused_at) return task
  await scope.tx.run(
    'update scheduled_tasks set paused_at = now(), version = version + 1, updated_at = now() where id = $1',
    [id],
  )
  await announce(scope, taskPaused, about(task))
  return readTask(scope, id)
}

/** Goes on with the next time; what fell into the pause is not made up for. The task was locked. */
export async function resumeTask(scope: Scope, task: TaskItem): Promise<TaskItem> {
  const { id } = task
  if (!task.paused_at) return task
  const [next] = nextTimes(task.cron, task.time_zone, new Date())
  await scope.tx.run(
    `update scheduled_tasks set paused_at = null, next_run_at = $2, version = version + 1, updated_at = now() where id = $1`,
    [id, next ?? null],
  )
  await announce(scope, taskResumed, about(task))
  return readTask(scope, id)
}

const about = ({ id, company_id, task, name }: TaskItem) => ({
  subject_id: id,
  company_id,
  data: { task, name },
})

const defined = (change: TaskChange) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))

function check(scope: Scope, plan: TaskPlan) {
  const definition = taskDefinitions().get(plan.task)
  if (!definition)
    throw invalid('task', 'not_one_of', 'There is no such task; GET /api/task-types lists them.')
  if (!definition.per_company && plan.company_id !== null)
    throw invalid('company_id', 'not_allowed', 'This task does not belong to a company.')
  if (plan.company_id === null && !scope.all_companies)
    throw invalid('company_id', 'required', 'Name one of the companies you look after.')
  const input = readInput(definition.input, plan.input)
  const { next } = previewSchedule(plan.cron, plan.time_zone)
  return { input, next_run_at: next[0] }
}

/** As the door reads a body: every wrong field at once, below `input`. */
function readInput(schema: Schema, input: unknown): unknown {
  try {
    return readerOf(schema, false)(input)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const errors = (error.details.errors ?? []).map((one) => ({ ...one, field: `input.${one.field}` }))
    throw new Problem('invalid_input', { errors })
  }
}
