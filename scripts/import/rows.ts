import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'

export interface TicketRow {
  /** The line's place in the file, from 1 on, without the header. */
  number: number
  subject: string
  body: string
  category: string | null
}

/**
 * Reads tickets out of a CSV file (RFC 4180, UTF-8, plain or .gz) with a header. Columns: `description` or
 * `body`; `subject` or, without it, the first eight words; `category`.
 */
export async function* readRows(file: string, limit: number): AsyncGenerator<TicketRow> {
  const bytes = createReadStream(file)
  const parser = parse({
    columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
    bom: true,
    relax_column_count: true,
  })
  const streams = file.endsWith('.gz') ? [bytes, createGunzip(), parser] : [bytes, parser]
  pipeline(streams as never, () => {})
  let number = 0
  for await (const record of parser as AsyncIterable<Record<string, string>>) {
    const row = ticketOf(record, ++number)
    if (row) yield row
    if (number >= limit) return
  }
}

function ticketOf(record: Record<string, string>, number: number): TicketRow | null {
  const body = (record.description ?? record.body ?? '').trim()
  if (!body) return null
  const subject = (record.subject ?? '').trim() || body.split(/\s+/).slice(0, 8).join(' ')
  return {
    number,
    subject: subject.slice(0, 255),
    body: body.slice(0, 100_000),
    category: record.category?.trim().slice(0, 64) || null,
  }
}
