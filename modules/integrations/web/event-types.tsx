import { useApi } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import { companiesApi } from '../../companies/contract.ts'
import { t } from './messages.ts'

const query = { locale: language }

/** The kinds of events there are, in the reader's language. */
export const useEventTypes = () =>
  useApi(companiesApi.listEventTypes, { query }, { staleTime: 600_000 }).data?.items ?? []

/** What a choice of events is called: one type, all of a noun (`ticket.*`), or everything (`*`). */
export function useEventLabels(): (type: string) => string {
  const labels = new Map(useEventTypes().map(({ type, label }) => [type, label]))
  return (type) => {
    if (type === 'webhook.test') return t('webhooks.test_message')
    if (type === '*') return t('webhooks.events_all')
    if (type.endsWith('.*')) return t('webhooks.events_of', { noun: type.slice(0, -2) })
    return labels.get(type) ?? type
  }
}

/** A type in words, and as programs know it. */
export function EventName({ type }: { type: string }) {
  const label = useEventLabels()(type)
  if (label === type) return <code>{type}</code>
  return (
    <>
      {label}
      <br />
      <code className="mp-small mp-muted">{type}</code>
    </>
  )
}
