import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPortal } from '../../../app/server.ts'
import { asOwner, type Database, inTransaction } from '../../../platform/database/index.ts'
import { freshDatabase } from '../../../test/harness/database.ts'
import { startServer } from '../../../test/harness/server-process.ts'
import { until } from '../../../test/harness/until.ts'
import { type Loose, type Person, portal, testConfig } from '../../../test/portal.ts'
import { recountAll } from './count.service.ts'

async function cardOf(person: Person, name: string): Promise<Loose | undefined> {
  const { cards } = await person.get('/api/dashboard').answers(200)
  return (cards as unknown as Loose[]).find((card) => String(card.name) === name)
}
const numberOf = async (person: Person, name: string) => Number((await cardOf(person, name))?.value ?? -1)

test('numbers follow what happens within seconds, are shown to who may list the rows, and are told live', async () => {
  const { ada, tess, acme, globex, reg, portal: opened } = await portal()
  // That people joined is told first: it would end the stream.
  await opened.background.idle()
  const before = await numberOf(tess, 'tickets')
  const stream = await fetch(`${ada.base}/api/live?topics=counts`, {
    headers: { cookie: [...acme.olive.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (const subject of ['One', 'Two', 'Three'])
    await acme.bob.post('/api/tickets', { subject, body: 'b' }).answers(201)
  await until(async () => (await numberOf(acme.olive, 'tickets')) === 3)
  await until(async () => (await numberOf(tess, 'tickets')) === before + 3)
  let heard = ''
  while (reader && !heard.includes('count.changed')) {
    const { done, value } = await reader.read()
    assert.ok(!done, `the stream ended: ${heard}`)
    heard += value
  }
  await reader?.cancel()
  const message = heard.split('\n\n').find((one) => one.includes('count.changed')) ?? ''
  assert.match(message, /"subject_type":"count"/)
  assert.ok(!/^id:/m.test(message), 'what is no event has no number')

  assert.deepEqual(
    { ...(await cardOf(acme.olive, 'members')) },
    { name: 'members', label: 'Members', value: 2, capped: false, path: '/company/members' },
  )
  assert.equal(await numberOf(globex.eve, 'tickets'), 0)
  assert.equal(await cardOf(acme.bob, 'members'), undefined)
  assert.equal(await cardOf(acme.bob, 'tickets'), undefined)
  assert.equal(await numberOf(acme.bob, 'my_tickets'), 3)
  assert.deepEqual((await reg.get('/api/dashboard').answers(200)).cards, [])

  const { items } = await ada.get('/api/companies?kind=customer&limit=200').answers(200)
  const row = (items as unknown as Loose[]).find(({ id }) => Number(id) === acme.id)
  assert.deepEqual(
    ((row?.counts ?? []) as unknown as Loose[]).map(({ name, value }) => [name, value] as unknown),
    [
      ['members', 2],
      ['staff', 0],
      ['tickets', 3],
    ],
  )
})

test('the number of customers is of those in scope, and archived ones are none', async () => {
  const { ada, customer } = await portal()
  const made = await customer('Counted')
  const before = await until(async () => {
    const shown = await numberOf(ada, 'companies')
    const page = await ada.get('/api/companies?kind=customer&limit=200').answers(200)
    return shown === (page.items as unknown as Loose[]).length ? shown : 0
  })
  await ada.post(`/api/companies/${made}/archive`, {}).answers(200)
  await until(async () => (await numberOf(ada, 'companies')) === before - 1)
})

test('what waits for somebody has a card while it waits, for who may do it', async () => {
  const { ada, tess, acme } = await portal()
  assert.equal(await cardOf(acme.olive, 'onboard_requested'), undefined)
  const { id } = await acme.olive
    .post('/api/staff-members', { first_name: 'Nora', last_name: 'New' })
    .answers(201)
  const move = (by: Person, to: string) =>
    by.post(`/api/staff-members/${id}/account-action`, { to }).answers(200)
  await move(acme.olive, 'onboard_requested')
  await until(async () => (await numberOf(acme.olive, 'staff')) === 1)
  const card = await until(() => cardOf(acme.olive, 'onboard_requested'))
  assert.deepEqual([card?.value, card?.path] as unknown, [1, '/staff?account_action=onboard_requested'])
  assert.equal(await cardOf(acme.bob, 'onboard_requested'), undefined)
  await move(ada, 'onboard_approved')
  await until(async () => (await numberOf(tess, 'onboard_approved')) === 1)
  await until(async () => (await cardOf(acme.olive, 'onboard_requested')) === undefined)
})

test('a number that cannot be counted in time says so, and a number that drifted is mended at night', async () => {
  const { acme, database } = await portal()
  await until(async () => (await numberOf(acme.olive, 'members')) === 2)
  await until(async () => (await marks(database)) === 0)
  const mark = (text: string) => asOwner(database, (client) => client.query(text))
  assert.equal((await acme.olive.get('/api/dashboard').answers(200)).waiting_since as unknown, null)
  await mark(`insert into myportal.company_count_marks (company_id, name, marked_at)
    values (${acme.id}, 'members', now() - interval '1 minute')`)
  assert.ok((await acme.olive.get('/api/dashboard').answers(200)).waiting_since)

  await mark(`update myportal.company_counts set value = 7 where company_id = ${acme.id}`)
  await mark(`delete from myportal.company_count_marks`)
  assert.equal(await numberOf(acme.olive, 'members'), 7)
  const { corrected } = await recountAll(database)
  assert.ok(corrected >= 1)
  assert.equal(await numberOf(acme.olive, 'members'), 2)
  assert.equal((await recountAll(database)).corrected, 0)
})

const marks = async (database: Database) =>
  number(database, 'select count(*)::int as n from company_count_marks')

async function number(database: Database, text: string): Promise<number> {
  const opening = { role: 'portal_provider', all_companies: true } as const
  const { rows } = await inTransaction(database, opening, (tx) => tx.run<{ n: number }>(text))
  return rows[0]?.n ?? -1
}

test('10 000 changes of tickets in 20 companies, and a worker that dies in between: every number is right', async () => {
  const { database, url, drop } = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'counts-'))
  const workers: { die(): Promise<void> }[] = []
  try {
    await seedChanges(database, 20, 10_000)
    const waiting = () => asOwner(database, outbox)
    const first = await worker(database, folder, url)
    await until(async () => (await waiting()) < 7_000, 60_000)
    await first.die()
    // The embedded database may be through before anybody can look.
    if (url !== null) assert.ok((await waiting()) > 0, 'it died in between')
    workers.push(await worker(database, folder, url))
    await until(async () => (await waiting()) === 0, 120_000)
    const ended = performance.now()
    const wrong = `select count(*)::int as n from companies c left join company_counts k
      on k.company_id = c.id and k.name = 'tickets' where coalesce(k.value, 0) <> (select count(*) from tickets t
        where t.company_id = c.id and t.status_kind in ('open', 'pending') and t.deleted_at is null)`
    await until(async () => (await number(database, wrong)) === 0, 60_000)
    assert.ok(performance.now() - ended < 15_000, `${performance.now() - ended} ms after the backlog`)
    await until(
      async () => (await number(database, 'select sum(value)::int as n from company_counts')) === 5_020,
    )
    await until(async () => (await marks(database)) === 0)
    assert.equal((await recountAll(database)).corrected, 0)
  } finally {
    for (const one of workers) await one.die()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  }
})

const outbox = async (client: { query(text: string): Promise<{ rows: { n?: number }[] }> }) =>
  (await client.query('select count(*)::int as n from myportal.event_outbox')).rows[0]?.n ?? 0

/** Companies whose tickets were opened and half of them closed, with an event for each change. */
async function seedChanges(database: Database, companies: number, changes: number): Promise<void> {
  await asOwner(database, async (client) => {
    const sql = async (text: string) => client.query(`set search_path = myportal; ${text}`)
    await sql(
      `insert into companies (kind, name) select 'customer', 'C' || g from generate_series(1, ${companies}) g`,
    )
    await sql(`insert into tickets (company_id, source, subject, status, status_kind, resolved_at, priority, priority_rank)
      select (select min(id) from companies) + g % ${companies}, 'portal', 'T' || g,
        case when g % 2 = 0 then 'open' else 'resolved' end, case when g % 2 = 0 then 'open' else 'resolved' end,
        case when g % 2 = 1 then now() end, 'normal', 20 from generate_series(0, ${changes - 1}) g`)
    await sql(`insert into events (type, company_id, subject_type, subject_id, actor_kind, audience, data)
      select 'ticket.updated', company_id, 'ticket', id, 'system', 'company', '{"changes": []}' from tickets`)
  })
}

/** A worker that can die: on PostgreSQL a process that is killed, else one that is stopped in the middle. */
async function worker(
  database: Database,
  folder: string,
  url: string | null,
): Promise<{ die(): Promise<void> }> {
  if (url !== null) {
    const server = await startServer(folder, url)
    return { die: () => server.kill() }
  }
  const opened = await openPortal(testConfig(folder), database)
  return { die: () => opened.close() }
}
