import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import type { StatusKind } from '../../../platform/web/ui/index.ts'
import { Status } from '../../../platform/web/ui/index.ts'
import type { WebhookDelivery, WebhookEndpoint } from '../contract.ts'
import { t } from './messages.ts'

const kinds: Record<WebhookDelivery['status'], StatusKind> = {
  pending: 'info',
  sending: 'info',
  held: 'warning',
  succeeded: 'success',
  failed: 'danger',
  cancelled: 'neutral',
}

export const DeliveryState = ({ status }: Pick<WebhookDelivery, 'status'>) => (
  <Status kind={kinds[status]} label={t(`webhooks.status.${status}`)} />
)

export function EndpointState({ endpoint }: { endpoint: WebhookEndpoint }) {
  if (endpoint.disabled_at) return <Status kind="danger" label={t('webhooks.disabled')} />
  if (endpoint.paused_at) return <Status kind="warning" label={t('webhooks.paused')} />
  if (endpoint.failing_since) return <Status kind="warning" label={t('webhooks.failing')} />
  return <Status kind="success" label={t('webhooks.active')} />
}

/** What is on its way is read again every so often: attempts say nothing by themselves. */
const soonMs = 2_000
export const isOnItsWay = ({ status }: Pick<WebhookDelivery, 'status'>) =>
  status === 'pending' || status === 'sending'
export const soonIf = (moving: boolean | undefined) => (moving ? soonMs : false)

/** How many of a day's deliveries arrived. */
export function dayOf({ day }: WebhookEndpoint): string {
  if (day.finished === 0)
    return day.waiting ? t('webhooks.day_waiting', { n: day.waiting }) : t('webhooks.day_none')
  const percent = Math.floor((100 * day.succeeded) / day.finished)
  return t('webhooks.day_rate', { percent, finished: day.finished })
}

/** The status of an answer, or why there was none, in words. */
export function outcomeOf(code: number | null, error: string | null): string {
  const key = `webhooks.error.${error}`
  const words = error ? (hasText(key) ? translateAny(key) : error) : ''
  return [code ?? '', words].filter(Boolean).join(' · ') || '–'
}
