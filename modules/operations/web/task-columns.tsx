import { language } from '../../../platform/web/messages/index.ts'
import type { Column } from '../../../platform/web/ui/index.ts'
import { Status, Time } from '../../../platform/web/ui/index.ts'
import type { TaskItem } from '../contract/tasks.ts'
import { runStatus, workName } from './job-words.ts'
import { t } from './messages.ts'
import { TaskActions } from './task-actions.tsx'

/** What a task is called; the house's own speak the reader's language. */
export const nameOf = (task: Pick<TaskItem, 'task' | 'name' | 'is_system'>): string =>
  task.is_system ? workName(task.task, task.name) : task.name

export const taskColumns: Column<TaskItem>[] = [
  {
    key: 'name',
    label: t('tasks.name'),
    card: 'title',
    render: (task) => nameOf(task),
  },
  {
    key: 'schedule',
    label: t('tasks.schedule'),
    render: (task) => (
      <span>
        {task.sentence[language]} <span className="mp-muted mp-small">{task.time_zone}</span>
      </span>
    ),
  },
  {
    key: 'company',
    label: t('tasks.company'),
    width: '9rem',
    card: 'hide',
    render: (task) => task.company_name ?? <span className="mp-muted">–</span>,
  },
  {
    key: 'last',
    label: t('tasks.last'),
    width: '11rem',
    card: 'badge',
    render: ({ last_run }) =>
      last_run ? (
        <span className="mp-row">
          <Status {...runStatus(last_run.status)} />
          <span className="mp-muted mp-small">
            <Time at={last_run.started_at ?? last_run.due_at} />
          </span>
        </span>
      ) : (
        <span className="mp-muted">{t('tasks.never')}</span>
      ),
  },
  {
    key: 'next',
    label: t('tasks.next'),
    width: '9rem',
    render: (task) => (task.paused_at ? t('tasks.paused') : <Time at={task.next_run_at} />),
  },
  {
    key: 'actions',
    label: t('tasks.active'),
    width: '11rem',
    align: 'end',
    render: (task) => <TaskActions task={task} />,
  },
]
