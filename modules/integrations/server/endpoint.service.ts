import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { isTimeOfCursor, pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce, typesNamed } from '../../../platform/events/index.ts'
import { expectVersion, type GivenVersion as Given, type OwnCall } from '../../../platform/http/index.ts'
import { addressCode, OutboundProblem } from '../../../platform/outbound/index.ts'
import type { WebhookEndpoint, webhooksApi } from '../contract.ts'
import { ownerOf } from './attempt.ts'
import { holdWaiting, releaseHeld } from './delivery.queries.ts'
import * as queries from './endpoint.queries.ts'
import { checkHeaders, headerColumns } from './further-headers.ts'
import { houseOf, seal } from './house.ts'
import { wakeSending } from './sending.job.ts'
import { newSecret } from './signature.ts'
import * as events from './webhook.events.ts'

type Asked = NonNullable<Received<(typeof webhooksApi.listWebhookEndpoints)['query']>>
type New = NonNullable<Received<(typeof webhooksApi.createWebhookEndpoint)['body']>>
type Changed = NonNullable<Received<(typeof webhooksApi.changeWebhookEndpoint)['body']>>

export async function listEndpoints(scope: Scope, asked: Asked) {
  const { q, state, sort, limit } = asked
  const walk = { sort, filters: { q, state } }
  const from = readCursor(asked.after, walk, 1)
  if (from && sort.endsWith('created_at') && !isTimeOfCursor(from.values[0])) throw problem('invalid_cursor')
  const rows = await queries.selectEndpoints(scope, asked, from)
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.sort_text],
    ({ sort_text: _, ...row }) => row as WebhookEndpoint,
  )
}

export async function readEndpoint(scope: Scope, id: number): Promise<WebhookEndpoint> {
  const endpoint = await queries.findEndpoint(scope, id)
  if (!endpoint) throw notFound()
  return endpoint
}

/** The addresses are resolved with no transaction open. 422 `address_not_allowed`, `bad_format`. */
export async function createEndpoint(call: Pick<OwnCall, 'enter' | 'once'>, given: New) {
  const house = await call.enter(async (scope) => houseOf(scope.tx.database), { read_only: true })
  await checkAddress(house.outbound, given.url)
  return call.once(async (scope) => {
    checkHeaders(given.headers)
    await checkReach(scope, given)
    const secret = newSecret()
    const sealed = seal(house, secret, ownerOf('secret'))
    const { headers, ...columns } = given
    const id = await queries.insertEndpoint(scope, {
      ...columns,
      ...headerColumns(scope, headers),
      secret_encrypted: sealed.ciphertext,
      secret_key_id: sealed.key_id,
    })
    const { name, event_types } = given
    const data = { name, host: new URL(given.url).host, event_types }
    await announce(scope, events.endpointCreated, { subject_id: id, company_id: null, data })
    return { ...(await readEndpoint(scope, id)), secret }
  })
}

export async function changeEndpoint(
  call: Pick<OwnCall, 'enter' | 'if_match'>,
  id: number,
  given: Changed,
): Promise<WebhookEndpoint> {
  const { version, headers, ...columns } = given
  if (given.url !== undefined) {
    const house = await call.enter(async (scope) => houseOf(scope.tx.database), { read_only: true })
    await checkAddress(house.outbound, given.url)
  }
  return call.enter(async (scope) => {
    const before = await held(scope, id, { if_match: call.if_match, version })
    checkHeaders(headers)
    const { company_ids = before.company_ids, view = before.view } = columns
    await checkReach(scope, { company_ids, view, event_types: columns.event_types ?? [] })
    const changes = changesOf(before, columns, headers)
    if (changes.length === 0) return before
    await queries.updateEndpoint(scope, id, {
      ...columns,
      ...(headers && headerColumns(scope, headers)),
    })
    const after = await readEndpoint(scope, id)
    const data = { name: after.name, changes }
    await announce(scope, events.endpointUpdated, { subject_id: id, company_id: null, data })
    return after
  })
}

export async function deleteEndpoint(scope: Scope, id: number, given: Given): Promise<void> {
  const endpoint = await held(scope, id, given)
  await queries.deleteEndpoint(scope, id)
  await tell(scope, events.endpointDeleted, endpoint)
}

export async function rotateSecret(scope: Scope, id: number, given: Given) {
  const endpoint = await held(scope, id, given)
  const secret = newSecret()
  const { ciphertext, key_id } = seal(houseOf(scope.tx.database), secret, ownerOf('secret'))
  const previous_secret_until = await queries.rotateSecret(scope, id, ciphertext, key_id)
  await tell(scope, events.secretRotated, endpoint)
  return { secret, previous_secret_until }
}

export async function pauseEndpoint(scope: Scope, id: number, given: Given): Promise<WebhookEndpoint> {
  const endpoint = await held(scope, id, given)
  if (endpoint.paused_at !== null) return endpoint
  await queries.updateEndpoint(scope, id, { paused_at: new Date() })
  await holdWaiting(scope, id)
  await tell(scope, events.endpointPaused, endpoint)
  return readEndpoint(scope, id)
}

/** Also takes back that it was switched off: its failures are forgotten. */
export async function resumeEndpoint(
  scope: Scope,
  id: number,
  what: 'send' | 'discard',
  given: Given,
): Promise<WebhookEndpoint> {
  const endpoint = await held(scope, id, given)
  if (endpoint.paused_at === null && endpoint.disabled_at === null) return endpoint
  await queries.updateEndpoint(scope, id, {
    paused_at: null,
    disabled_at: null,
    disabled_reason: null,
    failure_streak: 0,
    failing_since: null,
  })
  const deliveries = await releaseHeld(scope, id, what)
  if (what === 'send' && deliveries > 0) await wakeSending(scope, id)
  const data = { name: endpoint.name, held: what, deliveries }
  await announce(scope, events.endpointResumed, { subject_id: id, company_id: null, data })
  return readEndpoint(scope, id)
}

/** The endpoint in the version the caller read, if they say which; its row is held until the end of the transaction. */
export async function held(scope: Scope, id: number, given: Given): Promise<WebhookEndpoint> {
  if (!(await queries.lockEndpoint(scope, id))) throw notFound()
  const endpoint = await readEndpoint(scope, id)
  expectVersion(given, endpoint)
  return endpoint
}

type Plain = typeof events.secretRotated

async function tell(scope: Scope, type: Plain, { id, name }: WebhookEndpoint): Promise<void> {
  await announce(scope, type, { subject_id: id, company_id: null, data: { name } })
}

async function checkAddress(outbound: { checkUrl(url: string): Promise<void> }, url: string): Promise<void> {
  await outbound.checkUrl(url).catch((error: unknown) => {
    if (!(error instanceof OutboundProblem)) throw error
    throw invalid('url', addressCode(error), error.message)
  })
}

interface Reach {
  company_ids: readonly number[] | null
  view: 'company' | 'provider'
  event_types: readonly string[]
}

/** Names of events that exist, companies that the caller reaches, and no more than the caller sees (events §6). */
async function checkReach(scope: Scope, { company_ids, view, event_types }: Reach): Promise<void> {
  typesNamed('event_types', event_types, 'unknown_event_type')
  if (!scope.all_companies && view === 'provider')
    throw invalid(
      'view',
      'not_allowed',
      'Only who reaches all companies may send what only the provider sees.',
    )
  if (company_ids === null) {
    if (scope.all_companies) return
    throw invalid('company_ids', 'required', 'Name the companies: you do not reach all of them.')
  }
  const there = new Set(await queries.selectCompanies(scope, company_ids))
  if (company_ids.some((id) => !there.has(id)))
    throw invalid('company_ids', 'not_found', 'There is no such company.')
}

const definedIn = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>

/** What stands behind the host of such an address is often a secret. */
const withoutPath = ({ field, from, to }: { field: string; from: unknown; to: unknown }) => ({
  field,
  from: `${new URL(String(from)).origin}/•••`,
  to: `${new URL(String(to)).origin}/•••`,
})

type Columns = Omit<Changed, 'version' | 'headers'>

function changesOf(before: WebhookEndpoint, columns: Columns, headers: Changed['headers']) {
  const changes = Object.entries(definedIn(columns))
    .map(([field, to]) => ({ field, from: before[field as keyof Columns], to }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
    .map((change) => (change.field === 'url' ? withoutPath(change) : change))
  if (!headers) return changes
  // Values are secrets: that they were given anew is all that is told.
  return [...changes, { field: 'headers', from: before.header_names, to: Object.keys(headers) }]
}
