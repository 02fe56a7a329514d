import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { csvUrlOf, hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconPlus, IconTicket } from '../../../platform/web/ui/icons.ts'
import type { FilterField } from '../../../platform/web/ui/index.ts'
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
import type { CustomerTicketItem } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { activeTab, askedOf, beyondTab, type ListTab, listTabs, tabPath } from './customer-tabs.ts'
import { ExportButton } from './export-button.tsx'
import {
  LookFurther,
  mayOpen,
  NewRows,
  NewTicket,
  NothingFound,
  useGoneView,
  useRemembered,
} from './list-parts.tsx'
import { pageOf } from './list-question.ts'
import { t } from './messages.ts'
import { ticketPath } from './ticket.data.ts'
import { customerColumns } from './ticket-columns.tsx'

type CustomerAnswer = UseQueryResult<{ items: CustomerTicketItem[]; next: string | null }, ApiProblem>

/** What a customer asked: their own, the company's, what is solved; cards on phones, live. */
export function CustomerTickets() {
  const seesCompany = hasPermission('tickets.view_company')
  const list = useListState(ticketsApi.list)
  const tabs = listTabs(seesCompany)
  const tab = activeTab(tabs, list.query)
  const own = beyondTab(list, tab)
  const query = askedOf(tab, list.query)
  useLive(['tickets'])
  const read = useApi(
    ticketsApi.list,
    { query: pageOf(query) },
    { topics: ['tickets'], keep: true },
  ) as CustomerAnswer
  useGoneView(list, read.error)
  const { answer, waiting, show } = useHeldRows(read, JSON.stringify(query))
  const { data } = answer
  useRemembered(data?.items)
  const isSearch = own.query.q !== undefined
  const rest = isSearch ? (
    <NothingFound list={own} all={allPath(tabs, tab, list.query)} />
  ) : (
    <Nothing tab={tab} />
  )
  return (
    <Page
      title={t('tickets.title')}
      description={t('tickets.text')}
      actions={
        <>
          <ExportButton query={query} />
          <NewTicket />
        </>
      }
    >
      <Tabs tabs={tabs} tab={tab} query={list.query} />
      <FilterBar list={own} fields={sitesOf(data?.items, own.query)} searchLabel={t('ticket.list.search')} />
      <NewRows count={waiting} show={show} />
      <DataTable
        label={tab.label}
        answer={answer as CustomerAnswer}
        list={isSearch ? { ...own, filtered: false } : own}
        columns={customerColumns(seesCompany && tab.key !== 'mine')}
        rowKey={(ticket) => ticket.id}
        rowPath={ticketPath}
        rowStrong={(ticket) => ticket.is_unread}
        csv={csvUrlOf(ticketsApi.list, { query })}
        empty={data?.next ? <LookFurther list={list} next={data.next} /> : rest}
      />
    </Page>
  )
}

/** The widest tab, if that is not the one that was searched. */
function allPath(tabs: readonly ListTab[], tab: ListTab, query: Record<string, unknown>): string | null {
  const all = tabs.at(-1)
  return all && all !== tab ? tabPath(all, query) : null
}

/** Companies with sites: those that the page shows, and the one that is chosen. */
function sitesOf(
  items: readonly CustomerTicketItem[] | undefined,
  query: Record<string, unknown>,
): FilterField[] {
  const sites = new Map<string, string>()
  for (const { company } of items ?? []) if (company) sites.set(String(company.id), company.name)
  for (const id of [query.company_id ?? []].flat())
    if (!sites.has(String(id))) sites.set(String(id), `#${id}`)
  if (sites.size < 2 && query.company_id === undefined) return []
  const options = [...sites].map(([value, label]) => ({ value, label }))
  return [{ name: 'company_id', label: t('ticket.filter.site'), options }]
}

interface TabsProps {
  tabs: readonly ListTab[]
  tab: ListTab
  query: Record<string, unknown>
}

function Tabs({ tabs, tab, query }: TabsProps) {
  const go = useGo()
  const next = tabs[(tabs.indexOf(tab) + 1) % tabs.length]
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

/** Nothing here yet: what this is, and how to begin. */
function Nothing({ tab }: { tab: ListTab }) {
  const asks = tab.key !== 'solved' && mayOpen()
  return (
    <EmptyState
      icon={IconTicket}
      title={tab.empty}
      {...(tab.key !== 'solved' && { text: t('ticket.empty.text') })}
      action={
        asks ? (
          <Button
            variant="default"
            component={Link}
            to="/tickets/new"
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('tickets.new')}
          </Button>
        ) : undefined
      }
    />
  )
}
