import type { Scope } from '../../../platform/database/index.ts'
import type { IntegrationCheck, SyncRun } from '../contract/syncro.ts'
import type { KeptSecret } from './secret.queries.ts'

export interface SettingsRow extends Record<string, unknown> {
  enabled: boolean
  settings: Record<string, unknown>
  secrets: Record<string, KeptSecret>
  version: number
  updated_at: string
}

const current =
  'select enabled, settings, secrets, version, updated_at from integration_settings where slug = $1'

export async function selectSettings(scope: Scope, slug: string): Promise<SettingsRow | null> {
  const { rows } = await scope.tx.run<SettingsRow>(current, [slug])
  return rows[0] ?? null
}

const first = `insert into integration_settings (slug, enabled, settings, secrets, updated_by_user_id)
values ($1, $2, $3::jsonb, $4::jsonb, $5) on conflict (slug) do nothing`
const next = `update integration_settings set enabled = $2, settings = $3::jsonb, secrets = $4::jsonb, updated_by_user_id = $5,
  version = version + 1, updated_at = now() where slug = $1 and version = $6`

export interface NewSettings {
  enabled: boolean
  settings: object
  secrets: Record<string, KeptSecret>
  /** The version that is replaced; 0: there is none yet. */
  version: number
}

/** False when somebody else saved meanwhile. */
export async function saveSettings(scope: Scope, slug: string, made: NewSettings): Promise<boolean> {
  const { enabled, settings, secrets, version } = made
  const values = [slug, enabled, JSON.stringify(settings), JSON.stringify(secrets), scope.user_id]
  const { rowCount } =
    version === 0 ? await scope.tx.run(first, values) : await scope.tx.run(next, [...values, version])
  return rowCount === 1
}

const checkColumns = `id, case when finished_at is null then 'running' else 'finished' end as status, ok, steps, started_at, finished_at`
type CheckRow = Omit<IntegrationCheck, 'kind' | 'path'> & Record<string, unknown>
const checkOf = (slug: string, row: CheckRow): IntegrationCheck => ({
  ...row,
  kind: 'integration_check',
  path: `/api/integrations/${slug}/checks/${row.id}`,
})

// A check whose worker died does not stand in the way of the next one for ever.
const overdue = `update integration_checks set finished_at = now(), ok = false
where slug = $1 and finished_at is null and started_at < now() - interval '2 minutes'`
const newCheck = `insert into integration_checks (slug, requested_by_user_id) values ($1, $2)
on conflict (slug) where finished_at is null do nothing returning ${checkColumns}`

/** Null while another check runs. */
export async function insertCheck(scope: Scope, slug: string): Promise<IntegrationCheck | null> {
  await scope.tx.run(overdue, [slug])
  const { rows } = await scope.tx.run<CheckRow>(newCheck, [slug, scope.user_id])
  return rows[0] ? checkOf(slug, rows[0]) : null
}

const check = `select ${checkColumns} from integration_checks where slug = $1 and ($2::bigint is null or id = $2) order by id desc limit 1`

/** One of them, or the newest. */
export async function selectCheck(
  scope: Scope,
  slug: string,
  id: number | null,
): Promise<IntegrationCheck | null> {
  const { rows } = await scope.tx.run<CheckRow>(check, [slug, id])
  return rows[0] ? checkOf(slug, rows[0]) : null
}

const ended = `update integration_checks set finished_at = now(), ok = $2, steps = $3::jsonb where id = $1 and finished_at is null`

export async function endCheck(
  scope: Scope,
  id: number,
  ok: boolean,
  steps: readonly object[],
): Promise<boolean> {
  const { rowCount } = await scope.tx.run(ended, [id, ok, JSON.stringify(steps)])
  return rowCount === 1
}

const runColumns = `id, mode, status, (arguments->>'ticket_id')::bigint as ticket_id, (arguments->>'start_id')::bigint as start_id,
  (arguments->>'end_id')::bigint as end_id, fetched, created, updated, skipped, failed_items, problems, started_at, finished_at,
  case when status = 'finished' then 100 when total is not null and total > 0
    then least(99, floor(100.0 * (fetched + failed_items + case when mode = 'range' then skipped else 0 end) / total))::int end as progress`
type RunRow = Omit<SyncRun, 'kind' | 'path'> & Record<string, unknown>
const runOf = (row: RunRow): SyncRun => ({
  ...row,
  kind: 'sync_run',
  path: `/api/tickets/import/syncro/${row.id}`,
})

const begin = `insert into sync_runs (slug, kind, mode, arguments, total, cursor, requested_by_user_id)
values ('syncro', 'tickets', $1, $2::jsonb, $3, $4, $5) on conflict (slug, kind) where status in ('queued', 'running') do nothing
returning ${runColumns}`

export interface NewRun {
  mode: SyncRun['mode']
  arguments: { ticket_id?: number; start_id?: number; end_id?: number }
  total: number | null
  cursor: number
}

/** Starts a run; null while another one is under way. */
export async function insertRun(scope: Scope, made: NewRun): Promise<SyncRun | null> {
  const values = [made.mode, JSON.stringify(made.arguments), made.total, made.cursor, scope.user_id]
  const { rows } = await scope.tx.run<RunRow>(begin, values)
  return rows[0] ? runOf(rows[0]) : null
}

const under = `select id from sync_runs where slug = 'syncro' and kind = 'tickets' and status in ('queued', 'running')`

export async function selectUnderWay(scope: Scope): Promise<number | null> {
  const { rows } = await scope.tx.run<{ id: number }>(under)
  return rows[0]?.id ?? null
}

const run = `select ${runColumns} from sync_runs where id = $1 and slug = 'syncro' and kind = 'tickets'`

export async function selectRun(scope: Scope, id: number): Promise<SyncRun | null> {
  const { rows } = await scope.tx.run<RunRow>(run, [id])
  return rows[0] ? runOf(rows[0]) : null
}

const runs = `select ${runColumns} from sync_runs where slug = 'syncro' and kind = 'tickets' and ($1::bigint is null or id < $1)
order by id desc limit $2`

export async function selectRuns(scope: Scope, before: number | null, limit: number): Promise<SyncRun[]> {
  const { rows } = await scope.tx.run<RunRow>(runs, [before, limit])
  return rows.map(runOf)
}

export interface RunWork extends Record<string, unknown> {
  id: number
  mode: SyncRun['mode']
  arguments: { ticket_id?: number; start_id?: number; end_id?: number }
  cursor: number
  failures_in_row: number
  requested_by_user_id: number | null
}

const work = `select id, mode, arguments, cursor, failures_in_row, requested_by_user_id from sync_runs
where id = $1 and status in ('queued', 'running')`

/** What a worker takes up, or takes over; null when it has ended. */
export async function selectRunWork(scope: Scope, id: number): Promise<RunWork | null> {
  const { rows } = await scope.tx.run<RunWork>(work, [id])
  return rows[0] ?? null
}

export interface RunStep {
  from: number
  to: number
  total: number | null
  fetched: number
  created: number
  updated: number
  skipped: number
  failed_items: number
  failures_in_row: number
  problems: readonly object[]
}

const progress = `update sync_runs set status = 'running', cursor = $3, total = coalesce($4, total), fetched = fetched + $5,
  created = created + $6, updated = updated + $7, skipped = skipped + $8, failed_items = failed_items + $9, failures_in_row = $10,
  problems = (select coalesce(jsonb_agg(p order by n), '[]') from (select p, n
    from jsonb_array_elements(problems || $11::jsonb) with ordinality as l (p, n) order by n limit 100) f)
where id = $1 and cursor = $2 and status in ('queued', 'running')`

/** Whether it was still ours: nobody else went on with it, and nobody cancelled it. */
export async function noteRun(scope: Scope, id: number, step: RunStep): Promise<boolean> {
  const { rowCount } = await scope.tx.run(progress, [
    id,
    step.from,
    step.to,
    step.total,
    step.fetched,
    step.created,
    step.updated,
    step.skipped,
    step.failed_items,
    step.failures_in_row,
    JSON.stringify(step.problems),
  ])
  return rowCount === 1
}

const over = `update sync_runs set status = $2, finished_at = now(), problems = case when $3::jsonb is null
  or jsonb_array_length(problems) >= 100 then problems else problems || $3::jsonb end
where id = $1 and slug = 'syncro' and status in ('queued', 'running') returning ${runColumns}, requested_by_user_id as asked_by`

/** Ends a run once; null when it had ended. */
export async function endRun(
  scope: Scope,
  id: number,
  status: 'finished' | 'failed' | 'cancelled',
  problem: object | null = null,
): Promise<{ run: SyncRun; asked_by: number | null } | null> {
  const { rows } = await scope.tx.run<RunRow & { asked_by: number | null }>(over, [
    id,
    status,
    problem ? JSON.stringify([problem]) : null,
  ])
  if (!rows[0]) return null
  const { asked_by, ...row } = rows[0]
  return { run: runOf(row as RunRow), asked_by }
}

const reserve = `insert into integration_rate_slots (slug, next_slot_at)
values ($1, clock_timestamp() + $2::float8 * interval '1 millisecond')
on conflict (slug) do update set next_slot_at = greatest(clock_timestamp(), integration_rate_slots.next_slot_at)
  + $2::float8 * interval '1 millisecond'
returning extract(epoch from next_slot_at - clock_timestamp())::float8 * 1000 - $2::float8 as wait_ms`

/** Reserves the next moment for a request, over all nodes; how long until then. */
export async function reserveSlot(scope: Pick<Scope, 'tx'>, slug: string, gapMs: number): Promise<number> {
  const { rows } = await scope.tx.run<{ wait_ms: number }>(reserve, [slug, gapMs])
  return Math.max(0, rows[0]?.wait_ms ?? 0)
}

const hold = `update integration_rate_slots set
  next_slot_at = greatest(next_slot_at, clock_timestamp() + $2::float8 * interval '1 millisecond') where slug = $1`

/** Nobody asks for so long: the other system said so. */
export async function holdSlots(scope: Pick<Scope, 'tx'>, slug: string, forMs: number): Promise<void> {
  await scope.tx.run(hold, [slug, forMs])
}
