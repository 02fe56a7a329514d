import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshDatabase } from '../../test/harness/database.ts'
import { until } from '../../test/harness/until.ts'
import { z } from '../contract/schema.ts'
import { asOwner, inTransaction } from '../database/index.ts'
import { openLog } from '../log/index.ts'
import { tickClock } from './clock.ts'
import { defineTask, openJobs } from './index.ts'
import { endFailed } from './task-run.ts'

const log = openLog({ level: 'silent', format: 'json', secrets: [] })
const gate = Promise.withResolvers<void>()
const begun: (number | null)[] = []

defineTask({
  name: 'test.crowded',
  label: 'Many at once',
  input: z.object({}),
  per_company: true,
  async run({ company_id }) {
    begun.push(company_id)
    await gate.promise
    return { seen: true }
  },
})

test('of one task four runs are under way at most, wherever they run; what takes too long is not begun again', async (t) => {
  const { database, drop } = await freshDatabase()
  t.after(drop)
  const workers = [openJobs({ database, log }), openJobs({ database, log })]
  const ask = async (text: string) =>
    (await asOwner(database, (client) => client.query<Record<string, unknown>>(text))).rows
  const waiting = async () => (await ask(queued))[0]?.count
  t.after(() => Promise.all(workers.map((worker) => worker.stop())))
  await ask(companies)
  await ask(task)
  await Promise.all(workers.map((worker) => worker.start()))

  await tickClock({ database, log, companies: async () => [1, 2, 3, 4, 5, 6] })
  for (const worker of workers) worker.wake()
  await until(async () => begun.length >= 4)
  for (const worker of workers) worker.wake()
  await until(async () => (await waiting()) === 2)
  assert.equal(begun.length, 4)

  gate.resolve()
  await Promise.all(workers.map((worker) => worker.idle()))
  await until(async () => (await ask(ended))[0]?.count === 6)

  const [late] = await ask(late_run)
  const facts = { scheduled_task_id: Number(late?.scheduled_task_id), company_id: 1, attempt: 1 }
  const run = { ...facts, id: Number(late?.id), task: 'test.crowded', name: 'Crowded' }
  const tries = { max_retries: 3, retry_delay_seconds: 60 }
  await inTransaction(database, { role: 'portal_system' }, (tx) =>
    endFailed(tx, { ...run, ...tries }, 'timeout', 'It took longer than 900 s'),
  )
  assert.equal(
    (await ask(`select status from myportal.scheduled_task_runs where id = ${run.id}`))[0]?.status,
    'failed',
  )
})

const companies = `insert into myportal.companies (id, kind, name) overriding system value
  select n, 'customer', 'Crowd ' || n from generate_series(1, 6) n`
const task = `insert into myportal.scheduled_tasks (task, name, cron, next_run_at)
  values ('test.crowded', 'Crowded', '0 0 1 1 *', now())`
const late_run = `insert into myportal.scheduled_task_runs (scheduled_task_id, company_id, due_at, trigger, status, attempt)
  select id, 1, now(), 'manual', 'running', 1 from myportal.scheduled_tasks where task = 'test.crowded'
  returning id, scheduled_task_id`
const queued = "select count(*)::int from pgboss.job where name = 'task.run' and state = 'created'"
const ended = "select count(*)::int from myportal.scheduled_task_runs where status = 'succeeded'"
