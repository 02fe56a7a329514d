import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { asOwner, type Database, openEmbedded } from '../platform/database/index.ts'
import { freshDatabase } from './harness/database.ts'
import { type Person, personAt, type Reply } from './harness/person.ts'
import { startServer } from './harness/server-process.ts'
import { until } from './harness/until.ts'
import { password } from './portal.ts'

/** How often the server is killed on each database. */
const rounds = Number(process.env.KILL_ROUNDS ?? 3)
const writers = 4
/** A life of the server takes some 4 s on a quick machine, most of it its start: this only tells a hang from a slow one. */
const timeout = 120_000 + rounds * 40_000
/** Rows of the import whose worker is killed; KILL_IMPORT_ROWS=20000 is the full measure (tickets §10.15). */
const importRows = Number(process.env.KILL_IMPORT_ROWS ?? 3_000)

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
  /** One for each writer: the newest that was answered. Was the answer lost on its way, it is asked for again. */
  answered: (Wish | undefined)[]
  /** Stored by a server that was killed before it could say so. */
  replayed: number
  company_id: number
}

const wish = (): Wish => ({ key: randomUUID(), subject: `Written under fire ${randomUUID()}` })

describe(`a server that is killed ${rounds} times while it writes`, () => {
  test('loses nothing it acknowledged, on the embedded database', { timeout }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'myportal-kill-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const ledger = await killAgainAndAgain(folder, null)
    t.diagnostic(summary(ledger))
    const database = await openEmbedded(join(folder, 'database'))
    t.after(() => database.close())
    await compare(database, ledger)
  })

  const reason = process.env.TEST_DATABASE_URL ? false : 'needs TEST_DATABASE_URL'
  test('loses nothing it acknowledged, on PostgreSQL', { skip: reason, timeout }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'myportal-kill-'))
    const { database, url, drop } = await freshDatabase()
    t.after(drop)
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const ledger = await killAgainAndAgain(folder, url)
    t.diagnostic(summary(ledger))
    await compare(database, ledger)
  })
})

test(`an import of ${importRows} rows whose worker is killed at half takes each row once; the same file again changes nothing`, {
  skip: process.env.TEST_DATABASE_URL ? false : 'needs TEST_DATABASE_URL',
  timeout: 300_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-kill-'))
  const { database, url, drop } = await freshDatabase()
  const first = await startServer(folder, url)
  const nodes = [first]
  t.after(async () => {
    await Promise.all(nodes.map((node) => node.kill()))
    await drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const ada = personAt(first.base, 'Ada')
  const person = { email: 'ada@provider.example', first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', { ...person, password }).answers(201)
  const { id: company_id } = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
  const started = await sendFile(ada, Number(company_id)).answers(202)
  const one = async (text: string) =>
    asOwner(database, async (client) => (await client.query(text)).rows[0] as Record<string, number>)
  const soonest = Math.min(importRows / 2, importRows - 2_500)
  await until(async () => Number((await one('select rows_done from ticket_imports'))?.rows_done) >= soonest)
  await first.kill()
  const { rows_done } = await one('select rows_done from ticket_imports')
  assert.ok(Number(rows_done) < importRows, 'it was killed on the way')
  await asOwner(database, (client) =>
    client.query("update pgboss.job set state = 'retry', start_after = now() where state = 'active'"),
  )

  const second = await startServer(folder, url)
  nodes.push(second)
  const again = personAt(second.base, 'Ada')
  for (const [name, value] of ada.cookies) again.cookies.set(name, value)
  const ended = async (id: unknown) => {
    const found = await until(async () => {
      const now = await again.get(`/api/tickets/imports/${id}`).answers(200)
      return now.finished_at ? now : null
    }, 180_000)
    const { status, created, updated, skipped } = found as Reply['body']
    return [status, created, updated, skipped]
  }
  assert.deepEqual(await ended(started.id), ['finished', importRows, 0, 0])
  const { id } = await sendFile(again, Number(company_id)).answers(202)
  assert.deepEqual(await ended(id), ['finished', 0, 0, importRows])
  const stored = await one(
    `select (select count(*)::int from tickets) as tickets, (select count(*)::int from ticket_replies) as entries,
       (select count(*)::int from ticket_search) as found, (select count(*)::int from events where type = 'ticket.imported') as events`,
  )
  assert.deepEqual(stored, {
    tickets: importRows,
    entries: importRows,
    found: importRows,
    events: importRows,
  })
  t.diagnostic(`killed after ${rows_done} rows`)
})

function sendFile(by: Person, companyId: number) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ source: 'killed', mode: 'apply', company_id: companyId }))
    form.append(name, String(value))
  const rows = Array.from({ length: importRows }, (_, n) => `${n},Ticket ${n},What happened in ${n}`)
  form.append('file', new Blob([['id,subject,body', ...rows].join('\n')]), 'tickets.csv')
  return by.post('/api/tickets/imports', form)
}

const summary = ({ acknowledged, replayed }: Ledger) =>
  `${acknowledged.size} tickets acknowledged, ${replayed} of them only when asked again`

async function killAgainAndAgain(folder: string, url: string | null): Promise<Ledger> {
  const { ledger, cookies } = await settle(folder, url)
  for (let round = 0; round < rounds; round++) {
    const server = await startServer(folder, url)
    const ada = personAt(server.base, 'Ada')
    for (const [name, value] of cookies) ada.cookies.set(name, value)
    try {
      await askAgain(ada, ledger)
      await writeUntilKilled(ada, ledger, round, server.kill)
    } finally {
      await server.kill()
    }
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
  const company_id = Number(id)
  const ledger: Ledger = { acknowledged: new Map(), pending, answered: [], replayed: 0, company_id }
  return { ledger, cookies: ada.cookies }
}

/** The same key gives the same ticket, in whichever life of the server it was made. */
async function askAgain(ada: Person, ledger: Ledger): Promise<void> {
  for (const wanted of ledger.answered) {
    if (!wanted) continue
    const reply = await send(ada, ledger, wanted)
    assert.equal(reply.headers.get('idempotency-replayed'), 'true', reply.text)
    assert.equal(reply.body.id, ledger.acknowledged.get(wanted.subject))
  }
}

async function writeUntilKilled(
  ada: Person,
  ledger: Ledger,
  round: number,
  kill: () => Promise<void>,
): Promise<void> {
  // From "before the first answer" to "in the middle of many": the moment moves from round to round.
  const enough = ledger.acknowledged.size + ((round * 7) % 19)
  const write = async (_: Wish, writer: number) => {
    while (await isAnswered(ada, ledger, writer)) {
      if (ledger.acknowledged.size > enough) setTimeout(() => void kill(), (round * 5) % 13)
    }
  }
  await Promise.all(ledger.pending.map(write))
}

/** False once the server is gone, whether or not it stored what was sent last. */
async function isAnswered(ada: Person, ledger: Ledger, writer: number): Promise<boolean> {
  const wanted = ledger.pending[writer] ?? wish()
  const reply = await send(ada, ledger, wanted).catch(() => null)
  if (!reply) return false
  assert.equal(reply.status, 201, reply.text)
  assert.equal(reply.body.subject, wanted.subject)
  if (reply.headers.get('idempotency-replayed') === 'true') ledger.replayed++
  ledger.acknowledged.set(wanted.subject, Number(reply.body.id))
  ledger.answered[writer] = wanted
  ledger.pending[writer] = wish()
  return true
}

async function send(ada: Person, ledger: Ledger, { key, subject }: Wish): Promise<Reply> {
  const body = { subject, body: 'Is this still here?', company_id: ledger.company_id }
  return await ada.post('/api/tickets', body, { headers: { 'idempotency-key': key } })
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
