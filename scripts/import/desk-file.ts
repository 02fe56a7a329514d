import { readRows, type TicketRow } from './rows.ts'

export interface DeskFile {
  companies: readonly string[]
  /** Entries of each ticket beside its request. */
  replies: number
}

/** Below what an import takes at once. */
const mostBytes = 45_000_000
const begun = Date.UTC(2024, 0, 8, 8)
const minute = 60_000
const states = [
  'closed',
  'closed',
  'closed',
  'resolved',
  'closed',
  'open',
  'closed',
  'in_progress',
  'pending',
]

/**
 * The tickets of a CSV file as NDJSON that an import reads, in parts of at most 45 MB: dealt out to companies in turn, with
 * people, times and entries made of the file's own texts. The same file gives the same parts.
 */
export async function* deskParts(file: string, limit: number, desk: DeskFile): AsyncGenerator<string[]> {
  let part: string[] = []
  let bytes = 0
  const rows: TicketRow[] = []
  for await (const row of readRows(file, limit)) rows.push(row)
  for (const row of rows) {
    const line = `${JSON.stringify(ticketOf(row, rows, desk))}\n`
    const size = Buffer.byteLength(line)
    if (bytes + size > mostBytes) {
      yield part
      part = []
      bytes = 0
    }
    part.push(line)
    bytes += size
  }
  if (part.length > 0) yield part
}

function ticketOf(row: TicketRow, rows: readonly TicketRow[], { companies, replies }: DeskFile) {
  const at = row.number - 1
  const company = at % companies.length
  const opened = begun + at * 20 * minute
  const requester = personOf(company, at)
  return {
    id: `row-${row.number}`,
    company: companies[company],
    subject: row.subject,
    body: row.body,
    category: row.category,
    status: states[at % states.length],
    requester,
    created_at: new Date(opened).toISOString(),
    entries: Array.from({ length: replies }, (_, n) => ({
      id: n + 1,
      side: n % 2 === 0 ? 'staff' : 'customer',
      is_internal: n % 4 === 2,
      author: n % 2 === 0 ? { name: `Technician ${(at % 9) + 1}` } : requester,
      body: rows[(at * 7 + n * 131 + 1) % rows.length]?.body ?? row.body,
      created_at: new Date(opened + (n + 1) * 90 * minute).toISOString(),
    })),
  }
}

const personOf = (company: number, at: number) => ({
  name: `Person ${(at % 50) + 1}`,
  email: `person${(at % 50) + 1}@company${company + 1}.example`,
})
