import './integrations.css'
import { useParams } from '@tanstack/react-router'
import { useApi } from '../../../platform/web/client/index.ts'
import { ErrorState, Fact, formatTime, Loading, Page, Time } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { integrationsApi, type WebhookEndpoint } from '../contract.ts'
import { Deliveries } from './deliveries.tsx'
import { useEventLabels } from './event-types.tsx'
import { t } from './messages.ts'
import { dayOf, EndpointState, soonIf } from './states.tsx'
import { WebhookActions } from './webhook-actions.tsx'

/** One endpoint: its state, what it asked for, and what was sent to it. */
export default function WebhookPage() {
  const { webhook_endpoint_id } = useParams({ strict: false }) as { webhook_endpoint_id: string }
  const params = { webhook_endpoint_id: Number(webhook_endpoint_id) }
  const {
    data: endpoint,
    error,
    refetch,
  } = useApi(
    integrationsApi.readWebhookEndpoint,
    { params },
    { refetchInterval: ({ state }) => soonIf(!!state.data?.day.waiting) },
  )
  if (error && !endpoint) {
    return (
      <Page title={t('webhooks.one')}>
        <ErrorState problem={error} retry={() => void refetch()} />
      </Page>
    )
  }
  if (!endpoint) {
    return (
      <Page title={t('webhooks.one')}>
        <Loading rows={8} />
      </Page>
    )
  }
  return (
    <Page
      title={endpoint.name}
      description={endpoint.url}
      actions={<WebhookActions endpoint={endpoint} />}
      facts={<Facts endpoint={endpoint} />}
    >
      <div className="mp-stack">
        <Notice endpoint={endpoint} />
        <section aria-labelledby="deliveries" className="mp-stack">
          <h2 id="deliveries" className="in-flush">
            {t('webhooks.deliveries')}
          </h2>
          <Deliveries endpointId={endpoint.id} />
        </section>
      </div>
    </Page>
  )
}

/** Why nothing is sent just now. */
function Notice({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { disabled_at, disabled_reason, paused_at } = endpoint
  if (!disabled_at && !paused_at) return null
  const text =
    disabled_at && disabled_reason
      ? t(`webhooks.disabled_${disabled_reason}`, { time: formatTime(disabled_at) })
      : t('webhooks.paused_text')
  return (
    <p className="mp-note" role="status">
      {text}
    </p>
  )
}

function Facts({ endpoint }: { endpoint: WebhookEndpoint }) {
  const labelOf = useEventLabels()
  const { company_ids } = endpoint
  const companies = useApi(
    companiesApi.listCompanies,
    { query: { limit: 200 } },
    { enabled: company_ids !== null },
  )
  return (
    <>
      <Fact label={t('webhooks.state')}>
        <EndpointState endpoint={endpoint} />
      </Fact>
      <Fact label={t('webhooks.events')}>{endpoint.event_types.map((type) => labelOf(type)).join(', ')}</Fact>
      <Fact label={t('webhooks.companies')}>
        {company_ids === null ? t('webhooks.companies_all') : namesOf(company_ids, companies.data?.items)}
      </Fact>
      <Fact label={t('webhooks.view')}>{t(`webhooks.view_${endpoint.view}`)}</Fact>
      <Fact label={t('webhooks.day')}>{dayOf(endpoint)}</Fact>
      {endpoint.day.waiting > 0 && <Fact label={t('webhooks.waiting')}>{endpoint.day.waiting}</Fact>}
      {endpoint.day.held > 0 && <Fact label={t('webhooks.held')}>{endpoint.day.held}</Fact>}
      <Fact label={t('webhooks.last_success')}>
        {endpoint.last_success_at ? <Time at={endpoint.last_success_at} /> : t('webhooks.never')}
      </Fact>
      {endpoint.failing_since && (
        <Fact label={t('webhooks.failing_since')}>
          <Time at={endpoint.failing_since} />
        </Fact>
      )}
    </>
  )
}

/** A few by their names, many by their number. */
function namesOf(ids: readonly number[], companies: readonly { id: number; name: string }[] = []) {
  const names = companies.filter(({ id }) => ids.includes(id)).map(({ name }) => name)
  return ids.length <= 5 && names.length === ids.length ? names.join(', ') : ids.length
}
