import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce, typesNamed } from '../../../platform/events/index.ts'
import type { GivenVersion } from '../../../platform/http/index.ts'
import type { WebhookDelivery, WebhookDeliveryDetail, WebhookEndpoint, webhooksApi } from '../contract.ts'
import * as queries from './delivery.queries.ts'
import { held } from './endpoint.service.ts'
import { newMessageId } from './message.ts'
import { askForAttempts, wakeSending } from './sending.job.ts'
import { webhookCancelled, webhookReplayed, webhookRetried, webhookTested } from './webhook.events.ts'

type Asked = NonNullable<Received<(typeof webhooksApi.listWebhookDeliveries)['query']>>
type Replay = NonNullable<Received<(typeof webhooksApi.replayWebhookEndpoint)['body']>>

const mostReplays = 10_000
const testType = 'webhook.test'

export async function listDeliveries(scope: Scope, asked: Asked) {
  const { limit, after, ...filter } = asked
  checkTypes('event_type', filter.event_type)
  const walk = { sort: '-id', filters: filter }
  const rows = await queries.selectDeliveries(scope, filter, { after: readCursor(after, walk, 0), limit })
  return pageOf(
    rows,
    limit,
    walk,
    () => [],
    (row) => row as WebhookDelivery,
  )
}

export async function readDelivery(scope: Scope, id: number): Promise<WebhookDeliveryDetail> {
  const delivery = await queries.findDelivery(scope, id)
  if (!delivery) throw notFound()
  const attempts = await queries.selectAttempts(scope, id)
  return { ...delivery, body: delivery.body.toString('utf8'), attempts }
}

/** One attempt by hand, now. What ended well is sent again by a replay. */
export async function retryDelivery(scope: Scope, id: number): Promise<WebhookDelivery> {
  const delivery = await stateOf(scope, id)
  if (delivery.status === 'succeeded') throw problem('delivery_finished')
  await askForAttempts(scope, delivery.webhook_endpoint_id, [id])
  await announce(scope, webhookRetried, {
    subject_id: delivery.webhook_endpoint_id,
    company_id: null,
    data: { name: delivery.endpoint_name, webhook_delivery_id: id, event_type: delivery.event_type },
  })
  return delivery
}

export async function cancelDelivery(scope: Scope, id: number): Promise<WebhookDelivery> {
  const delivery = await stateOf(scope, id)
  if (delivery.status !== 'pending' && delivery.status !== 'held') throw problem('delivery_finished')
  await queries.cancelDelivery(scope, id)
  await announce(scope, webhookCancelled, {
    subject_id: delivery.webhook_endpoint_id,
    company_id: null,
    data: { name: delivery.endpoint_name, webhook_delivery_id: id },
  })
  return found(scope, id)
}

/** The same bytes as a new delivery; by hand where the endpoint is paused or switched off. */
export async function replayDelivery(scope: Scope, id: number, new_id: boolean): Promise<WebhookDelivery> {
  const delivery = await found(scope, id)
  const endpoint = await held(scope, delivery.webhook_endpoint_id, { if_match: null })
  const [made] = await replay(scope, endpoint, [id], new_id)
  if (made === undefined) throw notFound()
  return found(scope, made)
}

/** What ended in a time, sent again. */
export async function replayEndpoint(scope: Scope, id: number, asked: Replay & GivenVersion) {
  const { from, to, event_types: event_type, status, new_ids, if_match } = asked
  if (Date.parse(from) >= Date.parse(to)) throw invalid('to', 'too_small', 'This is not after the beginning.')
  checkTypes('event_types', event_type)
  const endpoint = await held(scope, id, { if_match })
  const filter = { endpoint_id: id, from, to, event_type, status }
  const ids = await queries.selectReplayable(scope, filter, mostReplays + 1)
  if (ids.length > mostReplays)
    throw invalid(
      'to',
      'too_many',
      'These are more than 10 000 deliveries: take a shorter time.',
      mostReplays,
    )
  const made = ids.length > 0 ? await replay(scope, endpoint, ids, new_ids) : []
  return { done: made.length, skipped: ids.length - made.length, failed: 0 }
}

async function replay(scope: Scope, endpoint: WebhookEndpoint, ids: number[], new_ids: boolean) {
  const isOff = endpoint.paused_at !== null || endpoint.disabled_at !== null
  const made = await queries.insertReplays(scope, ids, {
    message_ids: new_ids ? ids.map(newMessageId) : null,
    status: isOff ? 'held' : 'pending',
  })
  await (isOff ? askForAttempts(scope, endpoint.id, made) : wakeSending(scope, endpoint.id))
  const data = { name: endpoint.name, deliveries: made.length, new_ids }
  await announce(scope, webhookReplayed, { subject_id: endpoint.id, company_id: null, data })
  return made
}

/** A message of the type `webhook.test`, sent by hand at once. */
export async function testEndpoint(
  scope: Scope,
  endpointId: number,
  given: GivenVersion,
): Promise<WebhookDelivery> {
  const endpoint = await held(scope, endpointId, given)
  const body = {
    type: testType,
    timestamp: new Date().toISOString(),
    event_id: null,
    company_id: null,
    subject: { type: 'webhook_endpoint', id: endpointId, url: null },
    actor: { kind: scope.actor.kind, id: scope.actor.id },
    data: { message: 'This is a test.' },
  }
  const id = await queries.insertTest(scope, {
    company_id: endpoint.company_ids?.[0] ?? null,
    webhook_endpoint_id: endpointId,
    message_id: newMessageId(),
    event_id: null,
    event_type: testType,
    body: Buffer.from(JSON.stringify(body)),
    status: 'held',
  })
  await askForAttempts(scope, endpointId, [id])
  await announce(scope, webhookTested, {
    subject_id: endpointId,
    company_id: null,
    data: { name: endpoint.name, webhook_delivery_id: id },
  })
  return found(scope, id)
}

/** Types of events, and that of a test, which is none. */
function checkTypes(field: string, names: readonly string[] = []): void {
  typesNamed(
    field,
    names.filter((name) => name !== testType),
  )
}

async function found(scope: Scope, id: number): Promise<WebhookDelivery> {
  const delivery = await queries.findDelivery(scope, id)
  if (!delivery) throw notFound()
  const { body: _, ...rest } = delivery
  return rest as WebhookDelivery
}

/** The delivery with its row held; 409 while it is being sent. */
async function stateOf(scope: Scope, id: number): Promise<WebhookDelivery> {
  const status = await queries.lockDelivery(scope, id)
  if (status === undefined) throw notFound()
  if (status === 'sending') throw problem('delivery_running')
  return found(scope, id)
}
