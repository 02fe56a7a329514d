import { endpoint, user } from '../../../platform/contract/endpoint.ts'
import {
  Id,
  list,
  nullable,
  optional,
  Page,
  paging,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { EventType, feedFilters, Notification, severities, ToldIn } from './shapes.ts'

const reader = user('notifications.read')
const writer = user('notifications.write')
const notificationId = z.strictObject({ notification_id: Id })

export const Banner = z.object({
  id: Id,
  message: z.string(),
  severity: z.enum(severities),
  link: nullable(z.string()),
  ends_at: nullable(Time),
  /** A critical one stays until it ends. */
  may_close: z.boolean(),
})
export type Banner = z.infer<typeof Banner>

const EventTypeItem = z.object({
  event_type: z.string(),
  label: z.string(),
  description: z.string(),
  group: z.string(),
  /** The person has received such a one. */
  recorded: z.boolean(),
})

export const feedApi = {
  list: endpoint({
    method: 'GET',
    path: '/notifications',
    access: reader,
    summary: 'What one was told, newest first: own messages and broadcasts',
    query: z.strictObject({
      ...paging,
      ...feedFilters,
      sort: withDefault(z.enum(['-created_at', 'created_at']), '-created_at'),
    }),
    response: { 200: Page(Notification) },
  }),
  summary: endpoint({
    method: 'GET',
    path: '/notifications/summary',
    access: reader,
    summary: 'Exact numbers: what fits the filters, what of it is unread, and all that is unread',
    query: z.strictObject(feedFilters),
    response: {
      200: z.object({
        total_count: z.int(),
        filtered_unread_count: z.int(),
        global_unread_count: z.int(),
      }),
    },
  }),
  bell: endpoint({
    method: 'GET',
    path: '/notifications/bell',
    access: reader,
    summary: 'What every page shows: unread messages counted up to 100, banners, unread critical messages',
    response: {
      200: z.object({
        unread_count: z.int(),
        banners: z.array(Banner),
        critical: z.array(Notification),
      }),
    },
  }),
  eventTypes: endpoint({
    method: 'GET',
    path: '/notifications/event-types',
    access: reader,
    summary: 'Types of messages that can concern one, that one chose about, or received',
    query: ToldIn,
    response: { 200: z.object({ items: z.array(EventTypeItem) }) },
  }),
  read: endpoint({
    method: 'POST',
    path: '/notifications/:notification_id/read',
    access: writer,
    summary: 'Mark as read; the first time counts',
    params: notificationId,
    response: { 200: Notification },
  }),
  unread: endpoint({
    method: 'POST',
    path: '/notifications/:notification_id/unread',
    access: writer,
    summary: 'Mark as unread',
    params: notificationId,
    response: { 200: Notification },
  }),
  dismiss: endpoint({
    method: 'DELETE',
    path: '/notifications/:notification_id',
    access: writer,
    summary: 'Put a message away; a broadcast counts as read',
    params: notificationId,
    response: { 204: null },
  }),
  acknowledge: endpoint({
    method: 'POST',
    path: '/notifications/acknowledge',
    access: writer,
    summary: 'Mark up to 200 messages, or all that fit filters, as read: all of them or none',
    body: z.strictObject({
      notification_ids: optional(list(Id, 200).check(z.minLength(1))),
      all: optional(z.boolean()),
      ...feedFilters,
      /** As the list calls it in its query. */
      search: feedFilters.q,
    }),
    response: { 200: z.object({ items: optional(z.array(Notification)), count: optional(z.int()) }) },
  }),
}

export { EventType }
