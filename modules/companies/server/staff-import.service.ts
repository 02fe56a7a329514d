import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { Id, z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce, whisperIn } from '../../../platform/events/index.ts'
import {
  type Files,
  findStored,
  type ReceivedFile,
  removeFiles,
  type UploadCall,
} from '../../../platform/files/index.ts'
import { defineJob, enqueue, type JobWork } from '../../../platform/jobs/index.ts'
import type { StaffImport } from '../contract/staff-import.ts'
import { requireOpenCompany } from './company.service.ts'
import { mayWriteIn } from './elsewhere.ts'
import { inHouseScope } from './scope.ts'
import { staffImported } from './staff.events.ts'
import { selectPlace } from './staff.queries.ts'
import { companyFor } from './staff.sight.ts'
import { importBatch } from './staff-import.batch.ts'
import { countLines, fieldsOfHead, readRow, readTable } from './staff-import.csv.ts'
import * as queries from './staff-import.queries.ts'
import { staffWorkOf } from './staff-work.ts'

const mostBytes = 10 * 1_048_576
const mostRows = 20_000
const batch = 500

const Fields = z.object({
  mode: z._default(z.enum(['check', 'apply']), 'check'),
  company_id: z.optional(z.coerce.number().check(z.int(), z.gte(1))),
})

/** Takes a CSV; a job reads it. 422 for one that names no people or has too many rows. */
export function importStaff(files: Files, call: UploadCall): Promise<StaffImport> {
  const wanted = { max_bytes: mostBytes, accept: ['csv', 'txt'] as const, fields: ['mode', 'company_id'] }
  return files.take(call, wanted, async (scope, received) => {
    const { mode, company_id } = fieldsOf(received)
    const company = await requireOpenCompany(scope, companyFor(scope, company_id), 'company_id')
    const rows_total = countRows(await files.read(received))
    const stored = await files.store(scope, received, { company_id: company.id, kind: 'staff_import' })
    const made = { company_id: company.id, mode, file_id: stored.id, rows_total }
    const started = await queries.insertImport(scope, made)
    await announce(scope, staffImported, {
      subject_id: null,
      company_id: company.id,
      data: { staff_import_id: started.id, mode, status: 'waiting', created: 0, updated: 0, skipped: 0 },
    })
    await enqueue(scope, importJob, { company_id: company.id, staff_import_id: started.id })
    return started
  })
}

function fieldsOf({ fields }: ReceivedFile) {
  const parsed = z.safeParse(Fields, fields)
  if (parsed.success) return parsed.data
  const field = String(parsed.error.issues[0]?.path[0] ?? 'mode')
  throw invalid(field, 'not_one_of', 'This is none of the possible values.')
}

function countRows(bytes: Buffer): number {
  const end = bytes.indexOf(0x0a)
  const [head = []] = readTable(bytes.subarray(0, Math.min(end < 0 ? bytes.length : end, 65_536)))
  if (!fieldsOfHead(head))
    throw invalid(
      'file',
      'bad_format',
      'The first row must name the columns: First name, Last name, E-mail …',
    )
  const rows = countLines(bytes) - 1
  if (rows > mostRows) throw invalid('file', 'too_many', 'At most 20 000 rows.', mostRows)
  return rows
}

export async function readImport(scope: Scope, id: number): Promise<StaffImport> {
  const found = await queries.selectImport(scope, id)
  if (!found || !mayWriteIn(scope, found.company_id)) throw notFound()
  return found
}

const ImportData = z.object({ company_id: Id, staff_import_id: Id })

/** Reads the file 500 rows at a time; a worker that takes over goes on where another one ended. */
export const importJob = defineJob({
  name: 'companies.staff_import',
  data: ImportData,
  kind: 'outside',
  retries: 1,
  retry_delay_seconds: 10,
  expire_seconds: 900,
  concurrency: 1,
  async run(work) {
    try {
      await readFile(work)
    } catch (error) {
      if (work.attempt > 1) await finish(work, 'failed')
      throw error
    }
  },
})

type Work = JobWork<typeof ImportData>

const inside = <T>({ data, database }: Work, act: (scope: Scope) => Promise<T>) =>
  inHouseScope(
    database,
    { company_id: data.company_id, request_id: `staff-import-${data.staff_import_id}` },
    act,
  )

async function readFile(work: Work): Promise<void> {
  const { company_id, staff_import_id } = work.data
  const found = await inside(work, async (scope) => {
    const open = await queries.selectWork(scope, staff_import_id)
    const file = open?.file_id ? await findStored(scope, open.file_id) : null
    return open && file && { ...open, file, ...(await selectPlace(scope, company_id)) }
  })
  if (!found) return
  const table = readTable(await staffWorkOf(work.database).files.read(found.file))
  const fields = fieldsOfHead(table[0] ?? [])
  if (!fields) return finish(work, 'failed')

  const seen = new Set<string>()
  const isCheck = found.mode === 'check'
  const rows = table.slice(1).map((cells, at) => readRow(cells, fields, at + 2, found.country))
  for (let from = 0; from < rows.length; from += batch) {
    work.signal.throwIfAborted()
    const some = rows.slice(from, from + batch)
    // Rows that an earlier worker dealt with are only remembered.
    const isDone = from + some.length <= found.rows_done
    await inside(work, async (scope) => {
      const step = await importBatch(scope, company_id, some, { seen, isCheck: isCheck || isDone })
      if (isDone) return
      const noted = { ...step, rows_done: from + some.length }
      if (!(await queries.noteProgress(scope, staff_import_id, from, noted)))
        throw new Error('Another worker has this import')
      whisperIn(scope, 'staff_member', company_id)
    })
  }
  await finish(work, 'done')
}

function finish(work: Work, status: 'done' | 'failed'): Promise<void> {
  const { company_id, staff_import_id } = work.data
  return inside(work, async (scope) => {
    const over = await queries.endImport(scope, staff_import_id, status)
    if (!over) return
    if (over.file_id !== null) await removeFiles(scope, [over.file_id])
    const ended = await queries.selectImport(scope, staff_import_id)
    if (!ended) throw problem('gone')
    const { mode, rows_created: created, rows_updated: updated, rows_skipped: skipped } = ended
    await announce(scope, staffImported, {
      subject_id: null,
      company_id,
      data: { staff_import_id, mode, status, created, updated, skipped },
    })
  })
}
