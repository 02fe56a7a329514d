import { useApi } from '../../../platform/web/client/index.ts'
import type { Column, FilterField, ListState } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  DateRange,
  EmptyState,
  FilterBar,
  Time,
  useListState,
} from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { deliveryStates, integrationsApi, type WebhookDelivery } from '../contract.ts'
import { EventName, useEventTypes } from './event-types.tsx'
import { IconWebhook } from './icons.ts'
import { t } from './messages.ts'
import { DeliveryState, isOnItsWay, outcomeOf, soonIf } from './states.tsx'

/** What was sent and what became of it, newest first; of one endpoint or of all. */
export function Deliveries({ endpointId }: { endpointId?: number }) {
  const list = useListState(integrationsApi.listWebhookDeliveries)
  const query = { ...list.query, ...(endpointId !== undefined && { endpoint_id: endpointId }) }
  const answer = useApi(
    integrationsApi.listWebhookDeliveries,
    { query },
    { keep: true, refetchInterval: ({ state }) => soonIf(state.data?.items.some(isOnItsWay)) },
  )
  const fields = useFilters(list, endpointId === undefined)
  return (
    <>
      <FilterBar list={list} fields={fields} searchLabel={t('webhooks.search_delivery')} />
      <div className="in-dates">
        <DateRange
          list={list}
          from={{ name: 'from', label: t('webhooks.from') }}
          to={{ name: 'to', label: t('webhooks.to') }}
        />
      </div>
      <DataTable
        label={t('webhooks.deliveries')}
        answer={answer}
        list={list}
        columns={endpointId === undefined ? ofAll : ofOne}
        rowKey={(row) => row.id}
        rowPath={(row) => `/admin/webhooks/deliveries/${row.id}`}
        empty={
          <EmptyState
            icon={IconWebhook}
            title={t('webhooks.deliveries_empty')}
            text={t('webhooks.deliveries_empty_text')}
          />
        }
      />
    </>
  )
}

const answers = [200, 202, 204, 301, 302, 400, 401, 403, 404, 410, 413, 429, 500, 502, 503, 504]

/** Whose, of which kind, and what became of it; the endpoint where there may be several. */
function useFilters({ query }: ListState, ofAll: boolean): FilterField[] {
  const types = useEventTypes()
  const few = { limit: 200, sort: 'name' } as const
  const endpoints = useApi(integrationsApi.listWebhookEndpoints, { query: few }, { enabled: ofAll }).data
    ?.items
  const companies = useApi(companiesApi.listCompanies, { query: { limit: 200 } }).data?.items ?? []
  const event = query.event_id === undefined ? [] : [String(query.event_id)]
  const named = (list: readonly { id: number; name: string }[]) =>
    list.map(({ id, name }) => ({ value: String(id), label: name }))
  return [
    {
      name: 'status',
      label: t('webhooks.state'),
      options: deliveryStates.map((value) => ({ value, label: t(`webhooks.status.${value}`) })),
    },
    {
      name: 'event_type',
      label: t('webhooks.event'),
      options: types.map(({ type, label }) => ({ value: type, label })),
    },
    ...(ofAll ? [{ name: 'endpoint_id', label: t('webhooks.one'), options: named(endpoints ?? []) }] : []),
    { name: 'company_id', label: t('webhooks.company'), options: named(companies) },
    {
      name: 'status_code',
      label: t('webhooks.answer'),
      options: answers.map((code) => ({ value: String(code), label: String(code) })),
    },
    // Nobody types the number of an event: one comes here from it, and sees and ends that it is only this one.
    ...event.map((value) => ({
      name: 'event_id',
      label: t('webhooks.event'),
      options: [{ value, label: t('webhooks.event_number', { n: value }) }],
    })),
  ]
}

const endpoint: Column<WebhookDelivery> = {
  key: 'endpoint',
  label: t('webhooks.one'),
  render: (row) => row.endpoint_name,
}

const columns: readonly Column<WebhookDelivery>[] = [
  {
    key: 'event',
    label: t('webhooks.event'),
    card: 'title',
    width: '11rem',
    render: (row) => <EventName type={row.event_type} />,
  },
  { key: 'company', label: t('webhooks.company'), render: (row) => row.company_name ?? '–' },
  {
    key: 'outcome',
    label: t('webhooks.answer'),
    render: (row) => outcomeOf(row.last_status_code, row.last_error_code),
  },
  {
    key: 'attempts',
    label: t('webhooks.attempts'),
    align: 'end',
    width: '6rem',
    render: (row) => row.attempt_count,
  },
  {
    key: 'status',
    label: t('webhooks.state'),
    card: 'badge',
    width: '8.5rem',
    render: (row) => <DeliveryState status={row.status} />,
  },
  {
    key: 'created_at',
    label: t('webhooks.when'),
    width: '7rem',
    render: (row) => <Time at={row.created_at} />,
  },
]

const ofAll = [...columns.slice(0, 1), endpoint, ...columns.slice(1)]
/** Beside the facts of an endpoint there is less room; how many attempts it took, the delivery itself says. */
const ofOne = columns.filter(({ key }) => key !== 'attempts')
