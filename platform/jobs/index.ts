import './house-tasks.ts'

export { nextTimes } from './cron.ts'
export { type EnqueueOptions, enqueue } from './enqueue.ts'
export {
  askVerification,
  eventsVerified,
  readVerification,
  type Verification,
  verifyNow,
} from './event-verification.ts'
export { installQueue } from './install.ts'
export { deleteJob, type Redrive, redriveQueue, retryJob, runJob } from './job-actions.ts'
export {
  type JobDetail,
  type JobItem,
  type JobState,
  listJobs,
  listQueues,
  type QueueItem,
  readJob,
} from './job-list.ts'
export { deadLetters, defineJob, type JobDefinition, type JobWork, jobDefinitions } from './registry.ts'
export { scheduledTaskRunFailed } from './task-run.ts'
export {
  defineTask,
  ensureSystemTasks,
  type TaskDefinition,
  type TaskWork,
  taskDefinitions,
} from './tasks.ts'
export { type Jobs, type JobsOptions, openJobs } from './worker.ts'
