import { z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { defineJob, defineTask, enqueue, type JobDefinition } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { tellLateness } from './deadlines-late.ts'
import { clocksOf, marksAt } from './sla.clock.ts'
import { slaBreached, slaWarned } from './sla.events.ts'
import { selectPromisesOf } from './sla.queries.ts'
import { factsOf, slaClock, timesOf } from './sla.service.ts'
import { selectAlerts, selectPromised, updateClocks } from './sla.work.queries.ts'
import { happened } from './turn.ts'

const batch = 500

/** Tells what is nearly due and what is over; each turn is a transaction, and of two at once one tells it. */
export async function tellPromises(database: Database, signal?: AbortSignal): Promise<{ told: number }> {
  let told = 0
  for (let found = batch; found === batch && !signal?.aborted; ) {
    const turn = await inHouseScope(database, { company_id: null, request_id: 'ticket-sla-clock' }, tellSome)
    told += turn.told
    found = turn.again ? batch : 0
  }
  return { told }
}

/** `again`: more than a turn's worth waits, or what was told now is over as well. */
async function tellSome(scope: Scope): Promise<{ told: number; again: boolean }> {
  const now = slaClock.now()
  const rows = await selectAlerts(scope, new Date(now).toISOString(), batch)
  const promises = await selectPromisesOf(
    scope,
    rows.map(({ sla_policy_id }) => sla_policy_id),
  )
  const turns = rows.map((row) => ({
    row,
    ...marksAt(promises.get(row.sla_policy_id) ?? null, factsOf(row), now),
  }))
  const done = await updateClocks(
    scope,
    turns.map(({ row, clocks }) => ({ id: row.id, seen: row.seen, ...timesOf(clocks) })),
  )
  let told = 0
  for (const turn of turns.filter(({ row }) => done.has(row.id)))
    for (const { promise, mark, due_at } of turn.told) {
      const data = { promise, due_at: new Date(due_at).toISOString() }
      await announce(scope, mark === 'warned' ? slaWarned : slaBreached, happened(turn.row, data))
      told++
    }
  const isOverdue = turns.some(({ clocks }) => clocks.next_alert_at !== null && clocks.next_alert_at <= now)
  return { told, again: told > 0 && (isOverdue || rows.length === batch) }
}

defineTask({
  name: 'tickets.sla_clock',
  label: 'Tell which promises are nearly due, and which were not kept',
  input: z.object({}),
  per_company: false,
  cron: '* * * * *',
  timeout_seconds: 300,
  async run(work) {
    await tellLateness(work)
    return tellPromises(work.database, work.signal)
  },
})

const Which = z.object({ policy_id: z.int(), after: z.int() })

/** Counts open tickets anew whose promise changed, 500 in a transaction that also queues the next ones. */
export const recomputeJob: JobDefinition<typeof Which> = defineJob({
  name: 'tickets.sla_recompute',
  data: Which,
  kind: 'database',
  retries: 5,
  retry_delay_seconds: 5,
  retry_max_delay_seconds: 300,
  expire_seconds: 300,
  concurrency: 1,
  run: (work) =>
    inHouseScope(work.database, { company_id: null, request_id: 'ticket-sla-recompute' }, async (scope) => {
      const { policy_id, after } = work.data
      const last = await recompute(scope, policy_id, after)
      if (last !== null) await enqueue(scope, recomputeJob, { policy_id, after: last })
      await work.settle(scope)
    }),
})

/** The number of the last ticket when there may be more. */
async function recompute(scope: Scope, policyId: number, after: number): Promise<number | null> {
  const rows = await selectPromised(scope, policyId, after, batch)
  const promises = (await selectPromisesOf(scope, [policyId])).get(policyId) ?? null
  const now = slaClock.now()
  await updateClocks(
    scope,
    rows.map((row) => ({ id: row.id, seen: row.seen, ...timesOf(clocksOf(promises, factsOf(row), now)) })),
  )
  return rows.length === batch ? (rows.at(-1)?.id ?? null) : null
}
