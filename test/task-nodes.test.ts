import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { asOwner, type Database } from '../platform/database/index.ts'
import { freshDatabase } from './harness/database.ts'
import { ownProcess } from './harness/server-process.ts'
import { effectTables } from './harness/stream-jobs.ts'
import { until } from './harness/until.ts'

/** How many due times three processes share; each takes half a minute. */
const times = Number(process.env.TASK_TIMES ?? 1)
const reason = process.env.TEST_DATABASE_URL ? false : 'needs TEST_DATABASE_URL'

test('three processes and a task that always fails: one run for each time, three attempts each, told of once', {
  skip: reason,
}, async (t) => {
  const { database, url, drop } = await freshDatabase()
  t.after(drop)
  await asOwner(database, (client) => client.query(effectTables))
  const processes = await Promise.all([1, 2, 3].map(() => startProcess(String(url))))
  t.after(() => Promise.all(processes.map(kill)))
  const task = await one(database, inserting)
  for (let time = 1; time <= times; time++) {
    await one(
      database,
      `update myportal.scheduled_tasks set next_run_at = now() where id = ${task} returning id`,
    )
    await until(async () => (await one(database, ended(task))) === time, 90_000)
  }
  assert.equal(await one(database, `select count(*) as id from myportal.scheduled_task_runs`), times)
  assert.deepEqual(await attempts(database), Array(times).fill([1, 2, 3]))
  const told = `select count(*) as id from myportal.events where type = 'scheduled_task_run.failed'`
  assert.equal(await one(database, told), times)
})

const inserting = `insert into myportal.scheduled_tasks (task, name, cron, max_retries, retry_delay_seconds, next_run_at)
  values ('test.always_fails', 'Always fails', '0 0 1 1 *', 2, 5, null) returning id`
const ended = (task: number) =>
  `select count(*) as id from myportal.scheduled_task_runs where scheduled_task_id = ${task} and status = 'failed'`

async function one(database: Database, text: string): Promise<number> {
  const { rows } = await asOwner(database, (client) => client.query<{ id: number }>(text))
  return Number(rows[0]?.id)
}

/** The attempts of each run, whose waits were 5 s and 10 s. */
async function attempts(database: Database): Promise<number[][]> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ numbers: number[]; began: string[] }>(
      `select array_agg(attempt order by line) as numbers, array_agg(extract(epoch from created_at) order by line) as began
       from myportal.scheduled_task_log_lines where message like 'Attempt%' group by run_id order by run_id`,
    ),
  )
  for (const { began } of rows) {
    const [first = 0, second = 0, third = 0] = began.map(Number)
    assert.ok(second - first >= 5 && third - second >= 10, `${began}`)
  }
  return rows.map(({ numbers }) => numbers)
}

async function startProcess(url: string): Promise<ChildProcess> {
  const file = new URL('./harness/stream-process.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [file], {
    env: { ...ownProcess, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
