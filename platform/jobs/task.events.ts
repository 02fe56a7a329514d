import { Id, z } from '../contract/schema.ts'
import { Changes, defineEvent } from '../events/index.ts'

const data = z.object({ task: z.string(), name: z.string() })
const sample = { task: 'platform.idempotency_sweep', name: 'Nightly sweep' }
const about = { subject: 'scheduled_task', audience: 'provider', data, sample } as const

export const taskCreated = defineEvent({ ...about, type: 'scheduled_task.created', label: 'Task scheduled' })
export const taskPaused = defineEvent({ ...about, type: 'scheduled_task.paused', label: 'Task paused' })
export const taskResumed = defineEvent({ ...about, type: 'scheduled_task.resumed', label: 'Task resumed' })
export const taskDeleted = defineEvent({ ...about, type: 'scheduled_task.deleted', label: 'Task removed' })

export const taskUpdated = defineEvent({
  type: 'scheduled_task.updated',
  subject: 'scheduled_task',
  audience: 'provider',
  label: 'Task changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'cron', from: '0 2 * * *', to: '0 3 * * *' }] },
})

export const taskRunRequested = defineEvent({
  type: 'scheduled_task.run_requested',
  subject: 'scheduled_task',
  audience: 'provider',
  label: 'Task started by hand',
  data: z.object({ task: z.string(), name: z.string(), scheduled_task_run_ids: z.array(Id) }),
  sample: { ...sample, scheduled_task_run_ids: [12] },
})

export const taskRunCancelled = defineEvent({
  type: 'scheduled_task_run.cancelled',
  subject: 'task_run',
  audience: 'provider',
  label: 'Run of a task cancelled',
  data: z.object({ scheduled_task_id: Id }),
  sample: { scheduled_task_id: 1 },
})

/** Every attempt of a run failed: those who manage tasks are told. */
export const scheduledTaskRunFailed = defineEvent({
  type: 'scheduled_task_run.failed',
  subject: 'task_run',
  audience: 'provider',
  label: 'A scheduled task failed',
  data: z.object({
    scheduled_task_id: Id,
    task: z.string(),
    name: z.string(),
    attempts: z.int(),
    reason: z.string(),
    error: z.string(),
  }),
  sample: {
    scheduled_task_id: 1,
    task: 'platform.idempotency_sweep',
    name: 'Forget the answers kept for repeated requests',
    attempts: 4,
    reason: 'worker_lost',
    error: 'The worker of this attempt was lost',
  },
})
