import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { boot } from '../../../platform/web/client/index.ts'
import { ErrorState, Loading } from '../../../platform/web/ui/index.ts'
import type { QueueItem } from '../contract/jobs.ts'
import { duration, workName } from './job-words.ts'
import { t } from './messages.ts'
import { RedriveDialog } from './redrive-dialog.tsx'

interface QueuesProps {
  answer: UseQueryResult<{ items: QueueItem[]; outbox_lag_seconds: number }, ApiProblem>
  /** The queue whose jobs are listed. */
  chosen: string
  choose: (values: Record<string, unknown>) => void
}

/** One row for each queue, those without work folded; its numbers lead to the jobs behind them. */
export function Queues({ answer, chosen, choose }: QueuesProps) {
  const [redriving, setRedriving] = useState<string | null>(null)
  if (answer.isPending) return <Loading rows={5} />
  if (!answer.data) return answer.error && <ErrorState problem={answer.error} />
  const busy = answer.data.items.filter((queue) => isBusy(queue) || queue.name === chosen)
  const quiet = answer.data.items.filter((queue) => !busy.includes(queue))
  return (
    <section className="mp-card" aria-labelledby="queues">
      <div className="op-card-head">
        <h2 id="queues">{t('jobs.queues')}</h2>
        <span className="mp-muted mp-small">
          {t('jobs.lag', { time: duration(answer.data.outbox_lag_seconds) })}
        </span>
      </div>
      <List queues={busy} chosen={chosen} choose={choose} redrive={setRedriving} />
      {quiet.length > 0 && (
        <details className="op-system">
          <summary>{t('jobs.quiet', { n: quiet.length })}</summary>
          <List queues={quiet} chosen={chosen} choose={choose} redrive={setRedriving} />
        </details>
      )}
      {redriving && <RedriveDialog queue={redriving} onClose={() => setRedriving(null)} />}
    </section>
  )
}

const isBusy = ({ due, retrying, running, dead, done_last_hour }: QueueItem) =>
  due + retrying + running + dead + done_last_hour > 0

interface ListProps extends Pick<QueuesProps, 'chosen' | 'choose'> {
  queues: readonly QueueItem[]
  redrive: (queue: string) => void
}

function List({ queues, chosen, choose, redrive }: ListProps) {
  const isSuper = boot.session?.user.is_super_admin === true
  return (
    <ul className="op-queues">
      {queues.map((queue) => (
        <li key={queue.name} data-chosen={queue.name === chosen || undefined}>
          <button
            type="button"
            className="op-queue-name"
            aria-pressed={queue.name === chosen}
            onClick={() => choose({ queue: queue.name === chosen ? undefined : queue.name })}
          >
            {workName(queue.name)}
            {workName(queue.name) !== queue.name && <code className="mp-muted mp-small">{queue.name}</code>}
          </button>
          <Numbers queue={queue} choose={choose} />
          <span className="op-queue-action">
            {isSuper && queue.dead > 0 && (
              <Button variant="default" size="compact-sm" onClick={() => redrive(queue.name)}>
                {t('jobs.redrive')}
              </Button>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

const counted = ['due', 'retrying', 'running', 'dead'] as const

function Numbers({ queue, choose }: { queue: QueueItem; choose: QueuesProps['choose'] }) {
  return (
    <span className="op-queue-numbers">
      {counted.map((state) => (
        <button
          key={state}
          type="button"
          data-kind={queue[state] > 0 ? state : undefined}
          onClick={() => choose({ queue: queue.name, state })}
        >
          <b>{queue[state]}</b> {t(`jobs.state_${state}`)}
        </button>
      ))}
      <span className="mp-muted">{t('jobs.rate', { n: queue.done_last_hour })}</span>
    </span>
  )
}
