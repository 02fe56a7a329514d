import { Button } from '@mantine/core'
import { boot, problemOf, useApi, useCall } from '../../../platform/web/client/index.ts'
import { Status, Time, toast } from '../../../platform/web/ui/index.ts'
import type { EventFailure } from '../contract/stream.ts'
import { streamApi } from '../contract/stream.ts'
import { t } from './messages.ts'

/** Events that a part of the portal could not take; drawn only while there are some. */
export function EventFailures() {
  const dead = useApi(streamApi.listEventFailures, { query: { state: 'dead', limit: 20 } }).data?.items ?? []
  const waiting =
    useApi(streamApi.listEventFailures, { query: { state: 'waiting', limit: 20 } }).data?.items ?? []
  if (dead.length + waiting.length === 0) return null
  return (
    <section className="mp-card" aria-labelledby="event-failures">
      <h2 id="event-failures">{t('jobs.events')}</h2>
      <p className="mp-muted mp-small op-flush">{t('jobs.events_text')}</p>
      <ul className="op-lines">
        {[...dead, ...waiting].map((failure) => (
          <Failure key={failure.id} failure={failure} />
        ))}
      </ul>
    </section>
  )
}

function Failure({ failure }: { failure: EventFailure }) {
  const { id, consumer, event_type, event_id, attempts, error, state, next_attempt_at } = failure
  return (
    <li className="op-line">
      <span className="op-line-text">
        {event_type ?? `#${event_id}`} → {consumer}
        <span className="mp-muted"> · {t('tasks.attempt', { n: attempts })}</span>
        <code className="mp-muted mp-small op-error-line">{error.split('\n')[0]}</code>
      </span>
      {next_attempt_at && (
        <span className="mp-muted mp-small">
          <Time at={next_attempt_at} />
        </span>
      )}
      <Status
        kind={state === 'dead' ? 'danger' : 'warning'}
        label={t(state === 'dead' ? 'jobs.state_dead' : 'jobs.state_retrying')}
      />
      {boot.session?.user.is_super_admin && <Settle id={id} />}
    </li>
  )
}

function Settle({ id }: { id: number }) {
  const again = { refreshes: [streamApi.listEventFailures] }
  const retry = useCall(streamApi.retryEventFailure, again)
  const dismiss = useCall(streamApi.dismissEventFailure, again)
  const params = { event_failure_id: id }
  const onError = (error: unknown) => toast.error(problemOf(error))
  return (
    <span className="mp-row">
      <Button variant="default" size="compact-sm" onClick={() => retry.mutate({ params }, { onError })}>
        {t('jobs.retry')}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => dismiss.mutate({ params }, { onError })}>
        {t('jobs.dismiss')}
      </Button>
    </span>
  )
}
