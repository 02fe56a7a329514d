import { Button } from '@mantine/core'
import { useApi } from '../../../platform/web/client/index.ts'
import { IconSettings } from '../../../platform/web/ui/icons.ts'
import { Link, Loading, Time, useGo } from '../../../platform/web/ui/index.ts'
import { type Notification, notificationsApi } from '../contract.ts'
import { companyNameOf, follow, markAllRead } from './feed.data.ts'
import { t, typeText } from './messages.ts'
import { SeverityMark } from './severity.tsx'

/** The newest ten, and the ways to all of them and to the settings. */
export default function BellPanel({ close }: { close: () => void }) {
  const { data } = useApi(notificationsApi.list, { query: { limit: 10 } }, { topics: ['notifications'] })
  const items = data?.items ?? []
  return (
    <>
      <div className="nt-panel-head">
        <h2>{t('notifications.title')}</h2>
        <Button
          size="compact-sm"
          variant="subtle"
          disabled={items.every(({ read_at }) => read_at !== null)}
          onClick={() => void markAllRead(items)}
        >
          {t('notifications.mark_all')}
        </Button>
        <Link
          to="/notifications/settings"
          className="nt-gear"
          aria-label={t('notifications.settings')}
          onClick={close}
        >
          <IconSettings size={18} stroke={1.75} aria-hidden />
        </Link>
      </div>
      {!data && <Loading rows={4} height={40} />}
      {data && items.length === 0 && <p className="nt-nothing mp-muted">{t('notifications.nothing')}</p>}
      <ul className="nt-panel-list">
        {items.map((row) => (
          <PanelRow key={row.id} row={row} close={close} />
        ))}
      </ul>
      <Link to="/notifications" className="nt-panel-all" onClick={close}>
        {t('notifications.all')}
      </Link>
    </>
  )
}

function PanelRow({ row, close }: { row: Notification; close: () => void }) {
  const go = useGo()
  const company = companyNameOf(row.company_id)
  function open() {
    close()
    void follow(row, go)
  }
  return (
    <li>
      <button
        type="button"
        className="nt-panel-row"
        data-unread={row.read_at === null || undefined}
        onClick={open}
      >
        <SeverityMark severity={row.severity} />
        <span className="nt-panel-text">
          <span className="nt-message">{row.message}</span>
          <span className="mp-small mp-muted">
            {[typeText(row.event_type), company].filter(Boolean).join(' · ')} · <Time at={row.created_at} />
          </span>
        </span>
        {row.read_at === null && <span className="nt-dot" aria-hidden />}
        {row.read_at === null && <span className="mp-hidden">{t('notifications.unread')}</span>}
      </button>
    </li>
  )
}
