import { randomUUIDv7 } from 'node:crypto'
import { isNamed, type StoredEvent } from '../../../platform/events/index.ts'

const mostBytes = 65_536

/** The `webhook-id` of a message, the same in all its attempts; ids of a time stand together. */
export const newMessageId = () => `msg_${randomUUIDv7()}`

/** Where a subject is seen in the portal, for those that have a page. */
const pages: Record<string, (id: number) => string> = {
  ticket: (id) => `/tickets/${id}`,
  company: (id) => `/companies/${id}`,
  webhook_endpoint: (id) => `/admin/webhooks/${id}`,
}

/** The bytes that are signed and sent for an event (events §4). Over 64 KB the data stays out. */
export function messageOf(event: StoredEvent, view: 'company' | 'provider', portalUrl: string): Buffer {
  const page = event.subject_id === null ? undefined : pages[event.subject_type]?.(event.subject_id)
  const head = {
    type: event.type,
    timestamp: new Date(event.created_at).toISOString(),
    event_id: event.id,
    company_id: event.company_id,
    subject: { type: event.subject_type, id: event.subject_id, url: page ? portalUrl + page : null },
    actor: { kind: event.actor_kind, id: event.actor_id },
  }
  const body = {
    ...head,
    data: event.data,
    ...(view === 'provider' && event.provider_data && { provider_data: event.provider_data }),
  }
  const bytes = Buffer.from(JSON.stringify(body))
  return bytes.length <= mostBytes ? bytes : Buffer.from(JSON.stringify({ ...head, truncated: true }))
}

/** Whether an endpoint asked for events like this one. What webhooks themselves do is never sent to them. */
export function isWanted(patterns: readonly string[], type: string): boolean {
  if (type.startsWith('webhook')) return false
  return patterns.some((pattern) => isNamed(type, pattern))
}
