import { setTimeout as pause } from 'node:timers/promises'
import { asOwner, type Database } from '../platform/database/index.ts'
import type { Person } from '../test/harness/person.ts'
import { say } from './house.ts'
import type { Ask } from './load.ts'
import { quietly } from './quiet.ts'
import { type Askers, headersOf, signedIn } from './tickets-rows.ts'

interface Desk {
  port: number
  database: Database
  askers: Askers
}

/** What is written at the desk, and how soon others notice (tickets §9). */
export async function measureWrites(desk: Desk): Promise<void> {
  await single(desk)
  await takenOnce(desk)
  await manyAtOnce(desk)
  await found(desk)
  await heard(desk)
}

async function single({ port, database, askers: { tess, olive } }: Desk): Promise<void> {
  const ids = await someIds(database, 200)
  const post = (path: string, body: object): Ask => ({ method: 'POST', path, headers: headersOf(tess), body })
  const company_id = Number((await olive.get('/api/company').answers(200)).id)
  const rows: [name: string, status: number, asks: Ask[]][] = [
    ['reply', 201, ids.map((id) => post(`/api/tickets/${id}/replies`, { body: 'Please try again.' }))],
    ['create', 201, [post('/api/tickets', { subject: 'Bench', body: 'New', company_id })]],
  ]
  for (const [name, status, asks] of rows) {
    const asked = { port, asks, statuses: [status], connections: 8, seconds: 1 }
    const { p95_ms: p95, per_second, lost } = await quietly(asked)
    say(name, `p95 ${p95.toFixed(1)} ms (${per_second.toFixed(0)}/s)${lost}`, p95 <= 60, '≤ 60 ms')
  }
}

async function takenOnce({ database, askers: { tess } }: Desk): Promise<void> {
  const crew = await Promise.all(
    Array.from({ length: 8 }, (_, at) => signedIn(tess.base, `tech${3 + at}@people.example`)),
  )
  const [free] = await someIds(database, 1, 'assigned_user_id is null')
  const taken = await Promise.all(crew.map((person) => person.post(`/api/tickets/${free}/take`)))
  const winners = taken.filter(({ status }) => status === 200).length
  say('take by 8 at once', `${winners} winner`, winners === 1, '1')
}

/** 200 tickets change at once, and are put back. */
async function manyAtOnce({ database, askers: { tess } }: Desk): Promise<void> {
  const ids = await someIds(database, 200, `priority <> 'urgent'`)
  const times = { change: 0, undo: 0 }
  for (let round = 0; round < 3; round++) {
    const began = performance.now()
    const { change_id: id } = await tess
      .post('/api/tickets/bulk', { ids, action: { priority: 'urgent' } })
      .answers(200)
    const changed = performance.now()
    await tess.post(`/api/tickets/bulk/${id}/undo`).answers(200)
    times.change = Math.max(times.change, changed - began)
    times.undo = Math.max(times.undo, performance.now() - changed)
  }
  for (const [name, time] of Object.entries(times))
    say(`bulk of 200: ${name}`, `${time.toFixed(0)} ms`, time <= 1_500, '≤ 1 500 ms')
}

const rounds = 10

/** From the answer to a reply until a search finds its word, once what was written before is worked off. */
async function found({ database, askers: { tess, olive } }: Desk): Promise<void> {
  const ids = await someIds(database, rounds)
  while (await isBehind(database)) await pause(50)
  let longest = 0
  for (const [at, id] of ids.entries()) {
    const word = `numbatword${'abcdefghij'[at]}`
    await tess.post(`/api/tickets/${id}/replies`, { body: `Look at the ${word}.` }).answers(201)
    const committed = performance.now()
    while (!(await finds(tess, word, id))) await pause(5)
    longest = Math.max(longest, performance.now() - committed)
  }
  say('reply until it is found', `${longest.toFixed(0)} ms at most`, longest <= 1_000, '≤ 1 000 ms')
  const none = await finds(olive, 'numbatwordz', 0)
  if (none) throw new Error('A search found what nobody wrote')
}

async function isBehind(database: Database): Promise<boolean> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ is_behind: boolean }>('select exists (select from event_outbox) as is_behind'),
  )
  return rows[0]?.is_behind === true
}

async function finds(person: Person, word: string, id: number): Promise<boolean> {
  const { items } = await person.get(`/api/tickets?q=${word}&limit=5`).answers(200)
  return (items as unknown as { id: number }[]).some((one) => one.id === id)
}

/** From the answer to a reply until another browser is told. */
async function heard({ database, askers: { tess, olive } }: Desk): Promise<void> {
  const company_id = Number((await olive.get('/api/company').answers(200)).id)
  const ids = await someIds(database, rounds, `company_id = ${company_id}`)
  const stop = new AbortController()
  const stream = await fetch(`${olive.base}/api/live?topics=tickets`, {
    headers: headersOf(olive),
    signal: stop.signal,
  })
  let said = ''
  const listen = async () => {
    for await (const part of stream.body ?? []) said += new TextDecoder().decode(part)
  }
  void listen().catch(() => {})
  let longest = 0
  for (const id of ids) {
    said = ''
    await tess.post(`/api/tickets/${id}/replies`, { body: 'Told at once.' }).answers(201)
    const committed = performance.now()
    while (!said.includes(`"subject_id":${id}`)) await pause(2)
    longest = Math.max(longest, performance.now() - committed)
  }
  stop.abort()
  say('reply until another browser hears', `${longest.toFixed(0)} ms at most`, longest <= 1_000, '≤ 1 000 ms')
}

export async function someIds(database: Database, count: number, where = 'true'): Promise<number[]> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ id: number }>(
      `select id from tickets where status_kind = 'open' and ${where} order by id limit $1`,
      [count],
    ),
  )
  return rows.map(({ id }) => Number(id))
}
