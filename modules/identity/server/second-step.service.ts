import { invalid, problem } from '../../../platform/contract/problems.ts'
import { sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import {
  type Factor,
  letIn,
  markOf,
  type SignedIn,
  type StepData,
  type Visitor,
} from './admission.service.ts'
import { markUsed, takeTry } from './challenge.queries.ts'
import { emailKey } from './email.ts'
import { recoveryCodeUsed } from './factor.events.ts'
import type { SignInFailure } from './fail2ban.ts'
import { byActor, byUser, type Foundation, openingFor, type Visit } from './foundation.ts'
import { loginBlocked, loginFailed } from './identity.events.ts'
import { checkPasskey, type GivenPasskey, type ProvenPasskey, spendPasskey } from './passkey-check.service.ts'
import { countCodes, spendCode } from './recovery-code.queries.ts'
import { hashOfCode } from './recovery-code.ts'
import * as queries from './second-factor.queries.ts'
import { tellOwner } from './security.mail.ts'
import { spendTotp } from './totp.service.ts'

const triesOfChallenge = 5
/** Of an account in an hour; browsers it knows and all others have their own. */
const triesOfHour = 10
const unknownDevice = Buffer.alloc(32)

/** One of the codes that people type. */
export interface GivenCode {
  totp_code?: string | undefined
  recovery_code?: string | undefined
}

export const hasCode = ({ totp_code, recovery_code }: GivenCode) =>
  totp_code !== undefined || recovery_code !== undefined

/** Why a proof was refused; seconds to wait when the tries of the account are used up. */
export interface Refusal {
  wrong: SignInFailure
  retry_after?: number
}
export type Verdict = { factor: Factor } | Refusal

interface GivenStep extends GivenCode {
  challenge: string
  passkey?: GivenPasskey | undefined
  remember_me?: boolean | undefined
}

/** The second step of a sign-in. A challenge has five tries, and dies with the password it was made with. */
export async function secondStep(
  foundation: Foundation,
  visit: Visitor,
  given: GivenStep,
): Promise<SignedIn> {
  assertOneProof(given)
  const proven = given.passkey ? await checkPasskey(foundation, visit, given.passkey) : null
  const outcome = await inTransaction(foundation.database, openingFor(visit), (tx) =>
    takeStep(foundation, tx, visit, given, proven),
  )
  if ('wrong' in outcome) {
    const { email, attempts_left } = outcome
    foundation.signInLog.failed(email, visit.origin, outcome.wrong)
    throw wrongFactor(outcome, { attempts_left })
  }
  const { user } = outcome.signed_in
  foundation.signInLog.succeeded(user.email, user.id, visit.origin)
  return outcome.signed_in
}

function assertOneProof({ totp_code, recovery_code, passkey }: GivenStep): void {
  const count = [totp_code, recovery_code, passkey].filter((one) => one !== undefined).length
  if (count !== 1) throw invalid('totp_code', 'required', 'Send one of totp_code, recovery_code and passkey.')
}

/** The problem for a proof that was wrong. */
export function wrongFactor({ wrong, retry_after }: Refusal, members: Record<string, unknown> = {}) {
  if (wrong === 'account_blocked') return problem('too_many_attempts', { members: { retry_after } })
  return problem(wrong === 'invalid_passkey' ? 'invalid_passkey' : 'invalid_second_factor', { members })
}

async function takeStep(
  foundation: Foundation,
  tx: Transaction,
  visit: Visitor,
  given: GivenStep,
  proven: ProvenPasskey | null,
): Promise<{ signed_in: SignedIn } | (Refusal & { email: string; attempts_left: number })> {
  const step = await takeTry<StepData>(tx, sha256(given.challenge), triesOfChallenge)
  const standing = step?.user_id ? await queries.findStanding(tx, step.user_id) : undefined
  const isSame = standing?.status === 'active' && markOf(standing.password_hash) === step?.data.password
  if (!step || !standing || !isSame) throw problem('challenge_expired')

  const verdict = proven
    ? await passkeyVerdict(tx, visit, standing.id, proven)
    : await codeVerdict(foundation, tx, visit, standing, given)
  if ('wrong' in verdict) {
    await announceFailure(tx, visit, standing.id, verdict)
    return { ...verdict, email: standing.email, attempts_left: triesOfChallenge - step.attempts }
  }
  await markUsed(tx, step.id)
  const arrival = await letIn(foundation, tx, visit, {
    user_id: standing.id,
    factors: [...step.data.factors, verdict.factor],
    remember: given.remember_me ?? step.data.remember,
    device_name: step.data.device_name,
  })
  if (!('in' in arrival)) throw problem('challenge_expired')
  return { signed_in: arrival.in }
}

async function passkeyVerdict(
  tx: Transaction,
  visit: Visitor,
  userId: number,
  proven: ProvenPasskey,
): Promise<Verdict> {
  const isRight = proven.passkey.user_id === userId && (await spendPasskey(tx, visit, proven))
  return isRight ? { factor: 'passkey' } : { wrong: 'invalid_passkey' }
}

/**
 * Looks at a code. One try is taken from the account's hour before, under a lock that lasts to the end of the
 * transaction, and given back when the code is right.
 */
export async function codeVerdict(
  foundation: Foundation,
  tx: Transaction,
  visit: Visitor,
  account: { id: number; email: string },
  given: GivenCode,
): Promise<Verdict> {
  const bucket = await bucketOf(foundation, tx, visit, account)
  const failures = await queries.chargeCode(tx, bucket, triesOfHour)
  if (failures === undefined) {
    return { wrong: 'account_blocked', retry_after: await queries.selectCodeWait(tx, bucket) }
  }
  const verdict = await lookedAt(foundation, tx, visit, account.id, given)
  if ('factor' in verdict) await queries.refundCode(tx, bucket)
  else if (failures >= triesOfHour) await announceBlock(tx, visit, account.id, failures)
  return verdict
}

async function bucketOf(
  { crypto }: Foundation,
  tx: Transaction,
  { device_token }: Visitor,
  account: { id: number; email: string },
) {
  const device = device_token === null ? unknownDevice : sha256(device_token)
  const isKnown = device_token !== null && (await queries.isKnownDevice(tx, account.id, device))
  return {
    identifier_hash: crypto.mac('identifier', emailKey(account.email)),
    device_hash: isKnown ? device : unknownDevice,
  }
}

async function lookedAt(
  foundation: Foundation,
  tx: Transaction,
  visit: Visitor,
  userId: number,
  { totp_code, recovery_code }: GivenCode,
): Promise<Verdict> {
  if (totp_code !== undefined) {
    const isRight = await spendTotp(foundation, tx, userId, totp_code)
    return isRight ? { factor: 'totp' } : { wrong: 'invalid_totp' }
  }
  const hash = hashOfCode(recovery_code ?? '')
  if (!hash || !(await spendCode(tx, userId, hash))) return { wrong: 'invalid_recovery_code' }

  const by = byUser(tx, visit, userId)
  const left = await countCodes(tx, userId)
  await announce(by, recoveryCodeUsed, { subject_id: userId, company_id: null, data: { left } })
  await tellOwner(by, userId, 'code_used', { fact: String(left) })
  return { factor: 'recovery_code' }
}

/** The event of a wrong proof; the line for fail2ban comes once this is committed. */
export async function announceFailure(
  tx: Transaction,
  visit: Visit,
  userId: number | null,
  { wrong: reason }: Refusal,
): Promise<void> {
  if (reason === 'account_blocked') return
  const by = byActor(tx, visit, { kind: 'visitor', id: null })
  const data = { reason, identifier: null }
  await announce(by, loginFailed, { subject_id: userId, company_id: null, data })
}

/** The owner is told of the first block of a day. */
async function announceBlock(tx: Transaction, visit: Visit, userId: number, failures: number): Promise<void> {
  const by = byActor(tx, visit, { kind: 'visitor', id: null })
  const data = { failures, identifier: null }
  await announce(by, loginBlocked, { subject_id: userId, company_id: null, data })
  const today = new Date().toISOString().slice(0, 10)
  await tellOwner(by, userId, 'blocked', { once_key: `${userId}:${today}` })
}
