import { Button } from '@mantine/core'
import { problemOf, useApi, useCall } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { locale } from '../../../platform/web/messages/index.ts'
import { Loading, toast } from '../../../platform/web/ui/index.ts'
import { tasksApi } from '../contract/tasks.ts'
import { t } from './messages.ts'

/** What a run says, while it says it. */
export function RunLog({ id }: { id: number }) {
  const topic = `task_run:${id}`
  useLive([topic])
  const params = { scheduled_task_run_id: id }
  const run = useApi(tasksApi.readRun, { params }, { topics: [topic] }).data
  const log = useApi(tasksApi.readRunLog, { params, query: { limit: 2_000 } }, { topics: [topic] }).data
  const cancel = useCall(tasksApi.cancelRun, {
    refreshes: [tasksApi.readRun, tasksApi.listRunsOfTask, tasksApi.listTasks],
    onDone: () => toast.success(t('tasks.cancelled')),
  })
  if (!log) return <Loading rows={3} />
  return (
    <div>
      <section className="op-log" aria-label={t('tasks.log')}>
        {log.items.length === 0 && <p className="mp-muted">{t('tasks.no_lines')}</p>}
        {log.items.map((line) => (
          <p key={line.line} data-level={line.level}>
            <time dateTime={line.created_at}>{clock(line.created_at)}</time> {line.message}
          </p>
        ))}
        {log.dropped > 0 && <p className="mp-muted">{t('tasks.dropped', { n: log.dropped })}</p>}
      </section>
      {run?.error && <p className="mp-error-text">{run.error}</p>}
      {!log.is_over && (
        <Button
          variant="default"
          size="compact-md"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params }, { onError: (error) => toast.error(problemOf(error)) })}
        >
          {t('tasks.cancel')}
        </Button>
      )}
    </div>
  )
}

const clock = (at: string) =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(
    new Date(at),
  )
