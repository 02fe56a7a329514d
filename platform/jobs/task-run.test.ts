import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshDatabase } from '../../test/harness/database.ts'
import { z } from '../contract/schema.ts'
import { asOwner } from '../database/index.ts'
import { openLog } from '../log/index.ts'
import { tickClock } from './clock.ts'
import { defineTask, openJobs } from './index.ts'

const log = openLog({ level: 'silent', format: 'json', secrets: [] })

defineTask({
  name: 'test.crowded',
  label: 'Many at once',
  input: z.object({}),
  per_company: true,
  run: async () => ({ seen: true }),
})

test('of one task four runs are under way at most, wherever they run', async (t) => {
  const { database, drop } = await freshDatabase()
  t.after(drop)
  const jobs = openJobs({ database, log })
  await jobs.start()
  t.after(() => jobs.stop())
  const ask = async (text: string) =>
    (await asOwner(database, (client) => client.query<{ status: string }>(text))).rows
  const fifth = async () => (await ask(waiting))[0]?.status

  // Four that other workers hold; the fifth becomes due.
  await ask(companies)
  await ask(crowd)
  await tickClock({ database, log, companies: async () => [5] })
  await jobs.idle()
  assert.equal(await fifth(), 'queued')

  await ask("update myportal.scheduled_task_runs set status = 'succeeded' where company_id = 1")
  await ask("update pgboss.job set start_after = now() where name = 'task.run' and state = 'created'")
  await jobs.idle()
  assert.equal(await fifth(), 'succeeded')
})

const companies = `insert into myportal.companies (id, kind, name) overriding system value
  select n, 'customer', 'Crowd ' || n from generate_series(1, 5) n`
const crowd = `with task as (insert into myportal.scheduled_tasks (task, name, cron, next_run_at)
    values ('test.crowded', 'Crowded', '0 0 1 1 *', now()) returning id)
  insert into myportal.scheduled_task_runs
    (scheduled_task_id, company_id, due_at, trigger, status, attempt, heartbeat_at)
  select id, n, now() - interval '1 day', 'manual', 'running', 1, now() from task, generate_series(1, 4) n`
const waiting = 'select status from myportal.scheduled_task_runs where company_id = 5'
