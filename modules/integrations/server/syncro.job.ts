import { Id, z } from '../../../platform/contract/schema.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce, whisper } from '../../../platform/events/index.ts'
import { defineJob, type JobWork } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { houseOf } from './house.ts'
import { accessOf, statusesOf } from './syncro.access.ts'
import { problemOf, SyncroProblem, syncroClient } from './syncro.client.ts'
import { runFailed, runFinished, toldOver } from './syncro.events.ts'
import * as queries from './syncro.queries.ts'
import { type Answered, pagesOf } from './syncro-pages.ts'
import { takeAnswered } from './syncro-step.ts'

const mostFailures = 20
const RunData = z.object({ sync_run_id: Id })
type Work = Pick<JobWork<typeof RunData>, 'data' | 'database' | 'signal' | 'attempt'>

/** Reads Syncro page by page, a transaction each; a worker that takes over goes on where another one ended. */
export const importTicketsJob = defineJob({
  name: 'integrations.import_tickets',
  data: RunData,
  kind: 'outside',
  retries: 3,
  retry_delay_seconds: 5,
  // A whole desk at three requests a second takes hours.
  expire_seconds: 86_000,
  concurrency: 1,
  async run(work) {
    try {
      await runImport(work)
    } catch (error) {
      if (error instanceof SyncroProblem) return finish(work, 'failed', error)
      if (work.attempt > 3) await finish(work, 'failed')
      throw error
    }
  },
})

const inside = <T>({ data, database }: Work, act: (scope: Scope) => Promise<T>) =>
  inHouseScope(database, { company_id: null, request_id: `sync-run-${data.sync_run_id}` }, act)

async function runImport(work: Work): Promise<void> {
  const found = await inside(work, async (scope) => {
    const run = await queries.selectRunWork(scope, work.data.sync_run_id)
    const access = await accessOf(scope)
    return run && { run, access, statuses: await statusesOf(scope) }
  })
  if (!found) return
  const { run, access, statuses } = found
  if (!access) throw new SyncroProblem('switched_off', 'The connection to Syncro was switched off', true)
  const client = syncroClient(houseOf(work.database), access, work.signal)
  const isOurs = () => inside(work, async (scope) => (await queries.selectRunWork(scope, run.id)) !== null)
  let inRow = run.failures_in_row
  for await (const page of pagesOf(client, run, isOurs)) {
    inRow = page.items.reduce((n, item) => (item.kind === 'failed' ? n + 1 : 0), inRow)
    if (!(await keep(work, run, { page, inRow, statuses }))) return
    if (inRow >= mostFailures)
      throw new SyncroProblem('too_many_failures', `${mostFailures} tickets in a row could not be read`, true)
  }
  if (await isOurs()) await finish(work, 'finished')
}

interface Kept {
  page: { from: number; to: number; total: number | null; items: readonly Answered[] }
  inRow: number
  statuses: Record<string, string>
}

/** One transaction: the tickets of a page, and how far it came. False when the run was cancelled meanwhile. */
async function keep(work: Work, run: queries.RunWork, { page, inRow, statuses }: Kept): Promise<boolean> {
  const { from, to, total } = page
  const whole = (isCareful: boolean) =>
    inside(work, async (scope) => {
      const step = await takeAnswered(scope, page.items, statuses, isCareful)
      if (!(await queries.noteRun(scope, run.id, { ...step, from, to, total, failures_in_row: inRow })))
        throw new Overtaken()
      if (run.requested_by_user_id !== null) whisper(scope, 'sync_run', [run.requested_by_user_id])
      return true
    })
  try {
    // One bad ticket does not take its page with it: then each goes by itself.
    return await whole(false).catch((error: unknown) => {
      if (error instanceof Overtaken) throw error
      return whole(true)
    })
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error
    return false
  }
}

/** Somebody else has this run, or it was cancelled: nothing of this step is kept. */
class Overtaken extends Error {}

async function finish(
  work: Work,
  status: 'finished' | 'failed',
  why: SyncroProblem | null = null,
): Promise<void> {
  const about = why && problemOf('', why)
  await inside(work, async (scope) => {
    const ended = await queries.endRun(scope, work.data.sync_run_id, status, about)
    if (!ended) return
    await announce(
      scope,
      status === 'finished' ? runFinished : runFailed,
      toldOver(ended.run, ended.asked_by),
    )
  })
}
