import { inTransaction } from '../../platform/database/index.ts'
import type { Cast } from '../portal.ts'
import type { Reply } from './person.ts'

type Write = () => Promise<Reply>

/** Writes about the stream of events, jobs and scheduled tasks. */
export function writesOfStream(cast: Cast): Record<string, Write> {
  const { ada } = cast
  return {
    'operations.verifyEvents': () =>
      ada.post('/api/events/verifications', { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }),
    'operations.retryEventFailure': async () =>
      ada.post(`/api/event-failures/${await failureOf(cast, 'retried')}/retry`),
    'operations.dismissEventFailure': async () =>
      ada.post(`/api/event-failures/${await failureOf(cast, 'dismissed')}/dismiss`),
    'operations.runJob': async () => ada.post(`/api/operations/jobs/${await waitingJob(cast)}/run`),
    'operations.retryJob': async () => ada.post(`/api/operations/jobs/${await deadJob(cast)}/retry`),
    'operations.deleteJob': async () => ada.delete(`/api/operations/jobs/${await deadJob(cast)}`),
    'operations.redriveQueue': async () => {
      await deadJob(cast)
      return ada.post('/api/operations/queues/mail.send/redrive', {})
    },
    'operations.createTask': () => ada.post('/api/scheduled-tasks', nightly),
    'operations.changeTask': async () => {
      const { id, version } = await ada.post('/api/scheduled-tasks', nightly).answers(201)
      return ada.patch(`/api/scheduled-tasks/${id}`, { version, cron: '0 4 * * *' })
    },
    'operations.deleteTask': async () => {
      const { id, version } = await ada.post('/api/scheduled-tasks', nightly).answers(201)
      return ada.delete(`/api/scheduled-tasks/${id}?version=${version}`)
    },
    'operations.pauseTask': async () => ada.post(`${await taskOf(cast)}/pause`),
    'operations.resumeTask': async () => {
      const path = await taskOf(cast)
      await ada.post(`${path}/pause`).answers(200)
      return ada.post(`${path}/resume`)
    },
    'operations.startTask': async () => ada.post(`${await taskOf(cast)}/run`, {}),
    'operations.cancelRun': async () => {
      const run = await runUnderWay(cast, await taskOf(cast))
      return ada.post(`/api/scheduled-task-runs/${run}/cancel`)
    },
  }
}

const nightly = { task: 'platform.idempotency_sweep', name: 'Nightly', cron: '0 3 * * *' }

/** The path of a task of its own. */
async function taskOf({ ada }: Cast): Promise<string> {
  const { id } = await ada.post('/api/scheduled-tasks', nightly).answers(201)
  return `/api/scheduled-tasks/${id}`
}

/** A run that nobody works at, as one of a worker that was just lost. */
export async function runUnderWay(cast: Cast, path: string): Promise<number> {
  const { rows } = await inTransaction(cast.database, { role: 'portal_system' }, (tx) =>
    tx.run<{ id: number }>(
      `insert into scheduled_task_runs (scheduled_task_id, due_at, trigger, status, attempt, started_at, heartbeat_at)
       values ($1, now(), 'manual', 'running', 1, now(), now()) returning id`,
      [path.split('/').at(-1)],
    ),
  )
  return Number(rows[0]?.id)
}

/** A job that waits for tomorrow; nothing comes of it. */
export const waitingJob = (cast: Cast) =>
  jobLike(
    cast,
    `insert into pgboss.job (name, data, start_after, retry_limit, singleton_key)
     values ('mail.send', '{"mail_message_id": 999999}', now() + interval '1 day', 3, gen_random_uuid()) returning id`,
  )

/** A dead letter of a job that used up its retries. */
export const deadJob = (cast: Cast) =>
  jobLike(
    cast,
    `insert into pgboss.job (name, data, source_name, source_id, source_retry_count, source_output, singleton_key)
     values ('dead_letters', '{"mail_message_id": 999999}', 'mail.send', gen_random_uuid(), 3,
       '{"name": "Error", "code": "ECONNREFUSED", "message": "No"}', gen_random_uuid()) returning id`,
  )

async function jobLike(cast: Cast, text: string): Promise<string> {
  const { rows } = await inTransaction(cast.database, { role: 'portal_system' }, (tx) =>
    tx.run<{ id: string }>(text),
  )
  return String(rows[0]?.id)
}

/** An event that a consumer gave up. */
export async function failureOf(cast: Cast, consumer: string): Promise<number> {
  const { rows } = await inTransaction(cast.database, { role: 'portal_system' }, (tx) =>
    tx.run<{ id: number }>(
      `insert into event_failures (consumer, event_id, attempts, error, state)
       select $1, max(id), 6, 'Too much', 'dead' from events returning id`,
      [consumer],
    ),
  )
  return Number(rows[0]?.id)
}
