import { randomUUIDv7 } from 'node:crypto'
import type { Scope } from '../../../platform/database/index.ts'
import { isNamed, type StoredEvent, subjectOf } from '../../../platform/events/index.ts'

const mostBytes = 65_536

/** The `webhook-id` of a message, the same in all its attempts; ids of a time stand together. */
export const newMessageId = () => `msg_${randomUUIDv7()}`

/** The bytes that are signed and sent for an event (events §4). Over 64 KB the data stays out. */
export function messageOf(
  scope: Scope,
  event: StoredEvent,
  view: 'company' | 'provider',
  portalUrl: string,
): Buffer {
  const page =
    event.subject_id === null ? null : subjectOf(event.subject_type)?.path?.(event.subject_id, scope)
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
