import { findTickets, readTicket } from '../modules/tickets/server/index.ts'
import { asOwner, type Database } from '../platform/database/index.ts'
import { type DeskSize, seededWords } from '../scripts/seed/desk-steps.ts'
import type { Person } from '../test/harness/person.ts'
import { deskDatabase } from './desk-database.ts'
import { compare, say, startBare, startPortal, stop } from './house.ts'
import type { Ask } from './load.ts'
import { bareStatements, listPage, type Page, statementsOf } from './statements.ts'
import { crowd } from './tickets-crowd.ts'
import { type Desk, isAsked, sizeOf, tickets } from './tickets-desk.ts'
import { grown } from './tickets-pages.ts'
import { askersOf, factsOf, headersOf, signedIn } from './tickets-rows.ts'
import { measureWrites } from './tickets-writes.ts'

const fewest = 100

/** The desk at a tenth and at the whole: each page within its time, and hardly slower where there is ten times as much. */
export async function measureTickets(folder: string): Promise<void> {
  const few = isAsked('statements') ? await withDesk(folder, sizeOf(fewest), counted) : new Map()
  await withDesk(folder, sizeOf(tickets), async (desk, url) => {
    await withDesk(folder, sizeOf(tickets / 10), (small) => grown(small, desk))
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
    for (let time = 0; time < 3; time++) times.push((await statementsOf(database, ada, work)).length)
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

/** The same rows from a loop that does nothing else: the pages that people wait for. */
async function against({ port, database, askers, facts }: Desk, url: string): Promise<void> {
  const { tess, bob } = askers
  const desk = { user_id: tess.user_id }
  const detail = facts.details.find(([name]) => name === '20')?.[1] ?? 0
  const pages: [name: string, person: Person, page: Page][] = [
    ['desk list of 25', tess, { ...listPage, who: desk }],
    [
      'ticket with 20 replies',
      tess,
      {
        path: `/api/tickets/${detail}`,
        who: desk,
        work: (scope) => readTicket(scope, detail),
        is_whole: true,
      },
    ],
    [
      'search for a word of a tenth',
      tess,
      {
        path: `/api/tickets?limit=25&q=${seededWords.tenth}`,
        who: desk,
        work: (scope) => findTickets(scope, { limit: 25, q: seededWords.tenth }),
        role: 'portal_provider',
      },
    ],
    [
      'own tickets, 25',
      bob,
      {
        path: '/api/tickets?limit=25&mine=true',
        who: { user_id: bob.user_id, company_id: facts.company },
        work: (scope) => findTickets(scope, { limit: 25, mine: true }),
      },
    ],
  ]
  const plan = await bareStatements(
    database,
    pages.map(([, , page]) => page),
  )
  const bare = await startBare('bench/bare.ts', { url, ...plan })
  for (const [name, person, { path }] of pages) {
    const asks: Ask[] = [{ path, headers: headersOf(person) }]
    await compare({ name, floor: 0.5, portal: { port, asks }, bare: { port: bare.port, asks } })
  }
  bare.child.kill('SIGKILL')
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
