import { problem } from '../../../platform/contract/problems.ts'
import { type Cursor, readCursor, type Walk } from '../../../platform/database/index.ts'

/** What a list is ordered by: an expression with an index of its own, and the type of its values. */
export interface WalkOrder {
  expression: string
  type: 'timestamptz' | 'text' | 'bigint'
  descending: boolean
}

/** The order that a `sort` of the contract names: `-created_at`. */
export function orderIn<Name extends string>(
  orders: Record<Name, Omit<WalkOrder, 'descending'>>,
  sort: string,
): WalkOrder {
  return { ...orders[sort.replace(/^-/, '') as Name], descending: sort.startsWith('-') }
}

const moment = /^(\d{4}-\d\d-\d\d) ([0-2]\d:[0-5]\d:[0-5]\d)(\.\d{1,6})?\+00$/

const isSound: Record<WalkOrder['type'], (text: string) => boolean> = {
  timestamptz: (text) => text === 'infinity' || text === '-infinity' || isMoment(text),
  text: (text) => !text.includes('\0'),
  bigint: (text) => /^\d{1,18}$/.test(text),
}

function isMoment(text: string): boolean {
  const [, day, time] = moment.exec(text) ?? []
  const read = new Date(`${day}T${time}Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(`${day}T${time}`)
}

/** Reads `after`; values that no row can have are 422 `invalid_cursor`, never an error of the database. */
export function cursorIn(after: string | undefined, walk: Walk, order: WalkOrder): Cursor | null {
  const cursor = readCursor(after, walk, 1)
  if (cursor && !isSound[order.type](cursor.values[0] ?? '')) throw problem('invalid_cursor')
  return cursor
}

/** The end of a list's statement: where the page begins, its order, and its length with one row more. */
export function pageSql(
  conditions: string[],
  values: unknown[],
  page: { order: WalkOrder; id: string; after: Cursor | null; limit: number },
): string {
  const { expression, type, descending } = page.order
  const put = (value: unknown) => `$${values.push(value)}`
  if (page.after)
    conditions.push(
      `(${expression}, ${page.id}) ${descending ? '<' : '>'} (${put(page.after.values[0])}::${type}, ${put(page.after.id)}::bigint)`,
    )
  const direction = descending ? 'desc' : 'asc'
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  return `${where} order by ${expression} ${direction}, ${page.id} ${direction} limit ${put(page.limit + 1)}`
}

/** A part of a text, for `ilike`: what people type stands for itself. */
export const partOf = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
