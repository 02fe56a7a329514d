import { endpoint, provider } from '../../../platform/contract/endpoint.ts'
import { Id, list, nullable, optional, Page, paging, Time, z } from '../../../platform/contract/schema.ts'
import { EventType } from './shapes.ts'

export const deliveryChannels = ['email', 'sms', 'push', 'ntfy'] as const
export const deliveryStatuses = ['scheduled', 'sending', 'sent', 'failed', 'suppressed', 'cancelled'] as const

/** What was sent, or was not and why; the address is masked. */
export const Delivery = z.object({
  id: Id,
  notification_id: Id,
  event_type: z.string(),
  label: z.string(),
  company_id: nullable(Id),
  company_name: nullable(z.string()),
  user_id: nullable(Id),
  name: nullable(z.string()),
  address: z.string(),
  channel: z.enum(deliveryChannels),
  status: z.enum(deliveryStatuses),
  reason: nullable(z.string()),
  last_error: nullable(z.string()),
  attempt_count: z.int(),
  due_at: Time,
  created_at: Time,
  sent_at: nullable(Time),
})
export type Delivery = z.infer<typeof Delivery>

const may = provider('notifications.manage')
const params = z.strictObject({ delivery_id: Id })

export const deliveriesApi = {
  deliveries: endpoint({
    method: 'GET',
    path: '/notification-deliveries',
    access: may,
    summary: 'What was delivered by mail and SMS, and what was not',
    query: z.strictObject({
      ...paging,
      channel: optional(z.enum(deliveryChannels)),
      status: optional(list(z.enum(deliveryStatuses))),
      event_type: optional(list(EventType)),
      user_id: optional(Id),
      from: optional(Time),
      to: optional(Time),
    }),
    response: { 200: Page(Delivery) },
    csv: {
      columns: {
        id: 'id',
        event_type: 'event_type',
        company: 'company_name',
        name: 'name',
        address: 'address',
        channel: 'channel',
        status: 'status',
        reason: 'reason',
        last_error: 'last_error',
        attempts: 'attempt_count',
        due_at: 'due_at',
        created_at: 'created_at',
        sent_at: 'sent_at',
      },
    },
  }),
  delivery: endpoint({
    method: 'GET',
    path: '/notification-deliveries/:delivery_id',
    access: may,
    summary: 'One delivery, and what became of it',
    params,
    response: { 200: Delivery },
  }),
  retryDelivery: endpoint({
    method: 'POST',
    path: '/notification-deliveries/:delivery_id/retry',
    access: may,
    summary: 'Try a failed delivery again',
    params,
    response: {
      202: z.object({ ...Delivery.shape, kind: z.literal('notification_delivery'), path: z.string() }),
    },
    location: '/notification-deliveries/{id}',
    problems: ['delivery_finished'],
  }),
}
