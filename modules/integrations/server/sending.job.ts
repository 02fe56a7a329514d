import { setTimeout as pause } from 'node:timers/promises'
import { Id, z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { defineJob, enqueue, enqueueAll } from '../../../platform/jobs/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { isSuccess, type Tried, tryOnce } from './attempt.ts'
import { holdWaiting } from './delivery.queries.ts'
import * as endpoints from './endpoint.queries.ts'
import { houseOf } from './house.ts'
import { nextDelay } from './plan.ts'
import * as queries from './sending.queries.ts'
import { endpointDisabled, webhookFailed } from './webhook.events.ts'
import { disableAfter } from './webhook-settings.service.ts'

/** After so many seconds a worker hands an endpoint on, so that none is kept by one receiver. */
const shiftSeconds = 25
const everything = { company_id: null } as const

/** Sends what is due for one endpoint, at most four at a time; one job of an endpoint waits at most, and a lost worker's holds up no other. */
export const deliverJob = defineJob({
  name: 'webhooks.deliver',
  data: z.object({ webhook_endpoint_id: Id, wake: z.optional(z.string()) }),
  kind: 'outside',
  retries: 5,
  retry_delay_seconds: 5,
  expire_seconds: 45,
  concurrency: 20,
  group_concurrency: 4,
  unique: true,
  async run({ data: { webhook_endpoint_id: id }, database, signal }) {
    const until = performance.now() + shiftSeconds * 1_000
    while (!signal.aborted && performance.now() < until) {
      const taken = await take(database, id)
      if (!taken) return
      await sendAll(database, taken)
    }
    await inHouseScope(database, everything, (scope) => wakeSending(scope, id))
  },
})

/** One attempt by hand: whatever the state of delivery and endpoint, and without effect on the endpoint's streak. */
const attemptJob = defineJob({
  name: 'webhooks.attempt',
  data: z.object({ webhook_delivery_id: Id }),
  kind: 'outside',
  retries: 3,
  retry_delay_seconds: 5,
  expire_seconds: 60,
  concurrency: 8,
  group_concurrency: 4,
  async run({ data, database }) {
    const claimed = await inHouseScope(database, everything, async (scope) => {
      const delivery = await queries.claimOne(scope, data.webhook_delivery_id)
      const endpoint = delivery && (await endpoints.findSending(scope, delivery.webhook_endpoint_id, false))
      if (!delivery || !endpoint) return null
      return { delivery, endpoint, pace: await endpoints.takeTurns(scope, endpoint.id, 1) }
    })
    if (!claimed) return
    const { delivery, endpoint, pace } = claimed
    await pause(pace.wait_ms)
    const tried = await tryOnce(houseOf(database), endpoint, delivery)
    await inHouseScope(database, everything, (scope) => recordByHand(scope, delivery, tried))
  },
})

/** Asks for one attempt by hand at each of these. */
export async function askForAttempts(
  scope: Scope,
  endpointId: number,
  ids: readonly number[],
): Promise<void> {
  const attempts = ids.map((id) => ({ webhook_delivery_id: id }))
  await enqueueAll(scope, attemptJob, attempts, { group: `e${endpointId}` })
}

/** Looks after an endpoint soon, or so many seconds from now. */
export async function wakeSending(scope: Scope, endpointId: number, seconds?: number): Promise<void> {
  const singleton_key = seconds === undefined ? `e${endpointId}` : `e${endpointId}:${Date.now()}:${seconds}`
  await enqueue(
    scope,
    deliverJob,
    { webhook_endpoint_id: endpointId },
    {
      singleton_key,
      group: `e${endpointId}`,
      ...(seconds !== undefined && { start_after: Math.max(1, Math.ceil(seconds)) }),
    },
  )
}

/** What is due now, marked as being sent; null when there is nothing, or nothing may be sent. */
function take(database: Database, id: number) {
  return inHouseScope(database, everything, async (scope) => {
    const endpoint = await endpoints.findSending(scope, id, true)
    if (!endpoint || endpoint.is_off) return null
    const due = await queries.claimDue(scope, id)
    if (due.length === 0) return null
    return { endpoint, due, pace: await endpoints.takeTurns(scope, id, due.length) }
  })
}

type Taken = NonNullable<Awaited<ReturnType<typeof take>>>

async function sendAll(database: Database, { endpoint, due, pace }: Taken) {
  await Promise.all(
    due.map(async (delivery, place) => {
      await pause(pace.wait_ms + place * pace.gap_ms)
      const tried = await tryOnce(houseOf(database), endpoint, delivery)
      await inHouseScope(database, everything, (scope) => record(scope, endpoint, delivery, tried))
    }),
  )
}

/** Writes down how an attempt ended, and what follows from it, in one transaction. */
async function record(scope: Scope, endpoint: endpoints.SendingRow, delivery: queries.Claimed, tried: Tried) {
  // The endpoint's row first, as every step takes it: two attempts that end at once wait for each other.
  const now = await endpoints.findSending(scope, endpoint.id, true)
  if (!now) return
  const end = endOf(tried, delivery.automatic_count + 1, now.is_off)
  if (!(await queries.finishAttempt(scope, delivery.id, { ...end, outcome: tried }))) return
  await queries.insertAttempt(scope, delivery.id, delivery.attempt_count + 1, 'automatic', tried)
  if (end.status === 'succeeded') return endpoints.noteSuccess(scope, endpoint.id)

  if (end.status === 'pending' && end.seconds !== null) await wakeSending(scope, endpoint.id, end.seconds)
  if (end.status === 'failed')
    await announce(scope, webhookFailed, {
      subject_id: endpoint.id,
      company_id: null,
      data: {
        name: endpoint.name,
        webhook_delivery_id: delivery.id,
        event_type: delivery.event_type,
        status_code: tried.status_code,
        error_code: tried.error_code,
      },
    })
  await countFailure(scope, endpoint, tried)
}

/** As `record`, without effect on the endpoint: what still waits or is held goes on as if nobody had tried. */
async function recordByHand(scope: Scope, delivery: queries.ClaimedByHand, tried: Tried) {
  const endpoint = await endpoints.findSending(scope, delivery.webhook_endpoint_id, true)
  if (!endpoint) return
  // What was held while the endpoint was resumed meanwhile is due now.
  const seconds = delivery.was_held ? 0 : delivery.seconds_left
  const waits = endpoint.is_off ? 'held' : 'pending'
  const status = isSuccess(tried) ? 'succeeded' : seconds === null ? 'failed' : waits
  if (!(await queries.finishAttempt(scope, delivery.id, { status, seconds, outcome: tried }))) return
  await queries.insertAttempt(scope, delivery.id, delivery.attempt_count + 1, 'manual', tried)
  if (status === 'pending' && delivery.was_held) await wakeSending(scope, endpoint.id)
}

function endOf(tried: Tried, attempts: number, isOff: boolean) {
  if (isSuccess(tried)) return { status: 'succeeded', seconds: null } as const
  if (isOff) return { status: 'held', seconds: null } as const
  const seconds = tried.status_code === 410 ? null : nextDelay(attempts, tried.retry_after)
  return seconds === null
    ? ({ status: 'failed', seconds } as const)
    : ({ status: 'pending', seconds } as const)
}

/** Who says 410 is gone; who fails for a day and often enough is switched off, and what comes is held. */
async function countFailure(scope: Scope, endpoint: endpoints.SendingRow, tried: Tried): Promise<void> {
  const limit = await disableAfter(scope)
  const { failure_streak, is_hopeless } = await endpoints.noteFailure(scope, endpoint.id, limit)
  const reason = tried.status_code === 410 ? 'gone' : is_hopeless ? 'failing' : null
  if (!reason || !(await endpoints.disableEndpoint(scope, endpoint.id, reason))) return
  await holdWaiting(scope, endpoint.id)
  await announce(scope, endpointDisabled, {
    subject_id: endpoint.id,
    company_id: null,
    data: { name: endpoint.name, reason, failure_streak },
  })
}
