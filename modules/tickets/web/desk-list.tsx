import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiProblem } from '../../../platform/web/client/index.ts'
import { csvUrlOf, useApi } from '../../../platform/web/client/index.ts'
import { useLive } from '../../../platform/web/live/index.ts'
import { IconTicket } from '../../../platform/web/ui/icons.ts'
import type { ListState } from '../../../platform/web/ui/index.ts'
import {
  DataTable,
  EmptyState,
  Page,
  useHeldRows,
  useListState,
  useSelection,
  useShortcut,
} from '../../../platform/web/ui/index.ts'
import type { TicketItem } from '../contract.ts'
import { ticketsApi } from '../contract.ts'
import { BulkBar, mayChangeMany, useBulkKeys } from './desk-bulk.tsx'
import { BulkAsks } from './desk-bulk-asks.tsx'
import { BulkProgress, useBegun } from './desk-bulk-progress.tsx'
import { useBulk } from './desk-bulk-run.ts'
import { useColumns } from './desk-columns.tsx'
import { Filters } from './desk-filters.tsx'
import { groupOf } from './desk-groups.ts'
import { Preview } from './desk-preview.tsx'
import { ViewList } from './desk-view-list.tsx'
import { ViewMenu } from './desk-view-menu.tsx'
import { activeView, askedOf, beyondView, useViews, viewName } from './desk-views.ts'
import { ExportButton } from './export-button.tsx'
import {
  LookFurther,
  NewRows,
  NewTicket,
  NothingFound,
  SearchAll,
  useGoneView,
  useRemembered,
} from './list-parts.tsx'
import { type AtTickets, usePresent } from './list-present.tsx'
import { pageOf } from './list-question.ts'
import { t } from './messages.ts'
import { ticketPath } from './ticket.data.ts'
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
  const read = useApi(
    ticketsApi.list,
    { query: pageOf(query) },
    { topics: ['tickets'], keep: true },
  ) as DeskAnswer
  useGoneView(list, read.error)
  const { answer, waiting, show, renew } = useHeldRows(read, asked)
  useRemembered(answer.data?.items)
  const selection = useSelection(asked.replace(/"after":"[^"]*",?/, ''))
  const columns = useColumns()
  const present = usePresent(answer.data?.items.map(({ id }) => id) ?? [])
  const shown = view && view.columns.length > 0 && columns.isUsual ? view.columns : columns.columns
  const { preview, current, onCurrent, close } = usePreview(answer.data?.items)
  const begun = useBegun()
  const bulk = useBulk({ selection, current, query, onBegun: begun.begin, onChanged: renew })
  useBulkKeys(bulk, selection.keys.size > 0)
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
          <Filters list={own}>
            <ViewMenu list={list} view={view} columns={{ columns: shown, choose: columns.choose }} />
          </Filters>
          {begun.id !== null && <BulkProgress id={begun.id} close={begun.close} />}
          <NewRows count={waiting} show={show} />
          <SearchAll list={list} all={allPath(list)} found={answer.data?.items} />
          <DataTable
            label={title}
            answer={answer as DeskAnswer}
            list={own.query.q ? { ...own, filtered: false } : own}
            columns={columnsOf(preview ? narrowColumns : shown, isOpenOnly(query), present)}
            groupOf={groupOf(view?.group_by ?? null)}
            rowKey={(ticket) => ticket.id}
            rowPath={ticketPath}
            rowLabel={(ticket) => `${ticket.number} ${ticket.subject}`}
            rowStrong={(ticket) => ticket.is_unread}
            onCurrent={onCurrent}
            {...(mayChangeMany() && { selection })}
            bulk={<BulkBar bulk={bulk} query={query} />}
            csv={csvUrlOf(ticketsApi.list, { query, columns: [...new Set([...beside, ...shown])] })}
            empty={<Nothing list={own} next={answer.data?.next} />}
          />
        </div>
        <BulkAsks bulk={bulk} />
        {preview && <Preview key={preview.id} ticket={preview} close={close} />}
      </div>
    </Page>
  )
}

/** Space opens what the keys stand on beside the list, and it follows them. */
function usePreview(items: readonly TicketItem[] | undefined) {
  const [current, setCurrent] = useState<number | null>(null)
  const [opened, setOpened] = useState(false)
  useShortcut('Space', t('ticket.shortcut.preview'), () => setOpened(!opened), current !== null || opened)
  useShortcut('Escape', t('ticket.preview.close'), () => setOpened(false), opened)
  const preview = opened ? items?.find(({ id }) => id === current) : undefined
  return {
    preview,
    current,
    onCurrent: (ticket: TicketItem | null) => setCurrent(ticket?.id ?? null),
    close: () => setOpened(false),
  }
}

/** Below the subject on the page, columns of their own in a file. */
const beside = ['number', 'subject', 'company', 'requester']

function columnsOf(keys: readonly string[], isOpen: boolean, present: AtTickets) {
  const all = new Map(deskColumns(isOpen, keys, present).map((column) => [column.key, column]))
  const chosen = keys.flatMap((key) => all.get(key) ?? [])
  const subject = all.get('subject')
  return chosen.some(({ key }) => key === 'subject') || !subject ? chosen : [subject, ...chosen]
}

/** Only what is not solved can be ordered by priority. */
const isOpenOnly = ({ status_kind, status, view_id }: Record<string, unknown>) =>
  status === undefined &&
  view_id === undefined &&
  [status_kind ?? []].flat().every((kind) => kind === 'open' || kind === 'pending')

function Nothing({ list, next }: { list: ListState; next: string | null | undefined }) {
  if (next) return <LookFurther list={list} next={next} />
  if (list.query.q) return <NothingFound list={list} all={allPath(list)} />
  return <EmptyState icon={IconTicket} title={t('ticket.empty.view')} text={t('ticket.empty.desk_text')} />
}

const allPath = ({ query }: ListState) =>
  `/tickets?status_kind=open,pending,resolved,closed&q=${encodeURIComponent(String(query.q))}`
