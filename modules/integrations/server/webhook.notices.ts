import type { StoredEvent } from '../../../platform/events/index.ts'
import {
  declareNotificationType,
  holdersOf,
  type NotificationType,
} from '../../notifications/server/index.ts'

type Words = Pick<NotificationType, 'event_type' | 'label' | 'description' | 'caused_by'>

/** Told to those who look after webhooks. */
const toKeepers = (
  type: Words & Partial<NotificationType>,
  words: (event: StoredEvent) => readonly [en: string, de: string],
): NotificationType => ({
  ...type,
  group: 'webhook',
  side: 'provider',
  async about(scope, event) {
    const [message, message_de] = words(event)
    const keepers = await holdersOf(scope, 'provider', null, 'webhooks.manage')
    return {
      people: keepers.map((user_id) => ({ user_id })),
      company_id: null,
      message,
      message_de,
      severity: type.event_type === 'webhook.retried' ? 'info' : 'warning',
      link: `/admin/webhooks/${event.subject_id}`,
      metadata: { name: event.data.name },
    }
  },
})

const hour = 3_600

declareNotificationType(
  toKeepers(
    {
      event_type: 'webhook.failed',
      label: 'Webhook failed',
      description: 'A webhook could not be delivered: its attempts are used up',
      caused_by: ['webhook.failed'],
      default_channels: ['email'],
      // An endpoint that is down is told once an hour, with the number.
      coalesce: { key: ({ subject_id }) => `endpoint:${subject_id}`, seconds: hour },
    },
    ({ data }) => [
      `A webhook to ${data.name} could not be delivered.`,
      `Ein Webhook an ${data.name} konnte nicht zugestellt werden.`,
    ],
  ),
  toKeepers(
    {
      event_type: 'webhook.disabled',
      label: 'Webhook switched off',
      description: 'An endpoint was switched off, because it fails',
      caused_by: ['webhook_endpoint.disabled'],
      default_channels: ['email'],
    },
    ({ data }) =>
      data.reason === 'gone'
        ? [
            `The webhook endpoint ${data.name} was switched off: it says that it is gone.`,
            `Der Webhook-Endpunkt ${data.name} wurde abgeschaltet: Er meldet, dass es ihn nicht mehr gibt.`,
          ]
        : [
            `The webhook endpoint ${data.name} was switched off after ${data.failure_streak} failures.`,
            `Der Webhook-Endpunkt ${data.name} wurde nach ${data.failure_streak} Fehlern abgeschaltet.`,
          ],
  ),
  toKeepers(
    {
      event_type: 'webhook.retried',
      label: 'Webhook tried again',
      description: 'Somebody tried a webhook again by hand',
      caused_by: ['webhook.retried'],
    },
    ({ data }) => [
      `A webhook to ${data.name} is tried again.`,
      `Ein Webhook an ${data.name} wird erneut versucht.`,
    ],
  ),
)
