import type { ReactNode } from 'react'
import { useState } from 'react'
import { IconArrowDown, IconArrowUp } from '../../../../platform/web/ui/icons.ts'
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

/** A short table whose cells are changed where they stand, and whose rows are put in order by buttons, by keys or by dragging. */
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
                  <Moves
                    name={rowLabel(row)}
                    isFirst={at === 0}
                    isLast={at === rows.length - 1}
                    move={(by) => move(at, at + by)}
                    onDragStart={() => setDragged(at)}
                    onDragEnd={() => {
                      setDragged(null)
                      setOver(null)
                    }}
                  />
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

interface MovesProps {
  name: string
  isFirst: boolean
  isLast: boolean
  move: (by: -1 | 1) => void
  onDragStart: () => void
  onDragEnd: () => void
}

/** A grip to drag, that also takes ↑ and ↓, and a button each way: for fingers and screen readers. */
function Moves({ name, isFirst, isLast, move, onDragStart, onDragEnd }: MovesProps) {
  return (
    <span className="ds-moves">
      <button
        type="button"
        className="ds-grip"
        draggable
        aria-label={t('setup_desk.move', { name })}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move'
          onDragStart()
        }}
        onDragEnd={onDragEnd}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null
          if (by === null) return
          event.preventDefault()
          move(by)
        }}
      >
        <IconGripVertical size={16} aria-hidden />
      </button>
      <Step label={t('setup_desk.up', { name })} off={isFirst} run={() => move(-1)}>
        <IconArrowUp size={16} aria-hidden />
      </Step>
      <Step label={t('setup_desk.down', { name })} off={isLast} run={() => move(1)}>
        <IconArrowDown size={16} aria-hidden />
      </Step>
    </span>
  )
}

/** At an end it stays where the focus is, and does nothing. */
function Step({
  label,
  off,
  run,
  children,
}: {
  label: string
  off: boolean
  run: () => void
  children: ReactNode
}) {
  return (
    <button
      type="button"
      className="ds-grip ds-step"
      aria-label={label}
      title={label}
      aria-disabled={off}
      onClick={run}
    >
      {children}
    </button>
  )
}
