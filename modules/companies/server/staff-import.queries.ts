import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'
import type { StaffImport } from '../contract/staff-import.ts'
import type { ImportedRow, RowProblem } from './staff-import.csv.ts'

const shown = [
  'id',
  'company_id',
  'mode',
  'status',
  'rows_total',
  'rows_done',
  'rows_created',
  'rows_updated',
  'rows_skipped',
  'problems',
  'created_at',
  'finished_at',
] as const

export async function insertImport(
  scope: Scope,
  made: { company_id: number; mode: StaffImport['mode']; file_id: number; rows_total: number },
): Promise<StaffImport> {
  const row = await scope.tx.queries
    .insertInto('staff_imports')
    .values({ ...made, created_by_user_id: scope.user_id })
    .returning(shown)
    .executeTakeFirstOrThrow()
  return present(row as unknown as ImportRow)
}

type ImportRow = Omit<StaffImport, 'kind' | 'path' | 'progress'>

function present(row: ImportRow): StaffImport {
  const { id, status, rows_total, rows_done } = row
  const share = Math.floor((100 * rows_done) / Math.max(1, rows_total ?? 1))
  const progress = status === 'done' ? 100 : Math.min(99, share)
  return { ...row, kind: 'staff_import', path: `/api/staff-members/imports/${id}`, progress }
}

export async function selectImport(scope: Scope, id: number): Promise<StaffImport | undefined> {
  const row = await scope.tx.queries
    .selectFrom('staff_imports')
    .select(shown)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && present(row as unknown as ImportRow)
}

/** What a worker takes up, or takes over: the file, and how far another came. */
export function selectWork(scope: Scope, id: number) {
  return scope.tx.queries
    .selectFrom('staff_imports')
    .select(['mode', 'rows_done', 'file_id'])
    .where('id', '=', id)
    .where('status', 'in', ['waiting', 'running'])
    .executeTakeFirst()
}

/** Who asked for an import; null when that person is gone. */
export async function importAskedBy(scope: Scope, id: number): Promise<number | null> {
  const row = await scope.tx.queries
    .selectFrom('staff_imports')
    .select('created_by_user_id')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.created_by_user_id ?? null
}

export interface Progress {
  rows_done: number
  created: number
  updated: number
  skipped: number
  problems: readonly RowProblem[]
}

/** Whether nobody else has been here meanwhile; at most 200 problems are kept. */
export async function noteProgress(scope: Scope, id: number, from: number, step: Progress): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update staff_imports set status = 'running', rows_done = ${step.rows_done},
      rows_created = rows_created + ${step.created}, rows_updated = rows_updated + ${step.updated},
      rows_skipped = rows_skipped + ${step.skipped},
      problems = (select coalesce(jsonb_agg(p order by n), '[]') from (
        select p, n from jsonb_array_elements(problems || ${JSON.stringify(step.problems)}::jsonb)
          with ordinality as listed (p, n) order by n limit 200) first)
    where id = ${id} and rows_done = ${from} and status in ('waiting', 'running')`.execute(scope.tx.queries)
  return numAffectedRows === 1n
}

/** Ends it once; the file that was read is not kept. */
export async function endImport(scope: Scope, id: number, status: 'done' | 'failed') {
  const { rows } = await sql<{ file_id: number | null }>`
    with open as (select id, file_id from staff_imports
      where id = ${id} and status in ('waiting', 'running') for update)
    update staff_imports i set status = ${status}, finished_at = now(), file_id = null
    from open where i.id = open.id returning open.file_id`.execute(scope.tx.queries)
  return rows[0]
}

export interface KnownRow {
  id: number
  email_key: string | null
  first_name: string
  last_name: string
  [field: string]: unknown
}

/** Entries that these rows may be: by address, or by name. */
export async function selectKnown(
  scope: Scope,
  companyId: number,
  emailKeys: readonly string[],
  names: readonly string[],
): Promise<KnownRow[]> {
  const { rows } = await sql<KnownRow>`
    select id, email, email_key, first_name, last_name, mobile_phone, phone, job_title, department, manager_name,
      employer, street, city, state, postcode, country
    from staff_members where company_id = ${companyId} and archived_at is null
      and (email_key = any (${[...emailKeys]}::text[])
        or lower(first_name || ' ' || last_name) = any (${[...names]}::text[]))
    order by id for update`.execute(scope.tx.queries)
  return rows
}

export type NewEntry = ImportedRow & { email_key?: string | null }

export async function insertImported(scope: Scope, companyId: number, rows: readonly NewEntry[]) {
  if (rows.length === 0) return
  await scope.tx.queries
    .insertInto('staff_members')
    .values(
      rows.map((row) => ({
        company_id: companyId,
        source: 'csv',
        ...row,
        mobile_changed_at: row.mobile_phone ? sql<string>`now()` : null,
      })),
    )
    .execute()
}

export async function updateImported(scope: Scope, id: number, fields: Partial<NewEntry>): Promise<void> {
  await scope.tx.queries
    .updateTable('staff_members')
    .set({
      ...fields,
      ...(fields.mobile_phone && { mobile_changed_at: sql<string>`now()` }),
      version: sql`version + 1`,
      updated_at: sql`now()`,
    })
    .where('id', '=', id)
    .execute()
}
