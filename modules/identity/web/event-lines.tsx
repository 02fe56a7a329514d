import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import { Status, Time } from '../../../platform/web/ui/index.ts'
import type { AccountEvent } from '../contract.ts'
import { t } from './messages.ts'

/** Lines of a sign-in history; `own`: of whoever looks at it. */
export function EventLines({ events, own }: { events: readonly AccountEvent[]; own?: boolean }) {
  return (
    <ul className="mp-lines">
      {events.map((event) => (
        <li key={event.id} className="mp-line">
          <div>
            <div>
              {wordsOf(event)}{' '}
              {own && isWarning(event) && <Status kind="warning" label={t('history.failed')} />}
              {event.impersonated && <Status kind="warning" label={t('history.impersonated')} />}
              {!event.by_self && !event.impersonated && (
                <Status kind="info" label={t('history.administrator')} />
              )}
            </div>
            <div className="mp-muted mp-small">
              {[event.browser, event.os, event.ip].filter(Boolean).join(' · ')}
            </div>
          </div>
          <div className="mp-muted mp-small mp-line-actions">
            <Time at={event.created_at} />
          </div>
        </li>
      ))}
    </ul>
  )
}

const isWarning = ({ type }: AccountEvent) => type === 'login.failed' || type === 'login.blocked'

/** In this language where there are words for it, else as the event calls itself. */
function wordsOf({ type, label }: AccountEvent): string {
  const key = `event.${type}`
  return hasText(key) ? translateAny(key) : label
}
