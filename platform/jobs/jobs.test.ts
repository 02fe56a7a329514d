import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type pg from 'pg'
import { until } from '../../test/harness/until.ts'
import { testServer } from '../../test/postgres.ts'
import { Id, z } from '../contract/schema.ts'
import {
  asOwner,
  type Database,
  inTransaction,
  migrate,
  openEmbedded,
  type Transaction,
} from '../database/index.ts'
import { announce, defineEvent } from '../events/index.ts'
import { openLog } from '../log/index.ts'
import { tickClock } from './clock.ts'
import {
  defineJob,
  defineTask,
  enqueue,
  ensureSystemTasks,
  installQueue,
  type Jobs,
  openJobs,
} from './index.ts'

const log = openLog({ level: 'silent', format: 'json', secrets: [] })
const done: { name: string; id: number; attempt: number }[] = []
const note = (name: string, id: number, attempt: number) => void done.push({ name, id, attempt })
const ofId = (id: number) => done.filter((one) => one.id === id)
const Data = z.object({ id: Id })

const noticed = defineEvent({
  type: 'note.noticed',
  subject: 'note',
  audience: 'provider',
  label: 'Note noticed',
  data: Data,
  sample: { id: 1 },
})
const origin = { ip: null, user_agent: null }
const by = { actor: { kind: 'system', id: null }, impersonator_id: null, caused_by: null, origin } as const

const outside = {
  data: Data,
  kind: 'outside',
  retries: 2,
  retry_delay_seconds: 0,
  expire_seconds: 30,
  concurrency: 8,
} as const
const noted = defineJob({
  ...outside,
  name: 'test.noted',
  run: async ({ data, attempt }) => note('noted', data.id, attempt),
})
const once = defineJob({
  ...outside,
  name: 'test.once',
  unique: true,
  run: async ({ data }) => note('once', data.id, 1),
})
const failing = defineJob({
  ...outside,
  name: 'test.failing',
  async run({ data, attempt }) {
    note('failing', data.id, attempt)
    throw new Error('No luck')
  },
})
const writing = defineJob({
  ...outside,
  name: 'test.writing',
  kind: 'database',
  async run({ data, attempt, database, settle }) {
    note('writing', data.id, attempt)
    await inTransaction(database, { role: 'portal_provider', all_companies: true }, async (tx) => {
      await tx.run(`insert into settings (name, value) values ($1, '1')`, [
        `test.written_${'abcdefghij'[data.id % 10]}`,
      ])
      await settle({ tx })
      if (attempt === 1) throw new Error('Rolled back after it settled')
    })
  },
})
const patient = defineJob({
  ...outside,
  name: 'test.patient',
  async run({ data, attempt, signal }) {
    note('patient', data.id, attempt)
    if (ofId(data.id).length === 1)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  },
})
const hourly = defineTask({
  name: 'test.hourly',
  label: 'Noted every hour',
  input: z.object({}),
  per_company: false,
  cron: '0 * * * *',
  async run({ run_id, attempt }) {
    note('hourly', run_id, attempt)
    return { seen: true }
  },
})
defineTask({
  name: 'test.broken',
  label: 'Fails each time',
  input: z.object({}),
  per_company: false,
  run: async () => Promise.reject(new Error('Broken')),
})

const asMember = <T>(database: Database, work: (tx: Transaction) => Promise<T>) =>
  inTransaction(database, { role: 'portal_member', company_ids: [1] }, work)

/** Rows that only the queue's own role may read. */
const rows = async <Row extends pg.QueryResultRow>(
  database: Database,
  text: string,
  values: unknown[] = [],
) => (await inTransaction(database, { role: 'portal_system' }, (tx) => tx.run<Row>(text, values))).rows

async function prepared(database: Database): Promise<Database> {
  await migrate(database, 'test', [installQueue])
  await ensureSystemTasks(database)
  return database
}

function suite(open: () => Promise<Database>) {
  let database: Database
  let jobs: Jobs
  before(async () => {
    done.length = 0
    database = await prepared(await open())
    jobs = openJobs({ database, log })
    await jobs.start()
  })
  after(async () => {
    await jobs.stop()
    await database.close()
  })

  test('a job of a transaction that was rolled back never exists', async () => {
    const work = asMember(database, async (tx) => {
      await enqueue({ tx }, noted, { id: 1 })
      throw new Error('No')
    })
    await assert.rejects(work, /No/)
    await jobs.idle()
    assert.deepEqual(ofId(1), [])
  })

  test('a committed job runs once, and its transaction keeps the role it had', async () => {
    const role = await asMember(database, async (tx) => {
      await enqueue({ tx }, noted, { id: 2 })
      return (await tx.run<{ role: string }>("select current_setting('role') as role")).rows[0]?.role
    })
    assert.equal(role, 'portal_member')
    await jobs.idle()
    assert.deepEqual(ofId(2), [{ name: 'noted', id: 2, attempt: 1 }])
  })

  test('a job enqueued in a savepoint that fails leaves the transaction as it was', async () => {
    await asMember(database, async (tx) => {
      const work = tx.savepoint(async () => {
        await enqueue({ tx }, noted, { id: 3 })
        throw new Error('Undone')
      })
      await assert.rejects(work, /Undone/)
      await enqueue({ tx }, noted, { id: 4 })
    })
    await jobs.idle()
    assert.deepEqual([ofId(3).length, ofId(4).length], [0, 1])
  })

  test('data that does not fit its schema is refused', async () => {
    await asMember(database, async (tx) => {
      await assert.rejects(enqueue({ tx }, noted, { id: 0 }))
    })
  })

  test('of a unique job at most one waits for each key', async () => {
    const ids = await asMember(database, async (tx) => [
      await enqueue({ tx }, once, { id: 5 }, { singleton_key: 'five' }),
      await enqueue({ tx }, once, { id: 5 }, { singleton_key: 'five' }),
    ])
    await jobs.idle()
    assert.deepEqual([typeof ids[0], ids[1]], ['string', null])
    assert.equal(ofId(5).length, 1)
  })

  test('a failing job is tried again and then lies with the dead letters', async () => {
    await asMember(database, (tx) => enqueue({ tx }, failing, { id: 6 }))
    await jobs.idle()
    assert.deepEqual(
      ofId(6).map((one) => one.attempt),
      [1, 2, 3],
    )
    const dead = await rows(
      database,
      "select data from pgboss.job where name = 'dead_letters' and data->>'id' = '6'",
    )
    assert.deepEqual(dead, [{ data: { id: 6 } }])
  })

  test('a database job and its end commit together', async () => {
    await asMember(database, (tx) => enqueue({ tx }, writing, { id: 7 }))
    await jobs.idle()
    assert.deepEqual(
      ofId(7).map((one) => one.attempt),
      [1, 2],
    )
    const written = await rows(database, "select name from settings where name = 'test.written_h'")
    const state = await rows(database, "select state::text from pgboss.job where name = 'test.writing'")
    assert.deepEqual([written.length, state], [1, [{ state: 'completed' }]])
  })

  test('200 transactions at once, each with an event and a job, all get through', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => 1_000 + index)
    const both = (id: number) => async (tx: Transaction) => {
      const happening = { subject_id: id, company_id: null, data: { id } }
      await announce({ ...by, tx, request_id: 'jobs-test' }, noticed, happening)
      await enqueue({ tx }, noted, { id })
    }
    await Promise.all(ids.map((id) => asMember(database, both(id))))
    await jobs.idle()
    assert.deepEqual(
      ids.filter((id) => ofId(id).length !== 1),
      [],
    )
    assert.equal((await rows(database, "select from events where type = 'note.noticed'")).length, 200)
  })

  test('a job that outlasts the stop of its worker runs again elsewhere, and that is not a retry', async () => {
    await jobs.stop()
    jobs = openJobs({ database, log, patience_ms: 50 })
    await jobs.start()
    await asMember(database, (tx) => enqueue({ tx }, patient, { id: 8 }))
    while (ofId(8).length === 0) await new Promise(setImmediate)
    await jobs.stop()
    jobs = openJobs({ database, log })
    await jobs.start()
    await jobs.idle()
    assert.deepEqual(
      ofId(8).map((one) => one.attempt),
      [1, 1],
    )
  })

  test('a due task runs once for its occurrence and has a next time', async () => {
    await rows(
      database,
      "update scheduled_tasks set next_run_at = date_trunc('hour', now()) where task = $1",
      [hourly.name],
    )
    await tickClock({ database, log })
    await tickClock({ database, log })
    await jobs.idle()
    const runs = await rows<{ status: string; id: number }>(database, runsOf, [hourly.name])
    assert.deepEqual(
      runs.map((run) => run.status),
      ['succeeded'],
    )
    const [task] = await rows(
      database,
      'select next_run_at > now() as ahead from scheduled_tasks where task = $1',
      [hourly.name],
    )
    assert.equal(task?.ahead, true)
  })

  test('missed times make one late run, or a row that says so', async () => {
    for (const missed of ['run_once', 'skip']) await rows(database, missedTask, [missed])
    await tickClock({ database, log })
    await jobs.idle()
    const runs = await rows(database, missedRuns)
    assert.deepEqual(runs, [
      { name: 'run_once', trigger: 'missed', status: 'succeeded', reason: null },
      { name: 'skip', trigger: 'missed', status: 'skipped', reason: 'missed' },
    ])
  })

  test('a task that is still under way when due is skipped, or waits, once', async () => {
    for (const overlap of ['skip', 'queue']) await rows(database, busyTask, [overlap])
    await tickClock({ database, log })
    const at = () => rows(database, busyRuns)
    assert.deepEqual(await at(), [
      { name: 'queue', status: 'queued', reason: null },
      { name: 'skip', status: 'skipped', reason: 'previous_run' },
    ])
    await rows(database, "update scheduled_task_runs set status = 'succeeded' where status = 'running'")
    await tickClock({ database, log })
    await jobs.idle()
    assert.deepEqual((await at())[0], { name: 'queue', status: 'succeeded', reason: null })
  })

  test('a task whose attempts all fail has failed after its retries, with an event', async () => {
    await rows(database, broken, ['2'])
    await tickClock({ database, log })
    await jobs.idle()
    const [first] = await rows(database, runsOf, ['test.broken'])
    assert.deepEqual([first?.status, first?.attempt, first?.error], ['retrying', 1, 'Broken'])
    const later = "update pgboss.job set start_after = now() where name = 'task.run' and state = 'created'"
    for (const _ of [1, 2]) {
      await rows(database, later)
      await jobs.idle()
    }
    const [last] = await rows(database, runsOf, ['test.broken'])
    assert.deepEqual([last?.status, last?.attempt], ['failed', 3])
    const events = await rows(database, "select type from events where type = 'scheduled_task_run.failed'")
    assert.equal(events.length, 1)
  })

  test('a run whose worker is silent is taken as lost and tried again', async () => {
    await rows(database, "update scheduled_tasks set paused_at = now() where task = 'test.broken'")
    await rows(
      database,
      `insert into scheduled_task_runs (scheduled_task_id, due_at, trigger, status, attempt, heartbeat_at)
       select id, now(), 'manual', 'running', 1, now() - interval '2 minutes' from scheduled_tasks where task = $1`,
      [hourly.name],
    )
    await tickClock({ database, log })
    const [run] = await rows(database, runsOf, [hourly.name])
    assert.deepEqual([run?.status, run?.reason], ['retrying', 'worker_lost'])
  })
}

const runsOf = `select r.* from scheduled_task_runs r join scheduled_tasks t on t.id = r.scheduled_task_id
  where t.task = $1 order by r.id desc`
const missedTask = `insert into scheduled_tasks (task, name, missed, cron, next_run_at)
  values ('test.hourly', $1::text, $1::text, '30 12 * * *', now() - interval '3 days')`
const missedRuns = `select t.name, r.trigger, r.status, r.reason from scheduled_task_runs r
  join scheduled_tasks t on t.id = r.scheduled_task_id where t.cron = '30 12 * * *' order by t.name`
const busyTask = `with task as (insert into scheduled_tasks (task, name, overlap, cron, next_run_at)
    values ('test.hourly', $1::text, $1::text, '0 0 1 1 *', now()) returning id)
  insert into scheduled_task_runs (scheduled_task_id, due_at, trigger, status, attempt, heartbeat_at)
  select id, now() - interval '1 day', 'manual', 'running', 1, now() from task`
const busyRuns = `select t.name, r.status, r.reason from scheduled_task_runs r join scheduled_tasks t on t.id = r.scheduled_task_id
  where t.name in ('queue', 'skip') and r.trigger = 'schedule' order by t.name`
const broken = `insert into scheduled_tasks (task, name, cron, max_retries, next_run_at)
  values ('test.broken', 'Broken', '0 0 1 1 *', $1, now())`

describe('embedded', () => suite(() => openEmbedded(null)))

const server = testServer('jobs_test')
if (server)
  describe('PostgreSQL', () => {
    const open = server.open
    before(server.create)
    after(server.drop)
    describe('alone', () => suite(async () => open()))

    test('a listener whose connection broke hears again', async () => {
      const database = open()
      let heard = 0
      const deafen = await database.listen('ears', () => heard++)
      const { rowCount } = await asOwner(database, (client) =>
        client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where query = \'listen "ears"\'',
        ),
      )
      assert.equal(rowCount, 1)
      await until(async () => {
        await database.pool.query('notify ears')
        return heard > 0
      })
      await deafen()
      await database.close()
    })

    test('two workers share the jobs: each job and each occurrence runs once', async () => {
      const both = [open(), open()]
      const workers = both.map((database) => openJobs({ database, log }))
      for (const worker of workers) await worker.start()
      const [first, second] = both as [Database, Database]
      const ids = Array.from({ length: 100 }, (_, index) => 5_000 + index)
      await Promise.all(
        ids.map((id, index) => asMember(index % 2 ? first : second, (tx) => enqueue({ tx }, noted, { id }))),
      )
      await rows(
        first,
        "update scheduled_tasks set next_run_at = date_trunc('day', now()) where task = 'events.partitions'",
      )
      await Promise.all(both.map((database) => tickClock({ database, log })))
      await Promise.all(workers.map((worker) => worker.idle()))
      for (const worker of workers) await worker.stop()
      assert.deepEqual(
        ids.filter((id) => ofId(id).length !== 1),
        [],
      )
      const runs = await rows(first, runsOf, ['events.partitions'])
      assert.deepEqual(
        runs.map((run) => run.status),
        ['succeeded'],
      )
      for (const database of both) await database.close()
    })
  })
