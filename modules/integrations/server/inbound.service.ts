import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, notFound } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { constraintMeans, expectVersion, type GivenVersion } from '../../../platform/http/index.ts'
import { type Network, parseNetworks } from '../../../platform/limits/index.ts'
import type { InboundWebhook, inboundApi } from '../contract.ts'
import { selectCompanies } from './endpoint.queries.ts'
import { houseOf, seal } from './house.ts'
import * as events from './inbound.events.ts'
import * as queries from './inbound.queries.ts'

type New = NonNullable<Received<(typeof inboundApi.createInboundWebhook)['body']>>
type Changed = NonNullable<Received<(typeof inboundApi.changeInboundWebhook)['body']>>
type Asked = NonNullable<Received<(typeof inboundApi.listInboundWebhooks)['query']>>
type AskedArrived = NonNullable<Received<(typeof inboundApi.listInboundDeliveries)['query']>>

constraintMeans('inbound_webhooks_slug', 'slug_taken', 'slug')

/** The owner under which their secrets are encrypted. */
export const inboundSecret = 'inbound_webhooks:secret'

export async function listInbound(scope: Scope, asked: Asked) {
  const walk = { sort: 'name', filters: { q: asked.q } }
  const rows = await queries.selectInbound(scope, asked, readCursor(asked.after, walk, 1))
  return pageOf(
    rows,
    asked.limit,
    walk,
    (row) => [row.sort_text],
    ({ sort_text: _, ...row }) => row as InboundWebhook,
  )
}

export async function readInbound(scope: Scope, id: number): Promise<InboundWebhook> {
  const webhook = await queries.findInbound(scope, id)
  if (!webhook) throw notFound()
  return webhook
}

export async function createInbound(scope: Scope, given: New) {
  const { secret, mapping, company_id, ...columns } = given
  await checkCompany(scope, company_id)
  const allowed_networks = given.allowed_networks.map(networkOf)
  checkProof(given.verification, given.signature_header, secret !== undefined)
  const token = newToken()
  const id = await queries.insertInbound(scope, {
    ...columns,
    allowed_networks,
    company_id,
    ...secretColumns(scope, given.verification, secret),
    mapping: JSON.stringify(mapping),
    token_hash: token.hash,
    token_prefix: token.prefix,
  })
  await tell(scope, events.inboundCreated, id, given.name)
  return { ...(await readInbound(scope, id)), url: urlOf(scope, token.text) }
}

export async function changeInbound(
  scope: Scope,
  id: number,
  given: Changed,
  if_match: number | null,
): Promise<InboundWebhook> {
  const before = await held(scope, id, { if_match, version: given.version })
  const { version: _, secret, mapping, paused, ...columns } = given
  const { verification = before.verification, signature_header = before.signature_header } = given
  if (given.company_id !== undefined) await checkCompany(scope, given.company_id)
  if (columns.allowed_networks) columns.allowed_networks = columns.allowed_networks.map(networkOf)
  checkProof(verification, signature_header, secret !== undefined || before.has_secret)
  const isPaused = before.paused_at !== null
  if (isAsItWas(before, { ...columns, mapping, paused, secret })) return before
  await queries.updateInbound(scope, id, {
    ...columns,
    ...((secret !== undefined || verification === 'none') && secretColumns(scope, verification, secret)),
    ...(mapping && { mapping: JSON.stringify(mapping) }),
    ...(paused !== undefined && paused !== isPaused && { paused_at: paused ? new Date() : null }),
  })
  const after = await readInbound(scope, id)
  const changes = changesOf(before, after, secret !== undefined)
  if (changes.length > 0)
    await announce(scope, events.inboundUpdated, {
      subject_id: id,
      company_id: null,
      data: { name: after.name, changes },
    })
  return after
}

/** A change that changes nothing makes no new version. */
function isAsItWas(before: InboundWebhook, { secret, paused, ...wanted }: Omit<Changed, 'version'>): boolean {
  const isPaused = before.paused_at !== null
  const named = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  return (
    (paused ?? isPaused) === isPaused &&
    changesOf(before, { ...before, ...named }, secret !== undefined).length === 0
  )
}

export async function deleteInbound(scope: Scope, id: number, given: GivenVersion): Promise<void> {
  const { name } = await held(scope, id, given)
  await queries.deleteInbound(scope, id)
  await tell(scope, events.inboundDeleted, id, name)
}

export async function rotateInbound(scope: Scope, id: number, given: GivenVersion) {
  const { name } = await held(scope, id, given)
  const token = newToken()
  const previous_token_until = await queries.rotateToken(scope, id, token.hash, token.prefix)
  await tell(scope, events.inboundTokenRotated, id, name)
  return { url: urlOf(scope, token.text), previous_token_until }
}

export async function listArrived(scope: Scope, id: number, asked: AskedArrived) {
  await readInbound(scope, id)
  const walk = { sort: '-id', filters: { id, outcome: asked.outcome } }
  const rows = await queries.selectArrived(scope, id, asked, readCursor(asked.after, walk, 0))
  return pageOf(
    rows,
    asked.limit,
    walk,
    () => [],
    (row) => row,
  )
}

export async function readArrived(scope: Scope, id: number, deliveryId: number) {
  const arrived = await queries.findArrived(scope, id, deliveryId)
  if (!arrived) throw notFound()
  return { ...arrived, body: arrived.body?.toString('utf8').replaceAll('\u0000', '\uFFFD') ?? null }
}

/** The webhook in the version the caller read, if they say which; its row is held until the end of the transaction. */
async function held(scope: Scope, id: number, given: GivenVersion): Promise<InboundWebhook> {
  if (!(await queries.lockInbound(scope, id))) throw notFound()
  const webhook = await readInbound(scope, id)
  expectVersion(given, webhook)
  return webhook
}

async function tell(scope: Scope, type: typeof events.inboundCreated, id: number, name: string) {
  await announce(scope, type, { subject_id: id, company_id: null, data: { name } })
}

function newToken() {
  const text = randomToken()
  return { text, hash: sha256(text), prefix: text.slice(0, 8) }
}

const urlOf = (scope: Scope, token: string) => `${houseOf(scope.tx.database).portal_url}/api/hooks/${token}`

async function checkCompany(scope: Scope, company_id: number | null): Promise<void> {
  if (company_id === null && !scope.all_companies)
    throw invalid('company_id', 'required', 'Name the company: you do not reach all of them.')
  if (company_id !== null && (await selectCompanies(scope, [company_id])).length === 0)
    throw invalid('company_id', 'not_found', 'There is no such company.')
}

/** As the database spells it; 422 for what is no one range, or an address amid one. */
function networkOf(text: string): string {
  const [network, ...more] = networksIn(text)
  if (network && more.length === 0 && isWhole(network)) return `${network[0].toString()}/${network[1]}`
  throw invalid('allowed_networks', 'bad_format', `${text} is no address range like 203.0.113.0/24.`)
}

function networksIn(text: string): Network[] {
  try {
    return parseNetworks(text)
  } catch {
    return []
  }
}

/** No bit is set behind those that are fixed. */
const isWhole = ([first, bits]: Network): boolean =>
  first.toByteArray().every((byte, at) => (byte & (255 >> Math.min(8, Math.max(0, bits - at * 8)))) === 0)

function checkProof(verification: string, header: string | null | undefined, hasSecret: boolean): void {
  if (verification !== 'none' && !hasSecret)
    throw invalid('secret', 'required', 'This way of checking needs a secret.')
  if (verification === 'hmac' && !header)
    throw invalid('signature_header', 'required', 'Name the header that holds the signature.')
}

function secretColumns(scope: Scope, verification: string, secret: string | undefined) {
  if (verification === 'none' || secret === undefined) return { secret_encrypted: null, secret_key_id: null }
  const { ciphertext, key_id } = seal(houseOf(scope.tx.database), secret, inboundSecret)
  return { secret_encrypted: ciphertext, secret_key_id: key_id }
}

const fields = [
  'name',
  'slug',
  'company_id',
  'verification',
  'signature_header',
  'allowed_networks',
  'dedupe_header',
  'mapping',
  'paused_at',
] as const

function changesOf(before: InboundWebhook, after: InboundWebhook, newSecret: boolean) {
  const changes: { field: string; from: unknown; to: unknown }[] = fields
    .map((field) => ({ field, from: before[field], to: after[field] }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
  return newSecret ? [...changes, { field: 'secret', from: 'changed', to: 'changed' }] : changes
}
