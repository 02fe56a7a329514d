import type { ReactNode } from 'react'
import { useState } from 'react'
import { announce } from '../../../../platform/web/ui/index.ts'
import { IconGripVertical } from './icons.ts'
import { t } from './messages.ts'

export interface SetupColumn<Row> {
  key: string
  label: string
  render: (row: Row) => ReactNode
  width?: string
}

interface Props<Row> {
  label: string
  rows: readonly Row[]
  columns: readonly SetupColumn<Row>[]
  rowKey: (row: Row) => string | number
  rowLabel: (row: Row) => string
  /** Rows have an order that people choose: the place is counted from 1. */
  onMove?: (row: Row, place: number) => void
}

/** A short table whose cells are changed where they stand, and whose rows are put in order by hand or by keys. */
export function OrderTable<Row>({ label, rows, columns, rowKey, rowLabel, onMove }: Props<Row>) {
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  function move(from: number, to: number) {
    const row = rows[from]
    if (!row || !onMove || from === to || to < 0 || to >= rows.length) return
    onMove(row, to + 1)
    announce(t('setup_desk.moved', { name: rowLabel(row), place: to + 1 }))
  }
  return (
    <div className="mp-table-frame">
      <table className="mp-table ds-table" aria-label={label}>
        <thead>
          <tr>
            {onMove && <th className="ds-grip-head" aria-hidden />}
            {columns.map(({ key, label: head, width }) => (
              <th key={key} scope="col" style={width ? { width } : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr
              key={rowKey(row)}
              data-over={
                over === at && dragged !== at
                  ? dragged !== null && dragged < at
                    ? 'below'
                    : 'above'
                  : undefined
              }
              onDragOver={(event) => {
                if (dragged === null) return
                event.preventDefault()
                setOver(at)
              }}
              onDrop={(event) => {
                event.preventDefault()
                if (dragged !== null) move(dragged, at)
              }}
            >
              {onMove && (
                <td className="ds-grip-cell">
                  <button
                    type="button"
                    className="ds-grip"
                    draggable
                    aria-label={t('setup_desk.move', { name: rowLabel(row) })}
                    onDragStart={(event) => {
                      event.dataTransfer.effectAllowed = 'move'
                      setDragged(at)
                    }}
                    onDragEnd={() => {
                      setDragged(null)
                      setOver(null)
                    }}
                    onKeyDown={(event) => {
                      const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
                      if (by === 0) return
                      event.preventDefault()
                      move(at, at + by)
                    }}
                  >
                    <IconGripVertical size={16} aria-hidden />
                  </button>
                </td>
              )}
              {columns.map(({ key, label: head, render }) => (
                <td key={key} data-label={head}>
                  {render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
