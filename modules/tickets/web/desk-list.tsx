import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { csvUrlOf, hasPermission, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconTicket } from '../../../platform/web/ui/icons.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  FilterBar,
  Page,
  useHeldRows,
  useListState,
  useSelection,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import type { TicketItem } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { CompanyFilter } from './company-filter.tsx'
import { BulkBar, mayChangeMany } from './desk-bulk.tsx'
import { BulkProgress, useBegun } from './desk-bulk-progress.tsx'
import { ColumnChooser, useColumns } from './desk-columns.tsx'
import { Preview } from './desk-preview.tsx'
import { SaveView } from './desk-save-view.tsx'
import { ViewList } from './desk-view-list.tsx'
import { activeView, askedOf, beyondView, useViews, viewName } from './desk-views.ts'
import { ExportButton } from './export-button.tsx'
import { deskFilters, furtherFilters } from './list-filters.ts'
import { MoreFilters, moreNames } from './list-more-filters.tsx'
import { LookFurther, NewRows, NewTicket, NothingFound, useFirstPage } from './list-parts.tsx'
import { t } from './messages.ts'
import { TagFilter } from './tag-filter.tsx'
import { rememberShown, ticketPath, useOptions } from './ticket.data.ts'
import { deskColumns, narrowColumns } from './ticket-columns.tsx'

type DeskAnswer = UseQueryResult<{ items: TicketItem[]; next: string | null }, ApiProblem>

/** The desk: views on the left, the tickets of one of them, what is chosen beside them; live, by mouse and by keys. */
export function DeskTickets() {
  const list = useListState(ticketsApi.list)
  const views = useViews()
  const view = activeView(views, list.query)
  const own = beyondView(list)
  const query = askedOf(list.query)
  const asked = JSON.stringify(query)
  useLive(['tickets'])
  const read = useApi(ticketsApi.list, { query }, { topics: ['tickets'], keep: true }) as DeskAnswer
  useFirstPage(list, read.error?.code)
  const { answer, waiting, show } = useHeldRows(read, asked)
  useRemembered(answer.data?.items)
  const selection = useSelection(asked.replace(/"after":"[^"]*",?/, ''))
  const columns = useColumns()
  const shown = view && view.columns.length > 0 && columns.isUsual ? view.columns : columns.columns
  const { preview, onCurrent, close } = usePreview(answer.data?.items)
  const begun = useBegun()
  const title = view ? viewName(view) : t('tickets.title')
  return (
    <Page
      title={t('tickets.title')}
      description={t('tickets.text_desk')}
      actions={
        <>
          <ExportButton query={query} />
          <NewTicket />
        </>
      }
    >
      <div className={preview ? 'tk-desk tk-desk-preview' : 'tk-desk'}>
        <ViewList query={list.query} changed={read.dataUpdatedAt} />
        <div className="tk-desk-main">
          <Filters list={own} />
          <div className="tk-tools">
            <SaveView list={list} view={view} columns={shown} />
            <ColumnChooser columns={shown} choose={columns.choose} />
          </div>
          {begun.id !== null && <BulkProgress id={begun.id} close={() => begun.begin(null)} />}
          <NewRows count={waiting} show={show} />
          <DataTable
            label={title}
            answer={answer as DeskAnswer}
            list={own.query.q ? { ...own, filtered: false } : own}
            columns={columnsOf(preview ? narrowColumns : shown, isOpenOnly(query))}
            rowKey={(ticket) => ticket.id}
            rowPath={ticketPath}
            rowLabel={(ticket) => `${ticket.number} ${ticket.subject}`}
            rowStrong={(ticket) => ticket.is_unread}
            onCurrent={onCurrent}
            {...(mayChangeMany() && { selection })}
            bulk={<BulkBar selection={selection} query={query} onBegun={begun.begin} />}
            csv={csvUrlOf(ticketsApi.list, { query })}
            empty={<Nothing list={own} next={answer.data?.next} />}
          />
        </div>
        {preview && <Preview key={preview.id} ticket={preview} close={close} />}
      </div>
    </Page>
  )
}

/** `[` and `]` of a ticket walk through the rows that were shown. */
function useRemembered(items: readonly TicketItem[] | undefined) {
  const numbers = items?.map(({ number }) => number).join(' ')
  useEffect(() => {
    if (numbers !== undefined) rememberShown(numbers.split(' '))
  }, [numbers])
}

/** Space opens what the keys stand on beside the list, and it follows them. */
function usePreview(items: readonly TicketItem[] | undefined) {
  const [current, setCurrent] = useState<number | null>(null)
  const [opened, setOpened] = useState(false)
  useShortcut('Space', t('ticket.shortcut.preview'), () => setOpened(!opened), current !== null || opened)
  const preview = opened ? items?.find(({ id }) => id === current) : undefined
  return {
    preview,
    onCurrent: (ticket: TicketItem | null) => setCurrent(ticket?.id ?? null),
    close: () => setOpened(false),
  }
}

function columnsOf(keys: readonly string[], isOpen: boolean) {
  const all = new Map(deskColumns(isOpen, keys).map((column) => [column.key, column]))
  const chosen = keys.flatMap((key) => all.get(key) ?? [])
  const subject = all.get('subject')
  return chosen.some(({ key }) => key === 'subject') || !subject ? chosen : [subject, ...chosen]
}

/** Only what is not solved can be ordered by priority. */
const isOpenOnly = ({ status_kind, status, view_id }: Record<string, unknown>) =>
  status === undefined &&
  view_id === undefined &&
  [status_kind ?? []].flat().every((kind) => kind === 'open' || kind === 'pending')

function Filters({ list }: { list: ListState }) {
  const options = useOptions()
  const further = furtherFilters(options)
  const names = [...further.map(({ name }) => name), ...moreNames]
  const isSet = names.some((name) => list.query[name] !== undefined)
  const [opened, setOpened] = useState(false)
  const known = new Set([...deskFilters(options).map(({ name }) => name), ...names])
  const others = Object.keys(list.query).filter((name) => !known.has(name) && !drawn.has(name))
  return (
    <>
      <div className="tk-filters">
        <FilterBar list={list} fields={deskFilters(options)} searchLabel={t('ticket.list.search')} />
        {hasPermission('companies.view') && <CompanyFilter list={list} />}
        <Button variant="subtle" aria-expanded={opened || isSet} onClick={() => setOpened(!opened)}>
          {t('ticket.filter.more')}
        </Button>
      </div>
      {(opened || isSet) && (
        <>
          <div className="tk-filters">
            <FilterBar list={list} fields={further} search={null} />
            <TagFilter list={list} />
          </div>
          <MoreFilters list={list} />
        </>
      )}
      {others.length > 0 && (
        <p className="mp-small tk-others">
          {others.map((name) => (
            <button
              key={name}
              type="button"
              className="mp-chip"
              onClick={() => list.set({ [name]: undefined })}
            >
              {name}: {String(list.query[name])} ×
            </button>
          ))}
        </p>
      )}
    </>
  )
}

/** What has a place of its own on the page. */
const drawn = new Set(['q', 'company_id', 'sort', 'after', 'limit', 'count', 'status_kind'])

function Nothing({ list, next }: { list: ListState; next: string | null | undefined }) {
  if (next) return <LookFurther list={list} next={next} />
  if (list.query.q) return <NothingFound list={list} all={allPath(list)} />
  return <EmptyState icon={IconTicket} title={t('ticket.empty.view')} text={t('ticket.empty.desk_text')} />
}

const allPath = ({ query }: ListState) =>
  `/tickets?status_kind=open,pending,resolved,closed&q=${encodeURIComponent(String(query.q))}`
