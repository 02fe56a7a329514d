import { type Database, inTransaction, type Transaction } from '../database/index.ts'
import type { Log } from '../log/index.ts'
import { newestTime, nextTimes } from './cron.ts'
import { schema } from './queue.ts'
import { endFailed, giveJob, type RunFacts } from './task-run.ts'
import { taskDefinitions } from './tasks.ts'

interface ClockOptions {
  database: Database
  log: Log
  companies?: (tx: Transaction) => Promise<number[]>
}

interface DueTask {
  id: number
  task: string
  company_id: number | null
  cron: string
  time_zone: string
  missed: 'skip' | 'run_once'
  overlap: 'skip' | 'queue'
  next_run_at: string
  now: string
}

const everyMs = 5_000
const lateMs = 600_000

/** Looks every 5 s for tasks that are due; gives back how to stop it. Every worker of the cluster runs one. */
export function startClock(options: ClockOptions): () => Promise<void> {
  let troubled = false
  let look: Promise<void> | null = null
  async function tick(): Promise<void> {
    try {
      await tickClock(options)
      troubled = false
    } catch (error) {
      if (!troubled) options.log.error({ error }, 'The clock of the scheduled tasks stands')
      troubled = true
    }
    look = null
  }
  const timer = setInterval(() => {
    look ??= tick()
  }, everyMs)

  return async () => {
    clearInterval(timer)
    await look
  }
}

/**
 * One look, in one transaction: due tasks get their runs and jobs and their next time, runs of lost workers
 * end their attempt, waiting runs whose turn has come get a job.
 */
export async function tickClock(options: ClockOptions): Promise<void> {
  await inTransaction(options.database, { role: 'portal_system' }, async (tx) => {
    const { rows } = await tx.run<DueTask>(due)
    for (const task of rows) await fire(tx, task, options)
    await tend(tx)
  })
}

const due = `select id, task, company_id, cron, time_zone, missed, overlap, next_run_at, now() as now from scheduled_tasks
  where paused_at is null and next_run_at <= now() order by next_run_at limit 20 for update skip locked`

async function fire(tx: Transaction, task: DueTask, { log, companies }: ClockOptions): Promise<void> {
  const now = new Date(task.now)
  const definition = taskDefinitions().get(task.task)
  if (!definition) log.warn({ task: task.task }, 'A scheduled task is not known to this release')
  const everyCompany = definition?.per_company && task.company_id === null
  const targets = everyCompany ? ((await companies?.(tx)) ?? []) : [task.company_id]
  for (const company of definition ? targets : []) await start(tx, task, company, now)
  const [next] = nextTimes(task.cron, task.time_zone, now)
  await tx.run('update scheduled_tasks set next_run_at = $2 where id = $1', [task.id, next ?? null])
}

/** One occurrence for one company: a run with a job, a run that waits, or a row that says why not. */
async function start(tx: Transaction, task: DueTask, companyId: number | null, now: Date): Promise<void> {
  const oldest = new Date(task.next_run_at)
  const dueAt = newestTime(task.cron, task.time_zone, oldest, now)
  const late = now.getTime() - oldest.getTime() > lateMs
  const occurrence = { task, companyId, dueAt, trigger: late ? 'missed' : 'schedule' }
  if (late && task.missed === 'skip')
    return void (await insert(tx, { ...occurrence, status: 'skipped', reason: 'missed' }))

  const busy = await isBusy(tx, task.id, companyId)
  const runs = !busy || task.overlap === 'queue'
  const id = runs ? await insert(tx, { ...occurrence, status: 'queued', reason: null }) : null
  if (id === null) await insert(tx, { ...occurrence, status: 'skipped', reason: 'previous_run' })
  else if (!busy) await giveJob(tx, { id, scheduled_task_id: task.id })
}

async function isBusy(tx: Transaction, taskId: number, companyId: number | null): Promise<boolean> {
  const { rows } = await tx.run<{ busy: boolean }>(
    `select exists (select from scheduled_task_runs where scheduled_task_id = $1 and company_id is not distinct from $2
       and status in ('queued', 'running', 'retrying')) as busy`,
    [taskId, companyId],
  )
  return rows[0]?.busy === true
}

interface NewRun {
  task: DueTask
  companyId: number | null
  dueAt: Date
  trigger: string
  status: 'queued' | 'skipped'
  reason: string | null
}

/** Null where this occurrence, or a waiting run, is there already. */
async function insert(tx: Transaction, run: NewRun): Promise<number | null> {
  const { rows } = await tx.run<{ id: number }>(
    `insert into scheduled_task_runs (scheduled_task_id, company_id, due_at, trigger, status, reason, finished_at)
     values ($1, $2, $3, $4, $5, $6, case when $5 = 'skipped' then now() end) on conflict do nothing returning id`,
    [run.task.id, run.companyId, run.dueAt.toISOString(), run.trigger, run.status, run.reason],
  )
  return rows[0]?.id ?? null
}

type Neglected = RunFacts & { status: 'running' | 'queued' | 'retrying' }

/** Runs whose worker has been silent for 60 s, runs that waited for one before them, and runs whose job is gone. */
async function tend(tx: Transaction): Promise<void> {
  const { rows } = await tx.run<Neglected>(neglected)
  for (const run of rows) {
    if (run.status === 'running')
      await endFailed(tx, run, 'worker_lost', 'The worker of this attempt was lost')
    else await giveJob(tx, run)
  }
}

const neglected = `select r.id, r.scheduled_task_id, r.company_id, r.attempt, r.status, t.task, t.name, t.max_retries, t.retry_delay_seconds
  from scheduled_task_runs r join scheduled_tasks t on t.id = r.scheduled_task_id
  where r.status = 'running' and r.heartbeat_at < now() - interval '60 seconds'
    or r.status = 'queued' and r.job_id is null and not exists (select from scheduled_task_runs o
      where o.scheduled_task_id = r.scheduled_task_id and o.company_id is not distinct from r.company_id
        and o.status in ('running', 'retrying'))
    or r.status in ('queued', 'retrying') and r.job_id is not null and not exists (select from ${schema}.job j
      where j.name = 'task.run' and j.id = r.job_id and j.state < 'completed')
  limit 50 for update of r skip locked`
