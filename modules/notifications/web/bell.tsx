import './notifications.css'
import { lazy, Suspense, useCallback, useEffect, useId, useRef, useState } from 'react'
import { boot } from '../../../platform/web/client/index.ts'
import { announce, onTitle } from '../../../platform/web/ui/index.ts'
import { useBell } from './feed.data.ts'
import { IconBell } from './icons.ts'
import { t } from './messages.ts'
import { useCritical } from './use-critical.ts'

const BellPanel = lazy(() => import('./bell-panel.tsx'))

/** The number of unread messages in the header and in the tab's title; opening it marks nothing. */
export default function Bell() {
  const bell = useBell()
  const count = bell?.unread_count ?? boot.session?.unread_count ?? 0
  const shown = count > 99 ? '99+' : String(count)
  const [opened, setOpened] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = useCallback(() => setOpened(false), [])
  useSpokenCount(bell ? count : null, shown)
  useTitleCount(count, shown)
  useCritical(bell?.critical)
  useEffect(() => {
    if (!opened) return
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) close()
    }
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      close()
      trigger.current?.focus()
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('keydown', press)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('keydown', press)
    }
  }, [opened, close])
  return (
    <div ref={root} className="mp-menu-root">
      <button
        ref={trigger}
        type="button"
        className="mp-menu-button nt-bell"
        aria-expanded={opened}
        aria-controls={opened ? id : undefined}
        aria-label={t('bell.label', { n: count, shown })}
        onClick={() => setOpened(!opened)}
      >
        <IconBell size={20} stroke={1.75} aria-hidden />
        {count > 0 && (
          <span className="nt-badge" aria-hidden>
            {shown}
          </span>
        )}
      </button>
      {opened && (
        <section id={id} className="mp-menu mp-menu-end nt-panel" aria-label={t('notifications.title')}>
          <Suspense>
            <BellPanel close={close} />
          </Suspense>
        </section>
      )}
    </div>
  )
}

/** Screen readers hear when the number changes, not what it was at first. */
function useSpokenCount(count: number | null, shown: string) {
  const before = useRef<number | null>(null)
  useEffect(() => {
    if (count === null) return
    if (before.current !== null && before.current !== count) announce(t('bell.label', { n: count, shown }))
    before.current = count
  }, [count, shown])
}

function useTitleCount(count: number, shown: string) {
  useEffect(() => {
    const put = () => {
      const bare = document.title.replace(/^\(\d+\+?\) /, '')
      document.title = count > 0 ? `(${shown}) ${bare}` : bare
    }
    put()
    return onTitle(put)
  }, [count, shown])
}
