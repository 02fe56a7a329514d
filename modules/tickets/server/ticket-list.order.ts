import { problem } from '../../../platform/contract/problems.ts'
import { type Cursor, readCursor, type Walk } from '../../../platform/database/index.ts'
import { recency } from './ticket.columns.ts'

export type Sort = '-updated_at' | 'updated_at' | '-created_at' | 'created_at' | '-priority'

export interface Order {
  /** Of `tickets`, before the id. */
  columns: string[]
  direction: 'asc' | 'desc'
}

/** The columns of an order; each has an index that serves it. */
export function orderOf(sort: Sort, isDesk: boolean): Order {
  if (sort === '-priority') return { columns: ['priority_rank', recency(isDesk)], direction: 'desc' }
  const column = sort.endsWith('created_at') ? 'created_at' : recency(isDesk)
  return { columns: [column], direction: sort.startsWith('-') ? 'desc' : 'asc' }
}

export const orderBy = ({ columns, direction }: Order) =>
  [...columns, 'id'].map((column) => `t.${column} ${direction}`).join(', ')

/** The order's columns as PostgreSQL's own text at full precision, for the next cursor. */
export const sortColumns = ({ columns }: Order) =>
  columns.map((column, at) => `t.${column}::text as sort_${at}`).join(', ')

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

function isMoment(text: string): boolean {
  const [, day, time] = moment.exec(text) ?? []
  const read = new Date(`${day}T${time}Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(`${day}T${time}`)
}
