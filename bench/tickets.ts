import { findTickets, readTicket } from '../modules/tickets/server/index.ts'
import { asOwner, type Database } from '../platform/database/index.ts'
import { wholeDesk } from '../scripts/seed/desk.ts'
import { type DeskSize, seededWords } from '../scripts/seed/desk-steps.ts'
import type { Person } from '../test/harness/person.ts'
import { deskDatabase } from './desk-database.ts'
import { compare, say, seconds, startBare, startPortal, stop } from './house.ts'
import { type Ask, load } from './load.ts'
import { bareStatements, statementsOf } from './statements.ts'
import {
  type Askers,
  askersOf,
  type DeskFacts,
  factsOf,
  headersOf,
  isShare,
  signedIn,
  timedRows,
} from './tickets-rows.ts'
import { measureWrites, someIds } from './tickets-writes.ts'

/** The whole numbers of tickets §9; BENCH_TICKETS=20000 for a quick look. */
export const tickets = Number(process.env.BENCH_TICKETS ?? wholeDesk.tickets)
export const sizeOf = (count: number): DeskSize => ({
  ...wholeDesk,
  tickets: count,
  replies: count * 10,
  open: Math.round(count / 20),
})
const fewest = 100
/** BENCH_ROWS=search: only rows whose name holds this (a regular expression); parts beside the pages have names, too. */
const isAsked = (name: string) => new RegExp(process.env.BENCH_ROWS ?? '').test(name)

interface Desk {
  port: number
  database: Database
  ada: Person
  askers: Askers
  facts: DeskFacts
}

/** The desk at a tenth and at the whole: each page within its time, and hardly slower where there is ten times as much. */
export async function measureTickets(folder: string): Promise<void> {
  const small = await withDesk(folder, sizeOf(tickets / 10), (desk) => timed(desk, () => {}))
  const few = isAsked('statements') ? await withDesk(folder, sizeOf(fewest), counted) : new Map()
  await withDesk(folder, sizeOf(tickets), async (desk, url) => {
    await timed(desk, (name, p95, limit) => {
      const before = small.get(name) ?? p95
      // Below five milliseconds more, the growth is the clock's; what there is more of takes half of its time at the most.
      const isFlat = p95 <= Math.max(before * 1.3, before + 5, isShare(name) ? limit / 2 : 0)
      const value = `p95 ${p95.toFixed(1)} ms, ${before.toFixed(1)} at a tenth`
      const flat = isShare(name) ? `≤ 1.3 of a tenth or ${limit / 2} ms` : '≤ 1.3 of a tenth'
      say(name, value, p95 <= limit && isFlat, `≤ ${limit} ms, ${flat}`)
    })
    const parts: [name: string, part: () => Promise<void>][] = [
      ['statements', async () => sayCounts(few, await counted(desk))],
      ['bare', () => against(desk, url)],
      ['writes', () => measureWrites(desk)],
      ['crowd', () => crowd(desk)],
      ['index', () => size(desk.database)],
    ]
    for (const [name, part] of parts) if (isAsked(name)) await part()
  })
}

async function withDesk<T>(folder: string, size: DeskSize, work: (desk: Desk, url: string) => Promise<T>) {
  const { database, url, dataDir, drop } = await deskDatabase(folder, size)
  try {
    const portal = await startPortal({ DATABASE_URL: url, DATA_DIR: dataDir })
    const facts = await factsOf(database)
    const ada = await signedIn(`http://127.0.0.1:${portal.port}`, 'ada@bench.example')
    const askers = await askersOf(facts, ada)
    const result = await work({ port: portal.port, database, ada, facts, askers }, url)
    await stop(portal.child)
    return result
  } finally {
    await drop()
  }
}

type Told = (name: string, p95: number, limit: number) => void

/** Each row with 8 clients; gives back the p95 by name. */
export async function timed(
  { port, facts, askers }: Omit<Desk, 'database'>,
  told: Told,
): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (const { name, ask, limit } of await timedRows(facts, askers)) {
    if (!isAsked(name)) continue
    const asked = { port, asks: [ask], connections: 8 }
    await load({ ...asked, seconds: 0.5 })
    const { p95_ms: p95 } = await load({ ...asked, seconds: Math.min(seconds, 2) })
    times.set(name, p95)
    told(name, p95, limit)
  }
  return times
}

/**
 * Statements of a page, whatever it holds: at a hundred tickets, and as many at the whole (§10 row 11). The least of three
 * times: what is kept for seconds is read anew in one of them at the most.
 */
async function counted({ database, ada }: Desk): Promise<Counts> {
  const [longest] = await longestOf(database)
  const pages: [name: string, most: number, work: Parameters<typeof statementsOf>[2]][] = [
    ['a list', 3, (scope) => findTickets(scope, { limit: 200 })],
    ['a search', 3, (scope) => findTickets(scope, { limit: 200, q: seededWords.every })],
    ['a detail', 8, (scope) => readTicket(scope, longest ?? 0)],
  ]
  const counts: Counts = new Map()
  for (const [name, most, work] of pages) {
    const times: number[] = []
    for (let time = 0; time < 3; time++) times.push((await statementsOf(database, ada.user_id, work)).length)
    counts.set(`statements of ${name}`, { count: Math.min(...times), most })
  }
  return counts
}

type Counts = Map<string, { count: number; most: number }>

/** Said once: as many at the whole as at a hundred, and no more than there may be. */
function sayCounts(few: Counts, whole: Counts): void {
  for (const [name, { count, most }] of whole) {
    const before = few.get(name)?.count
    const value = `${count}, ${before} at ${fewest} tickets`
    say(name, value, count === before && count <= most, `as many, ≤ ${most}`)
  }
}

const longestOf = async (database: Database): Promise<number[]> => {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ id: number }>('select id from tickets order by reply_count desc limit 1'),
  )
  return rows.map(({ id }) => Number(id))
}

/** The same rows from a loop that does nothing else. */
async function against({ port, database, ada }: Desk, url: string): Promise<void> {
  const path = '/api/tickets?limit=25'
  const bare = await startBare('bench/bare.ts', { url, ...(await bareStatements(database, [path])) })
  const asks: Ask[] = [{ path, headers: headersOf(ada) }]
  await compare({
    name: 'desk list of 25',
    floor: 0.5,
    portal: { port, asks },
    bare: { port: bare.port, asks },
  })
  bare.child.kill('SIGKILL')
}

/** 32 people at once, as a busy morning: mostly lists, some tickets, a search, an answer. */
async function crowd({ port, database, askers }: Desk): Promise<void> {
  const ids = await someIds(database, 20)
  const people = Object.values(askers)
  const asks = Array.from({ length: 100 }, (_, at): Ask => {
    const headers = headersOf(at % 100 < 70 ? (people[at % 4] ?? askers.tess) : askers.tess)
    if (at < 70) return { path: '/api/tickets?limit=25&status_kind=open', headers }
    if (at < 90) return { path: `/api/tickets/${ids[at % 20]}`, headers }
    if (at < 95) return { path: `/api/tickets?limit=25&q=${seededWords.tenth}`, headers }
    return {
      method: 'POST',
      path: `/api/tickets/${ids[at % 20]}/replies`,
      headers,
      body: { body: 'Good morning.' },
    }
  })
  const shuffled = asks.map((_, at) => asks[(at * 37) % 100] as Ask)
  const { per_second, p95_ms: p95 } = await load({
    port,
    asks: shuffled,
    statuses: [200, 201],
    connections: 32,
    seconds,
  })
  say(
    'mixed load of 32',
    `${per_second.toFixed(0)}/s, p95 ${p95.toFixed(1)} ms`,
    per_second >= 200,
    '≥ 200/s, no 5xx',
  )
  const headers = headersOf(askers.tess)
  const own = headersOf(askers.bob)
  const rows: [name: string, ask: Ask, limit: number][] = [
    ['desk list, 32 at once', { path: '/api/tickets?limit=50', headers }, 100],
    ['detail, 32 at once', { path: `/api/tickets/${ids[0]}`, headers }, 100],
    ['word of a tenth, 32 at once', { path: `/api/tickets?limit=25&q=${seededWords.tenth}`, headers }, 100],
    [
      'word of every ticket, 32 at once',
      { path: `/api/tickets?limit=25&q=${seededWords.every}`, headers },
      150,
    ],
    ['own tickets, 32 at once', { path: '/api/tickets?limit=50&mine=true', headers: own }, 100],
  ]
  for (const [name, ask, limit] of rows) {
    const asked = { port, asks: [ask], connections: 32 }
    await load({ ...asked, seconds: 0.5 })
    const times: number[] = []
    for (let round = 0; round < 3; round++)
      times.push((await load({ ...asked, seconds: Math.min(seconds, 3) })).p95_ms)
    const [least = 0, middle = 0, most = 0] = times.sort((a, b) => a - b)
    const value = `p95 ${middle.toFixed(1)} ms (${least.toFixed(1)} to ${most.toFixed(1)})`
    say(name, value, middle <= limit, `≤ ${limit} ms`)
  }
}

async function size(database: Database): Promise<void> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ bytes: number }>(
      `select pg_total_relation_size('ticket_search') / count(*) as bytes from ticket_search`,
    ),
  )
  const bytes = Number(rows[0]?.bytes)
  say('search index of a ticket', `${bytes.toFixed(0)} bytes`, bytes <= 13_000, '≤ 13 000')
}
