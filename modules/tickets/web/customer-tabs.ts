import type { ListState } from '../../../platform/web/ui/index.ts'
import { t } from './messages.ts'

/** A view of the list: filters of the contract that stand together under one name. */
export interface ListTab {
  key: 'mine' | 'company' | 'solved'
  label: string
  /** As they stand in the URL; everything else that tabs set is taken away. */
  filters: Readonly<Record<string, string>>
  empty: string
}

/** What tabs decide; other filters stay when the tab is changed. */
const ofTabs = new Set(['status_kind', 'mine', 'after', 'sort'])
const over = 'resolved,closed'

/** Mine, the company's for those who see it, what is over. Without a word the widest of what is open is shown. */
export function listTabs(seesCompany: boolean): readonly ListTab[] {
  const mine: ListTab = {
    key: 'mine',
    label: t('ticket.tab.mine'),
    filters: seesCompany ? { mine: 'true' } : {},
    empty: t('ticket.empty.open'),
  }
  const company: ListTab = {
    key: 'company',
    label: t('ticket.tab.company'),
    filters: {},
    empty: t('ticket.empty.open'),
  }
  const solved: ListTab = {
    key: 'solved',
    label: t('ticket.tab.solved'),
    filters: { status_kind: over },
    empty: t('ticket.empty.solved'),
  }
  return seesCompany ? [mine, company, solved] : [mine, solved]
}

/** The tab that the URL stands for. */
export function activeTab(tabs: readonly ListTab[], query: Record<string, unknown>): ListTab {
  const key = String(query.status_kind ?? '') === over ? 'solved' : query.mine === true ? 'mine' : 'company'
  return tabs.find((tab) => tab.key === key) ?? (tabs[0] as ListTab)
}

/** The address of a tab: its filters, and those of the page that are not a tab's. */
export function tabPath(tab: ListTab, query: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (!ofTabs.has(name)) search.set(name, String(value))
  for (const [name, value] of Object.entries(tab.filters)) search.set(name, value)
  const text = search.toString().replaceAll('%2C', ',')
  return text ? `/tickets?${text}` : '/tickets'
}

/** The list without what its tab says: what is left are filters that a person has set. */
export function beyondTab(list: ListState, tab: ListTab): ListState {
  const query = Object.fromEntries(
    Object.entries(list.query).filter(([name]) => !ofTabs.has(name) || name === 'after' || name === 'sort'),
  )
  const filtered = Object.keys(query).some((name) => !['sort', 'after', 'limit', 'count'].includes(name))
  const clear = () =>
    list.set({
      ...Object.fromEntries(Object.keys(list.query).map((name) => [name, undefined])),
      ...tab.filters,
    })
  return { ...list, query, filtered, clear }
}

/** What the server is asked: without another word, what is mine and not over. */
export function askedOf(tab: ListTab, given: Record<string, unknown>): Record<string, unknown> {
  const { mine, status_kind = ['open', 'pending'], ...query } = given
  if (tab.key === 'mine') return { ...query, status_kind, mine: true }
  return { ...query, status_kind, ...(mine === true && { mine }) }
}
