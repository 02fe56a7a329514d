import { useApi } from '../../../platform/web/client/index.ts'
import { language } from '../../../platform/web/messages/index.ts'
import { ErrorState, Link, Loading, Time } from '../../../platform/web/ui/index.ts'
import { companiesApi } from '../contract.ts'
import { t } from './messages.ts'

/** What followed from an entry: further events, and who was told, what was sent, what ran. */
export function AuditEffects({ eventId }: { eventId: number }) {
  const { data, error, refetch } = useApi(companiesApi.listEventEffects, {
    params: { event_id: eventId },
    query: { locale: language },
  })
  if (error) return <ErrorState problem={error} retry={() => void refetch()} />
  if (!data) return <Loading rows={2} />
  if (data.events.length + data.effects.length === 0)
    return <p className="mp-muted mp-small">{t('audit.effects_none')}</p>
  return (
    <ul className="audit-effects">
      {data.events.map((event) => (
        <li key={event.id} className="audit-effect">
          <span className="mp-muted">{t('audit.effect_event')}</span>
          <span>{event.sentence}</span>
          <Time at={event.created_at} />
        </li>
      ))}
      {data.effects.map(({ kind, id, label, status, path, created_at }) => (
        <li key={`${kind} ${id}`} className="audit-effect">
          <span className="mp-muted">{kindOf(kind)}</span>
          <span>
            {path ? <Link to={path}>{label}</Link> : label}
            {status && ` · ${statusOf(status)}`}
          </span>
          <Time at={created_at} />
        </li>
      ))}
    </ul>
  )
}

function kindOf(kind: string): string {
  if (kind === 'notification') return t('audit.effect_notification')
  if (kind === 'notification_delivery') return t('audit.effect_delivery')
  if (kind === 'webhook_delivery') return t('audit.effect_webhook')
  return kind.replaceAll('_', ' ')
}

const ends = new Set(['sent', 'succeeded'])
const stops = new Set(['failed', 'cancelled', 'suppressed'])

function statusOf(status: string): string {
  if (ends.has(status)) return t('audit.effect_done')
  if (status === 'failed') return t('audit.effect_failed')
  return stops.has(status) ? t('audit.effect_stopped') : t('audit.effect_waits')
}
