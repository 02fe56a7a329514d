import './notifications.css'
import { CloseButton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Link } from '../../../platform/web/ui/index.ts'
import type { Banner } from '../contract.ts'
import { markRead, useBell } from './feed.data.ts'
import { t } from './messages.ts'
import { SeverityMark } from './severity.tsx'

const tints = { info: 'info', success: 'success', warning: 'warning', critical: 'danger' } as const

/** Messages above every page until their reader closes them or their time is over. */
export default function Banners() {
  const banners = useBell()?.banners ?? []
  const now = useMinute(banners.length > 0)
  const active = banners.filter(({ ends_at }) => ends_at === null || Date.parse(ends_at) > now)
  return active.map((banner) => <OneBanner key={banner.id} banner={banner} />)
}

function OneBanner({ banner }: { banner: Banner }) {
  const { id, message, severity, link, may_close } = banner
  return (
    <div
      className={`mp-bar mp-tint-${tints[severity]} nt-banner`}
      role={severity === 'critical' ? 'alert' : 'status'}
    >
      <SeverityMark severity={severity} />
      <span className="nt-banner-text">
        {message}
        {link && <Link to={link}>{t('banner.more')}</Link>}
      </span>
      {may_close && (
        <CloseButton size="sm" aria-label={t('banner.close')} onClick={() => void markRead([id])} />
      )}
    </div>
  )
}

/** The time, anew every half minute while something may end. */
function useMinute(on: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!on) return
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [on])
  return now
}
