import { Button } from '@mantine/core'
import { useState } from 'react'
import { Time, useGo } from '../../../platform/web/ui/index.ts'
import type { Notification } from '../contract.ts'
import { companyNameOf, dismiss, follow, isElsewhere, markRead, markUnread } from './feed.data.ts'
import { factText, t, typeText } from './messages.ts'
import { SeverityMark } from './severity.tsx'

interface FeedRowProps {
  row: Notification
  isCurrent: boolean
  isChosen: boolean
  onChoose: () => void
}

/** One message: what, when, from which company; its details unfold. */
export function FeedRow({ row, isCurrent, isChosen, onChoose }: FeedRowProps) {
  const [open, setOpen] = useState(false)
  const go = useGo()
  const company = companyNameOf(row.company_id)
  const details = Object.entries(row.metadata)
  const isUnread = row.read_at === null
  return (
    <li
      className="nt-row"
      data-notification={row.id}
      data-unread={isUnread || undefined}
      data-current={isCurrent || undefined}
    >
      <input
        type="checkbox"
        checked={isChosen}
        onChange={onChoose}
        aria-label={t('notifications.choose', { message: row.message.slice(0, 80) })}
      />
      <SeverityMark severity={row.severity} />
      <div className="nt-row-main">
        {row.link === null ? (
          <span className="nt-message">{row.message}</span>
        ) : (
          <button type="button" className="nt-message nt-link" onClick={() => void follow(row, go)}>
            {row.message}
          </button>
        )}
        {isUnread && <span className="mp-hidden">{t('notifications.unread')}</span>}
        <div className="mp-small mp-muted">
          {[typeText(row.event_type), company].filter(Boolean).join(' · ')} · <Time at={row.created_at} />
          {isElsewhere(row) && row.link !== null && ` · ${t('notifications.elsewhere')}`}
        </div>
        {open && (
          <dl className="nt-details">
            {details.map(([name, value]) => (
              <div key={name}>
                <dt>{factText(name)}</dt>
                <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <div className="nt-row-acts">
        {details.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {t('notifications.details')}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => void (isUnread ? markRead([row.id]) : markUnread(row.id))}
        >
          {t(isUnread ? 'notifications.mark_read' : 'notifications.mark_unread')}
        </Button>
        {row.user_id !== null && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void dismiss(row.id)}>
            {t('notifications.dismiss')}
          </Button>
        )}
      </div>
    </li>
  )
}
