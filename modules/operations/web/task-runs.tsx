import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { EmptyState, ErrorState, Loading, Status, Time } from '../../../platform/web/ui/index.ts'
import type { RunItem, TaskItem } from '../contract/tasks.ts'
import { tasksApi } from '../contract/tasks.ts'
import { IconCalendarTime } from './icons.ts'
import { lasted, runStatus } from './job-words.ts'
import { t } from './messages.ts'
import { RunLog } from './run-log.tsx'

/** The newest runs of a task; one is opened to read what it says. */
export function TaskRuns({ task }: { task: TaskItem }) {
  const [after, setAfter] = useState<string>()
  const [opened, setOpened] = useState<number | null>(null)
  const answer = useApi(
    tasksApi.listRunsOfTask,
    { params: { scheduled_task_id: task.id }, query: { limit: 10, ...(after && { after }) } },
    { topics: ['scheduled_tasks'], keep: true },
  )
  if (answer.isPending) return <Loading rows={4} />
  if (!answer.data) return answer.error && <ErrorState problem={answer.error} />
  const { items, next } = answer.data
  return (
    <section className="mp-card" aria-labelledby="runs">
      <h2 id="runs">{t('tasks.runs')}</h2>
      {items.length === 0 && (
        <EmptyState icon={IconCalendarTime} title={t('tasks.no_runs')} text={t('tasks.no_runs_text')} />
      )}
      <ul className="op-lines">
        {items.map((run) => (
          <li key={run.id}>
            <RunLine
              run={run}
              open={run.id === opened}
              toggle={() => setOpened(run.id === opened ? null : run.id)}
            />
            {run.id === opened && <RunLog id={run.id} />}
          </li>
        ))}
      </ul>
      {(next || after) && (
        <div className="mp-row">
          {after && (
            <Button variant="default" size="compact-md" onClick={() => setAfter(undefined)}>
              {t('tasks.newest')}
            </Button>
          )}
          {next && (
            <Button variant="default" size="compact-md" onClick={() => setAfter(next)}>
              {t('tasks.older')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

function RunLine({ run, open, toggle }: { run: RunItem; open: boolean; toggle: () => void }) {
  const time = lasted(run)
  return (
    <div className="op-line">
      <span className="op-line-text">
        <Time at={run.due_at} /> <span className="mp-muted">{t(`tasks.trigger_${run.trigger}`)}</span>
        {run.company_name && <span> · {run.company_name}</span>}
        {run.attempt > 1 && <span className="mp-muted"> · {t('tasks.attempt', { n: run.attempt })}</span>}
        {run.reason && run.status !== 'succeeded' && <code className="mp-small"> {run.reason}</code>}
      </span>
      {time && <span className="mp-muted mp-small">{time}</span>}
      <Status {...runStatus(run.status)} />
      <Button variant="default" size="compact-sm" aria-expanded={open} onClick={toggle}>
        {open ? t('tasks.close_log') : t('tasks.open_log')}
      </Button>
    </div>
  )
}
