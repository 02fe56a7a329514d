import { useEffect, useRef, useState } from 'react'
import { t } from '../messages/index.ts'
import { useGo } from './link.tsx'
import { useShortcut } from './shortcuts.ts'

export interface Selection {
  keys: ReadonlySet<string>
  toggle: (keys: readonly string[], on: boolean) => void
  clear: () => void
}

/** Which rows are selected; survives paging. Give `filters` so that a change of filters empties it. */
export function useSelection(filters = ''): Selection {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (filters !== undefined) setKeys(new Set())
  }, [filters])
  return {
    keys,
    toggle: (changed, on) =>
      setKeys((before) => {
        const after = new Set(before)
        for (const key of changed) on ? after.add(key) : after.delete(key)
        return after
      }),
    clear: () => setKeys(new Set()),
  }
}

interface Table<Row> {
  label: string
  rowKey: (row: Row) => string | number
  rowPath?: (row: Row) => string
  selection?: Selection
  onCurrent?: (row: Row | null) => void
}

/** A row, and where it stood when it was gone to. */
interface Place {
  key: string | number | null
  index: number
}

const nowhere: Place = { key: null, index: -1 }
/** By the table's label: who comes back to a list goes on where they were. */
const lastPlaces = new Map<string, Place>()

/** j and k, or the arrows, walk through the rows, Enter and o open, x selects, Shift+x selects up to here. */
export function useTableKeys<Row>(
  rows: readonly Row[],
  { label, rowKey, rowPath, selection, onCurrent }: Table<Row>,
) {
  const [place, setPlace] = useState(() => lastPlaces.get(label) ?? nowhere)
  const at = place.key === null ? -1 : rows.findIndex((row) => rowKey(row) === place.key)
  const lastSelected = useRef(-1)
  const table = useRef<HTMLTableElement>(null)
  const go = useGo()
  const current = rows[at] ?? null
  const tell = useRef(onCurrent)
  tell.current = onCurrent
  useEffect(() => tell.current?.(current), [current])

  function move(step: number) {
    // Where the row is gone, the one that took its place is next.
    const from = at >= 0 || place.index < 0 ? at : place.index - (step > 0 ? 1 : 0)
    const next = Math.max(0, Math.min(from + step, rows.length - 1))
    const target = rows[next]
    if (!target) return
    const there = { key: rowKey(target), index: next }
    lastPlaces.set(label, there)
    setPlace(there)
    // At once: the next key may be one for this row.
    tell.current?.(target)
    const row = table.current?.querySelectorAll<HTMLElement>('tbody tr:not(.mp-group)')[next]
    row?.scrollIntoView({ block: 'nearest' })
    const link = row?.querySelector<HTMLElement>('.mp-row-link')
    ;(link ?? row?.querySelector<HTMLElement>('input'))?.focus()
  }
  function select(index: number, range: boolean) {
    const row = rows[index]
    if (!selection || !row) return
    const from = range && lastSelected.current >= 0 ? lastSelected.current : index
    const span = rows
      .slice(Math.min(from, index), Math.max(from, index) + 1)
      .map((one) => String(rowKey(one)))
    selection.toggle(span, !selection.keys.has(String(rowKey(row))))
    lastSelected.current = index
  }
  function open() {
    const row = rows[at]
    if (row && rowPath) go(rowPath(row))
  }
  // Where the row with the focus is gone, the one that took its place has it.
  const wasThere = useRef(false)
  useEffect(() => {
    if (at < 0 && wasThere.current && document.activeElement === document.body) move(1)
    wasThere.current = at >= 0
  })
  useShortcut('j', t('shortcut.next_row'), () => move(1))
  useShortcut('k', t('shortcut.previous_row'), () => move(-1))
  // On a row the arrows walk, too; elsewhere they scroll.
  useShortcut('ArrowDown', t('shortcut.next_row'), () => move(1), at >= 0)
  useShortcut('ArrowUp', t('shortcut.previous_row'), () => move(-1), at >= 0)
  useShortcut('o', t('shortcut.open_row'), open, rowPath !== undefined)
  useShortcut('x', t('shortcut.select_row'), () => select(at, false), selection !== undefined)
  useShortcut('Shift+x', t('shortcut.select_rows'), () => select(at, true), selection !== undefined)
  const isChosen = selection !== undefined && selection.keys.size > 0
  useShortcut('Escape', t('shortcut.clear_selection'), () => selection?.clear(), isChosen)
  return { at, table, select }
}
