import { notFound } from '../contract/problems.ts'
import { jsonSchemaOf, type Page } from '../contract/schema.ts'
import { pageOf, readCursor, type Scope } from '../database/index.ts'
import { type Sentence, sentenceOf } from './sentence.ts'
import { taskDefinitions } from './tasks.ts'

export type RunStatus = 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'cancelled' | 'skipped'

export interface LastRun {
  id: number
  status: RunStatus
  trigger: 'schedule' | 'missed' | 'manual'
  due_at: string
  started_at: string | null
  finished_at: string | null
}

export interface TaskItem {
  id: number
  task: string
  name: string
  company_id: number | null
  input: Record<string, unknown>
  cron: string
  time_zone: string
  missed: 'skip' | 'run_once'
  overlap: 'skip' | 'queue'
  max_retries: number
  retry_delay_seconds: number
  timeout_seconds: number
  paused_at: string | null
  is_system: boolean
  next_run_at: string | null
  version: number
  created_at: string
  updated_at: string
  last_run: LastRun | null
  sentence: Sentence
}

interface TaskFilters {
  limit: number
  after?: string | undefined
  q?: string | undefined
  task?: string | undefined
  company_id?: number | undefined
  state?: 'active' | 'paused' | 'failing' | undefined
  system?: boolean | undefined
}

export interface TaskType {
  task: string
  label: string
  module: string
  per_company: boolean
  is_system: boolean
  input_schema: Record<string, unknown>
}

/** What can be scheduled. */
export function listTaskTypes(): TaskType[] {
  const types = [...taskDefinitions().values()].map(({ name, label, per_company, cron, input }) => ({
    task: name,
    label,
    module: name.split('.')[0] ?? name,
    per_company,
    is_system: cron !== undefined,
    input_schema: jsonSchemaOf(input, 'input'),
  }))
  return types.sort((a, b) => (a.label < b.label ? -1 : 1))
}

type Row = Omit<TaskItem, 'sentence'> & Record<string, unknown>

const columns = `t.id, t.task, t.name, t.company_id, t.input, t.cron, t.time_zone, t.missed, t.overlap, t.max_retries,
  t.retry_delay_seconds, t.timeout_seconds, t.paused_at, t.is_system, t.next_run_at, t.version, t.created_at, t.updated_at,
  case when l.id is not null then jsonb_build_object('id', l.id, 'status', l.status, 'trigger', l.trigger,
    'due_at', l.due_at, 'started_at', l.started_at, 'finished_at', l.finished_at) end as last_run`

const tasks = `scheduled_tasks t left join lateral (select r.id, r.status, r.trigger, r.due_at, r.started_at, r.finished_at
  from scheduled_task_runs r where r.scheduled_task_id = t.id order by r.id desc limit 1) l on true`

/** By name. `failing`: the newest run failed, or is being tried again. */
export async function listTasks(
  scope: Scope,
  { limit, after, ...filters }: TaskFilters,
): Promise<Page<TaskItem>> {
  const walk = { sort: 'name', filters }
  const cursor = readCursor(after, walk, 1)
  const like = filters.q ? `%${filters.q.replace(/[\\%_]/g, '\\$&')}%` : null
  const wanted = [like, filters.task ?? null, filters.company_id ?? null, filters.state ?? null]
  const { rows } = await scope.tx.run<Row>(listing, [
    ...wanted,
    cursor?.values[0] ?? null,
    cursor?.id ?? null,
    limit + 1,
    filters.system ?? null,
  ])
  return pageOf(rows, limit, walk, ({ name }) => [name], present)
}

const listing = `select ${columns} from ${tasks}
  where ($1::text is null or t.name ilike $1 or t.task ilike $1) and ($2::text is null or t.task = $2)
    and ($3::bigint is null or t.company_id = $3)
    and ($4::text is null or case $4 when 'paused' then t.paused_at is not null when 'active' then t.paused_at is null
      else l.status in ('failed', 'retrying') end)
    and ($5::text is null or (t.name, t.id) > ($5::text, $6::bigint))
    and ($8::boolean is null or t.is_system = $8)
  order by t.name, t.id limit $7`

export async function readTask(scope: Scope, id: number): Promise<TaskItem> {
  const { rows } = await scope.tx.run<Row>(`select ${columns} from ${tasks} where t.id = $1`, [id])
  const [row] = rows
  if (!row) throw notFound()
  return present(row)
}

/** The same, held until the transaction ends. */
export async function lockTask(scope: Scope, id: number): Promise<TaskItem> {
  const { rowCount } = await scope.tx.run('select from scheduled_tasks where id = $1 for update', [id])
  if (rowCount === 0) throw notFound()
  return readTask(scope, id)
}

const present = (row: Row): TaskItem => ({
  ...row,
  last_run: row.last_run && timed(row.last_run),
  sentence: sentenceOf(row.cron),
})

/** Times inside of JSON leave the database in its own form. */
const timed = (run: LastRun): LastRun => ({
  ...run,
  due_at: new Date(run.due_at).toISOString(),
  started_at: run.started_at && new Date(run.started_at).toISOString(),
  finished_at: run.finished_at && new Date(run.finished_at).toISOString(),
})
