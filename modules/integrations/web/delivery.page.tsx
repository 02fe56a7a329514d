import './integrations.css'
import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { problemOf, useApi, useCall } from '../../../platform/web/client/index.ts'
import {
  CopyButton,
  ErrorState,
  Fact,
  Link,
  Loading,
  Page,
  Time,
  toast,
  useGo,
} from '../../../platform/web/ui/index.ts'
import {
  integrationsApi,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookDeliveryDetail,
} from '../contract.ts'
import { useEventLabels } from './event-types.tsx'
import { t } from './messages.ts'
import { DeliveryState, isOnItsWay, outcomeOf, soonIf } from './states.tsx'

const refreshes = [integrationsApi.readWebhookDelivery, integrationsApi.listWebhookDeliveries]

/** One delivery: the message as it was signed, and each attempt with its answer. */
export default function DeliveryPage() {
  const { webhook_delivery_id } = useParams({ strict: false }) as { webhook_delivery_id: string }
  const params = { webhook_delivery_id: Number(webhook_delivery_id) }
  const labelOf = useEventLabels()
  const {
    data: delivery,
    error,
    refetch,
  } = useApi(
    integrationsApi.readWebhookDelivery,
    { params },
    { refetchInterval: ({ state }) => soonIf(state.data && isOnItsWay(state.data)) },
  )
  if (error && !delivery) {
    return (
      <Page title={t('webhooks.delivery')}>
        <ErrorState problem={error} retry={() => void refetch()} />
      </Page>
    )
  }
  if (!delivery) {
    return (
      <Page title={t('webhooks.delivery')}>
        <Loading rows={8} />
      </Page>
    )
  }
  return (
    <Page
      title={labelOf(delivery.event_type)}
      description={<code>{delivery.event_type}</code>}
      actions={<Actions delivery={delivery} />}
      facts={<Facts delivery={delivery} />}
    >
      <div className="mp-stack">
        <section className="mp-card mp-stack" aria-labelledby="attempts">
          <h2 id="attempts" className="in-flush">
            {t('webhooks.attempts')}
          </h2>
          {delivery.attempts.length === 0 && (
            <p className="mp-muted in-flush">{t('webhooks.attempts_none')}</p>
          )}
          <div>
            {delivery.attempts.map((attempt, at) => (
              <Attempt key={attempt.number} attempt={attempt} open={at === 0} />
            ))}
          </div>
        </section>
        <Message delivery={delivery} />
      </div>
    </Page>
  )
}

function Actions({ delivery }: { delivery: WebhookDelivery }) {
  const go = useGo()
  const params = { webhook_delivery_id: delivery.id }
  const failed = { onError: (error: unknown) => toast.error(problemOf(error)) }
  const retry = useCall(integrationsApi.retryWebhookDelivery, {
    refreshes,
    onDone: () => toast.success(t('webhooks.retried')),
  })
  const cancel = useCall(integrationsApi.cancelWebhookDelivery, {
    refreshes,
    onDone: () => toast.success(t('webhooks.cancelled')),
  })
  const replay = useCall(integrationsApi.replayWebhookDelivery, {
    refreshes,
    onDone: ({ id }) => go(`/admin/webhooks/deliveries/${id}`),
  })
  const waits = delivery.status === 'pending' || delivery.status === 'held'
  return (
    <>
      {waits && (
        <Button
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params }, failed)}
        >
          {t('webhooks.cancel')}
        </Button>
      )}
      <Button
        variant="default"
        loading={replay.isPending}
        onClick={() => replay.mutate({ params, body: {} }, failed)}
      >
        {t('webhooks.replay')}
      </Button>
      {delivery.status !== 'succeeded' && delivery.status !== 'sending' && (
        <Button loading={retry.isPending} onClick={() => retry.mutate({ params }, failed)}>
          {t('webhooks.retry')}
        </Button>
      )}
    </>
  )
}

function Facts({ delivery }: { delivery: WebhookDeliveryDetail }) {
  return (
    <>
      <Fact label={t('webhooks.state')}>
        <DeliveryState status={delivery.status} />
      </Fact>
      <Fact label={t('webhooks.one')}>
        <Link to={`/admin/webhooks/${delivery.webhook_endpoint_id}`}>{delivery.endpoint_name}</Link>
      </Fact>
      <Fact label={t('webhooks.company')}>{delivery.company_name ?? '–'}</Fact>
      {delivery.event_id !== null && (
        <Fact label={t('webhooks.event')}>
          <Link to={`/admin/webhooks/deliveries?event_id=${delivery.event_id}`}>
            {t('webhooks.event_number', { n: delivery.event_id })}
          </Link>
        </Fact>
      )}
      <Fact label={t('webhooks.message_id')}>
        <code className="in-break">{delivery.message_id}</code>
      </Fact>
      <Fact label={t('webhooks.when')}>
        <Time at={delivery.created_at} />
      </Fact>
      {delivery.next_attempt_at && (
        <Fact label={t('webhooks.next_attempt')}>
          <Time at={delivery.next_attempt_at} />
        </Fact>
      )}
    </>
  )
}

function Attempt({ attempt, open }: { attempt: WebhookAttempt; open: boolean }) {
  const headers = Object.entries(attempt.request_headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <details className="in-attempt" open={open}>
      <summary>
        <strong>{t('webhooks.attempt', { n: attempt.number })}</strong>
        <span>{outcomeOf(attempt.status_code, attempt.error_code)}</span>
        <span className="mp-muted">{t('webhooks.duration', { ms: attempt.duration_ms })}</span>
        <span className="mp-muted">{t(`webhooks.attempt_${attempt.trigger}`)}</span>
        {attempt.remote_ip && <code className="mp-muted">{attempt.remote_ip}</code>}
        <Time at={attempt.started_at} />
      </summary>
      <div className="in-attempt-parts">
        <span className="mp-small mp-muted">{t('webhooks.request')}</span>
        <pre className="in-pre">{headers.join('\n')}</pre>
        {attempt.status_code !== null && (
          <>
            <span className="mp-small mp-muted">{t('webhooks.answer')}</span>
            <pre className="in-pre">{attempt.response_body || t('webhooks.answer_empty')}</pre>
          </>
        )}
      </div>
    </details>
  )
}

function Message({ delivery }: { delivery: WebhookDeliveryDetail }) {
  return (
    <section className="mp-card mp-stack" aria-labelledby="message">
      <div className="mp-row">
        <h2 id="message" className="in-flush">
          {t('webhooks.body')}
        </h2>
        <CopyButton value={delivery.body} compact />
      </div>
      <pre className="in-pre">{pretty(delivery.body)}</pre>
    </section>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
