import { Checkbox } from '@mantine/core'
import type { MouseEvent } from 'react'
import { t } from '../messages/index.ts'
import type { Column, DataTableProps } from './data-table.tsx'
import { IconArrowDown, IconArrowsSort, IconArrowUp } from './icons.ts'
import { Link, useGo } from './link.tsx'
import type { ListState } from './list-state.ts'

/** Heads that order the list where the contract offers it, and "select all on this page". */
export function TableHead<Row>({
  columns,
  list,
  selection,
  rows,
  rowKey,
}: DataTableProps<Row> & { rows: Row[] }) {
  const keys = rows.map((row) => String(rowKey(row)))
  const chosen = keys.filter((key) => selection?.keys.has(key)).length
  return (
    <thead>
      <tr>
        {selection && (
          <th className="mp-table-check" scope="col">
            <Checkbox
              size="xs"
              aria-label={t('list.all_on_page')}
              checked={chosen === keys.length}
              indeterminate={chosen > 0 && chosen < keys.length}
              onChange={() => selection.toggle(keys, chosen < keys.length)}
            />
          </th>
        )}
        {columns.map((column) => (
          <ColumnHead key={column.key} column={column} list={list} />
        ))}
      </tr>
    </thead>
  )
}

function ColumnHead<Row>({ column, list }: { column: Column<Row>; list: ListState }) {
  const { order, label } = column
  const now = list.query.sort as string | undefined
  const direction =
    now && now === order?.asc ? 'ascending' : now && now === order?.desc ? 'descending' : undefined
  const style = column.width ? { width: column.width } : undefined
  if (!order) {
    return (
      <th scope="col" data-align={column.align} style={style}>
        {label}
      </th>
    )
  }
  const steps = [undefined, order.asc, order.desc].filter((step, at) => at === 0 || step)
  const next = steps[(steps.indexOf(direction ? now : undefined) + 1) % steps.length]
  const Icon =
    direction === 'ascending' ? IconArrowUp : direction === 'descending' ? IconArrowDown : IconArrowsSort
  return (
    <th scope="col" data-align={column.align} style={style} aria-sort={direction ?? 'none'}>
      <button
        type="button"
        className="mp-order"
        title={t('list.order_by', { column: label })}
        onClick={() => list.set({ sort: next })}
      >
        {label} <Icon size={14} aria-hidden />
      </button>
    </th>
  )
}

interface RowProps<Row> {
  row: Row
  table: DataTableProps<Row>
  current: boolean
  onSelect: (range: boolean) => void
}

/** One row; a click anywhere outside of links and buttons opens it. */
export function TableRow<Row>({ row, table, current, onSelect }: RowProps<Row>) {
  const go = useGo()
  const path = table.rowPath?.(row)
  const selected = table.selection?.keys.has(String(table.rowKey(row))) ?? false
  const title = table.columns.find((column) => column.card === 'title') ?? table.columns[0]

  function click(event: MouseEvent) {
    const target = event.target as HTMLElement
    if (!path || target.closest('a, button, input, label') || getSelection()?.toString()) return
    go(path)
  }
  return (
    <tr
      data-current={current || undefined}
      data-selected={selected || undefined}
      data-strong={table.rowStrong?.(row) || undefined}
      data-link={path ? true : undefined}
      onClick={click}
    >
      {table.selection && (
        <td className="mp-table-check">
          <Checkbox
            size="xs"
            aria-label={t('list.choose', { name: table.rowLabel?.(row) ?? String(table.rowKey(row)) })}
            checked={selected}
            onClick={(event) => onSelect(event.shiftKey)}
            onChange={() => undefined}
          />
        </td>
      )}
      {table.columns.map((column) => (
        <td
          key={column.key}
          data-align={column.align}
          data-card={cardOf(column, title)}
          data-label={column.label}
        >
          {path && column === title ? (
            <Link to={path} className="mp-row-link">
              {column.render(row)}
            </Link>
          ) : (
            column.render(row)
          )}
        </td>
      ))}
    </tr>
  )
}

const cardOf = <Row,>(column: Column<Row>, title: Column<Row> | undefined) =>
  column === title ? 'title' : (column.card ?? 'fact')
