import { type Database, inTransaction } from '../database/index.ts'
import { nextTimes } from './cron.ts'

const system = { role: 'portal_system', read_only: true } as const

const oldest = `select greatest(0, coalesce(extract(epoch from now() - least(
    (select min(next_run_at) from scheduled_tasks where paused_at is null),
    (select min(due_at) from scheduled_task_runs where status = 'queued'))), 0))::float as seconds`

/** For how many seconds the oldest scheduled task that is due has waited for its turn. */
export async function taskLag(database: Database): Promise<number> {
  const { rows } = await inTransaction(database, system, (tx) => tx.run<{ seconds: number }>(oldest))
  return rows[0]?.seconds ?? 0
}

const before = `select t.cron, t.time_zone, (select p.finished_at from scheduled_task_runs p
    where p.scheduled_task_id = t.id and p.id < r.id and p.status = 'succeeded' order by p.id desc limit 1) as last_at
  from scheduled_task_runs r join scheduled_tasks t on t.id = r.scheduled_task_id where r.id = $1`

/** Since when this run of a task should have been there: its first time after the last one that went well. */
export async function awaitedSince(database: Database, runId: number): Promise<Date | null> {
  const { rows } = await inTransaction(database, system, (tx) =>
    tx.run<{ cron: string | null; time_zone: string; last_at: string | null }>(before, [runId]),
  )
  const { cron, time_zone, last_at } = rows[0] ?? {}
  return (cron && time_zone && last_at && nextTimes(cron, time_zone, new Date(last_at))[0]) || null
}
