import { Id, z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { announce, whisper } from '../../../platform/events/index.ts'
import { type Files, findStored, removeFiles } from '../../../platform/files/index.ts'
import { defineJob, type JobWork } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { selectPriorities, selectStatuses } from './choice.queries.ts'
import { importFailed, importFinished, toldOf } from './import.events.ts'
import { keyOf } from './import.record.ts'
import * as queries from './import-file.queries.ts'
import { type ReadTicket, rowReader } from './import-file.record.ts'
import { type FileRow, readFileRows, UnreadableFile } from './import-file.rows.ts'
import { takeRows } from './import-file.step.ts'
import { indexTickets } from './ticket-search.index.queries.ts'

const stores = new WeakMap<Database, Pick<Files, 'stream'>>()

/** Says once, at start, where the files of this database are. */
export const importFrom = (database: Database, files: Pick<Files, 'stream'>) =>
  void stores.set(database, files)

const batch = 500
const ImportData = z.object({ ticket_import_id: Id })
type Work = Pick<JobWork<typeof ImportData>, 'data' | 'database' | 'signal' | 'attempt'>

/** Reads the file 500 rows at a time, a transaction each; a worker that takes over goes on where another one ended. */
export const importFileJob = defineJob({
  name: 'tickets.import_file',
  data: ImportData,
  kind: 'outside',
  retries: 5,
  retry_delay_seconds: 5,
  expire_seconds: 3_600,
  concurrency: 1,
  async run(work) {
    try {
      await importFile(work)
    } catch (error) {
      if (error instanceof UnreadableFile) {
        const { line, code, message } = error
        return finish(work, 'failed', { line, field: '', code, message })
      }
      if (work.attempt > 5) await finish(work, 'failed')
      throw error
    }
  },
})

const inside = <T>({ data, database }: Work, act: (scope: Scope) => Promise<T>, by: number | null = null) =>
  inHouseScope(
    database,
    {
      company_id: null,
      request_id: `ticket-import-${data.ticket_import_id}`,
      ...(by !== null && { actor: { kind: 'user' as const, id: by } }),
    },
    act,
  )

/** What a worker does with it; in tests also without a queue. */
export async function importFile(work: Work): Promise<void> {
  const found = await inside(work, async (scope) => {
    const open = await queries.selectWork(scope, work.data.ticket_import_id)
    const file = open && (await findStored(scope, open.file_id))
    if (!open || !file) return null
    const statuses = await selectStatuses(scope)
    return { open, file, statuses, priorities: await selectPriorities(scope) }
  })
  if (!found) return
  const bytes = await stores.get(work.database)?.stream(found.file)
  if (!bytes) throw new Error('The file of an import is gone')
  const { open } = found
  const counted = { bytes: 0 }
  const read = rowReader({ ...found, mapping: open.mapping })
  const rows = readFileRows(open.format, counting(bytes, counted))
  let indexing = Promise.resolve()
  try {
    for await (const some of ahead(batchesOf(rows, { read, counted, done: open.rows_done }))) {
      work.signal.throwIfAborted()
      if (open.is_cancelled && !some.isDone) break
      const changed = some.isDone ? await earlier(work, open, some) : await step(work, open, some)
      if (!changed) return
      await indexing
      // Beside the next step, on another connection: reading words is half of the work.
      indexing = index(work, changed)
      indexing.catch(() => {})
    }
  } finally {
    await indexing
  }
  await finish(work, 'finished')
}

/** Makes tickets searchable that are written. */
async function index(work: Work, portions: readonly number[][]): Promise<void> {
  for (const ids of portions)
    if (ids.length > 0) await inside(work, async (scope) => void (await indexTickets(scope, ids)))
}

/** What was written by a worker that may have died before it could be found. */
async function earlier(
  work: Work,
  { source, mode }: queries.ImportWork,
  { rows }: Some,
): Promise<number[][]> {
  if (mode === 'check') return []
  const keys = rows.flatMap(({ record }) => (record ? keyOf(record.external_id) : []))
  return [await inside(work, (scope) => queries.selectImported(scope, source, keys))]
}

async function* counting(bytes: AsyncIterable<Buffer>, counted: { bytes: number }) {
  for await (const chunk of bytes) {
    counted.bytes += chunk.length
    yield chunk
  }
}

interface Some {
  /** An earlier worker wrote it, as one of its last two: they may not be searchable yet. */
  isDone: boolean
  from: number
  rows: readonly ReadTicket[]
  /** Of the file, so far. */
  bytes: number
}

interface Reading {
  read(row: FileRow): ReadTicket
  counted: { bytes: number }
  /** Rows that an earlier worker dealt with. */
  done: number
}

async function* batchesOf(rows: AsyncIterable<FileRow>, { read, counted, done }: Reading) {
  let some: FileRow[] = []
  let from = 0
  const batchOf = (): Some[] => {
    const to = from + some.length
    const isDone = to <= done
    if (some.length === 0 || to <= done - 2 * batch) return []
    return [{ isDone, from, rows: some.map(read), bytes: counted.bytes }]
  }
  for await (const row of rows) {
    some.push(row)
    if (some.length < batch) continue
    yield* batchOf()
    from += some.length
    some = []
  }
  yield* batchOf()
}

/** The next one is read while the database works on the one before. */
async function* ahead<T>(all: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (let next = all.next(); ; ) {
      const { value, done } = await next
      if (done) return
      next = all.next()
      // Whoever takes it up hears what is wrong with the file.
      next.catch(() => {})
      yield value
    }
  } finally {
    await all.return(undefined)
  }
}

/** One transaction: the rows, and how far it came. What changed; null when the import was cancelled meanwhile. */
async function step(
  work: Work,
  open: queries.ImportWork,
  { from, rows, bytes }: Some,
): Promise<number[][] | null> {
  try {
    return await inside(
      work,
      async (scope) => {
        const { changed, ...result } = await takeRows(scope, open, rows)
        const noted = { ...result, from, bytes, rows: rows.length }
        if (!(await queries.noteStep(scope, open.id, noted))) throw new Overtaken()
        if (open.requested_by_user_id !== null) whisper(scope, 'ticket_import', [open.requested_by_user_id])
        return changed
      },
      open.requested_by_user_id,
    )
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    return null
  }
}

/** Somebody else has this import, or it was cancelled: nothing of this step is kept. */
class Overtaken extends Error {}

async function finish(
  work: Work,
  status: 'finished' | 'failed',
  why: Parameters<typeof queries.endImport>[3] = null,
): Promise<void> {
  await inside(work, async (scope) => {
    const over = await queries.endImport(scope, work.data.ticket_import_id, status, why)
    const file = over ? over.file_id : await queries.dropFile(scope, work.data.ticket_import_id)
    if (file !== null) await removeFiles(scope, [file])
    if (!over) return
    const type = status === 'finished' ? importFinished : importFailed
    await announce(scope, type, toldOf(over.ended))
  })
}
