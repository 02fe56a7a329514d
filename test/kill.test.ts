import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { asOwner, type Database, openEmbedded } from '../platform/database/index.ts'
import { freshDatabase } from './harness/database.ts'
import { type Person, personAt } from './harness/person.ts'
import { startServer } from './harness/server-process.ts'
import { password } from './portal.ts'

/** How often the server is killed on each database. */
const rounds = Number(process.env.KILL_ROUNDS ?? 10)
const writers = 4

/** A request that goes on until it is answered: over as many lives of the server as it takes, under one key. */
interface Wish {
  key: string
  subject: string
}

interface Ledger {
  /** By subject: the id that was acknowledged. */
  acknowledged: Map<string, number>
  /** One for each writer: sent, but not answered yet. */
  pending: Wish[]
  company_id: number
}

const wish = (): Wish => ({ key: randomUUID(), subject: `Written under fire ${randomUUID()}` })

describe(`a server that is killed ${rounds} times while it writes`, () => {
  test('loses nothing it acknowledged, on the embedded database', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'myportal-kill-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const ledger = await killAgainAndAgain(folder, null)
    const database = await openEmbedded(join(folder, 'database'))
    t.after(() => database.close())
    await compare(database, ledger)
  })

  const reason = process.env.TEST_DATABASE_URL ? false : 'needs TEST_DATABASE_URL'
  test('loses nothing it acknowledged, on PostgreSQL', { skip: reason }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'myportal-kill-'))
    const { database, url, drop } = await freshDatabase()
    t.after(drop)
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    await compare(database, await killAgainAndAgain(folder, url))
  })
})

async function killAgainAndAgain(folder: string, url: string | null): Promise<Ledger> {
  const { ledger, cookies } = await settle(folder, url)
  for (let round = 0; round < rounds; round++) {
    const server = await startServer(folder, url)
    const ada = personAt(server.base, 'Ada')
    for (const [name, value] of cookies) ada.cookies.set(name, value)
    // From "before the first answer" to "in the middle of many": the moment moves from round to round.
    await writeUntilKilled(ada, ledger, ledger.acknowledged.size + ((round * 7) % 19), server.kill)
  }
  return ledger
}

/** The first life: Ada registers and founds a customer; her session outlives all that follows. */
async function settle(folder: string, url: string | null) {
  const server = await startServer(folder, url)
  const ada = personAt(server.base, 'Ada')
  const person = { email: 'ada@provider.example', first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', { ...person, password }).answers(201)
  const { id } = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
  await server.kill()
  const pending = Array.from({ length: writers }, wish)
  const ledger: Ledger = { acknowledged: new Map(), pending, company_id: Number(id) }
  return { ledger, cookies: ada.cookies }
}

async function writeUntilKilled(
  ada: Person,
  ledger: Ledger,
  enough: number,
  kill: () => Promise<void>,
): Promise<void> {
  const killed = { by: null as Promise<void> | null }
  const write = async (_: Wish, writer: number) => {
    while (await isAnswered(ada, ledger, writer)) {
      if (ledger.acknowledged.size > enough) killed.by ??= kill()
    }
  }
  await Promise.all(ledger.pending.map(write))
  await killed.by
}

/** False once the server is gone, whether or not it stored what was sent last. */
async function isAnswered(ada: Person, ledger: Ledger, writer: number): Promise<boolean> {
  const { key, subject } = ledger.pending[writer] ?? wish()
  const body = { subject, body: 'Is this still here?', company_id: ledger.company_id }
  const headers = { 'idempotency-key': key }
  const reply = await ada.post('/api/tickets', body, { headers }).catch(() => null)
  if (!reply) return false
  assert.equal(reply.status, 201, reply.text)
  assert.equal(reply.body.subject, subject)
  ledger.acknowledged.set(subject, Number(reply.body.id))
  ledger.pending[writer] = wish()
  return true
}

/** Every acknowledged ticket once, with one event and one key; what was not acknowledged is whole or absent. */
async function compare(database: Database, ledger: Ledger): Promise<void> {
  const rows = await asOwner(database, async (client) => {
    const stored = await client.query<{ id: number; subject: string; events: number; requests: number }>(
      `select t.id, t.subject,
         (select count(*)::int from events e where e.type = 'ticket.created' and e.subject_id = t.id) as events,
         (select count(*)::int from ticket_replies r where r.ticket_id = t.id) as requests
       from tickets t order by t.id`,
    )
    return stored.rows
  })
  assert.ok(ledger.acknowledged.size >= rounds, `${ledger.acknowledged.size} tickets in ${rounds} rounds`)
  assert.deepEqual(
    rows.filter(({ events, requests }) => events !== 1 || requests !== 1),
    [],
    'half a change',
  )
  const ids = new Map(rows.map(({ subject, id }) => [subject, id]))
  assert.equal(ids.size, rows.length, 'a ticket was stored twice')
  for (const [subject, id] of ledger.acknowledged) assert.equal(ids.get(subject), id, 'a ticket was lost')

  const unanswered = rows.filter(({ subject }) => !ledger.acknowledged.has(subject))
  const sent = new Set(ledger.pending.map(({ subject }) => subject))
  assert.ok(unanswered.every(({ subject }) => sent.has(subject)))
  await compareKeys(database, rows.length)
}

async function compareKeys(database: Database, tickets: number): Promise<void> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ keys: number; unfinished: number; strays: number }>(
      `select count(*)::int as keys, count(*) filter (where status is null)::int as unfinished,
         (select count(*)::int from events e where e.type = 'ticket.created'
           and not exists (select from tickets t where t.id = e.subject_id)) as strays
       from idempotency_keys`,
    ),
  )
  assert.deepEqual(rows, [{ keys: tickets, unfinished: 0, strays: 0 }])
}
