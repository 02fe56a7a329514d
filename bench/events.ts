import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { houseScope } from '../modules/companies/server/index.ts'
import { z } from '../platform/contract/schema.ts'
import { openCrypto } from '../platform/crypto/index.ts'
import { asOwner, type Database, inTransaction, type Transaction } from '../platform/database/index.ts'
import {
  announce,
  type Consumer,
  defineEvent,
  openDispatcher,
  sealEventsBy,
  verifyEvents,
} from '../platform/events/index.ts'
import { openLog } from '../platform/log/index.ts'
import { freshDatabase } from '../test/harness/database.ts'
import { middle, processorMs, say, seconds, startPortal, stop } from './house.ts'

const stepped = defineEvent({
  type: 'bench.stepped',
  subject: 'bench',
  audience: 'company',
  label: 'Bench stepped',
  data: z.object({ step: z.int() }),
  sample: { step: 1 },
})
const log = openLog({ level: 'silent', format: 'json', secrets: [] })
const everything = { role: 'portal_provider', all_companies: true } as const
const by = {
  actor: { kind: 'system', id: null },
  impersonator_id: null,
  caused_by: null,
  origin: { ip: null, user_agent: null },
} as const

/** Writing, dispatching, sealing and verifying events, and what an idle portal asks the database (events §9). */
export async function measureEvents(folder: string): Promise<void> {
  const { database, url, drop } = await freshDatabase()
  try {
    prepare(database)
    await writing(database)
    await dispatching(database, 60_000, 10_000)
    await verifying(database)
    await effects(database)
    await idling(String(url), folder)
  } finally {
    await drop()
  }
}

function prepare(database: Database): void {
  const data_key = Buffer.alloc(32, 1).toString('base64')
  sealEventsBy(
    database,
    openCrypto({ session_secret: 'bench', session_secret_previous: [], data_key, data_key_previous: [] }),
  )
}

/** The same one-row update with and without its event, at 16 writers and alone. */
async function writing(database: Database): Promise<void> {
  await asOwner(database, (client) =>
    client.query(`create table myportal.bench_rows as select n as id, 0 as value from generate_series(1, 64) n;
      create index on myportal.bench_rows (id); grant select, update on myportal.bench_rows to portal_provider`),
  )
  const rates = { bare: [] as number[], told: [] as number[] }
  for (let round = -1; round < 5; round++) {
    const bare = await rate(16, (n) => change(database, n, false))
    const told = await rate(16, (n) => change(database, n, true))
    // The first round warms both up.
    if (round < 0) continue
    rates.bare.push(bare)
    rates.told.push(told)
  }
  const [bare, told] = [middle(rates.bare, (one) => one), middle(rates.told, (one) => one)]
  const ratio = told / bare
  const text = `${ratio.toFixed(2)} (${told.toFixed(0)}/s against ${bare.toFixed(0)}/s)`
  say('event_write', text, ratio >= 0.6, '≥ 0.60')
  const alone = 1_000 / (await rate(1, (n) => change(database, n, true)))
  const without = 1_000 / (await rate(1, (n) => change(database, n, false)))
  say('event_write_alone', `${(alone - without).toFixed(2)} ms more`, alone - without <= 0.2, '≤ 0.2 ms')
}

const change = (database: Database, n: number, tells: boolean) =>
  inTransaction(database, everything, async (tx) => {
    await tx.run('update bench_rows set value = value + 1 where id = $1', [(n % 64) + 1])
    if (tells) await step(tx, n)
  })

const step = (tx: Transaction, n: number) =>
  announce({ ...by, tx, request_id: `events-bench-${n}` }, stepped, {
    subject_id: (n % 64) + 1,
    company_id: null,
    data: { step: n },
  })

/** Calls a second, by so many writers at once. */
async function rate(writers: number, work: (n: number) => Promise<void>): Promise<number> {
  const end = performance.now() + seconds * 1_000
  let done = 0
  let next = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < end) {
        await work(next++)
        done++
      }
    }),
  )
  return done / ((performance.now() - started) / 1_000)
}

const counting: Consumer = {
  name: 'bench',
  async consume(scope, events) {
    await scope.tx.run('select count(*) from unnest($1::bigint[])', [events.map(({ id }) => id)])
  },
}

const dispatcherOn = (database: Database, consumers: Consumer[]) =>
  openDispatcher({
    database,
    log,
    consumers,
    publish: () => {},
    scopeFor: (tx, company_id, caused_by) => houseScope(tx, { company_id, caused_by }),
  })

const fill = `insert into events (type, company_id, subject_type, subject_id, actor_kind, audience, data, request_id)
  select 'bench.stepped', null, 'bench', n % 5000, 'system', 'company', jsonb_build_object('step', n), 'events-bench'
  from generate_series(1, $1::int) n`

/** With seals and one consumer. */
async function dispatching(database: Database, events: number, floor: number): Promise<void> {
  const dispatcher = dispatcherOn(database, [counting])
  await dispatcher.idle()
  await inTransaction(database, { role: 'portal_system' }, (tx) => tx.run(fill, [events]))
  const started = performance.now()
  await dispatcher.idle()
  const perSecond = events / ((performance.now() - started) / 1_000)
  const name = database.kind === 'embedded' ? 'event_dispatch_embedded' : 'event_dispatch'
  say(name, `${perSecond.toFixed(0)} events/s`, perSecond >= floor, `≥ ${floor}`)
}

async function verifying(database: Database): Promise<void> {
  const started = performance.now()
  const { checked, first_bad } = await verifyEvents(database, { from: new Date(0), to: new Date() })
  const perSecond = checked / ((performance.now() - started) / 1_000)
  const holds = perSecond >= 50_000 && first_bad === null
  say('event_verify', `${perSecond.toFixed(0)} events/s`, holds, '≥ 50000')
  const { rows } = await asOwner(database, (client) =>
    client.query<{ bytes: number }>(
      `select sum(pg_total_relation_size(relid)) / (select count(*) from myportal.events) as bytes
       from pg_partition_tree('myportal.events')`,
    ),
  )
  const bytes = Number(rows[0]?.bytes)
  say('event_size', `${bytes.toFixed(0)} bytes with indexes`, bytes <= 450, '≤ 450')
}

/** From a commit to what a consumer does, at 50 events a second. */
async function effects(database: Database): Promise<void> {
  const sent = new Map<number, number>()
  const took: number[] = []
  const dispatcher = dispatcherOn(database, [
    {
      name: 'bench_effects',
      async consume(_, events) {
        for (const { data } of events) {
          const at = sent.get(Number(data.step))
          if (at !== undefined) took.push(performance.now() - at)
        }
      },
    },
  ])
  await dispatcher.start()
  await dispatcher.idle()
  for (let n = 1_000_000; n < 1_000_000 + seconds * 50; n++) {
    await inTransaction(database, everything, (tx) => step(tx, n))
    sent.set(n, performance.now())
    await pause(20)
  }
  await dispatcher.idle()
  await dispatcher.stop()
  const p95 = took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? Number.POSITIVE_INFINITY
  say('event_effect_p95', `${p95.toFixed(1)} ms over ${took.length}`, p95 <= 100, '≤ 100 ms')
}

/** Transactions and processor time of a portal that nobody asks anything. */
async function idling(url: string, folder: string): Promise<void> {
  const portal = await startPortal({ DATABASE_URL: url, DATA_DIR: join(folder, 'idle') })
  await pause(5_000)
  const [before, worked] = [await transactions(url), processorMs(portal.child)]
  // A whole minute: the tasks of the house that run each minute are in it, once.
  await pause(60_000)
  const perSecond = ((await transactions(url)) - before) / 60
  const share = (processorMs(portal.child) - worked) / 600
  await stop(portal.child)
  say('idle_processor', `${share.toFixed(1)} % of a core`, share <= 1, '≤ 1 %')
  say('idle_queries', `${perSecond.toFixed(1)} transactions/s`, perSecond <= 6, '≤ 6')
}

async function transactions(url: string): Promise<number> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ count: string }>(
    `select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()`,
  )
  await client.end()
  return Number(rows[0]?.count)
}

/** Dispatching on the embedded database. */
export async function measureEventsEmbedded(): Promise<void> {
  const { openEmbedded } = await import('../platform/database/index.ts')
  const { migrateAll } = await import('../app/migrate.ts')
  const database = await openEmbedded(null)
  try {
    await migrateAll(database)
    prepare(database)
    await dispatching(database, 10_000, 4_000)
  } finally {
    await database.close()
  }
}
