import { OutboundProblem } from '../../../platform/outbound/index.ts'
import type { SendingRow } from './endpoint.queries.ts'
import { type House, unseal } from './house.ts'
import { retryAfterOf } from './plan.ts'
import type { Claimed, Outcome } from './sending.queries.ts'
import { sign } from './signature.ts'

/** All of an attempt, connection and answer included (events §4). */
const withinMs = 10_000
const keptOfAnswer = 4_096

export interface Tried extends Outcome {
  retry_after: number | null
}

/** The owner under which an endpoint's secrets are encrypted: the row's id is not known before it is written. */
export const ownerOf = (name: 'secret' | 'headers') => `webhook_endpoints:${name}`

/** Sends one delivery, signed for this attempt; with no transaction open. It does not throw for what the receiver does. */
export async function tryOnce(house: House, endpoint: SendingRow, delivery: Claimed): Promise<Tried> {
  const started_at = new Date()
  const begun = performance.now()
  const { sent, shown } = headersOf(house, endpoint, delivery, Math.floor(started_at.getTime() / 1_000))
  const facts = () => ({
    started_at,
    duration_ms: Math.round(performance.now() - begun),
    request_headers: shown,
  })
  try {
    const answer = await house.outbound.request({
      method: 'POST',
      url: endpoint.url,
      headers: sent,
      body: delivery.body,
      timeout_ms: withinMs,
      max_body_bytes: 65_536,
      redirects: 0,
    })
    const isRedirect = answer.status >= 300 && answer.status < 400
    return {
      ...facts(),
      status_code: answer.status,
      error_code: isRedirect ? 'redirect' : null,
      response_type: one(answer.headers['content-type'])?.slice(0, 100) ?? null,
      response_body: textOf(answer.body),
      remote_ip: answer.remote_ip,
      retry_after: retryAfterOf(one(answer.headers['retry-after'])),
    }
  } catch (error) {
    if (!(error instanceof OutboundProblem)) throw error
    const nothing = { status_code: null, response_type: null, response_body: null, retry_after: null }
    return { ...facts(), ...nothing, error_code: error.code, remote_ip: error.remote_ip }
  }
}

export const isSuccess = ({ status_code }: Outcome): boolean =>
  status_code !== null && status_code >= 200 && status_code < 300

function headersOf(house: House, endpoint: SendingRow, delivery: Claimed, timestamp: number) {
  const signatures = secretsOf(house, endpoint).map((secret) =>
    sign(secret, delivery.message_id, timestamp, delivery.body),
  )
  const own = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'MyPortal-Webhooks/1',
    'webhook-id': delivery.message_id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
  const further = furtherOf(house, endpoint)
  const masked = Object.fromEntries(Object.keys(further).map((name) => [name.toLowerCase(), '***']))
  return { sent: { ...further, ...own }, shown: { ...masked, ...own } }
}

/** For 24 hours after a rotation both secrets sign. */
function secretsOf(house: House, endpoint: SendingRow): string[] {
  const { secret_encrypted, secret_key_id, previous_secret_encrypted, previous_secret_key_id } = endpoint
  const secrets = [unseal(house, secret_encrypted, secret_key_id, ownerOf('secret'))]
  if (previous_secret_encrypted && previous_secret_key_id)
    secrets.push(unseal(house, previous_secret_encrypted, previous_secret_key_id, ownerOf('secret')))
  return secrets
}

function furtherOf(house: House, { headers_encrypted, headers_key_id }: SendingRow): Record<string, string> {
  if (!headers_encrypted || !headers_key_id) return {}
  return JSON.parse(unseal(house, headers_encrypted, headers_key_id, ownerOf('headers')))
}

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header)

/** What of an answer is text; characters that a database cannot hold become marks. */
const textOf = (body: Buffer): string =>
  body.subarray(0, keptOfAnswer).toString('utf8').replaceAll('\u0000', '\uFFFD').slice(0, keptOfAnswer)
