import { Button } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { boot } from '../client/boot.ts'
import type { ApiProblem } from '../client/problem.ts'
import { t } from '../messages/index.ts'
import { CsvLink } from './csv-link.tsx'
import { TableHead, TableRow } from './data-table-row.tsx'
import { type ListState, useFirstPage } from './list-state.ts'
import { useRestingFocus } from './resting-place.ts'
import { EmptyState, ErrorState, Loading } from './states.tsx'
import type { Selection } from './table-rows.ts'
import { useTableKeys } from './table-rows.ts'

export interface Column<Row> {
  key: string
  label: string
  render: (row: Row) => ReactNode
  /** Values of `sort` that a click on the head walks through: ascending, then descending. */
  order?: { asc?: string; desc?: string }
  align?: 'start' | 'end'
  /** On phones rows are cards: `title` (first line, bold), `badge` (beside it), `fact` (default), `hide`. */
  card?: 'title' | 'badge' | 'fact' | 'hide'
  /** CSS width, e.g. `8rem`. */
  width?: string
}

export interface DataTableProps<Row> {
  /** What the table is: said by screen readers. */
  label: string
  /** Answer of `useApi(list, {query: list.query})`. */
  answer: UseQueryResult<{ items: Row[]; next: string | null; total?: number | undefined }, ApiProblem>
  list: ListState
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string | number
  /** The page of a row; the whole row is clickable, the title cell holds the link. */
  rowPath?: (row: Row) => string
  /** What a row is called, for its checkbox. */
  rowLabel?: (row: Row) => string
  /** Bold, e.g. unread. */
  rowStrong?: (row: Row) => boolean
  /** Gathers the rows of a page under headings: what stands above those of the same. */
  groupOf?: ((row: Row) => string) | undefined
  /** Makes rows selectable; `useSelection()`. */
  selection?: Selection
  /** Bar at the bottom while something is selected. */
  bulk?: ReactNode
  /** `csvUrlOf(list, …)`: a link below the table that saves all that matches as a file. */
  csv?: string
  /** Told which row j and k have come to; null for none. */
  onCurrent?: (row: Row | null) => void
  /** Shown when the list is empty without any filter. */
  empty: ReactNode
}

/** A list with keyset paging, order, keys (j k x Enter), skeleton, empty and error states; cards on phones. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { answer, list, empty } = props
  useFirstPage(list, answer.error)
  const groups = groupsOf(answer.data?.items ?? [], props.groupOf)
  const rows = groups.flatMap((group) => group.rows)
  const keys = useTableKeys(rows, props)
  if (answer.isPending) return <Loading rows={8} height={36} />
  if (answer.error && !answer.data) {
    return <ErrorState problem={answer.error} retry={() => void answer.refetch()} />
  }
  if (rows.length === 0) {
    const nothing = nothingOf(answer.data?.next ?? null, list, empty)
    if (nothing) return nothing
  }
  const wide = props.columns.length + (props.selection ? 1 : 0)
  const dense = boot.session?.user.preferences.density === 'compact'
  return (
    <>
      <div className={answer.isPlaceholderData ? 'mp-table-frame mp-table-old' : 'mp-table-frame'}>
        <table
          ref={keys.table}
          className={dense ? 'mp-table mp-table-dense' : 'mp-table'}
          aria-label={props.label}
        >
          <TableHead {...props} rows={rows} />
          {groups.map((group) => (
            <tbody key={group.name}>
              {group.name && <GroupHead name={group.name} count={group.rows.length} wide={wide} />}
              {group.rows.map((row) => (
                <TableRow
                  key={props.rowKey(row)}
                  row={row}
                  table={props}
                  current={row === rows[keys.at]}
                  onSelect={(range) => keys.select(rows.indexOf(row), range)}
                />
              ))}
            </tbody>
          ))}
        </table>
        <TableFoot answer={answer} list={list} shown={rows.length} csv={props.csv} />
      </div>
      {props.selection && props.selection.keys.size > 0 && (
        <BulkBar selection={props.selection}>{props.bulk}</BulkBar>
      )}
    </>
  )
}

interface Group<Row> {
  name: string
  rows: Row[]
}

/** In the order in which they first appear; without a question all rows are one group without a name. */
function groupsOf<Row>(rows: readonly Row[], groupOf: ((row: Row) => string) | undefined): Group<Row>[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const name = groupOf?.(row) ?? ''
    groups.set(name, [...(groups.get(name) ?? []), row])
  }
  return [...groups].map(([name, rows]) => ({ name, rows }))
}

const GroupHead = ({ name, count, wide }: { name: string; count: number; wide: number }) => (
  <tr className="mp-group">
    <th scope="rowgroup" colSpan={wide}>
      {name} <span className="mp-muted">{count}</span>
    </th>
  </tr>
)

/** Below the table, and always in sight; the focus inside does not vanish with it. */
function BulkBar({ selection, children }: { selection: Selection; children: ReactNode }) {
  const bar = useRestingFocus<HTMLElement>()
  const words = t('list.selected', { n: selection.keys.size })
  return (
    <section ref={bar} className="mp-bulk" aria-label={words}>
      <span>{words}</span>
      {children}
      <Button size="compact-sm" variant="subtle" onClick={() => selection.clear()}>
        {t('list.unselect')}
      </Button>
    </section>
  )
}

/** A page without rows: the end of a walk that had some keeps its table, a page that only looked so far says so by `empty`. */
function nothingOf(next: string | null, list: ListState, empty: ReactNode): ReactNode {
  if (next) return empty
  if (list.back === 'previous') return null
  return list.filtered ? <NothingMatches list={list} /> : empty
}

function NothingMatches({ list }: { list: ListState }) {
  return (
    <EmptyState
      title={t('empty.filtered')}
      text={t('empty.filtered_text')}
      action={
        <Button variant="default" onClick={list.clear}>
          {t('action.clear_filters')}
        </Button>
      }
    />
  )
}

interface FootProps {
  answer: { data: { next: string | null; total?: number | undefined } | undefined }
  list: ListState
  shown: number
  csv: string | undefined
}

function TableFoot({ answer, list, shown, csv }: FootProps) {
  const next = answer.data?.next
  const total = answer.data?.total
  const count = total === undefined ? t('list.count', { n: shown }) : t('list.count_of', { n: shown, total })
  return (
    <nav className="mp-table-foot" aria-label={count}>
      <span className="mp-row">
        <span className="mp-muted mp-small">{count}</span>
        {csv && <CsvLink url={csv} />}
      </span>
      <span className="mp-table-pages">
        {list.back !== 'none' && (
          <Button size="compact-md" variant="subtle" onClick={list.first}>
            {t('list.first')}
          </Button>
        )}
        {list.back === 'previous' && (
          <Button size="compact-md" variant="default" onClick={list.previous}>
            {t('list.previous')}
          </Button>
        )}
        {next && (
          <Button size="compact-md" variant="default" onClick={() => list.next(next)}>
            {t('list.next')}
          </Button>
        )}
      </span>
    </nav>
  )
}
