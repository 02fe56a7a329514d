import { type Database, inTransaction, type Scope, type Transaction } from '../database/index.ts'
import { declarePersonalData } from '../personal/index.ts'
import { declareRetention } from '../retention/index.ts'

export interface ExportRow {
  id: number
  actor: string
  user_id: number | null
  worked_in_id: number | null
  /** `GET /api/staff-members`. */
  list: string
  request: {
    params: Record<string, string>
    query: Record<string, unknown>
    columns: readonly string[] | null
    held: string[]
  }
  status: 'waiting' | 'running' | 'finished' | 'failed'
  rows_done: number
  rows_total: number | null
  problem: string | null
  file_id: number | null
  created_at: string
  finished_at: string | null
  expires_at: string
}
type Row = ExportRow & Record<string, unknown>

const columns = `id, actor, user_id, worked_in_id, list, request, status, rows_done, rows_total, problem, file_id,
  created_at, finished_at, expires_at`

/** Opens a transaction that sees the exports of one asker; it also stores their files, which are of no company. */
export const inNameOf = <T>(
  database: Database,
  actor: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => inTransaction(database, { role: 'portal_provider', all_companies: true, actor }, work)

export const actorOf = ({ actor }: Pick<Scope, 'actor'>) => `${actor.kind}:${actor.id}`

/** `/api/staff-members` */
export const listOf = ({ list }: Pick<ExportRow, 'list'>) => list.replace(/^GET /, '')

export interface NewExport
  extends Pick<ExportRow, 'actor' | 'user_id' | 'worked_in_id' | 'list' | 'request'> {
  request_hash: Buffer
}

/** Undefined while the same is under way already. */
export async function insertExport(tx: Transaction, made: NewExport): Promise<ExportRow | undefined> {
  const { rows } = await tx.run<Row>(
    `insert into exports (actor, user_id, worked_in_id, list, request, request_hash) values ($1, $2, $3, $4, $5, $6)
     on conflict (actor, request_hash) where status in ('waiting', 'running') do nothing returning ${columns}`,
    [made.actor, made.user_id, made.worked_in_id, made.list, JSON.stringify(made.request), made.request_hash],
  )
  return rows[0]
}

export async function selectUnderWay(
  tx: Transaction,
  { actor, request_hash }: NewExport,
): Promise<ExportRow | undefined> {
  const { rows } = await tx.run<Row>(
    `select ${columns} from exports where actor = $1 and request_hash = $2 and status in ('waiting', 'running')`,
    [actor, request_hash],
  )
  return rows[0]
}

/** One's own that has not expired. */
export async function selectExport(
  tx: Transaction,
  id: number,
  actor: string,
): Promise<ExportRow | undefined> {
  const { rows } = await tx.run<Row>(
    `select ${columns} from exports where id = $1 and actor = $2 and expires_at > now()`,
    [id, actor],
  )
  return rows[0]
}

/** Takes up an export that has not ended; a worker that takes over begins anew. */
export async function beginExport(tx: Transaction, id: number): Promise<ExportRow | undefined> {
  const { rows } = await tx.run<Row>(
    `update exports set status = 'running', rows_done = 0 where id = $1 and status in ('waiting', 'running')
     returning ${columns}`,
    [id],
  )
  return rows[0]
}

export const noteRows = (tx: Transaction, id: number, done: number, total: number | null) =>
  tx.run(`update exports set rows_done = $2, rows_total = $3 where id = $1 and status = 'running'`, [
    id,
    done,
    total,
  ])

/** Ends an export, once; its file is kept for seven days from now. */
export async function endExport(
  tx: Transaction,
  id: number,
  end: { file_id: number; rows: number } | { problem: string },
): Promise<boolean> {
  const [file_id, rows, problem] =
    'problem' in end ? [null, null, end.problem] : [end.file_id, end.rows, null]
  const { rowCount } = await tx.run(
    `update exports set status = case when $2::bigint is null then 'failed' else 'finished' end, file_id = $2,
       rows_done = coalesce($3::int, rows_done), rows_total = coalesce($3::int, rows_total), problem = $4,
       finished_at = now(), expires_at = now() + interval '7 days'
     where id = $1 and status = 'running'`,
    [id, file_id, rows, problem],
  )
  return rowCount === 1
}

declarePersonalData({
  table: 'exports',
  user_column: 'user_id',
  role: 'portal_identity',
  exported: ['list', 'status', 'rows_done', 'created_at', 'finished_at'],
  // The file goes with the next look at exports whose time is over.
  on_erase: { blank: `expires_at = now(), request = '{}'` },
})

declareRetention({
  name: 'platform.exports',
  module: 'platform',
  table: 'exports',
  days: 0,
  // Their own seven days.
  bounds: { min: 0, max: 0 },
  role: 'portal_system',
  async remove(tx, { before, limit }) {
    const { rowCount } = await tx.run(
      `with gone as (delete from exports where id = any (array(select id from exports
           where expires_at < $1 order by expires_at limit $2)) returning file_id),
         files_gone as (delete from files using gone where files.id = gone.file_id)
       select from gone`,
      [before, limit],
    )
    return rowCount ?? 0
  },
})
