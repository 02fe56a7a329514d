import type { Scope } from '../../../platform/database/index.ts'
import { eventTypes, readEvent, type StoredEvent } from '../../../platform/events/index.ts'
import { companyName } from '../../companies/server/index.ts'
import { type NotificationType, typeOf } from './catalogue.ts'
import type { DueRow } from './delivery.queries.ts'
import { descriptionFor } from './descriptions.ts'
import { asHouse } from './house.ts'
import { labelFor } from './labels.ts'
import { portalName, portalOf } from './portal.ts'

export interface MailValues extends Record<string, unknown> {
  recipient: { name: string; email: string }
  /** Null, not empty, where there is none: `{% if company.name %}` asks for it. */
  company: { name: string | null }
  notification: Record<string, unknown>
  event: { type: string; data: Record<string, unknown> }
  portal: { name: string; baseUrl: string; url: string; loginUrl: string }
  unsubscribe_url: string | null
}

/** What a template of a delivery may say. */
export async function valuesOf(
  scope: Scope,
  row: DueRow,
  { name, unsubscribe_url, locale }: { name: string; unsubscribe_url: string; locale: string },
): Promise<MailValues> {
  const { portal_url } = portalOf(scope.tx.database)
  const event = row.event_id === null ? null : await readEvent(scope, row.event_id)
  return {
    recipient: { name, email: row.address },
    company: { name: row.company_id === null ? null : await companyName(scope, row.company_id) },
    notification: {
      id: row.notification_id,
      event_type: row.event_type,
      label: labelFor(row.event_type, locale),
      message: row.message ?? '',
      severity: row.severity,
      link: row.link,
      url: row.link === null ? null : `${portal_url}${row.link}`,
      metadata: row.metadata,
      created_at: row.notified_at,
    },
    event: { type: event?.type ?? '', data: (event?.data ?? {}) as Record<string, unknown> },
    portal: await portalValues(scope),
    unsubscribe_url: unsubscribe_url || null,
  }
}

export async function portalValues(scope: Scope) {
  const { portal_url } = portalOf(scope.tx.database)
  return {
    name: await portalName(scope),
    baseUrl: portal_url,
    url: portal_url,
    loginUrl: `${portal_url}/login`,
  }
}

/** The same of nobody, for checking and showing a template. */
export async function sampleValues(scope: Scope, eventType: string, locale: string): Promise<MailValues> {
  const type = typeOf(eventType)
  const cause = eventTypes().get(type.caused_by[0] ?? '')
  const { portal_url } = portalOf(scope.tx.database)
  return {
    recipient: { name: 'Bob Miller', email: 'bob@acme.example' },
    company: { name: 'Acme' },
    notification: {
      id: 1,
      event_type: eventType,
      label: labelFor(eventType, locale),
      message: descriptionFor(eventType, locale) || labelFor(eventType, locale),
      severity: 'info',
      link: '/notifications',
      url: `${portal_url}/notifications`,
      metadata: {},
      created_at: new Date().toISOString(),
    },
    event: { type: cause?.type ?? '', data: (cause?.sample ?? {}) as Record<string, unknown> },
    portal: await portalValues(scope),
    unsubscribe_url: `${portal_url}/api/notifications/unsubscribe/example`,
  }
}

/** A sample in the place of which stands what was told, or would be told, of an event that happened. */
export async function valuesOfEvent(
  scope: Scope,
  type: NotificationType,
  event: StoredEvent,
  { locale, ...sample }: MailValues & { locale: string },
): Promise<MailValues> {
  const { portal_url } = portalOf(scope.tx.database)
  const causes = type.caused_by.includes(event.type)
  const telling = causes ? await asHouse(scope, async (house) => type.about?.(house, event)) : null
  const companyId = telling?.company_id === undefined ? event.company_id : telling.company_id
  const { link = null, severity = 'info', metadata = {} } = telling ?? sample.notification
  const german = locale === 'de' ? telling?.message_de : undefined
  const message = german ?? telling?.message ?? sample.notification.message
  return {
    ...sample,
    company: { name: companyId === null ? null : await companyName(scope, companyId) },
    notification: {
      ...sample.notification,
      message,
      severity,
      metadata,
      link,
      url: link === null ? null : `${portal_url}${link}`,
      created_at: event.created_at,
    },
    event: { type: event.type, data: event.data },
  }
}
