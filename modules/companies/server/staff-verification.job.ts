import { randomInt } from 'node:crypto'
import { Id, z } from '../../../platform/contract/schema.ts'
import type { Database, Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { defineJob, type JobWork } from '../../../platform/jobs/index.ts'
import { OutboundProblem } from '../../../platform/outbound/index.ts'
import { type SmsOutcome, sendSms } from '../../../platform/sms/index.ts'
import { inHouseScope } from './scope.ts'
import { verificationUndeliverable } from './staff-verification.events.ts'
import * as queries from './staff-verification.queries.ts'
import { codeText } from './staff-verification.text.ts'
import { staffWorkOf } from './staff-work.ts'

const CodeData = z.object({ company_id: Id, staff_verification_id: Id })
const retries = 2

/** Makes a code, keeps its HMAC, sends it and forgets it. Each attempt makes a new one (companies §4.9). */
export const sendCode = defineJob({
  name: 'companies.verification',
  data: CodeData,
  kind: 'outside',
  retries,
  retry_delay_seconds: 3,
  expire_seconds: 60,
  concurrency: 4,
  run: send,
})

async function send({ data, database, attempt }: JobWork<typeof CodeData>): Promise<void> {
  const { company_id, staff_verification_id: id } = data
  const inside = <T>(act: (scope: Scope) => Promise<T>) =>
    inHouseScope(database, { company_id, request_id: `staff-verification-${id}` }, act)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const hash = staffWorkOf(database).crypto.mac('staff verification', `${id}:${code}`)
  const sending = await inside(async (scope) => {
    const found = await queries.selectSending(scope, id)
    return found?.mobile_phone && (await queries.keepHash(scope, id, hash)) ? found : undefined
  })
  if (!sending) return

  const result = await deliver(database, sending, code)
  if (result.outcome === 'sent') return inside((scope) => queries.noteSent(scope, id))
  const isUnsure = result.outcome === 'retry' && result.is_unsure
  // Only what was certainly not sent is sent again.
  if (result.outcome === 'retry' && !isUnsure && attempt <= retries)
    throw new Error(`The code could not be sent: ${result.error_code}`)
  await inside(async (scope) => {
    await queries.noteFailure(scope, id, result.error_code, isUnsure)
    await announce(scope, verificationUndeliverable, {
      subject_id: sending.staff_member_id,
      company_id,
      data: {
        staff_verification_id: id,
        technician_user_id: sending.requested_by_user_id,
        hint: sending.destination_hint,
        error_code: result.error_code,
      },
    })
  })
}

/** By the gateway for text messages, or to the webhook that is set instead. */
function deliver(database: Database, sending: queries.Sending, code: string): Promise<SmsOutcome> {
  const { webhook } = staffWorkOf(database)
  const phone = sending.mobile_phone ?? ''
  if (!webhook) return sendSms(database, { to: [phone], text: codeText(sending, code) })
  const { technician, company_name } = sending
  return post(database, webhook, { phone, code, technician, company: company_name })
}

async function post(
  database: Database,
  { url, key }: { url: string; key: string | null },
  body: Record<string, unknown>,
): Promise<SmsOutcome> {
  try {
    const { status } = await staffWorkOf(database).outbound.request({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify(body),
      timeout_ms: 15_000,
    })
    if (status >= 200 && status < 300) return { outcome: 'sent', reference: null }
    const error_code = `http_${status}`
    const passes = status === 408 || status === 429 || status >= 500
    return passes ? { outcome: 'retry', error_code, is_unsure: false } : { outcome: 'refused', error_code }
  } catch (error) {
    if (!(error instanceof OutboundProblem)) throw error
    if (error.code === 'address_not_allowed' || error.code === 'bad_url')
      return { outcome: 'refused', error_code: error.code }
    return { outcome: 'retry', error_code: error.code, is_unsure: error.code !== 'tls' }
  }
}
