import { notFound, problem } from '../../../platform/contract/problems.ts'
import { sha256 } from '../../../platform/crypto/index.ts'
import type { Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import { addressKey, inNetworks, parseNetworks } from '../../../platform/limits/index.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { type House, unseal } from './house.ts'
import { inboundReceived } from './inbound.events.ts'
import * as queries from './inbound.queries.ts'
import { inboundSecret } from './inbound.service.ts'
import { fieldsFrom } from './mapping.ts'
import { isProven } from './proof.ts'

type HookCall = Pick<OwnCall, 'raw' | 'origin' | 'request_id' | 'charge'>

/** Characters that are kept of a header. */
const longest = 200

const kept = [
  'content-type',
  'user-agent',
  'webhook-id',
  'webhook-timestamp',
  'x-github-event',
  'x-github-delivery',
]

/**
 * What an outside system tells: checked, kept, and told to the house as `inbound_webhook.received`; the answer does
 * not wait for what follows. 401 `signature_invalid`, 404 for a token that is none, 429.
 */
export async function receive(house: House, call: HookCall, token: string) {
  const { database } = house
  const all = { company_id: null, request_id: call.request_id }
  const webhook = await inHouseScope(database, all, (scope) => queries.findByToken(scope, sha256(token)))
  if (!webhook) {
    await call.charge('hook_unknown', addressKey(call.origin.ip))
    throw notFound()
  }
  for (const name of ['hook_burst', 'hook']) await call.charge(name, `hook${webhook.id}`)
  const arrived = arrivedIn(call, webhook)
  const refuse = (reason: string) =>
    inHouseScope(database, all, (scope) =>
      queries.insertArrived(scope, webhook.id, arrived, 'rejected', reason),
    )
  const networks = webhook.allowed_networks
  if (networks.length > 0 && !inNetworks(call.origin.ip, parseNetworks(networks.join(',')))) {
    await refuse('network_not_allowed')
    throw notFound()
  }
  const secret =
    webhook.secret_encrypted && webhook.secret_key_id
      ? unseal(house, webhook.secret_encrypted, webhook.secret_key_id, inboundSecret)
      : ''
  if (!isProven(webhook, secret, call.raw.request.headers, arrived.body)) {
    await refuse('signature_invalid')
    throw problem('signature_invalid')
  }
  const actor = { kind: 'inbound', id: webhook.id } as const
  return inHouseScope(database, { ...all, actor }, (scope) => accept(scope, webhook, arrived))
}

async function accept(scope: Scope, webhook: queries.Receiving, arrived: queries.Arrived) {
  const id = await queries.insertArrived(scope, webhook.id, arrived, 'accepted')
  if (id === null) {
    await queries.insertArrived(scope, webhook.id, arrived, 'duplicate')
    const first = await queries.findAccepted(scope, webhook.id, arrived.dedupe_key ?? '')
    return { id: first ?? 0, duplicate: true }
  }
  await announce(scope, inboundReceived, {
    subject_id: webhook.id,
    company_id: webhook.company_id,
    data: {
      slug: webhook.slug,
      fields: fieldsFrom(arrived, webhook.mapping),
      inbound_delivery_id: id,
    },
  })
  return { id, duplicate: false }
}

/** A long key by its hash: two that begin alike are two messages. */
const keyOf = (key: string | null) =>
  key !== null && key.length > longest ? `sha256:${sha256(key).toString('hex')}` : key

function arrivedIn({ raw, origin }: HookCall, webhook: queries.Receiving): queries.Arrived {
  const { headers, body } = raw.request
  const name = webhook.dedupe_header?.toLowerCase()
  const whole = (key: string) => {
    const value = headers[key]
    return Array.isArray(value) ? value[0] : value
  }
  const header = (key: string) => whole(key)?.slice(0, longest)
  const shown = [...kept, ...(name ? [name] : [])].flatMap((key) => {
    const value = header(key)
    return value === undefined ? [] : [[key, value]]
  })
  return {
    remote_ip: origin.ip,
    content_type: header('content-type') ?? '',
    headers: Object.fromEntries(shown),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    dedupe_key: keyOf((name ? whole(name) : undefined) ?? whole('webhook-id') ?? null),
  }
}
