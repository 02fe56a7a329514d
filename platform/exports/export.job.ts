import { Problem } from '../contract/problems.ts'
import { Id, type Page, Text, z } from '../contract/schema.ts'
import type { ActorKind, Database, Transaction } from '../database/index.ts'
import { type Announcer, announce, whisper } from '../events/index.ts'
import type { Files } from '../files/index.ts'
import { type Call, type CsvList, columnsOf, csvLines, type Door, readCsvPage } from '../http/index.ts'
import { defineJob, type JobWork } from '../jobs/index.ts'
import { againOf } from './again.ts'
import { exportFailed, exportReady } from './export.events.ts'
import { beginExport, type ExportRow, endExport, inNameOf, listOf, noteRows } from './export.rows.ts'

interface Tools {
  door: Door
  files: Files
}

const tools = new WeakMap<Database, Tools>()

/** Says once, at start, what the jobs of this database read lists by and where they keep files. */
export const workWith = (database: Database, given: Tools) => void tools.set(database, given)

/** The longest file; a longer list ends with a line that says so. */
const mostRows = 5_000_000
/** Rows are counted up to here, to say how far it is. */
const mostCounted = 1_000_000
const retries = 2

const ExportData = z.object({ export_id: Id, actor: Text(24) })
type Work = JobWork<typeof ExportData>

/** Writes a long list into a file, page after page, under the rights that its asker has at each of them. */
export const exportJob = defineJob({
  name: 'platform.export',
  data: ExportData,
  kind: 'outside',
  retries,
  retry_delay_seconds: 5,
  expire_seconds: 3_600,
  concurrency: 1,
  group_concurrency: 1,
  async run(work) {
    const { export_id, actor } = work.data
    const row = await inNameOf(work.database, actor, (tx) => beginExport(tx, export_id))
    if (!row) return
    try {
      await write(work, row)
    } catch (error) {
      // A right that is gone stays gone; whatever else it is may have passed by the next attempt.
      const isRefused = error instanceof Problem && error.code !== 'busy'
      if (isRefused || work.attempt > retries) await fail(work, row, isRefused ? error.code : 'internal')
      if (!isRefused) throw error
    }
  },
})

async function write(work: Work, row: ExportRow): Promise<void> {
  const { database } = work
  const { door, files } = toolsOf(database)
  const list = door.lists.get(row.list)
  if (!list) throw new Problem('gone')
  const state = { rows: 0 }
  const name = `${row.list.split('/').at(-1) ?? 'list'}.csv`
  const kept = await files.keep(name, 'text/csv', bytesOf(work, row, list, state))
  try {
    await inNameOf(database, row.actor, async (tx) => {
      const file = await files.store({ tx, user_id: row.user_id }, kept, { company_id: null, kind: 'export' })
      const isEnded = await endExport(tx, row.id, { file_id: file.id, rows: state.rows })
      if (!isEnded) throw new Error('Another worker has this export')
      await announce(inNameOfAsker(tx, row), exportReady, aboutRow(row, { rows: state.rows }))
      whisperTo(tx, row)
      await work.settle({ tx })
    })
  } catch (error) {
    await files.discard(kept)
    throw error
  }
}

/** The file in pieces; how far it is stands in the row after each. */
async function* bytesOf(work: Work, row: ExportRow, list: CsvList, state: { rows: number }) {
  const { door } = toolsOf(work.database)
  const { columns, total } = await inPlace(door, row, list, async (call) => ({
    columns: columnsOf(list.ready.declared.csv, call.scope, row.request.columns),
    total: await list.count(call, mostCounted),
  }))
  const page = async (after?: string): Promise<Page<unknown>> => {
    work.signal.throwIfAborted()
    const read = await inPlace(door, row, list, (call) => readCsvPage(list, call, undefined, after))
    state.rows = Math.min(mostRows, state.rows + read.items.length)
    await inNameOf(work.database, row.actor, async (tx) => {
      await noteRows(tx, row.id, state.rows, total > mostCounted ? null : total)
      whisperTo(tx, row)
    })
    return read
  }
  for await (const piece of csvLines({ columns, rows: mostRows }, await page(), page))
    yield Buffer.from(piece)
}

/** What the list's own endpoint would do now for whoever asked. */
function inPlace<T>(door: Door, row: ExportRow, list: CsvList, work: (call: Call) => Promise<T>): Promise<T> {
  const ask = againOf(door, row, `list-export-${row.id}`)
  const given = {
    params: list.ready.params?.(row.request.params),
    query: list.ready.query({ ...row.request.query }),
    body: undefined,
  }
  const common = { origin: ask.origin, request_id: ask.request_id, if_match: null, answer: noAnswer }
  return door.gate.enter(
    ask,
    () => {},
    (scope, caller) => work({ ...given, ...common, scope, caller } as Call),
  )
}

/** Nobody reads headers of this. */
const noAnswer = { header() {}, session() {}, cookie() {}, has_session: false }

async function fail(work: Work, row: ExportRow, problem: string): Promise<void> {
  await inNameOf(work.database, row.actor, async (tx) => {
    if (!(await endExport(tx, row.id, { problem }))) return
    await announce(inNameOfAsker(tx, row), exportFailed, aboutRow(row, { problem }))
    whisperTo(tx, row)
  })
}

const aboutRow = <More>(row: ExportRow, more: More) => ({
  subject_id: row.id,
  company_id: row.worked_in_id,
  data: { list: listOf(row), user_id: row.user_id, ...more },
})

/** Their open page reads it again. */
function whisperTo(tx: Transaction, { user_id }: ExportRow): void {
  if (user_id !== null) whisper({ tx }, 'list_export', [user_id])
}

function inNameOfAsker(tx: Transaction, { id, actor }: ExportRow): Announcer {
  const [kind = 'user', actorId] = actor.split(':')
  return {
    tx,
    actor: { kind: kind as ActorKind, id: Number(actorId) },
    impersonator_id: null,
    request_id: `list-export-${id}`,
    origin: { ip: null, user_agent: null },
    caused_by: null,
  }
}

function toolsOf(database: Database): Tools {
  const found = tools.get(database)
  if (!found) throw new Error('Files of long lists were wanted before exportRoutes')
  return found
}
