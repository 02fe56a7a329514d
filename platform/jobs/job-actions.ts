import { notFound, problem } from '../contract/problems.ts'
import { z } from '../contract/schema.ts'
import { type Scope, withRole } from '../database/index.ts'
import { announce, defineEvent } from '../events/index.ts'
import { type JobItem, readJob } from './job-list.ts'
import { schema, sender, transactionAdapter } from './queue.ts'
import { deadLetters, jobDefinitions } from './registry.ts'
import { taskRun } from './task-run.ts'
import { wakeWorkers } from './wake.ts'

const data = z.object({ job_id: z.string(), queue: z.string(), state: z.string() })
const sample = { job_id: '0f0e6a1c-5f0e-4d9a-9c0f-3b1f0a6f7d11', queue: 'mail.send', state: 'dead' }
const about = { subject: 'job', audience: 'provider', data, sample } as const

const jobRetried = defineEvent({ ...about, type: 'job.retried', label: 'A job was started again by hand' })
const jobDeleted = defineEvent({ ...about, type: 'job.deleted', label: 'A job was removed' })
const queueRedriven = defineEvent({
  type: 'queue.redriven',
  subject: 'queue',
  audience: 'provider',
  label: 'Dead jobs were sent back to their queue',
  data: z.object({ queue: z.string(), moved: z.int(), left: z.int() }),
  sample: { queue: 'mail.send', moved: 12, left: 0 },
})

/** A waiting job begins now. 409 `job_running`, `job_finished`. */
export async function runJob(scope: Scope, id: string): Promise<JobItem> {
  const job = await waiting(scope, id)
  await unlessBegun(
    scope,
    `update ${schema}.job_common set start_after = now() where id = $1 and state < 'active'`,
    id,
  )
  await told(scope, jobRetried, job)
  return job
}

/** A dead job goes back to its queue with all its attempts, as a new one. 409 `job_running`, `job_finished`. */
export async function retryJob(scope: Scope, id: string): Promise<JobItem> {
  const job = await readJob(scope, id)
  if (job.state === 'running') throw problem('job_running')
  if (job.state !== 'dead' || job.queue === taskRun.name) throw problem('job_finished')
  const db = transactionAdapter(scope.tx)
  const { rows } = await asSystem(scope, () => scope.tx.run<{ id: string }>(rootOf, [id]))
  if ((await sender.redrive(deadLetters, { ids: [id], db })) === 0) throw problem('job_finished')
  const { rows: made } = await asSystem(scope, () => scope.tx.run<{ id: string }>(youngest, [rows[0]?.id]))
  await told(scope, jobRetried, job)
  return readJob(scope, made[0]?.id ?? id)
}

const rootOf = `select root_id as id from ${schema}.portal_jobs where id = $1`
const youngest = `select id::text as id from ${schema}.job_common where source_root_id = $1 and state = 'created'
  order by created_on desc limit 1`

/** A waiting or dead job is forgotten. 409 `job_running`, `job_finished`. */
export async function deleteJob(scope: Scope, id: string): Promise<void> {
  const found = await readJob(scope, id)
  const job = found.state === 'dead' ? found : await waiting(scope, id)
  // A run of a scheduled task waits for its job: it is cancelled there.
  if (job.queue === taskRun.name && job.state !== 'dead')
    throw problem('job_running', { detail: 'Cancel the run of the scheduled task instead.' })
  await unlessBegun(scope, `delete from ${schema}.job_common where id = $1 and state <> 'active'`, id)
  await told(scope, jobDeleted, job)
}

export interface Redrive {
  limit: number
  created_before?: string | undefined
  preview?: boolean | undefined
}

/** Sends dead jobs back to the queue they came from, the oldest first; a preview only counts. */
export async function redriveQueue(
  scope: Scope,
  queue: string,
  { limit, created_before, preview }: Redrive,
): Promise<{ moved: number; left: number }> {
  if (!jobDefinitions().has(queue)) throw notFound()
  const db = transactionAdapter(scope.tx)
  const filter = { sourceName: queue, ...(created_before && { createdBefore: new Date(created_before) }), db }
  const { total, unroutable } = await sender.previewRedrive(deadLetters, filter)
  const possible = Math.min(limit, total - unroutable)
  if (preview) return { moved: possible, left: total - possible }
  const moved = possible === 0 ? 0 : await sender.redrive(deadLetters, { ...filter, limit })
  const answer = { moved, left: total - moved }
  await announce(scope, queueRedriven, { subject_id: null, company_id: null, data: { queue, ...answer } })
  scope.tx.afterCommit(() => wakeWorkers(scope.tx.database))
  return answer
}

const asSystem = <T>(scope: Scope, work: () => Promise<T>) => withRole(scope, 'portal_system', work)

/** A worker may have taken it since it was read. */
async function unlessBegun(scope: Scope, change: string, id: string): Promise<void> {
  const { rowCount } = await asSystem(scope, () => scope.tx.run(change, [id]))
  if (rowCount === 0) throw problem('job_running')
}

async function waiting(scope: Scope, id: string): Promise<JobItem> {
  const job = await readJob(scope, id)
  if (job.state === 'running') throw problem('job_running')
  if (job.state !== 'due' && job.state !== 'retrying') throw problem('job_finished')
  return job
}

async function told(scope: Scope, type: typeof jobRetried, { id, queue, state }: JobItem): Promise<void> {
  await announce(scope, type, {
    subject_id: null,
    company_id: null,
    data: { job_id: id, queue, state },
  })
  scope.tx.afterCommit(() => wakeWorkers(scope.tx.database))
}
