import { middle, say } from './house.ts'
import { quietly } from './quiet.ts'
import { type Desk, isAsked } from './tickets-desk.ts'
import { type TimedRow, timedRows } from './tickets-rows.ts'

type Served = Pick<Desk, 'port' | 'facts' | 'askers'>

const rounds = 3

/**
 * Each page with 8 clients on both desks in turn, so that whatever else the machine does is done to both; the middle of three
 * rounds.
 */
export async function grown(small: Served, whole: Served): Promise<void> {
  const before = new Map((await rowsOf(small)).map(({ name, ask }) => [name, ask]))
  for (const { name, ask, limit } of await rowsOf(whole)) {
    const sides = [
      { port: small.port, ask: before.get(name) ?? ask },
      { port: whole.port, ask },
    ]
    const [less = 0, p95 = 0] = await inTurn(sides)
    // Below five milliseconds more, the growth is the clock's.
    const isFlat = p95 <= Math.max(less * 1.3, less + 5)
    const value = `p95 ${p95.toFixed(1)} ms, ${less.toFixed(1)} at a tenth`
    say(name, value, p95 <= limit && isFlat, `≤ ${limit} ms, ≤ 1.3 of a tenth`)
  }
}

/** Each page of one desk with 8 clients. */
export async function timed(desk: Served): Promise<void> {
  for (const { name, ask, limit } of await rowsOf(desk)) {
    const [p95 = 0] = await inTurn([{ port: desk.port, ask }])
    say(`${name}, embedded`, `p95 ${p95.toFixed(1)} ms`, p95 <= limit, `≤ ${limit} ms`)
  }
}

const rowsOf = async ({ facts, askers }: Served): Promise<TimedRow[]> =>
  (await timedRows(facts, askers)).filter(({ name }) => isAsked(name))

/** The p95 of each side, in milliseconds. */
async function inTurn(sides: readonly (Pick<TimedRow, 'ask'> & { port: number })[]): Promise<number[]> {
  const times = sides.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    for (const [side, { port, ask }] of sides.entries()) {
      const { p95_ms: p95 } = await quietly({ port, asks: [ask], connections: 8, seconds: 0.5 })
      times[side]?.push(p95)
    }
  return times.map((all) => middle(all, (one) => one))
}
