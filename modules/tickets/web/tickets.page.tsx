import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconPlus, IconTicket } from '../../../platform/web/ui/icons.ts'
import type { Column, ListState } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Link,
  Page,
  useGo,
  useHeldRows,
  useListState,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import { ticketsApi } from '../contract.ts'
import './tickets.css'
import { CompanyFilter } from './company-filter.tsx'
import { customerFilters, deskFilters } from './list-filters.ts'
import { activeTab, askedOf, beyondTab, isOpenOnly, type ListTab, listTabs, tabPath } from './list-tabs.ts'
import { t } from './messages.ts'
import type { ListedTicket } from './ticket.data.ts'
import { atDesk, rememberShown, ticketPath, useOptions } from './ticket.data.ts'
import { customerColumns, deskColumns } from './ticket-columns.tsx'

/** The desk's tickets, or a customer's: views as tabs, filters in the URL, live. */
export default function TicketsPage() {
  const desk = atDesk()
  const list = useListState(ticketsApi.list)
  const tabs = listTabs()
  const tab = activeTab(tabs, list.query)
  const own = beyondTab(list, tab)
  const query = askedOf(list.query)
  useLive(['tickets'])
  const read = useApi(ticketsApi.list, { query }, { topics: ['tickets'], keep: true })
  useFirstPage(list, read.error?.code)
  const { answer, waiting, show } = useHeldRows(read, JSON.stringify(query))
  const numbers = answer.data?.items.map((ticket) => ticket.number).join(' ')
  useEffect(() => {
    if (numbers !== undefined) rememberShown(numbers.split(' '))
  }, [numbers])
  const seesCompany = hasPermission('tickets.view_company')
  return (
    <Page
      title={t('tickets.title')}
      description={t(desk ? 'tickets.text_desk' : 'tickets.text')}
      actions={<NewTicket />}
    >
      <Tabs tabs={tabs} tab={tab} query={list.query} />
      <Filters list={own} desk={desk} seesCompany={seesCompany} />
      <NewRows count={waiting} show={show} />
      <DataTable
        label={tab?.label ?? t('tickets.title')}
        answer={answer}
        list={own.query.q ? { ...own, filtered: false } : own}
        columns={
          (desk
            ? deskColumns(isOpenOnly(list.query))
            : customerColumns(seesCompany)) as readonly Column<ListedTicket>[]
        }
        rowKey={(ticket) => ticket.id}
        rowPath={ticketPath}
        rowStrong={(ticket) => ticket.is_unread}
        empty={
          own.query.q ? (
            <NothingFound list={own} tabs={tabs} tab={tab} />
          ) : (
            <NoTickets tab={tab} desk={desk} />
          )
        }
      />
    </Page>
  )
}

/** A cursor of another list, or a broken one, leads to the first page. */
function useFirstPage(list: ListState, code: string | undefined) {
  const latest = useRef(list)
  latest.current = list
  useEffect(() => {
    if (code === 'invalid_cursor') latest.current.first()
  }, [code])
}

interface TabsProps {
  tabs: readonly ListTab[]
  tab: ListTab | undefined
  query: Record<string, unknown>
}

function Tabs({ tabs, tab, query }: TabsProps) {
  const go = useGo()
  const next = tabs[((tab ? tabs.indexOf(tab) : -1) + 1) % tabs.length]
  useShortcut('v', t('ticket.shortcut.next_view'), () => next && go(tabPath(next, query)))
  return (
    <nav className="mp-tabs" aria-label={t('ticket.list.views')}>
      {tabs.map((one, at) => (
        <TabLink key={one.key} to={tabPath(one, query)} active={one === tab} at={at + 1} label={one.label} />
      ))}
    </nav>
  )
}

function TabLink({ to, active, at, label }: { to: string; active: boolean; at: number; label: string }) {
  const go = useGo()
  useShortcut(`Alt+${at}`, t('ticket.shortcut.view', { view: label }), () => go(to))
  return (
    <Link to={to} aria-current={active ? 'page' : undefined}>
      {label}
    </Link>
  )
}

interface FiltersProps {
  list: ReturnType<typeof beyondTab>
  desk: boolean
  seesCompany: boolean
}

function Filters({ list, desk, seesCompany }: FiltersProps) {
  const options = useOptions()
  const fields = desk ? deskFilters(options) : seesCompany ? customerFilters() : []
  return (
    <div className="tk-filters">
      <FilterBar list={list} fields={fields} searchLabel={t('ticket.list.search')} />
      {desk && hasPermission('companies.view') && <CompanyFilter list={list} />}
    </div>
  )
}

/** What came in meanwhile waits here, so that no row moves under the pointer. */
function NewRows({ count, show }: { count: number; show: () => void }) {
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

function NewTicket() {
  const go = useGo()
  const may = hasPermission(atDesk() ? 'tickets.answer' : 'tickets.create')
  useShortcut('c', t('tickets.new'), () => go('/tickets/new'), may)
  return (
    <Button component={Link} to="/tickets/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('tickets.new')}
    </Button>
  )
}

function NoTickets({ tab, desk }: { tab: ListTab | undefined; desk: boolean }) {
  const text = desk ? t('ticket.empty.desk_text') : t('ticket.empty.text')
  const isFirst = tab === undefined || tab.key === 'open' || tab.key === 'all'
  return (
    <EmptyState icon={IconTicket} title={tab?.empty ?? t('ticket.empty.all')} {...(isFirst && { text })} />
  )
}

/** A search looks into one tab; the way to the others stands here. */
function NothingFound({
  list,
  tabs,
  tab,
}: { list: ReturnType<typeof beyondTab> } & Omit<TabsProps, 'query'>) {
  const all = tabs.at(-1)
  return (
    <EmptyState
      title={t('ticket.empty.search', { q: String(list.query.q) })}
      text={t('ticket.empty.search_text')}
      action={
        <div className="mp-row">
          {all && tab !== all && (
            <Button variant="default" component={Link} to={tabPath(all, list.query)}>
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
