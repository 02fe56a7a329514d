import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { freshDatabase } from '../../test/harness/database.ts'
import { z } from '../contract/schema.ts'
import { openCrypto } from '../crypto/index.ts'
import {
  asOwner,
  type Database,
  inTransaction,
  openPostgres,
  type Scope,
  sealScope,
  type Transaction,
} from '../database/index.ts'
import { openLog } from '../log/index.ts'
import {
  announce,
  becauseOf,
  type Consumer,
  type Dispatcher,
  defineEvent,
  type LiveChange,
  openDispatcher,
  openWaker,
  registerConsumer,
  type ScopeFor,
  type StoredEvent,
  sealEventsBy,
} from './index.ts'

const data = z.object({ step: z.int() })
const moved = defineEvent({
  type: 'thing.moved',
  subject: 'thing',
  audience: 'company',
  label: 'Thing moved',
  data,
  sample: { step: 1 },
})
const echoed = defineEvent({ ...moved, type: 'echo.heard', subject: 'echo', label: 'Echo heard' })

const data_key = Buffer.alloc(32, 1).toString('base64')
const keys = openCrypto({
  session_secret: 'of this test',
  session_secret_previous: [],
  data_key,
  data_key_previous: [],
})
const log = openLog({ level: 'silent', format: 'json', secrets: [] })
const nobody = { actor: { kind: 'system', id: null }, impersonator_id: null, caused_by: null } as const
const writer = { ...nobody, request_id: 'dispatcher-test', origin: { ip: null, user_agent: null } }
const everything = { role: 'portal_provider', all_companies: true } as const

const scopeFor: ScopeFor = (tx, company_id, caused_by) =>
  sealScope({
    ...writer,
    kind: 'job',
    tx,
    role: 'portal_provider',
    user_id: null,
    company_id,
    company_ids: company_id === null ? [] : [company_id],
    all_companies: company_id === null,
    permissions: new Set(),
    is_super_admin: false,
    company_kind: null,
    is_visiting: false,
    caused_by,
  })

test('events of one subject arrive in the order of their ids, each once, under parallel writers', async (t) => {
  const { database, url } = await stage(t)
  const other = url ? openPostgres({ url, pool_size: 4 }) : database
  sealEventsBy(other, keys)
  const dispatchers = [dispatcher(database, [noting]), dispatcher(other, [noting])]
  for (const one of dispatchers) await one.start()
  const steps = Array.from({ length: 200 }, (_, index) => index)
  await Promise.all(steps.map((step) => move(database, { subject: (step % 4) + 1, company: 1, step })))
  await Promise.all(dispatchers.map((one) => one.idle()))
  for (const one of dispatchers) await one.stop()
  if (other !== database) await other.close()

  const seen = await notes(database)
  assert.equal(seen.length, 200)
  assert.equal(new Set(seen.map(({ event_id }) => event_id)).size, 200)
  for (const subject of [1, 2, 3, 4]) {
    const ids = seen.filter(({ subject_id }) => subject_id === subject).map(({ event_id }) => event_id)
    assert.deepEqual(
      ids,
      ids.toSorted((a, b) => a - b),
    )
  }
  assert.deepEqual(await rows(database, 'select from event_outbox'), [])
})

test('a consumer that throws on one event loses that one only, and nobody else notices', async (t) => {
  const { database } = await stage(t)
  let isBroken = true
  const fragile: Consumer = {
    name: 'fragile',
    async consume(scope, events) {
      for (const event of events) {
        await note(scope, 'fragile', event)
        if (isBroken && event.data.step === 2) throw new Error('This one is too much')
      }
    },
  }
  const dispatch = await started(dispatcher(database, [fragile, noting]))
  await inTransaction(database, everything, async (tx) => {
    for (const step of [1, 2, 3]) await announceMove(tx, { subject: 7, company: 3, step })
  })
  await dispatch.idle()
  assert.deepEqual(await stepsOf(database, 'noting'), [1, 2, 3])
  assert.deepEqual(await stepsOf(database, 'fragile'), [1, 3])
  const [failure] = await rows(
    database,
    `select consumer, attempts, state, error, round(extract(epoch from next_attempt_at - now()) / 10) as tens
     from event_failures`,
  )
  const { error, ...rest } = failure ?? {}
  assert.deepEqual(rest, { consumer: 'fragile', attempts: 1, state: 'waiting', tens: '1' })
  assert.match(String(error), /too much/)

  await dispatch.stop()
  await due(database)
  await dispatcher(database, [fragile, noting]).idle()
  assert.equal((await rows(database, 'select from event_failures where attempts = 2')).length, 1)
  isBroken = false
  await due(database)
  await dispatcher(database, [fragile, noting]).idle()
  assert.deepEqual(await stepsOf(database, 'fragile'), [1, 2, 3])
  assert.deepEqual(await stepsOf(database, 'noting'), [1, 2, 3])
  assert.deepEqual(await rows(database, 'select state from event_failures'), [{ state: 'resolved' }])
})

test('after six attempts an event is dead for its consumer', async (t) => {
  const { database } = await stage(t)
  const hopeless: Consumer = {
    name: 'hopeless',
    async consume() {
      throw new Error('Never')
    },
  }
  await dispatcher(database, [hopeless]).idle()
  await move(database, { subject: 1, company: null, step: 1 })
  await dispatcher(database, [hopeless]).idle()
  for (let attempt = 2; attempt <= 6; attempt++) {
    await due(database)
    await dispatcher(database, [hopeless]).idle()
  }
  const ofFirst = 'select state, attempts, next_attempt_at from event_failures where event_id = 1'
  assert.deepEqual(await rows(database, ofFirst), [{ state: 'dead', attempts: 6, next_attempt_at: null }])
  const deaths = "select data->>'event_id' as event_id from events where type = 'event_failure.died'"
  assert.deepEqual(await rows(database, deaths), [{ event_id: '1' }])
})

test('a consumer works inside the company of its events, and sees no other', async (t) => {
  const { database } = await stage(t)
  const seen: unknown[] = []
  const looking: Consumer = {
    name: 'looking',
    async consume(scope, events) {
      const { rows: found } = await scope.tx.run(
        `select current_user as role, count(*) as events from events where subject_type = 'thing'`,
      )
      seen.push({ company: scope.company_id, handed: events.length, ...found[0] })
    },
  }
  await dispatcher(database, [looking]).idle()
  await inTransaction(database, everything, async (tx) => {
    for (const company of [5, 6, 5, null]) await announceMove(tx, { subject: 9, company, step: 1 })
  })
  await dispatcher(database, [looking]).idle()
  // The subject changed hands, so its events come in the order in which that happened.
  assert.deepEqual(seen, [
    { company: 5, handed: 1, role: 'portal_provider', events: 2 },
    { company: 6, handed: 1, role: 'portal_provider', events: 1 },
    { company: 5, handed: 1, role: 'portal_provider', events: 2 },
    { company: null, handed: 1, role: 'portal_provider', events: 4 },
  ])
})

test('what a consumer announces names its cause, and is dispatched too', async (t) => {
  const { database } = await stage(t)
  const echoing: Consumer = {
    name: 'echoing',
    async consume(scope, events) {
      for (const event of events.filter(({ type }) => type === 'thing.moved'))
        await announce(becauseOf(scope, event), echoed, {
          subject_id: event.id,
          company_id: event.company_id,
          data: { step: 0 },
        })
    },
  }
  const published: LiveChange[] = []
  const dispatch = await started(dispatcher(database, [echoing], published))
  await move(database, { subject: 1, company: 2, step: 1 })
  await move(database, { subject: 2, company: 2, step: 1 })
  await dispatch.idle()
  const echoes = await rows(database, `select caused_by, subject_id from events where type = 'echo.heard'`)
  assert.equal(echoes.length, 2)
  for (const { caused_by, subject_id } of echoes) assert.equal(caused_by, subject_id)
  assert.equal(published.length, 4)
  assert.deepEqual(Object.keys(published[0] ?? {}).sort(), [
    'audience',
    'company_id',
    'created_at',
    'id',
    'subject_id',
    'subject_type',
    'type',
  ])
})

test('a new consumer starts after the events of its first start', async (t) => {
  const { database } = await stage(t)
  await move(database, { subject: 1, company: 1, step: 1 })
  await dispatcher(database, [noting]).idle()
  await move(database, { subject: 1, company: 1, step: 2 })
  await dispatcher(database, [noting]).idle()
  assert.deepEqual(await stepsOf(database, 'noting'), [2])
})

test('200 parallel transactions with events and a running dispatcher: no deadlock, all done', async (t) => {
  const { database } = await stage(t)
  const dispatch = await started(dispatcher(database, [noting]))
  const steps = Array.from({ length: 200 }, (_, step) => step)
  await Promise.all(steps.map((step) => move(database, { subject: step + 1, company: (step % 5) + 1, step })))
  await dispatch.idle()
  assert.deepEqual((await stepsOf(database, 'noting')).sort(byNumber), steps)
})

test('an event wakes the dispatcher of its own process, and one of another by notify', async (t) => {
  const { database, url } = await stage(t)
  const heard = Promise.withResolvers<void>()
  const waiting: Consumer = { name: 'waiting', consume: async () => heard.resolve() }
  await started(dispatcher(database, [waiting]))
  await move(database, { subject: 1, company: 1, step: 1 })
  await heard.promise
  if (!url) return

  const away = openPostgres({ url, pool_size: 2 })
  const waker = openWaker({ database: away })
  const notified = Promise.withResolvers<void>()
  const deafen = await database.listen('events', () => notified.resolve())
  await move(away, { subject: 2, company: 1, step: 2 })
  await notified.promise
  waker.stop()
  await deafen()
  await away.close()
})

test('two consumers of one name stop the start', () => {
  registerConsumer({ name: 'twice', consume: async () => {} })
  assert.throws(() => registerConsumer({ name: 'twice', consume: async () => {} }), /registered twice/)
})

const noting: Consumer = {
  name: 'noting',
  async consume(scope, events) {
    for (const event of events) await note(scope, 'noting', event)
  },
}

const byNumber = (a: number, b: number) => a - b

interface Stage {
  database: Database
  url: string | null
}

const running: Dispatcher[] = []

/** A database with a table in which consumers note what they were handed. */
async function stage(t: TestContext): Promise<Stage> {
  const { database, url, drop } = await freshDatabase()
  t.after(async () => {
    for (const one of running.splice(0)) await one.stop()
    await drop()
  })
  sealEventsBy(database, keys)
  await asOwner(database, (client) =>
    client.query(`create table myportal.notes (position bigint generated always as identity, consumer text,
      event_id bigint, subject_id bigint, step int); grant select, insert on myportal.notes to portal_provider`),
  )
  return { database, url }
}

function dispatcher(database: Database, consumers: Consumer[], published: LiveChange[] = []): Dispatcher {
  return openDispatcher({ database, scopeFor, log, consumers, publish: (batch) => published.push(...batch) })
}

async function started(dispatch: Dispatcher): Promise<Dispatcher> {
  running.push(dispatch)
  await dispatch.start()
  return dispatch
}

interface Move {
  subject: number
  company: number | null
  step: number
}

/** As a service does: the subject is locked first, so its ids follow the order of the commits. */
function move(database: Database, moves: Move): Promise<void> {
  return inTransaction(database, everything, async (tx) => {
    await tx.run('select pg_advisory_xact_lock($1)', [moves.subject])
    await announceMove(tx, moves)
  })
}

const announceMove = (tx: Transaction, { subject, company, step }: Move) =>
  announce({ ...writer, tx }, moved, { subject_id: subject, company_id: company, data: { step } })

async function note(scope: Scope, consumer: string, event: StoredEvent): Promise<void> {
  await scope.tx.run('insert into notes (consumer, event_id, subject_id, step) values ($1, $2, $3, $4)', [
    consumer,
    event.id,
    event.subject_id,
    event.data.step,
  ])
}

const notes = (database: Database) =>
  inTransaction(database, everything, async (tx) => {
    const found = await tx.run<{ event_id: number; subject_id: number; consumer: string; step: number }>(
      'select * from notes order by position',
    )
    return found.rows
  })

async function stepsOf(database: Database, consumer: string): Promise<number[]> {
  const found = (await notes(database)).filter((row) => row.consumer === consumer)
  return found.toSorted((a, b) => a.event_id - b.event_id).map(({ step }) => step)
}

const rows = (database: Database, text: string) =>
  inTransaction(database, { role: 'portal_system' }, async (tx) => (await tx.run(text)).rows)

const due = (database: Database) =>
  rows(database, `update event_failures set next_attempt_at = now() where state = 'waiting'`)
