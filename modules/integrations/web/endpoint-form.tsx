import { useApi } from '../../../platform/web/client/index.ts'
import { Field } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { findCompanies } from '../../companies/web/index.tsx'
import type { WebhookEndpoint } from '../contract.ts'
import { Choices } from './choices.tsx'
import { useEventLabels, useEventTypes } from './event-types.tsx'
import { t } from './messages.ts'

/** What the fields of an endpoint hold at first. */
export const valuesOf = (endpoint?: WebhookEndpoint) => ({
  name: endpoint?.name ?? '',
  url: endpoint?.url ?? '',
  event_types: endpoint?.event_types ?? [],
  company_ids: endpoint?.company_ids ?? [],
  view: endpoint?.view ?? 'company',
  max_per_second: endpoint?.max_per_second ?? 10,
  headers: '',
})

/** From what the fields hold to what the contract takes; headers that were left empty stay as they are. */
export function bodyFrom(body: Record<string, unknown>): Record<string, unknown> {
  const { headers, ...rest } = body
  const companies = (rest.company_ids as number[] | null) ?? []
  const given = headersIn(String(headers ?? ''))
  return {
    ...rest,
    company_ids: companies.length > 0 ? companies : null,
    ...(Object.keys(given).length > 0 && { headers: given }),
  }
}

const headersIn = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split(/:(.*)/s))
      .map(([name = '', value = '']) => [name.trim(), value.trim()])
      .filter(([name]) => name !== ''),
  )

/** The fields of an endpoint, for a new one and for one that is changed. */
export function EndpointFields({ endpoint }: { endpoint?: WebhookEndpoint }) {
  const types = useEventTypes()
  const labelOf = useEventLabels()
  const companies = useApi(companiesApi.listCompanies, { query: { limit: 200 } }).data?.items ?? []
  const names = new Map(companies.map(({ id, name }) => [String(id), name]))
  const kept = endpoint?.header_names ?? []
  return (
    <>
      <Field name="name" label={t('webhooks.name')} autoFocus />
      <Field name="url" as="url" label={t('webhooks.url')} hint={t('webhooks.url_hint')} />
      <Choices
        name="event_types"
        label={t('webhooks.events')}
        add={t('webhooks.events_add')}
        nameOf={labelOf}
        load={async (query) => choicesOf(types, query)}
      />
      <Choices
        name="company_ids"
        label={t('webhooks.companies')}
        hint={t('webhooks.companies_hint')}
        add={t('webhooks.companies_add')}
        nameOf={(id) => names.get(id) ?? id}
        numeric
        load={async (q, signal) => {
          const found = await findCompanies(q, signal)
          for (const { value, label } of found) names.set(value, label)
          return found
        }}
      />
      <Field name="view" as="select" label={t('webhooks.view')} options={views()} />
      <Field
        name="max_per_second"
        as="number"
        label={t('webhooks.max_per_second')}
        hint={t('webhooks.rate_hint')}
      />
      <Field
        name="headers"
        as="area"
        rows={2}
        label={t('webhooks.headers')}
        hint={
          kept.length > 0
            ? t('webhooks.headers_keep', { names: kept.join(', ') })
            : t('webhooks.headers_hint')
        }
      />
    </>
  )
}

const views = () => [
  { value: 'company', label: t('webhooks.view_company') },
  { value: 'provider', label: t('webhooks.view_provider') },
]

function choicesOf(types: readonly { type: string; label: string; subject: string }[], query: string) {
  const wanted = query.toLowerCase()
  const nouns = [...new Set(types.map(({ type }) => type.split('.')[0] ?? ''))].sort()
  const all = [
    { value: '*', label: t('webhooks.events_all'), hint: '*' },
    ...nouns.map((noun) => ({
      value: `${noun}.*`,
      label: t('webhooks.events_of', { noun }),
      hint: `${noun}.*`,
    })),
    ...types
      .filter(({ type }) => !type.startsWith('webhook'))
      .map(({ type, label }) => ({ value: type, label, hint: type })),
  ]
  return all
    .filter(({ label, hint }) => label.toLowerCase().includes(wanted) || hint.includes(wanted))
    .slice(0, 60)
}
