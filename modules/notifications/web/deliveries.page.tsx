import './notifications.css'
import { Button } from '@mantine/core'
import { csvUrlOf, problemOf, useApi, useCall } from '../../../platform/web/client/index.ts'
import {
  type Column,
  DataTable,
  DateRange,
  EmptyState,
  FilterBar,
  type FilterField,
  Page,
  Status,
  Time,
  toast,
  useListState,
} from '../../../platform/web/ui/index.ts'
import { type Delivery, deliveryStatuses, notificationsApi } from '../contract.ts'
import { IconMailForward } from './icons.ts'
import { reasonText, t, typeText } from './messages.ts'
import { PersonFilter } from './person-filter.tsx'

/** What was sent by mail and SMS, and what was not and why. */
export default function DeliveriesPage() {
  const list = useListState(notificationsApi.deliveries)
  const answer = useApi(notificationsApi.deliveries, { query: list.query }, { keep: true })
  const types = useApi(notificationsApi.eventTypes, {}).data?.items ?? []
  return (
    <Page title={t('deliveries.title')} description={t('deliveries.text')}>
      <FilterBar list={list} search={null} fields={filters(types)} />
      <div className="nt-narrow">
        <PersonFilter list={list} rows={answer.data?.items ?? []} />
        <DateRange
          list={list}
          from={{ name: 'from', label: t('notifications.from') }}
          to={{ name: 'to', label: t('notifications.to') }}
        />
      </div>
      <DataTable
        label={t('deliveries.title')}
        answer={answer}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        csv={csvUrlOf(notificationsApi.deliveries, { query: list.query })}
        empty={
          <EmptyState
            icon={IconMailForward}
            title={t('deliveries.empty')}
            text={t('deliveries.empty_text')}
          />
        }
      />
    </Page>
  )
}

const filters = (types: readonly { event_type: string; label: string }[]): FilterField[] => [
  {
    name: 'status',
    label: t('deliveries.status'),
    options: deliveryStatuses.map((value) => ({ value, label: t(`delivery.status.${value}`) })),
  },
  {
    name: 'channel',
    label: t('deliveries.channel'),
    options: (['email', 'sms'] as const).map((value) => ({ value, label: t(`channel.${value}`) })),
  },
  {
    name: 'event_type',
    label: t('notifications.type'),
    options: types.map((one) => ({ value: one.event_type, label: typeText(one.event_type, one.label) })),
  },
]

const kinds = {
  scheduled: 'waiting',
  sending: 'info',
  sent: 'success',
  failed: 'danger',
  suppressed: 'neutral',
  cancelled: 'neutral',
} as const

const columns: Column<Delivery>[] = [
  {
    key: 'type',
    label: t('notifications.type'),
    card: 'title',
    render: (row) => typeText(row.event_type, row.label),
  },
  {
    key: 'to',
    label: t('deliveries.to'),
    render: (row) => (
      <>
        {row.name && <div>{row.name}</div>}
        <span className="mp-muted mp-small">{row.address}</span>
      </>
    ),
  },
  { key: 'company', label: t('notifications.company'), render: (row) => row.company_name ?? '–' },
  {
    key: 'channel',
    label: t('deliveries.channel'),
    width: '5.5rem',
    render: (row) => t(`channel.${row.channel}`),
  },
  {
    key: 'status',
    label: t('deliveries.status'),
    card: 'badge',
    width: '10rem',
    render: (row) => (
      <>
        <Status kind={kinds[row.status]} label={t(`delivery.status.${row.status}`)} />
        {row.reason && <div className="mp-small mp-muted">{reasonText(row.reason)}</div>}
        {row.last_error && <code className="mp-small">{row.last_error}</code>}
      </>
    ),
  },
  {
    key: 'when',
    label: t('deliveries.when'),
    width: '7rem',
    render: (row) => <Time at={row.sent_at ?? (row.status === 'scheduled' ? row.due_at : row.created_at)} />,
  },
  {
    key: 'acts',
    label: t('alerts.acts'),
    width: '6.5rem',
    align: 'end',
    render: (row) => <Retry row={row} />,
  },
]

function Retry({ row }: { row: Delivery }) {
  const retry = useCall(notificationsApi.retryDelivery, {
    refreshes: [notificationsApi.deliveries],
    onDone: () => toast.success(t('deliveries.retried')),
  })
  if (row.status !== 'failed' && row.reason !== 'bounced') return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={retry.isPending}
      onClick={() =>
        retry.mutate(
          { params: { delivery_id: row.id } },
          { onError: (error) => toast.error(problemOf(error)) },
        )
      }
    >
      {t('deliveries.retry')}
    </Button>
  )
}
