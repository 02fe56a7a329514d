import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { freshDatabase } from '../../test/harness/database.ts'
import { z } from '../contract/schema.ts'
import { openCrypto } from '../crypto/index.ts'
import { asOwner, type Database, inTransaction, type Scope, sealScope } from '../database/index.ts'
import { openLog } from '../log/index.ts'
import {
  announce,
  defineEvent,
  dropPartitions,
  findEvents,
  keepPartitions,
  openDispatcher,
  replayEvents,
  type ScopeFor,
  sealEventsBy,
  streamFaults,
  type VerifyOptions,
  verifyEvents,
} from './index.ts'

const noted = defineEvent({
  type: 'page.noted',
  subject: 'page',
  audience: 'company',
  label: 'Page noted',
  data: z.object({ number: z.int() }),
  sample: { number: 1 },
})
const signedIn = defineEvent({ ...noted, type: 'page.opened', retention_class: 'sign_in' })

const data_key = Buffer.alloc(32, 1).toString('base64')
const keyed = (session_secret: string) =>
  openCrypto({ session_secret, session_secret_previous: [], data_key, data_key_previous: [] })
const log = openLog({ level: 'silent', format: 'json', secrets: [] })
const scopeFor: ScopeFor = (tx, company_id, caused_by) =>
  sealScope({
    kind: 'job',
    tx,
    actor: { kind: 'system', id: null },
    impersonator_id: null,
    request_id: 'verify-test',
    origin: { ip: null, user_agent: null },
    role: 'portal_provider',
    user_id: null,
    company_id,
    company_ids: [],
    all_companies: true,
    permissions: new Set(),
    is_super_admin: false,
    company_kind: null,
    is_visiting: false,
    caused_by,
  })
const always = { from: new Date(0), to: new Date('2100-01-01') }

test('sealed events are found as they were, whichever batch held them, also when nobody knows any more from where', async (t) => {
  const { database, write } = await stage(t)
  await write(30)
  await write(30)
  const forgotten = await asOwner(database, (client) => client.query('delete from myportal.event_origins'))
  assert.ok(forgotten.rowCount)
  const { checked, expired, first_bad, heads } = await verifyEvents(database, always)
  assert.deepEqual({ checked, expired, first_bad }, { checked: 60, expired: 0, first_bad: null })
  assert.ok(heads.some(({ sequence }) => sequence > 1))
})

test('the owner cannot update, delete or truncate, not even a partition', async (t) => {
  const { database, write } = await stage(t)
  await write(3)
  const month = new Date().toISOString().slice(0, 7).replace('-', '')
  for (const text of [
    "update events set type = 'x'",
    'delete from events',
    'truncate events',
    `truncate events_standard_${month}`,
    'truncate events_standard',
    'update event_seals set sequence = 7',
    'delete from event_seals',
    'truncate event_seals',
  ])
    await assert.rejects(asItsOwner(database, text), { code: '42501' }, text)
})

test('a changed row is named', async (t) => {
  const { database, write } = await stage(t)
  await write(20)
  await untriggered(database, `update events set data = '{"number": 99}' where id = 13`)
  assert.deepEqual(await firstBad(database), { event_id: 13, problem: 'changed' })
})

test('a removed row is named', async (t) => {
  const { database, write } = await stage(t)
  await write(20)
  await untriggered(database, 'delete from events where id = 7')
  assert.deepEqual(await firstBad(database), { event_id: 7, problem: 'missing' })
})

test('a row that was slipped in past the outbox is named', async (t) => {
  const { database, write } = await stage(t)
  await write(20)
  const columns = 'type, subject_type, subject_id, actor_kind, audience'
  await untriggered(
    database,
    `insert into events (${columns}) select ${columns} from events where id = 3;
     delete from event_outbox`,
  )
  assert.deepEqual(await firstBad(database), { event_id: 21, problem: 'inserted' })
})

test('a seal that was made anew without the key is found', async (t) => {
  const { database, write } = await stage(t)
  await write(20)
  await untriggered(database, `update events set data = '{"number": 99}' where id = 13`)
  const forged = createHmac('sha256', 'a guess').update('seal').digest('hex')
  await untriggered(
    database,
    `update event_seals s set hash = '\\x${forged}', digest = sha256(n.rows), row_digests = n.rows from (
       select f.lane, f.sequence, string_agg(seal_of(e), ''::bytea order by e.id) as rows
       from event_seals f join events e on e.id = any (f.event_ids) where 13 = any (f.event_ids) group by 1, 2) n
     where n.lane = s.lane and n.sequence = s.sequence;
     update event_lanes l set hash = s.hash from event_seals s where s.lane = l.lane and s.sequence = l.sequence`,
  )
  assert.equal((await firstBad(database)).problem, 'wrong_key')
})

test('a chain whose end was cut off is found by what was published before', async (t) => {
  const { database, write } = await stage(t)
  await write(20)
  const { heads } = await verifyEvents(database, always)
  const head = heads.find(({ sequence }) => sequence > 0)
  assert.ok(head)
  const forged = { ...head, hash: '00'.repeat(32) }
  assert.equal((await firstBad(database, { ...always, published: [forged] })).problem, 'broken_chain')
  assert.equal((await verifyEvents(database, { ...always, published: heads })).first_bad, null)
  await untriggered(
    database,
    `delete from event_seals where lane = ${head.lane} and sequence = ${head.sequence}`,
  )
  assert.equal((await firstBad(database)).problem, 'missing_seal')
  // With the lane's row put back as well, only the copy outside still knows of the seal.
  await untriggered(
    database,
    `delete from events where id in (select e.id from events e where not exists
       (select from event_seals s where e.id = any (s.event_ids)));
     update event_lanes l set sequence = coalesce((select max(sequence) from event_seals s where s.lane = l.lane), 0),
       hash = (select hash from event_seals s where s.lane = l.lane order by sequence desc limit 1)`,
  )
  assert.equal((await verifyEvents(database, always)).first_bad, null)
  assert.equal((await firstBad(database, { ...always, published: heads })).problem, 'missing_seal')
})

test('seals of another secret are not trusted', async (t) => {
  const { database, write } = await stage(t)
  await write(3)
  sealEventsBy(database, keyed('another secret'))
  assert.equal((await firstBad(database)).problem, 'unknown_key')
})

test('a month that was dropped has expired, and what remains is still checked', async (t) => {
  const { database, write } = await stage(t)
  await write(10)
  await asItsOwner(
    database,
    'select make_event_partition(c, $$2026-01-01$$) from unnest(array[$$standard$$, $$sign_in$$]) c',
  )
  await inTransaction(database, { role: 'portal_system' }, async (tx) => {
    for (const kind of ['standard', 'sign_in'])
      await tx.run(
        `insert into events (type, retention_class, subject_type, subject_id, actor_kind, audience, created_at)
         values ('page.noted', $1, 'page', 1, 'system', 'provider', '2026-01-15')`,
        [kind],
      )
  })
  await dispatched(database)
  assert.equal((await verifyEvents(database, always)).checked, 12)
  assert.equal(await dropPartitions(database, 'sign_in', new Date('2026-01-31')), 0)
  assert.equal(await dropPartitions(database, 'sign_in', new Date('2026-02-01')), 1)
  const { checked, expired, first_bad } = await verifyEvents(database, always)
  assert.deepEqual({ checked, expired, first_bad }, { checked: 11, expired: 1, first_bad: null })
  await staysReadable(database, 11)
  await untriggered(database, "update events set type = 'page.other' where created_at = '2026-01-15'")
  assert.equal((await firstBad(database)).problem, 'changed')
})

test('what an event may not hold is refused, by whichever way it comes', async (t) => {
  const { database } = await stage(t)
  const right = { kind: "'system'", audience: "'provider'", data: "'{}'", lineage: "'{}'" }
  const put = (wrong: Partial<typeof right>) => {
    const { kind, audience, data, lineage } = { ...right, ...wrong }
    return inTransaction(database, { role: 'portal_system' }, (tx) =>
      tx.run(`insert into events (type, subject_type, actor_kind, audience, data, lineage)
        values ('page.noted', 'page', ${kind}, ${audience}, ${data}, ${lineage})`),
    )
  }
  await put({})
  for (const wrong of [
    { kind: "'ghost'" },
    { audience: "'everyone'" },
    { data: "jsonb_build_object('long', repeat('x', 17000))" },
    { lineage: "'{1,2,3,4,5,6,7,8,9,10,11}'" },
  ])
    await assert.rejects(put(wrong), { code: '23514' })
})

test('a row without a month is a fault that health sees, and moves to its own month unchanged', async (t) => {
  const { database, write } = await stage(t)
  await write(2)
  assert.deepEqual(await streamFaults(database), [])
  await inTransaction(database, { role: 'portal_system' }, (tx) =>
    tx.run(`insert into events (type, subject_type, subject_id, actor_kind, audience, created_at)
      values ('page.noted', 'page', 1, 'system', 'provider', '2025-05-15')`),
  )
  await dispatched(database)
  assert.deepEqual(await streamFaults(database), ['strayed'])
  assert.equal((await keepPartitions(database)).moved, 1)
  assert.deepEqual(await streamFaults(database), [])
  const { checked, first_bad } = await verifyEvents(database, always)
  assert.deepEqual({ checked, first_bad }, { checked: 3, first_bad: null })
  await assert.rejects(asItsOwner(database, 'delete from events_standard_202505'), { code: '42501' })
  await write(1)
  assert.equal((await verifyEvents(database, always)).checked, 4)
})

async function stage(t: TestContext) {
  const { database, drop } = await freshDatabase()
  t.after(drop)
  sealEventsBy(database, keyed('of this test'))
  let number = 0
  return {
    database,
    /** So many events of several subjects, handled at once. */
    async write(count: number) {
      await inTransaction(database, { role: 'portal_provider', all_companies: true }, async (tx) => {
        const by = {
          tx,
          actor: { kind: 'system', id: null },
          impersonator_id: null,
          caused_by: null,
        } as const
        for (let i = 0; i < count; i++) {
          const kind = i % 3 === 0 ? signedIn : noted
          await announce(
            { ...by, request_id: 'verify-test', origin: { ip: '203.0.113.9', user_agent: null } },
            kind,
            {
              subject_id: (number % 5) + 1,
              company_id: null,
              data: { number: ++number },
            },
          )
        }
      })
      await dispatched(database)
    },
  }
}

async function dispatched(database: Database): Promise<void> {
  const scopeFor = () => assert.fail('nobody consumes')
  await openDispatcher({ database, scopeFor, log, consumers: [], publish: () => {} }).idle()
}

/** List and replay go on over a stream whose oldest month is gone. */
async function staysReadable(database: Database, count: number) {
  let listed = 0
  const consumers = [
    {
      name: 'reader',
      async consume(scope: Scope) {
        listed = (await findEvents(scope, {}, { sort: '-created_at', limit: 50 })).items.length
      },
    },
  ]
  const fed = await replayEvents(database, { consumer: 'reader', from: new Date(0), scopeFor, consumers })
  assert.deepEqual({ ...fed, listed }, { handed: count, failed: 0, listed: count })
}

async function firstBad(database: Database, options: VerifyOptions = always) {
  const { first_bad } = await verifyEvents(database, options)
  assert.ok(first_bad, 'it is found')
  const { event_id, problem } = first_bad
  return { event_id, problem }
}

const asItsOwner = (database: Database, text: string) =>
  asOwner(database, async (client) => {
    await client.query('set search_path to myportal')
    await client.query(`begin; set local role portal_owner; ${text}; commit`).catch(async (error) => {
      await client.query('rollback')
      throw error
    })
  })

/** What somebody with all rights on the database does to it, triggers switched off. */
const untriggered = (database: Database, text: string) =>
  asOwner(database, async (client) => {
    await client.query(`set session_replication_role to replica; set search_path to myportal; ${text};
      set session_replication_role to origin`)
  })
