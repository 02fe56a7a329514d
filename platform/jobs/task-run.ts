import { Id, z } from '../contract/schema.ts'
import { type Database, inTransaction, type Transaction } from '../database/index.ts'
import { announce } from '../events/index.ts'
import { Stopping } from './attempt.ts'
import { enqueue } from './enqueue.ts'
import { defineJob, type JobWork } from './registry.ts'
import { tellOfRun } from './run-live.ts'
import { openRunLog, type RunLog } from './run-log.ts'
import { scheduledTaskRunFailed } from './task.events.ts'
import { taskDefinitions } from './tasks.ts'

/** What the end of an attempt must know of its run and its task. */
export interface RunFacts {
  id: number
  scheduled_task_id: number
  company_id: number | null
  attempt: number
  task: string
  name: string
  max_retries: number
  retry_delay_seconds: number
}

interface ClaimedRun extends RunFacts {
  input: unknown
  timeout_seconds: number
}

const RunData = z.object({ run_id: Id })
const heartbeatMs = 5_000
const system = { role: 'portal_system' } as const

/**
 * One attempt at a run, of four companies of a task at a time in the whole cluster. The run's row counts retries, so a
 * job the queue repeats finds nothing to claim.
 */
export const taskRun = defineJob({
  name: 'task.run',
  data: RunData,
  kind: 'outside',
  retries: 1,
  retry_delay_seconds: 5,
  expire_seconds: 21_660,
  concurrency: 4,
  group_concurrency: 4,
  async run(work) {
    const run = await claim(work)
    if (run) await attemptRun(work, run)
  },
})

/** Gives a queued or retrying run its job. */
export async function giveJob(
  tx: Transaction,
  run: Pick<RunFacts, 'id' | 'scheduled_task_id'>,
  startAfterSeconds?: number,
): Promise<void> {
  const group = `t${run.scheduled_task_id}`
  const options = { group, ...(startAfterSeconds !== undefined && { start_after: startAfterSeconds }) }
  const jobId = await enqueue({ tx }, taskRun, { run_id: run.id }, options)
  await tx.run('update scheduled_task_runs set job_id = $2 where id = $1', [run.id, jobId])
}

/** Ends a failed attempt: another after delay × 2^(n−1), at most an hour, or the run has failed; a timeout ends it at once. */
export async function endFailed(
  tx: Transaction,
  run: RunFacts,
  reason: string,
  error: string,
): Promise<void> {
  const again = reason !== 'timeout' && run.attempt <= run.max_retries
  const { rowCount } = await tx.run(
    `update scheduled_task_runs set status = $3, error = $4, reason = $5, heartbeat_at = null,
       finished_at = case when $3 = 'failed' then now() end
     where id = $1 and attempt = $2 and status = 'running'`,
    [run.id, run.attempt, again ? 'retrying' : 'failed', error.slice(0, 4_000), reason],
  )
  if (rowCount !== 1) return
  tx.afterCommit(() => tellOfRun(tx.database, run))
  if (again) return giveJob(tx, run, Math.min(3_600, run.retry_delay_seconds * 2 ** (run.attempt - 1)))
  const by = { tx, actor: { kind: 'system', id: null }, impersonator_id: null, caused_by: null } as const
  const origin = { ip: null, user_agent: null }
  const { scheduled_task_id, task, name, attempt: attempts } = run
  const data = { scheduled_task_id, task, name, attempts, reason, error: error.slice(0, 200) }
  await announce({ ...by, origin, request_id: `task-run-${run.id}` }, scheduledTaskRunFailed, {
    subject_id: run.id,
    company_id: run.company_id,
    data,
  })
}

/** Starts the attempt if this job is the run's own and no other run of the task is under way. */
async function claim(work: JobWork<typeof RunData>): Promise<ClaimedRun | null> {
  const values: [number, string] = [work.data.run_id, work.job_id]
  try {
    const { rows } = await inTransaction(work.database, system, (tx) => tx.run<ClaimedRun>(claiming, values))
    return rows[0] ?? null
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error
    // Another run of the task is under way: without a job it waits, and the clock gives it one.
    const waiting =
      "update scheduled_task_runs set job_id = null where id = $1 and job_id = $2 and status = 'queued'"
    await inTransaction(work.database, system, (tx) => tx.run(waiting, values))
    return null
  }
}

const claiming = `update scheduled_task_runs r set status = 'running', attempt = r.attempt + 1,
    started_at = coalesce(r.started_at, now()), heartbeat_at = now()
  from scheduled_tasks t
  where t.id = r.scheduled_task_id and r.id = $1 and r.job_id = $2 and r.status in ('queued', 'retrying')
  returning r.id, r.scheduled_task_id, r.company_id, r.attempt, t.task, t.name, t.input, t.timeout_seconds, t.max_retries,
    t.retry_delay_seconds`

async function attemptRun(work: JobWork<typeof RunData>, run: ClaimedRun): Promise<void> {
  const { database } = work
  const own = new AbortController()
  const timeout = setTimeout(() => own.abort(new Error('timeout')), run.timeout_seconds * 1_000)
  const heart = setInterval(() => void beat(database, run, own).catch(() => {}), heartbeatMs)
  const signal = AbortSignal.any([work.signal, own.signal])
  const lines = openRunLog(database, run)
  try {
    tellOfRun(database, run)
    lines.say(`Attempt ${run.attempt} began`)
    const result = await Promise.race([perform(work, run, signal, lines), aborted(signal)])
    lines.say('Done')
    await inTransaction(database, system, (tx) =>
      tx.run(succeeding, [run.id, run.attempt, JSON.stringify(result ?? {})]),
    )
  } catch (error) {
    if (signal.reason instanceof Stopping) return putBack(database, run, signal.reason)
    await fail(work, run, error, lines)
  } finally {
    clearTimeout(timeout)
    clearInterval(heart)
    await lines.flush()
    tellOfRun(database, run)
  }
}

async function fail(work: JobWork, run: ClaimedRun, error: unknown, lines: RunLog): Promise<void> {
  work.log.warn({ error, task: run.task, run_id: run.id }, 'A scheduled task failed')
  const message = (error as Error)?.message ?? String(error)
  const reason = message === 'timeout' ? 'timeout' : 'failed'
  const told = message === 'timeout' ? `It took longer than ${run.timeout_seconds} s` : message
  lines.say(told, message === 'cancelled' ? 'warn' : 'error')
  await inTransaction(work.database, system, (tx) => endFailed(tx, run, reason, told))
}

const succeeding = `update scheduled_task_runs set status = 'succeeded', result = $3, error = null, reason = null,
  heartbeat_at = null, finished_at = now() where id = $1 and attempt = $2 and status = 'running'`

async function perform(work: JobWork<typeof RunData>, run: ClaimedRun, signal: AbortSignal, { say }: RunLog) {
  const definition = taskDefinitions().get(run.task)
  if (!definition) throw new Error(`There is no task ${run.task} in this release`)
  const { database, log } = work
  const { company_id, attempt, id: run_id } = run
  const input = z.parse(definition.input, run.input)
  return definition.run({
    input,
    company_id,
    database,
    run_id,
    attempt,
    signal,
    say,
    log: log.child({ task: run.task, run_id }),
  })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** A run that is not running any more was cancelled, or given up as lost. */
async function beat(database: Database, run: ClaimedRun, own: AbortController): Promise<void> {
  const { rowCount } = await inTransaction(database, system, (tx) =>
    tx.run(
      "update scheduled_task_runs set heartbeat_at = now() where id = $1 and attempt = $2 and status = 'running'",
      [run.id, run.attempt],
    ),
  )
  if (rowCount === 0) own.abort(new Error('cancelled'))
}

/** The portal stops: the attempt does not count, and its job goes back to the queue. */
async function putBack(database: Database, run: ClaimedRun, stopping: Stopping): Promise<never> {
  await inTransaction(database, system, (tx) =>
    tx.run(
      `update scheduled_task_runs set status = 'retrying', attempt = attempt - 1, heartbeat_at = null
       where id = $1 and attempt = $2 and status = 'running'`,
      [run.id, run.attempt],
    ),
  )
  throw stopping
}
