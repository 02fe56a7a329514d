import { Button } from '@mantine/core'
import { useState } from 'react'
import { locale, timeZone } from '../../../platform/web/messages/index.ts'
import { useGo, useShortcut } from '../../../platform/web/ui/index.ts'
import type { Notification } from '../contract.ts'
import { follow, markRead, markUnread } from './feed.data.ts'
import { FeedRow } from './feed-row.tsx'
import { t } from './messages.ts'

/** Messages by day; j and k walk, Enter opens, e and u mark, x chooses. */
export function FeedList({ items }: { items: readonly Notification[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const { at, setAt } = usePlace(items)
  const current = items[at]
  useFeedKeys({ items, at, setAt, toggle })
  const here = items.filter(({ id }) => chosen.has(id))

  function toggle(id: number) {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  async function markChosen(read: boolean) {
    if (read) await markRead(here.map(({ id }) => id))
    else for (const { id } of here) await markUnread(id)
    setChosen(new Set())
  }
  return (
    <>
      {byDay(items).map(([day, rows]) => (
        <section key={day} className="nt-day" aria-label={day}>
          <h2>{day}</h2>
          <ul className="nt-list">
            {rows.map((row) => (
              <FeedRow
                key={row.id}
                row={row}
                isCurrent={row.id === current?.id}
                isChosen={chosen.has(row.id)}
                onChoose={() => toggle(row.id)}
              />
            ))}
          </ul>
        </section>
      ))}
      {here.length > 0 && (
        <div className="nt-bulk" role="toolbar" aria-label={t('notifications.chosen', { n: here.length })}>
          <span>{t('notifications.chosen', { n: here.length })}</span>
          <Button size="compact-md" onClick={() => void markChosen(true)}>
            {t('notifications.mark_read')}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => void markChosen(false)}>
            {t('notifications.mark_unread')}
          </Button>
        </div>
      )}
    </>
  )
}

/** Where one stands: with the same message when others come before it, with its neighbour when it is gone. */
function usePlace(items: readonly Notification[]) {
  const [place, setPlace] = useState<{ id: number; at: number } | null>(null)
  const found = items.findIndex(({ id }) => id === place?.id)
  const at = found >= 0 ? found : Math.min(place?.at ?? -1, items.length - 1)
  const setAt = (next: number) => {
    const row = items[next]
    if (row) setPlace({ id: row.id, at: next })
  }
  return { at, setAt }
}

interface Keys {
  items: readonly Notification[]
  at: number
  setAt: (at: number) => void
  toggle: (id: number) => void
}

function useFeedKeys({ items, at, setAt, toggle }: Keys) {
  const go = useGo()
  const current = items[at]
  function walk(step: number) {
    const next = Math.min(Math.max(at + step, 0), items.length - 1)
    setAt(next)
    document.querySelector(`[data-notification="${items[next]?.id}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  useShortcut('j', t('notifications.key_next'), () => walk(1))
  useShortcut('k', t('notifications.key_previous'), () => walk(-1))
  useShortcut(
    'Enter',
    t('notifications.key_open'),
    () => current && void follow(current, go),
    current !== undefined,
  )
  useShortcut('e', t('notifications.mark_read'), () => current && void markRead([current.id]))
  useShortcut('u', t('notifications.mark_unread'), () => current && void markUnread(current.id))
  useShortcut('x', t('notifications.key_choose'), () => current && toggle(current.id))
}

function byDay(items: readonly Notification[]): [string, Notification[]][] {
  const words = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'full' })
  const days = new Map<string, Notification[]>()
  for (const row of items) {
    const day = words.format(new Date(row.created_at))
    days.set(day, [...(days.get(day) ?? []), row])
  }
  return [...days]
}
