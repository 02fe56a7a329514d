import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { ImportMapping, TicketImport } from '../contract/imports.ts'
import type { RowProblem } from './import-file.record.ts'

const shown = `id, source, mode, format, status, file_name, mapping, for_company_id as company_id, rows_done,
  case when status = 'finished' then 100 else least(99, floor(100.0 * bytes_done / greatest(byte_size, 1)))::int end as progress,
  created, updated, skipped, refused, problems, sample, created_at, finished_at`

type Row = Omit<TicketImport, 'kind' | 'path'> & Record<string, unknown>
const present = (row: Row): TicketImport => ({
  ...row,
  kind: 'ticket_import',
  path: `/api/tickets/imports/${row.id}`,
})

export interface NewImport {
  source: string
  mode: TicketImport['mode']
  format: TicketImport['format']
  mapping: ImportMapping
  for_company_id: number | null
  file_id: number
  file_name: string
  byte_size: number
}

const insert = `insert into ticket_imports (source, mode, format, mapping, for_company_id, file_id, file_name, byte_size,
  requested_by_user_id) values ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9) on conflict (source)
  where status in ('queued', 'running') do nothing returning ${shown}`

/** Starts an import; null while another one of its source runs. */
export async function insertImport(scope: Scope, made: NewImport): Promise<TicketImport | null> {
  const { rows } = await scope.tx.run<Row>(insert, [
    made.source,
    made.mode,
    made.format,
    JSON.stringify(made.mapping),
    made.for_company_id,
    made.file_id,
    made.file_name,
    made.byte_size,
    scope.user_id,
  ])
  return rows[0] ? present(rows[0]) : null
}

const running = `select id from ticket_imports where source = $1 and status in ('queued', 'running')`

export async function selectRunning(scope: Scope, source: string): Promise<number | null> {
  const { rows } = await scope.tx.run<{ id: number }>(running, [source])
  return rows[0]?.id ?? null
}

const one = `select ${shown} from ticket_imports where id = $1`

export async function selectImport(scope: Scope, id: number): Promise<TicketImport | null> {
  const { rows } = await scope.tx.run<Row>(one, [id])
  return rows[0] ? present(rows[0]) : null
}

const newest = `select ${shown} from ticket_imports
where ($1::bigint is null or id < $1) and ($2::text is null or source = $2) order by id desc limit $3`

export async function selectImports(
  scope: Scope,
  { before, source, limit }: { before: number | null; source: string | null; limit: number },
): Promise<TicketImport[]> {
  const { rows } = await scope.tx.run<Row>(newest, [before, source, limit])
  return rows.map(present)
}

const mapping = `select mapping from ticket_imports where source = $1 and mapping <> '{}' order by id desc limit 1`

/** What was agreed upon for this source last. */
export async function selectMapping(scope: Scope, source: string): Promise<ImportMapping> {
  const { rows } = await scope.tx.run<{ mapping: ImportMapping }>(mapping, [source])
  return rows[0]?.mapping ?? {}
}

const work = `select id, source, mode, format, mapping, for_company_id, file_id, rows_done, requested_by_user_id,
  status = 'cancelled' as is_cancelled
from ticket_imports where id = $1 and status in ('queued', 'running', 'cancelled') and file_id is not null`

export interface ImportWork extends Record<string, unknown> {
  id: number
  source: string
  mode: TicketImport['mode']
  format: TicketImport['format']
  mapping: ImportMapping
  for_company_id: number | null
  file_id: number
  rows_done: number
  requested_by_user_id: number | null
  /** Only what was written is still to be made searchable; then the file goes. */
  is_cancelled: boolean
}

/** What a worker takes up, or takes over; null when it ended meanwhile. */
export async function selectWork(scope: Scope, id: number): Promise<ImportWork | null> {
  const { rows } = await scope.tx.run<ImportWork>(work, [id])
  return rows[0] ?? null
}

const imported = `select ticket_id from ticket_import_keys
where source = $1 and kind = 'ticket' and external_id = any ($2::text[]) order by ticket_id`

/** What came under these names. */
export async function selectImported(
  scope: Scope,
  source: string,
  externalIds: readonly string[],
): Promise<number[]> {
  const { rows } = await scope.tx.run<{ ticket_id: number }>(imported, [source, [...externalIds]])
  return rows.map(({ ticket_id }) => ticket_id)
}

export interface Step {
  from: number
  rows: number
  bytes: number
  created: number
  updated: number
  skipped: number
  refused: number
  problems: readonly RowProblem[]
  sample: readonly object[]
}

const first = (
  column: string,
  more: string,
  most: number,
) => `(select coalesce(jsonb_agg(p order by n), '[]') from (
  select p, n from jsonb_array_elements(${column} || ${more}::jsonb) with ordinality as l (p, n) order by n limit ${most}) f)`
const progress = `update ticket_imports set status = 'running', rows_done = $3, bytes_done = $4, created = created + $5,
  updated = updated + $6, skipped = skipped + $7, refused = refused + $8, problems = ${first('problems', '$9', 100)},
  sample = ${first('sample', '$10', 20)}
where id = $1 and rows_done = $2 and status in ('queued', 'running')`

/** Whether it was still ours: nobody else went on with it, and nobody cancelled it. */
export async function noteStep(scope: Scope, id: number, step: Step): Promise<boolean> {
  const { rowCount } = await scope.tx.run(progress, [
    id,
    step.from,
    step.from + step.rows,
    step.bytes,
    step.created,
    step.updated,
    step.skipped,
    step.refused,
    JSON.stringify(step.problems),
    JSON.stringify(step.sample),
  ])
  return rowCount === 1
}

/** Ends it once; the file goes, of a cancelled one with the next turn of its job. Null when it had ended. */
export async function endImport(
  scope: Scope,
  id: number,
  status: 'finished' | 'failed' | 'cancelled',
  problem: RowProblem | null = null,
): Promise<{ ended: TicketImport; file_id: number | null } | null> {
  const more = JSON.stringify(problem ? [problem] : [])
  const { rows } = await sql<Row & { was_file_id: number | null }>`
    with open as (select id as open_id, file_id as was_file_id from ticket_imports
      where id = ${id} and status in ('queued', 'running') for update)
    update ticket_imports set status = ${status}, finished_at = now(), file_id = case when ${status} = 'cancelled' then file_id end,
      problems = case when jsonb_array_length(problems) < 100 then problems || ${more}::jsonb else problems end
    from open where id = open.open_id
    returning ${sql.raw(shown)}, open.was_file_id`.execute(scope.tx.queries)
  const [row] = rows
  if (!row) return null
  const { was_file_id, ...ended } = row
  return { ended: present(ended as Row), file_id: was_file_id }
}

/** The file of a cancelled import is read no more; null when it went before. */
export async function dropFile(scope: Scope, id: number): Promise<number | null> {
  const { rows } = await scope.tx.run<{ file_id: number }>(
    `with open as (select id, file_id from ticket_imports where id = $1 and status = 'cancelled' for update)
     update ticket_imports i set file_id = null from open where i.id = open.id and open.file_id is not null
     returning open.file_id`,
    [id],
  )
  return rows[0]?.file_id ?? null
}
