import { endpoint, provider, super_admin } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  nullable,
  optional,
  Page,
  paging,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

export const jobStates = ['due', 'running', 'retrying', 'done', 'cancelled', 'dead'] as const

export const QueueItem = z.object({
  name: z.string(),
  kind: z.enum(['database', 'outside']),
  due: z.int(),
  retrying: z.int(),
  running: z.int(),
  dead: z.int(),
  oldest_due_at: nullable(Time),
  done_last_hour: z.int(),
})
export type QueueItem = z.infer<typeof QueueItem>

export const JobItem = z.object({
  id: z.string(),
  queue: z.string(),
  state: z.enum(jobStates),
  attempts: z.int(),
  created_at: Time,
  start_after: Time,
  started_at: nullable(Time),
  finished_at: nullable(Time),
  last_error_code: nullable(z.string()),
})
export type JobItem = z.infer<typeof JobItem>

export const JobDetail = z.extend(JobItem, {
  /** Ids and codes. */
  payload: z.record(z.string(), z.unknown()),
  output: z.unknown(),
})
export type JobDetail = z.infer<typeof JobDetail>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const jobId = z.strictObject({ job: z.string().check(z.regex(uuid)) })
const Accepted = z.object({
  id: z.string(),
  kind: z.literal('job'),
  status: z.enum(jobStates),
  path: z.string(),
})
const view = provider('operations.view')

/** The queues of jobs and what is in them. */
export const jobsApi = {
  listQueues: endpoint({
    method: 'GET',
    path: '/operations/queues',
    access: view,
    summary:
      'Every queue of jobs: what waits, runs, is tried again, lies dead, and was done in the last hour',
    response: {
      /** How long the oldest event has waited to be handed out. */
      200: z.object({ items: z.array(QueueItem), outbox_lag_seconds: z.number() }),
    },
  }),
  listJobs: endpoint({
    method: 'GET',
    path: '/operations/jobs',
    access: view,
    summary: 'Jobs, the newest first; q is an id in the payload or the job’s own',
    query: z.strictObject({
      ...paging,
      queue: optional(Text(100)),
      state: optional(z.enum(jobStates)),
      q: optional(Text(60)),
    }),
    response: { 200: Page(JobItem) },
  }),
  readJob: endpoint({
    method: 'GET',
    path: '/operations/jobs/:job',
    access: view,
    summary: 'One job with its payload and what came of it',
    params: jobId,
    response: { 200: JobDetail },
  }),
  runJob: endpoint({
    method: 'POST',
    path: '/operations/jobs/:job/run',
    access: super_admin,
    summary: 'Start a waiting job now',
    params: jobId,
    response: { 202: Accepted },
    location: '/operations/jobs/{id}',
    problems: ['job_running', 'job_finished'],
  }),
  retryJob: endpoint({
    method: 'POST',
    path: '/operations/jobs/:job/retry',
    access: super_admin,
    summary: 'Send a dead job back to its queue, as a new one with all its attempts',
    params: jobId,
    response: { 202: Accepted },
    location: '/operations/jobs/{id}',
    problems: ['job_running', 'job_finished'],
  }),
  deleteJob: endpoint({
    method: 'DELETE',
    path: '/operations/jobs/:job',
    access: super_admin,
    summary: 'Forget a waiting or dead job',
    params: jobId,
    response: { 204: null },
    problems: ['job_running', 'job_finished'],
  }),
  redriveQueue: endpoint({
    method: 'POST',
    path: '/operations/queues/:queue/redrive',
    access: super_admin,
    summary: 'Send dead jobs back to their queue, the oldest first; preview only counts them',
    params: z.strictObject({ queue: Text(100) }),
    body: z.strictObject({
      limit: withDefault(z.int().check(z.gte(1), z.lte(1_000)), 1_000),
      created_before: optional(Time),
      preview: optional(z.boolean()),
    }),
    response: { 200: z.object({ moved: z.int(), left: z.int() }) },
  }),
}

declareProblems({
  job_running: [409, 'The job is running', 'Wait until it has ended, then repeat.'],
  job_finished: [409, 'Not possible in the state of this job', 'Reload: it has ended, or was started again.'],
})
