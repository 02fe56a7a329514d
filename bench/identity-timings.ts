import { asOwner, type Database } from '../platform/database/index.ts'
import { say } from './house.ts'
import { emailOf } from './identity-seed.ts'

/** So many askings of each kind; identity §10 wants 2 000. */
const samples = Number(process.env.TIMING_SAMPLES ?? 200)
const atOnce = 16

interface Kind {
  path: string
  email: (number: number) => string
}

/**
 * Whether the time of an answer tells what an address is: two kinds of addresses in turn, each asked once. The medians
 * may differ by 2 ms, and the chance that the one takes longer than the other (AUC) by 0.05 from even.
 */
export async function measureTimings(port: number, database: Database): Promise<void> {
  await asOwner(database, async (client) => {
    await client.query(`update users set status = 'disabled' where email_key like 'person1%'`)
    await client.query(
      `update users set status = 'invited', password_hash = null where email_key like 'person2%'`,
    )
  })
  const login = '/api/auth/login'
  const seeded = (first: number) => (number: number) => emailOf(Number(`${first}${number}`))
  const nobody = (number: number) => `nobody${number}@people.example`
  const pairs: [name: string, one: Kind, other: Kind][] = [
    ['wrong password, unknown or active', { path: login, email: nobody }, { path: login, email: seeded(3) }],
    [
      'wrong password, invited or disabled',
      { path: login, email: seeded(2) },
      { path: login, email: seeded(1) },
    ],
    [
      'forgotten, unknown or active',
      { path: '/api/auth/password/forgot', email: (number) => `no.one${number}@people.example` },
      { path: '/api/auth/password/forgot', email: seeded(4) },
    ],
  ]
  for (const [name, one, other] of pairs) await compareTimes(name, port, one, other)
}

async function compareTimes(name: string, port: number, one: Kind, other: Kind): Promise<void> {
  const times: [number[], number[]] = [[], []]
  let next = 0
  const asker = async () => {
    while (next < samples * 2) {
      const number = next++
      const side = number % 2 === 0 ? 0 : 1
      times[side].push(await timeOf(port, side === 0 ? one : other, number))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, asker))
  const [first, second] = times
  const apart = Math.abs(medianOf(first) - medianOf(second))
  const share = shareOver(first, second)
  const holds = apart <= 2 && Math.abs(share - 0.5) <= 0.05
  say(name, `medians ${apart.toFixed(2)} ms apart, AUC ${share.toFixed(3)}`, holds, '≤ 2 ms, 0.45 to 0.55')
}

async function timeOf(port: number, { path, email }: Kind, number: number): Promise<number> {
  const login = path.endsWith('/login')
  const body = { email: email(number), ...(login && { password: 'not the right phrase' }) }
  const started = performance.now()
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await answer.arrayBuffer()
  const took = performance.now() - started
  if (answer.status !== (login ? 401 : 202)) throw new Error(`${path} answered ${answer.status}`)
  return took
}

const medianOf = (all: number[]) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0

/** The chance that one of the first took longer than one of the second (Mann–Whitney). */
function shareOver(first: number[], second: number[]): number {
  const sorted = [...second].sort((a, b) => a - b)
  let below = 0
  for (const time of first) {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle] ?? 0) < time) low = middle + 1
      else high = middle
    }
    below += low
  }
  return below / (first.length * second.length)
}
