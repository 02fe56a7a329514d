import { seededWords } from '../scripts/seed/desk-steps.ts'
import { say } from './house.ts'
import type { Ask } from './load.ts'
import { quietly } from './quiet.ts'
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
  const mixed = { port, asks: shuffled, statuses: [200, 201], connections: 32, seconds: 1 }
  const { per_second, p95_ms: p95, lost } = await quietly(mixed)
  say(
    'mixed load of 32',
    `${per_second.toFixed(0)}/s, p95 ${p95.toFixed(1)} ms${lost}`,
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
    const times: { p95_ms: number; lost: string }[] = []
    for (let round = 0; round < 3; round++)
      times.push(await quietly({ port, asks: [ask], connections: 32, seconds: 0.7 }))
    const [least, median, most] = times.sort((one, other) => one.p95_ms - other.p95_ms)
    const { p95_ms: p95 = Number.NaN, lost } = median ?? { lost: '' }
    const value = `p95 ${p95.toFixed(1)} ms (${least?.p95_ms.toFixed(1)} to ${most?.p95_ms.toFixed(1)})${lost}`
    say(name, value, p95 <= limit, `≤ ${limit} ms`)
  }
}
