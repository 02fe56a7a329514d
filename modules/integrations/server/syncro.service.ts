import { setTimeout as pause } from 'node:timers/promises'
import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { cursorAt, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import { enqueue } from '../../../platform/jobs/index.ts'
import type { SyncRun, syncroApi } from '../contract/syncro.ts'
import { accessOf } from './syncro.access.ts'
import { runCancelled, runStarted, toldOf } from './syncro.events.ts'
import { importTicketsJob } from './syncro.job.ts'
import * as queries from './syncro.queries.ts'

type Asked = Received<NonNullable<typeof syncroApi.importSyncro.body>>
const mostWidth = 50_000
const patienceMs = 20_000

/**
 * Starts an import from Syncro; with `wait` the answer comes when it has ended, or after 20 s with how far it came. 409
 * `sync_running` with the id of the one that is under way, `not_enabled` without a connection.
 */
export async function importSyncro(
  call: Pick<OwnCall, 'enter' | 'once' | 'raw'> & { body: Asked },
): Promise<SyncRun> {
  const wanted = planOf(call.body)
  const started = await call.once((scope) => start(scope, wanted))
  if (!call.body.wait) return started
  const until = performance.now() + patienceMs
  for (let every = 50; ; every = Math.min(every * 1.5, 500)) {
    const now = await call.enter((scope) => readRun(scope, started.id), { read_only: true })
    const isOver = now.status !== 'queued' && now.status !== 'running'
    if (isOver || performance.now() + every > until || call.raw.reply.raw.destroyed) return now
    await pause(every)
  }
}

function planOf({ mode, ticket_id, start_id, end_id }: Asked): queries.NewRun {
  if (mode === 'all') return { mode, arguments: {}, total: null, cursor: 0 }
  if (mode === 'single') {
    if (ticket_id === undefined) throw invalid('ticket_id', 'required', 'Say which ticket.')
    return { mode, arguments: { ticket_id }, total: 1, cursor: ticket_id - 1 }
  }
  if (start_id === undefined) throw invalid('start_id', 'required', 'Say where to begin.')
  if (end_id === undefined) throw invalid('end_id', 'required', 'Say where to end.')
  if (end_id < start_id) throw invalid('end_id', 'too_small', 'This is before the beginning.')
  if (end_id - start_id > mostWidth)
    throw invalid('end_id', 'too_big', 'At most 50 000 numbers at once.', mostWidth)
  return { mode, arguments: { start_id, end_id }, total: end_id - start_id + 1, cursor: start_id - 1 }
}

async function start(scope: Scope, wanted: queries.NewRun): Promise<SyncRun> {
  if (!(await accessOf(scope))) throw problem('not_enabled', { members: { setting: 'integrations.syncro' } })
  const made = await queries.insertRun(scope, wanted)
  if (!made) throw problem('sync_running', { members: { id: await queries.selectUnderWay(scope) } })
  await announce(scope, runStarted, toldOf(made))
  await enqueue(scope, importTicketsJob, { sync_run_id: made.id })
  return made
}

export async function listRuns(
  scope: Scope,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<SyncRun>> {
  const walk = { sort: '-id', filters: {} }
  const rows = await queries.selectRuns(scope, readCursor(after, walk, 0)?.id ?? null, limit + 1)
  const items = rows.slice(0, limit)
  const last = rows.length > limit ? items.at(-1) : undefined
  return { items, next: last ? cursorAt(walk, [], last.id) : null }
}

export async function readRun(scope: Scope, id: number): Promise<SyncRun> {
  const found = await queries.selectRun(scope, id)
  if (!found) throw notFound()
  return found
}

/** Ends a run behind the tickets in hand. 409 `already_finished` afterwards. */
export async function cancelRun(scope: Scope, id: number): Promise<SyncRun> {
  await readRun(scope, id)
  const ended = await queries.endRun(scope, id, 'cancelled')
  if (!ended) throw problem('already_finished')
  await announce(scope, runCancelled, toldOf(ended.run))
  return ended.run
}
