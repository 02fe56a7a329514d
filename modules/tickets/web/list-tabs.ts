import type { ListState } from '../../../platform/web/ui/index.ts'
import { statusKinds } from '../contract.ts'
import { t } from './messages.ts'
import { atDesk } from './ticket.data.ts'

/** A view of the list: filters of the contract that stand together under one name. */
export interface ListTab {
  key: string
  label: string
  /** As they stand in the URL; everything else that tabs set is taken away. */
  filters: Readonly<Record<string, string>>
  empty: string
}

/** What tabs decide; other filters stay when the tab is changed. */
const ofTabs = ['status_kind', 'status', 'needs_answer', 'assigned_user_id'] as const
const over = 'resolved,closed'
const every = statusKinds.join(',')

export function listTabs(): readonly ListTab[] {
  const open = { key: 'open', label: t('ticket.tab.open'), filters: {}, empty: t('ticket.empty.open') }
  const rest = [
    {
      key: 'solved',
      label: t('ticket.tab.solved'),
      filters: { status_kind: over },
      empty: t('ticket.empty.solved'),
    },
    { key: 'all', label: t('ticket.tab.all'), filters: { status_kind: every }, empty: t('ticket.empty.all') },
  ]
  return atDesk() ? [open, ...deskTabs(), ...rest] : [open, ...rest]
}

const deskTabs = (): ListTab[] => [
  {
    key: 'needs_answer',
    label: t('ticket.tab.needs_answer'),
    filters: { needs_answer: 'true' },
    empty: t('ticket.empty.needs_answer'),
  },
  {
    key: 'unassigned',
    label: t('ticket.tab.unassigned'),
    filters: { assigned_user_id: 'null' },
    empty: t('ticket.empty.unassigned'),
  },
  {
    key: 'mine',
    label: t('ticket.tab.mine'),
    filters: { assigned_user_id: 'me' },
    empty: t('ticket.empty.mine'),
  },
]

/** The tab that the URL stands for: the last one whose filters are all set. A chosen status belongs to "All". */
export function activeTab(tabs: readonly ListTab[], query: Record<string, unknown>): ListTab | undefined {
  const set = (tab: ListTab) =>
    Object.entries(tab.filters).every(([name, value]) => String(query[name] ?? '') === value)
  if (query.status) return tabs.at(-1)
  const open = query.status_kind === undefined
  return tabs.findLast(
    (tab) => set(tab) && (open || tab.filters.status_kind !== undefined || tab.key === 'open'),
  )
}

/** The address of a tab: its filters, and those of the page that are not a tab's. */
export function tabPath(tab: ListTab, query: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    const stays = !ofTabs.some((one) => one === name) && name !== 'after' && name !== 'sort'
    if (stays) search.set(name, String(value))
  }
  for (const [name, value] of Object.entries(tab.filters)) search.set(name, value)
  const text = search.toString().replaceAll('%2C', ',')
  return text ? `/tickets?${text}` : '/tickets'
}

/** The list without what its tab says: what is left are filters that a person has set. */
export function beyondTab(list: ListState, tab: ListTab | undefined): ListState {
  const query = Object.fromEntries(
    Object.entries(list.query).filter(([name]) => tab?.filters[name] === undefined),
  )
  const filtered = Object.keys(query).some((name) => !['sort', 'after', 'limit', 'count'].includes(name))
  const clear = () =>
    list.set({
      ...Object.fromEntries(Object.keys(list.query).map((name) => [name, undefined])),
      ...tab?.filters,
    })
  // A status of its own choice replaces the kinds of the tab.
  const set: ListState['set'] = (values, options) =>
    list.set(values.status ? { status_kind: undefined, ...values } : values, options)
  return { ...list, query, filtered, clear, set }
}

/** What the server is asked: without another word, what is not solved. */
export function askedOf(given: Record<string, unknown>): Record<string, unknown> {
  const query = { ...given }
  // The contract takes any text here, the server only these.
  if (!/^(me|null|[1-9]\d{0,14})$/.test(String(query.assigned_user_id ?? 'me'))) delete query.assigned_user_id
  if (query.status !== undefined) return query
  const { status_kind, ...rest } = query
  if (status_kind === undefined) return { ...rest, status_kind: ['open', 'pending'] }
  return String(status_kind) === every && query.sort !== '-priority' ? rest : query
}

/** Only what is not solved can be ordered by priority. */
export const isOpenOnly = (query: Record<string, unknown>) =>
  [query.status_kind ?? []].flat().every((kind) => kind === 'open' || kind === 'pending') && !query.status
