import { createHash } from 'node:crypto'
import { notFound, problem, problemKinds } from '../contract/problems.ts'
import { type Database, inTransaction, type Scope } from '../database/index.ts'
import { announce, registerTopic } from '../events/index.ts'
import { type Files, findStored } from '../files/index.ts'
import type { Door, LongLists, OwnCall, Routes, sent } from '../http/index.ts'
import { enqueue } from '../jobs/index.ts'
import { againOf } from './again.ts'
import { exportsApi, type ListExport } from './contract.ts'
import { exportRequested } from './export.events.ts'
import { exportJob, workWith } from './export.job.ts'
import {
  actorOf,
  type ExportRow,
  inNameOf,
  insertExport,
  listOf,
  selectExport,
  selectUnderWay,
} from './export.rows.ts'

registerTopic({ noun: 'exports', subject: 'list_export' })

/** Files of long lists (api §4.8): asked for at the list's own address, made by a job, read here. */
export function openExports(database: Database): LongLists {
  return {
    async start(scope, { name, params, query, columns }) {
      const actor = actorOf(scope)
      const held = scope.actor.kind === 'client' ? [...scope.permissions].sort() : []
      const request = { params: { ...params }, query: { ...query }, columns, held }
      const made = { actor, user_id: scope.user_id, worked_in_id: scope.company_id, list: name, request }
      const request_hash = hashOf([name, request, scope.company_id])
      return shown(await begin(database, scope, { ...made, request_hash }))
    },
  }
}

const hashOf = (parts: unknown) => createHash('sha256').update(JSON.stringify(parts)).digest()

/** The row, its job and its event together; who asks twice has the one that is under way. */
function begin(
  database: Database,
  scope: Scope,
  made: Parameters<typeof insertExport>[1],
): Promise<ExportRow> {
  const { role, company_ids, all_companies, user_id, request_id } = scope
  const opening = { role, company_ids, all_companies, user_id, request_id, actor: made.actor }
  return inTransaction(database, opening, async (tx) => {
    const fresh = await insertExport(tx, made)
    const row = fresh ?? (await selectUnderWay(tx, made))
    // The other one ended between the two statements.
    if (!row) throw problem('busy', { members: { retry_after: 1 } })
    if (!fresh) return row
    await enqueue({ tx }, exportJob, { export_id: row.id, actor: row.actor }, { group: row.actor })
    await announce({ ...scope, tx }, exportRequested, {
      subject_id: row.id,
      company_id: scope.company_id,
      data: { list: listOf(row), user_id: row.user_id },
    })
    return row
  })
}

function shown(row: ExportRow): ListExport {
  const path = `/api/exports/${row.id}`
  const isDone = row.status === 'finished'
  return {
    id: row.id,
    kind: 'list_export',
    status: row.status,
    path,
    list: listOf(row),
    progress: isDone ? 100 : percentOf(row),
    rows_done: row.rows_done,
    rows_total: row.rows_total,
    problems:
      row.problem === null
        ? []
        : [{ code: row.problem, message: problemKinds().get(row.problem)?.title ?? 'It could not be made' }],
    content_path: isDone ? `${path}/content` : null,
    created_at: row.created_at,
    finished_at: row.finished_at,
    expires_at: row.expires_at,
  }
}

const percentOf = ({ rows_done, rows_total }: ExportRow) =>
  rows_total === null ? null : Math.min(99, Math.floor((100 * rows_done) / Math.max(1, rows_total)))

async function ownExport(scope: Scope, id: number): Promise<ExportRow> {
  const row = await selectExport(scope.tx, id, actorOf(scope))
  if (!row) throw notFound()
  return row
}

/** Serves what was made, and lets the jobs of this database make it. */
export function exportRoutes(
  { route, own }: Routes,
  { database, door, files }: { database: Database; door: Door; files: Files },
): void {
  workWith(database, { door, files })
  route(exportsApi.readExport, async ({ scope, params }) => shown(await ownExport(scope, params.export_id)))
  own(exportsApi.readExportContent, (call) => sendContent(call, { database, door, files }))
}

type ContentCall = OwnCall<NonNullable<typeof exportsApi.readExportContent.params>>
interface Parts {
  database: Database
  door: Door
  files: Files
}

/** The file, while its asker may still read the list in the company they asked it in. */
async function sendContent(call: ContentCall, { database, door, files }: Parts): Promise<typeof sent> {
  const row = await call.enter((scope) => ownExport(scope, call.params.export_id), { read_only: true })
  if (row.file_id === null) throw problem('export_not_ready')
  const { file_id } = row
  await door.gate.enter(
    againOf(door, row, call.request_id),
    () => {},
    async () => {},
  )
  const stored = await inNameOf(database, row.actor, (tx) => findStored({ tx }, file_id))
  if (!stored) throw notFound()
  return files.send(call, stored)
}
