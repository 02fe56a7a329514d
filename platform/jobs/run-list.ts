import { notFound, problem } from '../contract/problems.ts'
import type { Page } from '../contract/schema.ts'
import { pageOf, readCursor, type Scope } from '../database/index.ts'
import { announce } from '../events/index.ts'
import { tellOfRun } from './run-live.ts'
import type { LineLevel } from './run-log.ts'
import { taskRunCancelled } from './task.events.ts'
import type { LastRun, RunStatus } from './task-list.ts'

export interface RunItem extends LastRun {
  scheduled_task_id: number
  task: string
  name: string
  company_id: number | null
  requested_by_user_id: number | null
  reason: string | null
  attempt: number
  max_attempts: number
  error: string | null
  created_at: string
}

export interface RunDetail extends RunItem {
  result: Record<string, unknown> | null
  heartbeat_at: string | null
  /** Lines beyond the 2,000 that are kept. */
  lines_dropped: number
}

export interface LogLine {
  line: number
  attempt: number
  level: LineLevel
  message: string
  created_at: string
}

interface RunFilters {
  limit: number
  after?: string | undefined
  scheduled_task_id?: number | undefined
  status?: readonly RunStatus[] | undefined
  company_id?: number | undefined
  from?: string | undefined
  to?: string | undefined
}

type Row<T> = T & Record<string, unknown>

const columns = `r.id, r.scheduled_task_id, t.task, t.name, r.company_id, r.due_at, r.trigger, r.requested_by_user_id, r.status,
  r.reason, r.attempt, t.max_retries + 1 as max_attempts, r.started_at, r.finished_at, r.error, r.created_at`
const runs = 'scheduled_task_runs r join scheduled_tasks t on t.id = r.scheduled_task_id'

/** The newest first; `from` and `to` are about when a run was due. */
export async function listRuns(
  scope: Scope,
  { limit, after, ...filters }: RunFilters,
): Promise<Page<RunItem>> {
  const walk = { sort: '-id', filters }
  const cursor = readCursor(after, walk, 0)
  const { scheduled_task_id, status, company_id, from, to } = filters
  const values = [scheduled_task_id, status, company_id, from, to, cursor?.id].map((value) => value ?? null)
  const { rows } = await scope.tx.run<Row<RunItem>>(listing, [...values, limit + 1])
  return pageOf(
    rows,
    limit,
    walk,
    () => [],
    (row) => row,
  )
}

const listing = `select ${columns} from ${runs}
  where ($1::bigint is null or r.scheduled_task_id = $1) and ($2::text[] is null or r.status = any ($2))
    and ($3::bigint is null or r.company_id = $3) and ($4::timestamptz is null or r.due_at >= $4)
    and ($5::timestamptz is null or r.due_at < $5) and ($6::bigint is null or r.id < $6)
  order by r.id desc limit $7`

export async function readRun(scope: Scope, id: number): Promise<RunDetail> {
  const { rows } = await scope.tx.run<Row<RunDetail>>(
    `select ${columns}, r.result, r.heartbeat_at, r.lines_dropped from ${runs} where r.id = $1`,
    [id],
  )
  const [run] = rows
  if (!run) throw notFound()
  return run
}

/** The lines after one, oldest first. */
export async function readLog(
  scope: Scope,
  runId: number,
  { after = 0, limit }: { after?: number | undefined; limit: number },
): Promise<{ items: LogLine[]; dropped: number; is_over: boolean }> {
  const { lines_dropped, status } = await readRun(scope, runId)
  const { rows } = await scope.tx.run<Row<LogLine>>(
    `select line, attempt, level, message, created_at from scheduled_task_log_lines
     where run_id = $1 and line > $2 order by line limit $3`,
    [runId, after, limit],
  )
  return { items: rows, dropped: lines_dropped, is_over: !isUnderWay(status) }
}

const isUnderWay = (status: RunStatus) => status === 'queued' || status === 'running' || status === 'retrying'

/** Ends a run that waits or is under way; its worker is told within 5 s. Else 409 `not_running`. */
export async function cancelRun(scope: Scope, id: number): Promise<RunDetail> {
  const { rowCount } = await scope.tx.run(
    `update scheduled_task_runs set status = 'cancelled', finished_at = now(), heartbeat_at = null
     where id = $1 and status in ('queued', 'running', 'retrying')`,
    [id],
  )
  const run = await readRun(scope, id)
  if (rowCount === 0) throw problem('not_running')
  await announce(scope, taskRunCancelled, {
    subject_id: id,
    company_id: run.company_id,
    data: { scheduled_task_id: run.scheduled_task_id },
  })
  scope.tx.afterCommit(() => tellOfRun(scope.tx.database, run))
  return run
}
