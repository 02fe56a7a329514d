import { outboxLagIn } from '../../../platform/events/index.ts'
import type { Routes } from '../../../platform/http/index.ts'
import {
  deleteJob,
  type JobItem,
  listJobs,
  listQueues,
  readJob,
  redriveQueue,
  retryJob,
  runJob,
} from '../../../platform/jobs/index.ts'
import { jobsApi } from '../contract/jobs.ts'

export function jobsRoutes({ route }: Routes): void {
  route(jobsApi.listQueues, async ({ scope }) => ({
    items: await listQueues(scope),
    outbox_lag_seconds: await outboxLagIn(scope),
  }))
  route(jobsApi.listJobs, ({ scope, query }) => listJobs(scope, query))
  route(jobsApi.readJob, ({ scope, params }) => readJob(scope, params.job))
  route(jobsApi.runJob, async ({ scope, params }) => accepted(await runJob(scope, params.job)))
  route(jobsApi.retryJob, async ({ scope, params }) => accepted(await retryJob(scope, params.job)))
  route(jobsApi.deleteJob, ({ scope, params }) => deleteJob(scope, params.job))
  route(jobsApi.redriveQueue, ({ scope, params, body }) => redriveQueue(scope, params.queue, body))
}

const accepted = ({ id, state }: JobItem) => ({
  id,
  kind: 'job' as const,
  status: state,
  path: `/api/operations/jobs/${id}`,
})
