import { either, provider, user } from '../../../platform/contract/endpoint.ts'
import { z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { registerConsumer, registerTopic, whisperIn } from '../../../platform/events/index.ts'
import { defineJob, defineTask, enqueue } from '../../../platform/jobs/index.ts'
import * as queries from './count.queries.ts'
import { countLimit, countsChangedBy, declaredCounts, refuseUnknownEvents } from './count-registry.ts'
import { inHouseScope } from './scope.ts'

const restSeconds = 2

/** Counts what is marked, company by company: whatever else is marked meanwhile, too. */
export const countsJob = defineJob({
  name: 'companies.counts',
  data: z.object({}),
  kind: 'outside',
  retries: 5,
  retry_delay_seconds: 2,
  retry_max_delay_seconds: 60,
  expire_seconds: 60,
  concurrency: 1,
  unique: true,
  run: ({ database, signal }) => countMarked(database, signal),
})

registerConsumer({
  name: 'companies.counts',
  async consume(scope, events) {
    const names = countsChangedBy(events.map(({ type }) => type))
    if (scope.company_id === null || names.length === 0) return
    await queries.insertMarks(scope, scope.company_id, names)
    const { database } = scope.tx
    scope.tx.afterCommit(() => wakeSoon(database))
  },
})

const waking = new WeakMap<Database, { again: boolean }>()

/**
 * The job is queued after the marks are committed, in a transaction of its own: dispatchers that want the one job
 * at the same time would wait for each other's whole batch. What is lost with the process, the start and a sweep find.
 */
function wakeSoon(database: Database): void {
  const running = waking.get(database)
  if (running) {
    running.again = true
    return
  }
  const turn = { again: false }
  waking.set(database, turn)
  inHouseScope(database, { company_id: null }, wake)
    .catch(() => {})
    .finally(() => {
      waking.delete(database)
      if (turn.again) wakeSoon(database)
    })
}

const wake = (scope: Scope) =>
  enqueue(scope, countsJob, {}, { start_after: restSeconds, singleton_key: 'all' })

defineTask({
  name: 'companies.counts_sweep',
  label: 'Count numbers that were left marked',
  input: z.object({}),
  per_company: false,
  cron: '*/10 * * * *',
  async run({ database }) {
    await inHouseScope(database, { company_id: null }, wakeIfMarked)
    return undefined
  },
})

async function wakeIfMarked(scope: Scope): Promise<void> {
  if (await queries.isAnythingMarked(scope)) await wake(scope)
}

registerTopic({
  noun: 'counts',
  subject: 'count',
  access: either(provider('company.view'), user('live.read')),
})

/** At start: numbers that are new are counted, and what a killed process left marked. */
export async function prepareCounts(database: Database): Promise<void> {
  refuseUnknownEvents()
  await inHouseScope(database, { company_id: null }, async (scope) => {
    await queries.markUncounted(scope, [...declaredCounts().keys()])
    await wakeIfMarked(scope)
  })
}

/** One company that cannot be counted does not keep the others waiting; it is tried again with the job. */
async function countMarked(database: Database, signal: AbortSignal): Promise<void> {
  const failed: number[] = []
  let fault: unknown
  for (let more = true; more && !signal.aborted; ) {
    const companies = await inHouseScope(database, { company_id: null }, (scope) =>
      queries.selectMarked(scope, failed),
    )
    more = companies.length > 0
    for (const id of companies) {
      await countOne(database, id).catch((error: unknown) => {
        failed.push(id)
        fault = error
      })
    }
  }
  if (fault) throw fault
}

async function countOne(database: Database, companyId: number): Promise<void> {
  await inHouseScope(database, { company_id: companyId }, async (scope) => {
    await recount(scope, companyId, await queries.takeMarks(scope, companyId))
  })
}

/** Counts these anew; gives back the names of those that are another number than before. */
async function recount(scope: Scope, companyId: number, names: readonly string[]): Promise<string[]> {
  const changed: string[] = []
  for (const name of names) {
    const counted = await declaredCounts()
      .get(name)
      ?.count(scope, companyId, countLimit + 1)
    if (counted === undefined) continue
    const number = { name, value: Math.min(counted, countLimit), capped: counted > countLimit }
    if (await queries.putNumber(scope, companyId, number)) changed.push(name)
  }
  if (changed.length > 0) whisperIn(scope, 'count', companyId)
  return changed
}

const state = { corrections: 0 }

/** How many kept numbers the nightly recount of this process has found wrong. */
export const countCorrections = (): number => state.corrections

defineTask({
  name: 'companies.counts_check',
  label: 'Count all kept numbers anew',
  input: z.object({}),
  per_company: false,
  cron: '40 3 * * *',
  run: ({ database, signal }) => recountAll(database, signal),
})

/** What differs without being marked is a number that drifted: it is mended, and counted as a correction. */
export async function recountAll(database: Database, signal?: AbortSignal) {
  const names = [...declaredCounts().keys()]
  const done = { companies: 0, corrected: 0 }
  for (let after = 0; !signal?.aborted; ) {
    const ids = await inHouseScope(database, { company_id: null }, (scope) =>
      queries.selectCompanyIds(scope, after, 500),
    )
    for (const id of ids) done.corrected += await checkOne(database, id, names)
    done.companies += ids.length
    if (ids.length === 0) break
    after = ids.at(-1) ?? after
  }
  state.corrections += done.corrected
  return done
}

async function checkOne(database: Database, companyId: number, names: readonly string[]): Promise<number> {
  return inHouseScope(database, { company_id: companyId }, async (scope) => {
    const waiting = new Set(await queries.takeMarks(scope, companyId))
    const changed = await recount(scope, companyId, names)
    return changed.filter((name) => !waiting.has(name)).length
  })
}

/** For how many seconds a changed number has been waiting. */
export async function countsLag(database: Database): Promise<number> {
  const since = await inHouseScope(database, { company_id: null }, queries.selectWaitingSince)
  return since === null ? 0 : Math.max(0, (Date.now() - Date.parse(since)) / 1_000)
}
