import { createHash } from 'node:crypto'
import { problem } from '../contract/problems.ts'
import type { Page } from '../contract/schema.ts'

/** Where a page starts: the values of the order's columns, in PostgreSQL's own text, and the row's id. */
export interface Cursor {
  values: string[]
  id: number
}

/** A list's order and filters, as far as they make one walk. */
export interface Walk {
  sort: string
  filters: Record<string, unknown>
}

/** Reads `after`; a cursor of another list, order or filter is 422 `invalid_cursor` (api §4.8). */
export function readCursor(after: string | undefined, walk: Walk, values: number): Cursor | null {
  if (after === undefined) return null
  const parts = parse(after)
  const sound =
    Array.isArray(parts) &&
    parts.length === values + 4 &&
    parts[0] === 1 &&
    parts[1] === walk.sort &&
    parts[2] === hashOf(walk.filters)
  const rest = sound ? parts.slice(3) : []
  const id = rest.pop()
  if (!sound || !Number.isSafeInteger(id) || !rest.every(isText)) throw problem('invalid_cursor')
  return { values: rest as string[], id: id as number }
}

const moment = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})?\+00$/

/** A time as the database writes it: nothing else is a place in a list that is ordered by one. */
export function isTimeOfCursor(text: string | null | undefined): boolean {
  const [, day, time] = moment.exec(text ?? '') ?? []
  const read = new Date(`${day}T${time}Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(`${day}T${time}`)
}

/** The one character that no row holds makes an error of the database. */
const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0')

/**
 * Cuts `limit + 1` rows into a page. `values` gives a row's order columns as PostgreSQL's text at full
 * precision: a JavaScript time would lose the microseconds and skip rows.
 */
export function pageOf<Row extends { id: number }, Item>(
  rows: Row[],
  limit: number,
  walk: Walk,
  values: (row: Row) => string[],
  present: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return { items: shown.map(present), next: last ? cursorAt(walk, values(last), last.id) : null }
}

/** The cursor after this place: for lists that read only so far and then go on (api §4.8). */
export function cursorAt(walk: Walk, values: string[], id: number): string {
  return Buffer.from(JSON.stringify([1, walk.sort, hashOf(walk.filters), ...values, id])).toString(
    'base64url',
  )
}

function hashOf(filters: Record<string, unknown>): string {
  const set = Object.entries(filters).filter(([, value]) => value !== undefined)
  set.sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(set)).digest('hex').slice(0, 8)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
