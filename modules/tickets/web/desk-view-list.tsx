import { useEffect, useRef } from 'react'
import { IconChevronDown } from '../../../platform/web/ui/icons.ts'
import { Link, Menu, useGo, useShortcut } from '../../../platform/web/ui/index.ts'
import type { TicketView } from '../contract/views.ts'
import { activeView, useViewCounts, useViews, viewName, viewPath } from './desk-views.ts'
import { t } from './messages.ts'

interface ViewListProps {
  query: Record<string, unknown>
  /** When the list was last read. */
  changed: number
}

/**
 * The desk's views with their counts: those that come with it, shared ones, one's own. Beside the table where there is
 * room, else one line above it that may be longer than the page, with a menu of all of them; on phones the menu alone.
 */
export function ViewList({ query, changed }: ViewListProps) {
  const views = useViews()
  const counts = useViewCounts(changed)
  const go = useGo()
  const active = activeView(views, query)
  const next = views[((active ? views.indexOf(active) : -1) + 1) % Math.max(views.length, 1)]
  useShortcut('v', t('ticket.shortcut.next_view'), () => next && go(viewPath(next)), views.length > 0)
  const groups = [
    { label: null, views: views.filter(({ is_system }) => is_system) },
    { label: t('ticket.view.shared'), views: views.filter((view) => !view.is_system && view.is_shared) },
    { label: t('ticket.view.own'), views: views.filter(({ is_shared }) => !is_shared) },
  ].filter((group) => group.views.length > 0)
  const strip = useShownEntry(active?.id)
  const name = active ? viewName(active) : t('ticket.view.none')
  const count = active && counts.get(active.id)
  return (
    <nav className="tk-views" aria-label={t('ticket.list.views')}>
      <div ref={strip} className="tk-views-strip">
        {groups.map((group) => (
          <div key={group.label ?? ''} className="tk-view-group">
            {group.label && <h2 className="tk-view-head">{group.label}</h2>}
            <ul>
              {group.views.map((view) => (
                <ViewEntry
                  key={view.id}
                  view={view}
                  at={views.indexOf(view) + 1}
                  count={counts.get(view.id)}
                  active={view === active}
                />
              ))}
            </ul>
          </div>
        ))}
      </div>
      <Menu
        label={`${t('ticket.view.all')}: ${name} ${count ?? ''}`.trim()}
        className="mp-menu-button tk-views-all"
        button={
          <>
            <span className="tk-views-all-word">{t('ticket.view.all')}</span>
            <span className="tk-views-now">
              {name} <span className="tk-view-count">{count}</span>
            </span>
            <IconChevronDown size={16} aria-hidden />
          </>
        }
        items={views.map((view) => ({ label: viewName(view), to: viewPath(view) }))}
      />
    </nav>
  )
}

/** Where all views stand in one line, the one that is open is in sight. */
function useShownEntry(id: number | undefined) {
  const strip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const box = strip.current
    const entry = id !== undefined && box?.querySelector<HTMLElement>('[aria-current]')
    if (!box || !entry) return
    const end = entry.offsetLeft + entry.offsetWidth + 32
    if (end > box.scrollLeft + box.clientWidth) box.scrollLeft = end - box.clientWidth
    if (entry.offsetLeft < box.scrollLeft) box.scrollLeft = entry.offsetLeft
  }, [id])
  return strip
}

interface EntryProps {
  view: TicketView
  at: number
  count: string | undefined
  active: boolean
}

function ViewEntry({ view, at, count, active }: EntryProps) {
  const go = useGo()
  const name = viewName(view)
  useShortcut(`Alt+${at}`, t('ticket.shortcut.view', { view: name }), () => go(viewPath(view)), at <= 9)
  return (
    <li>
      <Link to={viewPath(view)} className="tk-view" aria-current={active ? 'page' : undefined}>
        <span className="tk-view-name">{name}</span>
        <span className="tk-view-count" title={count && t('ticket.view.count', { n: count })}>
          {count}
        </span>
      </Link>
    </li>
  )
}
