import { notFound, problem } from '../contract/problems.ts'
import type { Page } from '../contract/schema.ts'
import { isTimeOfCursor, pageOf, readCursor, type Scope, withRole } from '../database/index.ts'
import { schema } from './queue.ts'
import { deadLetters, jobDefinitions } from './registry.ts'

export type JobState = 'due' | 'running' | 'retrying' | 'done' | 'cancelled' | 'dead'

export interface JobItem {
  id: string
  queue: string
  state: JobState
  attempts: number
  created_at: string
  start_after: string
  started_at: string | null
  finished_at: string | null
  last_error_code: string | null
}

export interface JobDetail extends JobItem {
  payload: Record<string, unknown>
  output: unknown
}

export interface QueueItem {
  name: string
  kind: 'database' | 'outside'
  due: number
  retrying: number
  running: number
  dead: number
  /** Since when the oldest due one could have begun. */
  oldest_due_at: string | null
  done_last_hour: number
}

interface JobFilters {
  limit: number
  after?: string | undefined
  queue?: string | undefined
  state?: JobState | undefined
  q?: string | undefined
}

const asSystem = <T>(scope: Scope, work: () => Promise<T>) => withRole(scope, 'portal_system', work)

/** Every queue with what waits, runs and lies dead in it. */
export function listQueues(scope: Scope): Promise<QueueItem[]> {
  return asSystem(scope, async () => {
    const { rows } = await scope.tx.run<Omit<QueueItem, 'kind'>>(counting, [
      [...jobDefinitions().keys()].sort(),
    ])
    return rows.map((row) => ({ ...row, kind: jobDefinitions().get(row.name)?.kind ?? 'outside' }))
  })
}

const counting = `with waiting as (select name, count(*) filter (where state = 'created' and start_after <= now()) as due,
    count(*) filter (where state = 'retry') as retrying, min(start_after) filter (where start_after <= now()) as oldest
    from ${schema}.job_common where state < 'active' and not blocked and name <> '${deadLetters}' group by 1),
  active as (select name, count(*) as running from ${schema}.job_common where state = 'active' group by 1),
  lost as (select source_name as name, count(*) as dead from ${schema}.job_common where name = '${deadLetters}' group by 1),
  ended as (select name, count(*) as done from ${schema}.job_common
    where state = 'completed' and completed_on > now() - interval '1 hour' group by 1)
  select n.name, coalesce(w.due, 0)::int as due, coalesce(w.retrying, 0)::int as retrying, coalesce(a.running, 0)::int as running,
    coalesce(l.dead, 0)::int as dead, w.oldest as oldest_due_at, coalesce(e.done, 0)::int as done_last_hour
  from unnest($1::text[]) n(name) left join waiting w using (name) left join active a using (name)
    left join lost l using (name) left join ended e using (name) order by n.name`

const columns = `id::text as id, queue, state, attempts, created_on as created_at, start_after, started_on as started_at,
  completed_on as finished_at, coalesce(output->>'code', output->>'name') as last_error_code`

/** The newest first; `q` is an id in the payload, or the job's own. */
export async function listJobs(
  scope: Scope,
  { limit, after, ...filters }: JobFilters,
): Promise<Page<JobItem>> {
  const walk = { sort: '-created_at', filters }
  const cursor = readCursor(after, walk, 2)
  const [at, id] = cursor?.values ?? [null, null]
  if (cursor && !(isTimeOfCursor(at) && uuid.test(String(id)))) throw problem('invalid_cursor')
  const values = [filters.queue ?? null, filters.state ?? null, filters.q ?? null, at, id, limit + 1]
  const { rows } = await asSystem(scope, () => scope.tx.run<JobItem & { exact: string }>(listing, values))
  // The cursor's own id is a number; a job's stands among its values.
  const numbered = rows.map((job) => ({ id: 1, job }))
  return pageOf(
    numbered,
    limit,
    walk,
    ({ job }) => [job.exact, job.id],
    ({ job: { exact: _, ...item } }) => item,
  )
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const listing = `select ${columns}, created_on::text as exact from ${schema}.portal_jobs
  where ($1::text is null or queue = $1) and ($2::text is null or state = $2)
    and ($3::text is null or id::text = $3 or exists (select from jsonb_path_query(data, 'strict $.**') v where v #>> '{}' = $3))
    and ($4::timestamptz is null or (created_on, id) < ($4::timestamptz, $5::uuid))
  order by created_on desc, id desc limit $6`

export async function readJob(scope: Scope, id: string): Promise<JobDetail> {
  const reading = `select ${columns}, data as payload, output from ${schema}.portal_jobs where id = $1`
  const { rows } = await asSystem(scope, () =>
    scope.tx.run<JobDetail & Record<string, unknown>>(reading, [id]),
  )
  const [job] = rows
  if (!job) throw notFound()
  return { ...job, payload: job.payload ?? {} }
}
