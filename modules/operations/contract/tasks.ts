import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  Page,
  paging,
  Text,
  Time,
  TimeZone,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

const may = provider('tasks.manage')

export const runStatuses = [
  'queued',
  'running',
  'retrying',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
] as const
const RunStatus = z.enum(runStatuses)
const triggers = ['schedule', 'missed', 'manual'] as const
export const missedRules = ['skip', 'run_once'] as const
export const overlapRules = ['skip', 'queue'] as const
export const taskStates = ['active', 'paused', 'failing'] as const

const Sentence = z.object({ en: z.string(), de: z.string() })

const LastRun = z.object({
  id: Id,
  status: RunStatus,
  trigger: z.enum(triggers),
  due_at: Time,
  started_at: nullable(Time),
  finished_at: nullable(Time),
})

export const TaskItem = z.object({
  id: Id,
  task: z.string(),
  name: z.string(),
  company_id: nullable(Id),
  company_name: nullable(z.string()),
  input: z.record(z.string(), z.unknown()),
  cron: z.string(),
  /** The schedule in words. */
  sentence: Sentence,
  time_zone: z.string(),
  missed: z.enum(missedRules),
  overlap: z.enum(overlapRules),
  max_retries: z.int(),
  retry_delay_seconds: z.int(),
  timeout_seconds: z.int(),
  paused_at: nullable(Time),
  is_system: z.boolean(),
  next_run_at: nullable(Time),
  last_run: nullable(LastRun),
  version: z.int(),
  created_at: Time,
  updated_at: Time,
})
export type TaskItem = z.infer<typeof TaskItem>

export const TaskType = z.object({
  task: z.string(),
  label: z.string(),
  module: z.string(),
  /** Without a company it runs once for each active customer. */
  per_company: z.boolean(),
  is_system: z.boolean(),
  input_schema: z.record(z.string(), z.unknown()),
})
export type TaskType = z.infer<typeof TaskType>

export const RunItem = z.object({
  ...LastRun.shape,
  scheduled_task_id: Id,
  task: z.string(),
  name: z.string(),
  company_id: nullable(Id),
  company_name: nullable(z.string()),
  requested_by_user_id: nullable(Id),
  reason: nullable(z.string()),
  attempt: z.int(),
  max_attempts: z.int(),
  error: nullable(z.string()),
  created_at: Time,
})
export type RunItem = z.infer<typeof RunItem>

export const RunDetail = z.extend(RunItem, {
  result: nullable(z.record(z.string(), z.unknown())),
  heartbeat_at: nullable(Time),
  lines_dropped: z.int(),
})
export type RunDetail = z.infer<typeof RunDetail>

const LogLine = z.object({
  line: z.int(),
  attempt: z.int(),
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  created_at: Time,
})
export type LogLine = z.infer<typeof LogLine>

/** A company without a run, and why. */
const LeftOut = z.object({ id: Id, code: z.string() })

const Cron = Text(100)
const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most))
const Input = z.record(z.string(), z.unknown())
const plan = {
  missed: z.enum(missedRules),
  overlap: z.enum(overlapRules),
  max_retries: whole(0, 10),
  retry_delay_seconds: whole(1, 3_600),
  timeout_seconds: whole(10, 21_600),
}

const taskId = z.strictObject({ scheduled_task_id: Id })
const runId = z.strictObject({ scheduled_task_run_id: Id })
const runFilters = {
  ...paging,
  status: optional(list(RunStatus)),
  company_id: optional(Id),
  from: optional(Time),
  to: optional(Time),
}

/** Scheduled tasks, their runs and what these say. */
export const tasksApi = {
  listTaskTypes: endpoint({
    method: 'GET',
    path: '/task-types',
    access: may,
    summary: 'What can be scheduled, with the schema of its input',
    response: { 200: z.object({ items: z.array(TaskType) }) },
  }),
  previewSchedule: endpoint({
    method: 'POST',
    path: '/scheduled-tasks/preview',
    access: may,
    summary: 'The next five times of a schedule, and the schedule in words',
    body: z.strictObject({ cron: Cron, time_zone: TimeZone }),
    response: { 200: z.object({ next: z.array(Time), sentence: Sentence }) },
  }),
  listTasks: endpoint({
    method: 'GET',
    path: '/scheduled-tasks',
    access: may,
    summary: 'Scheduled tasks by name, each with its newest run',
    query: z.strictObject({
      ...paging,
      q: optional(Text(100)),
      task: optional(Text(100)),
      company_id: optional(Id),
      state: optional(z.enum(taskStates)),
      /** The house's own, or those that people scheduled. */
      system: optional(z.boolean()),
    }),
    response: { 200: Page(TaskItem) },
  }),
  createTask: endpoint({
    method: 'POST',
    path: '/scheduled-tasks',
    access: may,
    summary: 'Schedule a task',
    body: z.strictObject({
      task: Text(100),
      name: Text(100),
      company_id: withDefault(nullable(Id), null),
      input: withDefault(Input, {}),
      cron: Cron,
      time_zone: withDefault(TimeZone, 'UTC'),
      missed: withDefault(plan.missed, 'run_once'),
      overlap: withDefault(plan.overlap, 'skip'),
      max_retries: withDefault(plan.max_retries, 3),
      retry_delay_seconds: withDefault(plan.retry_delay_seconds, 60),
      timeout_seconds: withDefault(plan.timeout_seconds, 900),
    }),
    response: { 201: TaskItem },
    location: '/scheduled-tasks/{id}',
  }),
  readTask: endpoint({
    method: 'GET',
    path: '/scheduled-tasks/:scheduled_task_id',
    access: may,
    summary: 'One scheduled task',
    params: taskId,
    response: { 200: TaskItem },
  }),
  changeTask: endpoint({
    method: 'PATCH',
    path: '/scheduled-tasks/:scheduled_task_id',
    access: may,
    summary: 'Change when and how a task runs; it holds at once on all nodes',
    params: taskId,
    body: z.strictObject({
      version: optional(z.int()),
      name: optional(Text(100)),
      company_id: optional(nullable(Id)),
      input: optional(Input),
      cron: optional(Cron),
      time_zone: optional(TimeZone),
      missed: optional(plan.missed),
      overlap: optional(plan.overlap),
      max_retries: optional(plan.max_retries),
      retry_delay_seconds: optional(plan.retry_delay_seconds),
      timeout_seconds: optional(plan.timeout_seconds),
    }),
    response: { 200: TaskItem },
    problems: ['stale_version', 'system_task', 'version_required'],
  }),
  deleteTask: endpoint({
    method: 'DELETE',
    path: '/scheduled-tasks/:scheduled_task_id',
    access: may,
    summary: 'Remove a task with its runs; needs its version, here or as If-Match',
    params: taskId,
    query: z.strictObject({ version: optional(z.int()) }),
    response: { 204: null },
    problems: ['stale_version', 'system_task', 'version_required'],
  }),
  startTask: endpoint({
    method: 'POST',
    path: '/scheduled-tasks/:scheduled_task_id/run',
    access: may,
    transaction: 'own',
    summary: 'Run it now: 202 with the run, or 200 with one run for each company',
    params: taskId,
    body: z.strictObject({ company_ids: optional(list(Id, 200)) }),
    response: {
      200: z.object({ done: z.array(Id), skipped: z.array(LeftOut), failed: z.array(LeftOut) }),
      202: z.object({ id: Id, kind: z.literal('task_run'), status: RunStatus, path: z.string() }),
    },
    problems: ['already_running', 'stale_version'],
  }),
  pauseTask: endpoint({
    method: 'POST',
    path: '/scheduled-tasks/:scheduled_task_id/pause',
    access: may,
    summary: 'Start it by its schedule no more',
    params: taskId,
    response: { 200: TaskItem },
    problems: ['system_task', 'stale_version'],
  }),
  resumeTask: endpoint({
    method: 'POST',
    path: '/scheduled-tasks/:scheduled_task_id/resume',
    access: may,
    summary: 'Go on with the next time',
    params: taskId,
    response: { 200: TaskItem },
    problems: ['stale_version'],
  }),
  listRunsOfTask: endpoint({
    method: 'GET',
    path: '/scheduled-tasks/:scheduled_task_id/runs',
    access: may,
    summary: 'Runs of one task, the newest first',
    params: taskId,
    query: z.strictObject(runFilters),
    response: { 200: Page(RunItem) },
  }),
  listRuns: endpoint({
    method: 'GET',
    path: '/scheduled-task-runs',
    access: may,
    summary: 'Runs of all tasks, the newest first',
    query: z.strictObject(runFilters),
    response: { 200: Page(RunItem) },
  }),
  readRun: endpoint({
    method: 'GET',
    path: '/scheduled-task-runs/:scheduled_task_run_id',
    access: may,
    summary: 'One run with what came of it',
    params: runId,
    response: { 200: RunDetail },
  }),
  readRunLog: endpoint({
    method: 'GET',
    path: '/scheduled-task-runs/:scheduled_task_run_id/log',
    access: may,
    summary: 'What a run said, from a line on; live on topic task_run:{id}',
    params: runId,
    query: z.strictObject({
      after: optional(z.int().check(z.gte(0), z.lte(2_000))),
      limit: withDefault(whole(1, 2_000), 500),
    }),
    response: {
      200: z.object({ items: z.array(LogLine), dropped: z.int(), is_over: z.boolean() }),
    },
  }),
  cancelRun: endpoint({
    method: 'POST',
    path: '/scheduled-task-runs/:scheduled_task_run_id/cancel',
    access: may,
    summary: 'End a run that waits or is under way',
    params: runId,
    response: { 200: RunDetail },
    problems: ['not_running'],
  }),
}

declareProblems({
  system_task: [409, 'The portal needs this task', 'Its schedule can be changed, the rest cannot.'],
  already_running: [
    409,
    'It is running already',
    'scheduled_task_run_id names the run that is under way; look at it, or cancel it.',
  ],
  not_running: [409, 'This run is not under way', 'Reload: it has ended.'],
})
