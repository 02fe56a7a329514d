import { Button } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { hasPermission } from '../../../platform/web/client/index.ts'
import { IconPlus } from '../../../platform/web/ui/icons.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import { EmptyState, Link, useGo, useShortcut } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'
import { atDesk, rememberShown } from './ticket.data.ts'

/** A view that is gone leads to the list without it. */
export function useGoneView(list: ListState, problem: ApiProblem | null) {
  const latest = useRef(list)
  latest.current = list
  const isViewGone = problem?.errors.some(({ field }) => field === 'view_id') ?? false
  useEffect(() => {
    if (isViewGone) latest.current.set({ view_id: undefined }, { replace: true })
  }, [isViewGone])
}

/** `[` and `]` of a ticket walk through the rows that were shown, `u` leads back to them. */
export function useRemembered(items: readonly { number: string }[] | undefined) {
  const { pathname, searchStr } = useLocation()
  const numbers = items?.map(({ number }) => number).join(' ')
  const path = pathname + searchStr
  const isList = pathname.endsWith('/tickets')
  useEffect(() => {
    // On the way out the address is already that of the page that comes.
    if (numbers !== undefined && isList) rememberShown({ numbers: numbers.split(' '), path })
  }, [numbers, path, isList])
}

/** What came in meanwhile waits here, so that no row moves under the pointer. */
export function NewRows({ count, show }: { count: number; show: () => void }) {
  function bring() {
    show()
    document.querySelector<HTMLElement>('main h1')?.focus()
  }
  return (
    <div role="status">
      {count > 0 && (
        <button type="button" className="tk-new-rows" onClick={bring}>
          {t('ticket.list.new_rows', { n: count })}
        </button>
      )}
    </div>
  )
}

export const mayOpen = () => hasPermission(atDesk() ? 'tickets.answer' : 'tickets.create')

/** The page's main action; `c` presses it. */
export function NewTicket() {
  const go = useGo()
  useShortcut('c', t('tickets.new'), () => go('/tickets/new'), mayOpen())
  return (
    <Button component={Link} to="/tickets/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('tickets.new')}
    </Button>
  )
}

/** So many pages without a hit are passed by themselves. */
const passed = 25

/** A rare filter looks at so many tickets a page: pages without a hit are passed, and after some 50 000 tickets whoever wants goes on. */
export function LookFurther({ list, next }: { list: ListState; next: string }) {
  const latest = useRef(list)
  latest.current = list
  const [left, setLeft] = useState(passed)
  const looked = useRef('')
  useEffect(() => {
    if (left === 0 || looked.current === next) return
    looked.current = next
    setLeft(left - 1)
    latest.current.skipTo(next)
  }, [left, next])
  if (left > 0)
    return (
      <div role="status">
        <EmptyState title={t('ticket.list.looking')} text={t('ticket.list.further_text')} />
      </div>
    )

  return (
    <EmptyState
      title={t('ticket.list.further')}
      text={t('ticket.list.further_text')}
      action={
        <Button variant="default" onClick={() => setLeft(passed)}>
          {t('ticket.list.further_go')}
        </Button>
      }
    />
  )
}

const asked = new Set(['q', 'sort', 'after', 'limit', 'count', 'status_kind'])

/** What was found is of one view, or of what is set: the way to all that there is. */
export function SearchAll({
  list,
  all,
  found = [],
}: {
  list: ListState
  all: string
  found?: readonly unknown[] | undefined
}) {
  const { status_kind, ...rest } = list.query
  if (!rest.q || found.length === 0) return null
  const isAll = [status_kind ?? []].flat().length === 4 && Object.keys(rest).every((name) => asked.has(name))
  if (isAll) return null
  return (
    <p className="tk-search-all">
      <Link to={all}>{t('ticket.empty.search_all')}</Link>
    </p>
  )
}

/** A search looks into one view; the way to all of them stands here. */
export function NothingFound({ list, all }: { list: ListState; all: string | null }) {
  return (
    <EmptyState
      title={t('ticket.empty.search', { q: String(list.query.q) })}
      text={t('ticket.empty.search_text')}
      action={
        <div className="mp-row">
          {all && (
            <Button variant="default" component={Link} to={all}>
              {t('ticket.empty.search_all')}
            </Button>
          )}
          <Button variant="default" onClick={list.clear}>
            {t('ticket.empty.clear_search')}
          </Button>
        </div>
      }
    />
  )
}
