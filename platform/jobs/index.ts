import './house-tasks.ts'

export { nextTimes } from './cron.ts'
export { type EnqueueOptions, enqueue, enqueueAll } from './enqueue.ts'
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
export {
  cancelRun,
  type LogLine,
  listRuns,
  type RunDetail,
  type RunItem,
  readLog,
  readRun,
} from './run-list.ts'
export { publishRunsBy } from './run-live.ts'
export { type Preview, previewSchedule, type Sentence } from './sentence.ts'
export { scheduledTaskRunFailed } from './task.events.ts'
export {
  changeTask,
  createTask,
  deleteTask,
  pauseTask,
  resumeTask,
  type TaskChange,
  type TaskPlan,
} from './task-change.ts'
export { awaitedSince, taskLag } from './task-late.ts'
export {
  type LastRun,
  listTasks,
  listTaskTypes,
  lockTask,
  type RunStatus,
  readTask,
  type TaskItem,
  type TaskType,
} from './task-list.ts'
export { runsForEach, type Started, startTask, startTaskFor } from './task-start.ts'
export {
  defineTask,
  ensureSystemTasks,
  type TaskDefinition,
  type TaskWork,
  taskDefinitions,
} from './tasks.ts'
export { type Jobs, type JobsOptions, openJobs } from './worker.ts'
