import { Link, useGo, useShortcut } from '../../../platform/web/ui/index.ts'
import type { TicketView } from '../contract/views.ts'
import { activeView, useViewCounts, useViews, viewName, viewPath } from './desk-views.ts'
import { t } from './messages.ts'

interface ViewListProps {
  query: Record<string, unknown>
  /** When the list was last read. */
  changed: number
}

/** The desk's views with their counts: those that come with it, shared ones, one's own. */
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
  return (
    <nav className="tk-views" aria-label={t('ticket.list.views')}>
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
    </nav>
  )
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
        {count !== undefined && (
          <span className="tk-view-count" title={t('ticket.view.count', { n: count })}>
            {count}
          </span>
        )}
      </Link>
    </li>
  )
}
