import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from '../platform/contract/schema.ts'
import { asOwner, type Database, inTransaction } from '../platform/database/index.ts'
import { announce, defineEvent, sealEventsBy, verifyEvents } from '../platform/events/index.ts'
import { freshDatabase } from './harness/database.ts'
import { ownProcess } from './harness/server-process.ts'
import { effectTables, streamKeys } from './harness/stream-jobs.ts'
import { until } from './harness/until.ts'

/** How often a process with a dispatcher and a worker is killed while events flow. */
const rounds = Number(process.env.STREAM_KILL_ROUNDS ?? 6)
const events = Number(process.env.STREAM_KILL_EVENTS ?? rounds * 100)
const reason = process.env.TEST_DATABASE_URL ? false : 'needs TEST_DATABASE_URL'

const burnt = defineEvent({
  type: 'thing.burnt',
  subject: 'thing',
  audience: 'provider',
  label: 'Thing burnt',
  data: z.object({ n: z.int() }),
  sample: { n: 1 },
})

test(`dispatcher and worker are killed ${rounds} times under ${events} events: each effect once, each call under one id`, {
  skip: reason,
}, async (t) => {
  const { database, url, drop } = await freshDatabase()
  t.after(drop)
  sealEventsBy(database, streamKeys)
  await asOwner(database, (client) => client.query(effectTables))
  const receiver = await openReceiver()
  t.after(receiver.close)
  const spawned = () => startProcess(String(url), receiver.url)
  const processes = [await spawned(), await spawned()]
  t.after(() => processes.map(kill))

  const writing = writeAll(database)
  for (let round = 0; round < rounds; round++) {
    // From "just begun" to "in the middle of many": the moment moves from round to round.
    await pause((round * 37) % 300)
    const victim = round % 2
    await kill(processes[victim])
    processes[victim] = await spawned()
  }
  await writing
  await until(async () => (await left(database)) === 0, 120_000)

  const counts = await effectsOf(database)
  for (const kind of ['consumed', 'inside'])
    assert.deepEqual(counts.get(kind), { events, rows: events, most: 1 }, kind)
  assert.equal(receiver.ids.size, await wantedCalls(database))
  for (const [event, ids] of receiver.ids) assert.equal(ids.size, 1, `event ${event} under one id`)
  const always = { from: new Date(0), to: new Date('2100-01-01') }
  const { checked, first_bad } = await verifyEvents(database, always)
  assert.deepEqual({ checked, first_bad }, { checked: events, first_bad: null })
  t.diagnostic(`${receiver.calls()} calls for ${receiver.ids.size} events`)
})

/** As a supervisor does it: what ended before it was ready, for the machine was too slow, is begun again. */
async function startProcess(url: string, receiver: string, tries = 3): Promise<ChildProcess> {
  const file = new URL('./harness/stream-process.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file], {
    env: { ...ownProcess, DATABASE_URL: url, RECEIVER: receiver },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const how = await Promise.race([
    once(child.stdout, 'data').then(() => 'ready'),
    once(child, 'exit').then(() => 'ended'),
  ])
  if (how === 'ready') return child
  assert.ok(tries > 1, 'The process ended before it was ready')
  return startProcess(url, receiver, tries - 1)
}

async function kill(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** Counts which ids it was called under, for each event; every seventh call fails. */
async function openReceiver() {
  const ids = new Map<string, Set<string>>()
  let calls = 0
  const server = createServer((request, response) => {
    const [, event = '', id = ''] = (request.url ?? '').split('/')
    ids.set(event, (ids.get(event) ?? new Set()).add(id))
    response.writeHead(++calls % 7 === 0 ? 500 : 204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ids,
    calls: () => calls,
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** As many requests at once would: small transactions, several subjects, over the whole time of the killing. */
async function writeAll(database: Database): Promise<void> {
  const by = {
    actor: { kind: 'system', id: null },
    impersonator_id: null,
    caused_by: null,
    request_id: 'crash-test',
    origin: { ip: null, user_agent: null },
  } as const
  for (let n = 0; n < events; n++) {
    await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
      announce({ ...by, tx }, burnt, { subject_id: (n % 20) + 1, company_id: null, data: { n } }),
    )
    if (n % 10 === 0) await pause(5)
  }
}

const first = (database: Database, text: string) =>
  asOwner(database, async (client) => Number((await client.query(text)).rows[0]?.count))

/** Events that wait, and jobs that have not ended. */
const left = (database: Database) =>
  first(
    database,
    `select (select count(*) from myportal.event_outbox) + (select count(*) from myportal.event_failures where state = 'waiting')
       + (select count(*) from pgboss.job where name like 'test.%' and state <> 'completed') as count`,
  )

const wantedCalls = (database: Database) =>
  first(database, 'select count(*) from myportal.events where id % 5 = 0')

async function effectsOf(database: Database) {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ kind: string; events: number; rows: number; most: number }>(
      `select kind, count(*)::int as events, sum(n)::int as rows, max(n)::int as most
       from (select kind, event_id, count(*) as n from myportal.effects group by 1, 2) e group by 1`,
    ),
  )
  return new Map(rows.map(({ kind, ...counts }) => [kind, counts]))
}
