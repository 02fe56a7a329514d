import type { Scope } from '../../../platform/database/index.ts'
import type { BulkAction, BulkChange } from '../contract/bulk.ts'

export interface Refused {
  id: number
  code: string
}

/** What one ticket had, and what the change made of it: only where it still has that, Undo puts it back. */
export interface Before {
  id: number
  from: Record<string, unknown>
  to: Record<string, unknown>
}

export interface BulkRow {
  id: number
  user_id: number
  action: BulkAction
  ticket_ids: number[]
  company_ids: number[] | null
  status: BulkChange['status']
  total: number
  done: number
  skipped: Refused[]
  failed: Refused[]
  before: Before[]
  created_at: string
  finished_at: string | null
  undone_at: string | null
  is_late: boolean
}

export interface NewBulk {
  user_id: number
  action: BulkAction
  filter: unknown
  ticket_ids: readonly number[]
  company_ids: readonly number[] | null
}

const made = `insert into ticket_bulk_changes (user_id, action, filter, ticket_ids, company_ids, status, total)
values ($1, $2, $3, $4::bigint[], $5::bigint[], $6, cardinality($4::bigint[])) returning id`

export async function insertBulk(scope: Scope, row: NewBulk, status: 'queued' | 'running'): Promise<number> {
  const filter = row.filter === undefined ? null : JSON.stringify(row.filter)
  const values = [
    row.user_id,
    JSON.stringify(row.action),
    filter,
    [...row.ticket_ids],
    row.company_ids,
    status,
  ]
  const { rows } = await scope.tx.run<{ id: number }>(made, values)
  const [first] = rows
  if (!first) throw new Error('A change of many tickets was not written')
  return first.id
}

const columns = `id, user_id, action, ticket_ids, company_ids, status, total, done, skipped, failed, before, created_at,
  finished_at, undone_at, coalesce(finished_at < now() - interval '10 minutes', false) as is_late`

export async function selectBulk(scope: Scope, id: number, isLocked = false): Promise<BulkRow | null> {
  const { rows } = await scope.tx.run<BulkRow & Record<string, unknown>>(
    `select ${columns} from ticket_bulk_changes where id = $1::bigint${isLocked ? ' for update' : ''}`,
    [id],
  )
  return rows[0] ?? null
}

const recent = `select ${columns} from ticket_bulk_changes where user_id = $1 and filter is not null
  and (status in ('queued', 'running') or coalesce(finished_at, created_at) > now() - interval '10 minutes')
order by id desc limit 5`

/** Changes of all that matched that their person still has to do with. */
export async function selectRecent(scope: Scope, userId: number): Promise<BulkRow[]> {
  const { rows } = await scope.tx.run<BulkRow & Record<string, unknown>>(recent, [userId])
  return rows
}

const noted = `update ticket_bulk_changes set status = $2, done = done + $3, skipped = skipped || $4::jsonb,
  failed = failed || $5::jsonb, before = before || $6::jsonb,
  finished_at = case when $2 = 'done' then clock_timestamp() end where id = $1::bigint`

export interface Outcome {
  done: number[]
  skipped: Refused[]
  failed: Refused[]
  before: Before[]
}

/** What a part of it came to; `done` when nothing is left. */
export async function noteBulk(
  scope: Scope,
  id: number,
  { done, skipped, failed, before }: Outcome,
  isDone: boolean,
): Promise<void> {
  const values = [skipped, failed, before].map((list) => JSON.stringify(list))
  await scope.tx.run(noted, [id, isDone ? 'done' : 'running', done.length, ...values])
}

/** Takes entries that were put back, or are to stay, from what Undo still has to do. */
export async function noteUndone(scope: Scope, id: number, left: readonly Before[]): Promise<void> {
  await scope.tx.run(
    `update ticket_bulk_changes set before = $2::jsonb,
       status = case when $3::boolean then 'undone' else 'running' end,
       undone_at = coalesce(undone_at, clock_timestamp()) where id = $1::bigint`,
    [id, JSON.stringify(left), left.length === 0],
  )
}

export async function failBulk(scope: Scope, id: number): Promise<void> {
  await scope.tx.run(
    `update ticket_bulk_changes set status = 'failed' where id = $1::bigint and status <> 'done'`,
    [id],
  )
}
