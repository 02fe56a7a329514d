import { notFound, problem } from '../../../platform/contract/problems.ts'
import { type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { findStored } from '../../../platform/files/index.ts'
import type { OwnCall, sent } from '../../../platform/http/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import type { PersonalExport } from '../contract/personal.ts'
import { exportJob } from './export.jobs.ts'
import * as queries from './export.queries.ts'
import { type Foundation, filesOf } from './foundation.ts'
import { exportDownloaded, exportRequested } from './personal.events.ts'
import { lockUser } from './user.queries.ts'

type Entering = Pick<OwnCall, 'enter' | 'raw'>

const mostADay = 3

export async function listExports(scope: Scope): Promise<{ items: PersonalExport[] }> {
  return { items: (await ownExports(scope)).map(shown) }
}

export async function readExport(scope: Scope, id: number): Promise<PersonalExport> {
  return shown(await ownExport(scope, id))
}

/** Asks for a copy; a job makes it. At most three a day. */
export async function askForExport(scope: Scope) {
  const userId = ownId(scope)
  const row = await withRole(scope, 'portal_identity', async () => {
    await lockUser(scope.tx, userId)
    if ((await queries.countRecent(scope.tx, userId)) >= mostADay)
      throw problem('rate_limited', { members: { retry_after: 86_400 } })
    return queries.insertExport(scope.tx, userId)
  })
  await enqueue(scope, exportJob, { personal_export_id: row.id })
  await announce(scope, exportRequested, { subject_id: userId, company_id: null, data: {} })
  const path = `/api/me/exports/${row.id}`
  return { id: row.id, kind: 'personal_export' as const, status: row.status, path }
}

/** Answers with the ZIP; each time stands in the log. A look at its first byte, by which the page asks, is no download. */
export async function downloadExport(
  foundation: Foundation,
  call: Entering,
  id: number,
): Promise<typeof sent> {
  const file = await call.enter(async (scope) => {
    const { file_id, status } = await ownExport(scope, id)
    if (status !== 'ready' || file_id === null) throw problem('export_not_ready')
    const stored = await findStored(scope, file_id)
    if (!stored) throw notFound()
    if (call.raw.request.headers.range !== 'bytes=0-0')
      await announce(scope, exportDownloaded, { subject_id: ownId(scope), company_id: null, data: {} })
    return stored
  })
  return filesOf(foundation).send(call, file)
}

async function ownExport(scope: Scope, id: number): Promise<queries.ExportRow> {
  const row = (await ownExports(scope)).find((one) => one.id === id)
  if (!row) throw notFound()
  return row
}

const ownExports = (scope: Scope): Promise<queries.ExportRow[]> =>
  withRole(scope, 'portal_identity', () => queries.selectExports(scope.tx, ownId(scope)))

const shown = ({ id, status, created_at, ready_at, expires_at }: queries.ExportRow): PersonalExport => ({
  id,
  status: status as PersonalExport['status'],
  created_at,
  ready_at,
  expires_at,
})

function ownId({ user_id }: Scope): number {
  if (user_id === null) throw notFound()
  return user_id
}
