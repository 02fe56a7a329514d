import './integrations.css'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../../platform/web/client/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import type { Column } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  ErrorState,
  Fact,
  FilterBar,
  Loading,
  Page,
  Status,
  Time,
  useListState,
} from '../../../platform/web/ui/index.ts'
import { type InboundDelivery, type InboundWebhook, integrationsApi } from '../contract.ts'
import { ArrivedDialog } from './arrived.tsx'
import { IconWebhook } from './icons.ts'
import { InboundState } from './inbound.page.tsx'
import { InboundActions } from './inbound-actions.tsx'
import { t } from './messages.ts'

/** One inbound webhook: what it takes out of a call, and what arrived. */
export default function InboundOnePage() {
  const { inbound_webhook_id } = useParams({ strict: false }) as { inbound_webhook_id: string }
  const params = { inbound_webhook_id: Number(inbound_webhook_id) }
  const { data: webhook, error, refetch } = useApi(integrationsApi.readInboundWebhook, { params })
  if (error && !webhook) {
    return (
      <Page title={t('inbound.one')}>
        <ErrorState problem={error} retry={() => void refetch()} />
      </Page>
    )
  }
  if (!webhook) {
    return (
      <Page title={t('inbound.one')}>
        <Loading rows={8} />
      </Page>
    )
  }
  return (
    <Page
      title={webhook.name}
      actions={<InboundActions webhook={webhook} />}
      facts={<Facts webhook={webhook} />}
    >
      <Arrived webhook={webhook} />
    </Page>
  )
}

function Arrived({ webhook }: { webhook: InboundWebhook }) {
  const [shown, setShown] = useState<number | null>(null)
  const list = useListState(integrationsApi.listInboundDeliveries)
  const answer = useApi(
    integrationsApi.listInboundDeliveries,
    { params: { inbound_webhook_id: webhook.id }, query: list.query },
    // Who looks at an empty list is about to call the address.
    { keep: true, refetchInterval: 5_000 },
  )
  return (
    <section className="mp-stack" aria-labelledby="arrived">
      <h2 id="arrived" className="in-flush">
        {t('inbound.arrived')}
      </h2>
      <FilterBar list={list} search={null} fields={[outcomes()]} />
      <DataTable
        label={t('inbound.arrived')}
        answer={answer}
        list={list}
        columns={columnsFor(setShown)}
        rowKey={(row) => row.id}
        empty={
          <EmptyState
            icon={IconWebhook}
            title={t('inbound.arrived_empty')}
            text={t('inbound.arrived_empty_text')}
          />
        }
      />
      <ArrivedDialog webhook={webhook} deliveryId={shown} close={() => setShown(null)} />
    </section>
  )
}

const outcomes = () => ({
  name: 'outcome',
  label: t('inbound.outcome'),
  options: (['accepted', 'duplicate', 'rejected'] as const).map((value) => ({
    value,
    label: t(`inbound.outcome_${value}`),
  })),
})

const kinds = { accepted: 'success', duplicate: 'neutral', rejected: 'danger' } as const

const columnsFor = (show: (id: number) => void): readonly Column<InboundDelivery>[] => [
  {
    key: 'received_at',
    label: t('webhooks.when'),
    card: 'title',
    render: (row) => (
      <button type="button" className="in-link" onClick={() => show(row.id)}>
        <Time at={row.received_at} />
      </button>
    ),
  },
  { key: 'remote_ip', label: t('inbound.from'), render: (row) => row.remote_ip ?? '–' },
  { key: 'type', label: t('inbound.kind'), render: (row) => row.content_type ?? '–' },
  {
    key: 'outcome',
    label: t('inbound.outcome'),
    card: 'badge',
    width: '11rem',
    render: (row) => (
      <>
        <Status kind={kinds[row.outcome]} label={t(`inbound.outcome_${row.outcome}`)} />
        {row.reason && <div className="mp-small mp-muted">{reasonOf(row.reason)}</div>}
      </>
    ),
  },
]

/** Why a call was turned away. */
function reasonOf(reason: string): string {
  const key = `inbound.reason.${reason}`
  return hasText(key) ? translateAny(key) : reason
}

function Facts({ webhook }: { webhook: InboundWebhook }) {
  const mapped = Object.entries(webhook.mapping)
  return (
    <>
      <Fact label={t('webhooks.state')}>
        <InboundState webhook={webhook} />
      </Fact>
      <Fact label={t('inbound.address')}>
        <code className="in-break">{`…/api/hooks/${webhook.token_prefix}…`}</code>
      </Fact>
      <Fact label={t('webhooks.company')}>{webhook.company_name ?? t('inbound.company_none')}</Fact>
      <Fact label={t('inbound.verification')}>{t(`inbound.verification_${webhook.verification}`)}</Fact>
      <Fact label={t('inbound.last')}>
        <Time at={webhook.last_received_at} />
      </Fact>
      <Fact label={t('inbound.mapping')}>
        {mapped.length === 0 ? (
          <span className="mp-muted">{t('inbound.mapping_empty')}</span>
        ) : (
          <ul className="in-chips">
            {mapped.map(([name, place]) => (
              <li key={name} className="in-chip">
                <code>{`${name} ← ${place}`}</code>
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </>
  )
}
