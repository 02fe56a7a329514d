import { problem } from '../../../platform/contract/problems.ts'
import { type Cursor, readCursor, type Walk } from '../../../platform/database/index.ts'
import type { listSorts } from '../contract/list.ts'
import { recency } from './ticket.columns.ts'
import type { Statement } from './ticket-list.statement.ts'

export type Sort = Exclude<(typeof listSorts)[number], 'relevance'>

export interface Order {
  /** Of `tickets`, before the id. */
  columns: string[]
  direction: 'asc' | 'desc'
  /** Only rows that have the first column; the index holds nothing else. */
  is_partial: boolean
}

/** The columns of an order; each has an index that serves it. */
export function orderOf(sort: Sort, isDesk: boolean): Order {
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  if (sort === '-priority')
    return { columns: ['priority_rank', recency(isDesk)], direction, is_partial: false }
  if (sort === 'next_due_at' || sort === 'needs_answer_since')
    return { columns: [sort], direction, is_partial: true }
  // When it last changed, as far as they see it: the desk and its customers have a column each.
  const column = sort.endsWith('created_at') ? 'created_at' : recency(isDesk)
  return { columns: [column], direction, is_partial: false }
}

export const orderBy = ({ columns, direction }: Order, row = 't') =>
  [...columns, 'id'].map((column) => `${row}.${column} ${direction}`).join(', ')

/** The order's columns as PostgreSQL's own text at full precision, for the next cursor. */
export const sortColumns = ({ columns }: Order, row: string) =>
  columns.map((column, at) => `${row}.${column}::text as sort_${at}`).join(', ')

/** A row's place in the order, to compare it with another one's. */
export const sortRow = ({ columns }: Order, row: string) =>
  `(${[...columns, 'id'].map((column) => `${row}.${column}`).join(', ')})`

/** What comes after a page. */
export function after(order: Order, from: Cursor | null, sql: Statement): string[] {
  if (!from) return []
  const given = order.columns.map((column, at) =>
    sql.value(from.values[at], column === 'priority_rank' ? 'smallint' : 'timestamptz'),
  )
  const there = `(${[...given, sql.value(from.id, 'bigint')].join(', ')})`
  return [`${sortRow(order, 't')} ${order.direction === 'desc' ? '<' : '>'} ${there}`]
}

const rank = /^\d{1,2}$/
const moment = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})?\+00$/

/** Reads `after`; values that no row can have are 422 `invalid_cursor`, never an error of the database. */
export function cursorOf(after: string | undefined, walk: Walk, order: Order): Cursor | null {
  const cursor = readCursor(after, walk, order.columns.length)
  const isSound = cursor?.values.every((value, at) =>
    order.columns[at] === 'priority_rank' ? rank.test(value) : isMoment(value),
  )
  if (cursor && !isSound) throw problem('invalid_cursor')
  return cursor
}

export function isMoment(text: string): boolean {
  const [, day, time] = moment.exec(text) ?? []
  const read = new Date(`${day}T${time}Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(`${day}T${time}`)
}
