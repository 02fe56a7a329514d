import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify/sync'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Csv } from '../contract/endpoint.ts'
import { problem } from '../contract/problems.ts'
import type { Page } from '../contract/schema.ts'

/** Rows read in one transaction; a page of the list as people see it has 200 at most. */
export const csvPage = 1_000
/** Of a list that does not say fewer; what has more becomes a file by a job. */
export const mostCsvRows = 100_000

/**
 * Whether a list that offers it is asked for as CSV: `<list>.csv`, `?format=csv` or `Accept: text/csv` (api §4.8).
 * `format` is taken out of the query.
 */
export function asksForCsv(request: FastifyRequest, query: Record<string, unknown>): boolean {
  const { format } = query
  delete query.format
  if (format === 'csv' || format === 'json') return format === 'csv'
  if (format !== undefined) {
    const error = { field: 'format', code: 'not_one_of', message: 'This is none of the possible values.' }
    throw problem('invalid_input', { errors: [error] })
  }
  const [path = ''] = (request.raw.url ?? '').split('?', 1)
  return path.endsWith('.csv') || /(^|[,\s])text\/csv\b/i.test(request.headers.accept ?? '')
}

/**
 * Sends a list as CSV (RFC 4180, UTF-8 with BOM), page after page: each is a transaction of its own, asked for when
 * the reader has taken the one before, so that rights are read anew and nothing waits in memory.
 */
export function sendCsv(
  reply: FastifyReply,
  csv: Csv,
  name: string,
  first: Page<unknown>,
  more: (after: string) => Promise<Page<unknown>>,
): FastifyReply {
  reply
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .header('cache-control', 'no-store')
  return reply.type('text/csv; charset=utf-8').send(Readable.from(csvLines(csv, first, more)))
}

/** The file in pieces, a page each; a list that is longer than the limit ends with a line that says so. */
export async function* csvLines(
  csv: Csv,
  first: Page<unknown>,
  more: (after: string) => Promise<Page<unknown>>,
) {
  const limit = csv.rows ?? mostCsvRows
  yield csvHead(csv.columns)
  let page = first
  for (let left = limit; ; ) {
    const rows = page.items.slice(0, left)
    left -= rows.length
    yield csvRows(csv.columns, rows)
    const isCut = rows.length < page.items.length || (left === 0 && page.next !== null)
    if (isCut) yield cutAfter(limit)
    if (left === 0 || page.next === null) return
    page = await more(page.next)
  }
}

/** A file that ends too early must say so to whoever opens it. */
const cutAfter = (rows: number) =>
  stringify([[`The list goes on: only its first ${rows} rows are here. Narrow the filters.`]], options)

const options = {
  record_delimiter: 'windows',
  escape_formulas: true,
  cast: { boolean: (value: boolean) => String(value) },
} as const

/** The byte order mark and the line of names. */
export const csvHead = (columns: Csv['columns']): string =>
  `\uFEFF${stringify([Object.keys(columns)], options)}`

/** Rows as lines; text that a spreadsheet would run as a formula gets a leading apostrophe, numbers never. */
export function csvRows(columns: Csv['columns'], rows: readonly unknown[]): string {
  const paths = Object.values(columns).map((path) => path.split('.'))
  return stringify(
    rows.map((row) => paths.map((path) => cell(path.reduce(step, row)))),
    options,
  )
}

const step = (value: unknown, key: string) => (value as Record<string, unknown> | null | undefined)?.[key]

/** Lists of words become one cell; everything else that is no plain value is written as JSON. */
function cell(value: unknown): string | number | boolean | null {
  if (value === undefined || value === null) return null
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : (value as string | number | boolean)
}
