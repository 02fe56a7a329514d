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
  rowKey: (row: Row) => string | number
  rowPath?: (row: Row) => string
  selection?: Selection
  onCurrent?: (row: Row | null) => void
}

/** j and k walk through the rows, Enter and o open, x selects, Shift+x selects up to here. */
export function useTableKeys<Row>(
  rows: readonly Row[],
  { rowKey, rowPath, selection, onCurrent }: Table<Row>,
) {
  const [at, setAt] = useState(-1)
  const lastSelected = useRef(-1)
  const table = useRef<HTMLTableElement>(null)
  const go = useGo()
  const current = rows[at] ?? null
  const tell = useRef(onCurrent)
  tell.current = onCurrent
  useEffect(() => tell.current?.(current), [current])

  function move(step: number) {
    const next = Math.max(0, Math.min(at + step, rows.length - 1))
    setAt(next)
    const row = table.current?.tBodies[0]?.rows[next]
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
  useShortcut('j', t('shortcut.next_row'), () => move(1))
  useShortcut('k', t('shortcut.previous_row'), () => move(-1))
  useShortcut('o', t('shortcut.open_row'), open, rowPath !== undefined)
  useShortcut('x', t('shortcut.select_row'), () => select(at, false), selection !== undefined)
  useShortcut('Shift+x', t('shortcut.select_row'), () => select(at, true), selection !== undefined)
  return { at, table, select }
}
