import { Button, Checkbox } from '@mantine/core'
import { problemOf, useCall } from '../../../platform/web/client/index.ts'
import { toast } from '../../../platform/web/ui/index.ts'
import type { TaskItem } from '../contract/tasks.ts'
import { tasksApi } from '../contract/tasks.ts'
import { t } from './messages.ts'

const stale = [tasksApi.listTasks, tasksApi.readTask, tasksApi.listRunsOfTask]
const mustRun = new Set(['events.partitions'])

/** On or off, and now. */
export function TaskActions({ task, labelled }: { task: TaskItem; labelled?: boolean }) {
  const onError = (error: unknown) => toast.error(problemOf(error))
  const params = { scheduled_task_id: task.id }
  const pause = useCall(tasksApi.pauseTask, { refreshes: stale })
  const resume = useCall(tasksApi.resumeTask, { refreshes: stale })
  const start = useCall(tasksApi.startTask, {
    refreshes: stale,
    onDone: () => toast.success(t('tasks.started')),
  })
  return (
    <span className="mp-row op-task-actions">
      <Checkbox
        {...(labelled ? { label: t('tasks.active') } : { 'aria-label': t('tasks.active') })}
        checked={task.paused_at === null}
        disabled={mustRun.has(task.task) || pause.isPending || resume.isPending}
        onChange={({ currentTarget }) =>
          (currentTarget.checked ? resume : pause).mutate({ params }, { onError })
        }
      />
      <Button
        variant="default"
        size="compact-sm"
        loading={start.isPending}
        onClick={() => start.mutate({ params, body: {} }, { onError })}
      >
        {t('tasks.run')}
      </Button>
    </span>
  )
}
