import { seededWords } from '../scripts/seed/desk-steps.ts'
import { say, seconds } from './house.ts'
import { type Ask, load } from './load.ts'
import type { Desk } from './tickets-desk.ts'
import { headersOf } from './tickets-rows.ts'
import { someIds } from './tickets-writes.ts'

/** 32 people at once, as a busy morning: mostly lists, some tickets, a search, an answer. */
export async function crowd({ port, database, askers }: Desk): Promise<void> {
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
