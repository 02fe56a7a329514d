import { useEffect, useRef } from 'react'
import { hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { hasText, translateAny } from '../../../platform/web/messages/index.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import type { TicketView } from '../contract/views.ts'
import { ticketsApi } from '../contract.ts'

const rested = 10_000

/** The views of the desk; they change seldom. */
export const useViews = () => useApi(ticketsApi.listViews, {}, { staleTime: 60_000 }).data?.items ?? []

/** How many tickets each view holds; read again when the list has changed, at most every 10 s. */
export function useViewCounts(changed: number): ReadonlyMap<number, string> {
  const counts = useApi(ticketsApi.countViews, {}, { staleTime: rested })
  const last = useRef(Date.now())
  const { refetch } = counts
  useEffect(() => {
    if (changed === 0) return
    const wait = Math.max(0, last.current + rested - Date.now())
    const timer = setTimeout(() => {
      last.current = Date.now()
      void refetch()
    }, wait)
    return () => clearTimeout(timer)
  }, [changed, refetch])
  return new Map(counts.data?.items.map(({ view_id, n, capped }) => [view_id, capped ? `${n}+` : String(n)]))
}

/** Views that come with the desk have names in both languages. */
export function viewName({ name, is_system }: Pick<TicketView, 'name' | 'is_system'>): string {
  const key = `ticket.view.${name.toLowerCase().replaceAll(/[^a-z]+/g, '_')}`
  return is_system && hasText(key) ? translateAny(key) : name
}

/** Whether this person may make and change views of the whole desk. */
export const mayShare = () => hasPermission('tickets.configure')

/** Whether this person may change it. */
const isTheirs = (view: TicketView) => !view.is_system && (!view.is_shared || mayShare())

/** Views whose place this person may choose. */
export const movable = (views: readonly TicketView[]) => views.filter(isTheirs)

/** The address of a view: what else was set belongs to the view before. */
export const viewPath = ({ id }: Pick<TicketView, 'id'>) => `/tickets?view_id=${id}`

/** The view that the URL stands for: the named one, or what is open when nothing is said. */
export function activeView(
  views: readonly TicketView[],
  query: Record<string, unknown>,
): TicketView | undefined {
  if (query.view_id !== undefined) return views.find(({ id }) => id === query.view_id)
  const isBare = Object.keys(query).every((name) => apart.has(name))
  return isBare ? views.find(({ is_system, name }) => is_system && name === 'All open') : undefined
}

const apart = new Set(['sort', 'after', 'limit', 'count', 'q'])
const every = ['open', 'pending', 'resolved', 'closed']

/** What the server is asked: without a view and a status, what is not over. */
export function askedOf(given: Record<string, unknown>): Record<string, unknown> {
  const { view_id, status, status_kind } = given
  if (view_id !== undefined || status !== undefined || status_kind !== undefined) return given
  return { ...given, status_kind: ['open', 'pending'] }
}

/** The list without the view: what is left are filters that a person has set. */
export function beyondView(list: ListState): ListState {
  const { view_id, ...query } = list.query
  // A status of one's own choice takes the place of the view's kinds.
  const set: ListState['set'] = (values, options) =>
    list.set(
      values.status && view_id !== undefined ? { status_kind: every.join(','), ...values } : values,
      options,
    )
  const clear = () =>
    list.set({ ...Object.fromEntries(Object.keys(query).map((name) => [name, undefined])), view_id })
  return { ...list, query, filtered: Object.keys(query).some((name) => !apart.has(name)), set, clear }
}

/** Filters as a saved view keeps them: those of the view that is shown, and what was set over it. */
export function questionOf(
  view: TicketView | undefined,
  query: Record<string, unknown>,
): Record<string, unknown> {
  const { view_id: _, after: __, limit: ___, count: ____, ...own } = query
  return { ...(view?.query ?? {}), ...own }
}
