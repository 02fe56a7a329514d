import type { Database } from '../database/index.ts'
import { type Outbound, type OutboundAnswer, OutboundProblem } from '../outbound/index.ts'

/** SMS_ENDPOINT and SMS_AUTH; `auth` is sent as it is behind `Basic`. */
export interface SmsSettings {
  endpoint: string
  auth: string | null
}

export interface SmsMessage {
  /** E.164. */
  to: readonly string[]
  /** Cut after 480 characters. */
  text: string
}

/**
 * What became of a message. `refused`: it will never go through as it is. `retry`: it may later; `is_unsure` when the
 * gateway may have taken it all the same.
 */
export type SmsOutcome =
  | { outcome: 'sent'; reference: string | null }
  | { outcome: 'refused'; error_code: string }
  | { outcome: 'retry'; error_code: string; is_unsure: boolean }

interface Gateway {
  settings: SmsSettings
  outbound: Outbound
}

const gateways = new WeakMap<Database, Gateway>()
const longestText = 480
const withinMs = 15_000

/** Makes the capability sms.send possible on this database; without settings it stays off. */
export function openSms({ database, settings, outbound }: OpenSms): void {
  if (settings) gateways.set(database, { settings, outbound })
}

interface OpenSms {
  database: Database
  settings: SmsSettings | null
  outbound: Outbound
}

/** Whether text messages can be sent: otherwise the channel is not offered. */
export const smsConfigured = (database: Database): boolean => gateways.has(database)

/** Sends one message now; only jobs call it, with no transaction open. It does not throw for what the gateway does. */
export async function sendSms(database: Database, message: SmsMessage): Promise<SmsOutcome> {
  const gateway = gateways.get(database)
  if (!gateway) return { outcome: 'refused', error_code: 'not_configured' }
  const { settings, outbound } = gateway
  try {
    return judge(
      await outbound.request({
        method: 'POST',
        url: settings.endpoint,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(settings.auth && { authorization: `Basic ${settings.auth}` }),
        },
        body: JSON.stringify(bodyOf(message)),
        timeout_ms: withinMs,
      }),
    )
  } catch (error) {
    if (!(error instanceof OutboundProblem)) throw error
    return judgeProblem(error)
  }
}

const bodyOf = ({ to, text }: SmsMessage) => ({
  textMessage: { text: [...text].slice(0, longestText).join('') },
  phoneNumbers: [...to],
  simNumber: 1,
  ttl: 3600,
  priority: 100,
})

function judge({ status, body }: OutboundAnswer): SmsOutcome {
  if (status >= 200 && status < 300) return { outcome: 'sent', reference: referenceIn(body) }
  const error_code = `http_${status}`
  const passes = status === 408 || status === 429 || status >= 500
  return passes ? { outcome: 'retry', error_code, is_unsure: false } : { outcome: 'refused', error_code }
}

/** A wrong address is for the administrator; a line that broke may have broken behind the message. */
function judgeProblem({ code }: OutboundProblem): SmsOutcome {
  if (code === 'address_not_allowed' || code === 'bad_url' || code === 'redirect')
    return { outcome: 'refused', error_code: code }
  return { outcome: 'retry', error_code: code, is_unsure: code !== 'tls' }
}

function referenceIn(body: Buffer): string | null {
  try {
    const { id } = JSON.parse(body.toString('utf8')) as { id?: unknown }
    return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 100) : null
  } catch {
    return null
  }
}
