import { setTimeout as pause } from 'node:timers/promises'
import { problem } from '../../../platform/contract/problems.ts'
import { sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import {
  type Arrival,
  admit,
  type Factor,
  letIn,
  type SignedIn,
  type Visitor,
  whollyIn,
} from './admission.service.ts'
import { emailKey, isStorable } from './email.ts'
import type { SignInFailure } from './fail2ban.ts'
import { byActor, type Foundation, openingFor, type Visit } from './foundation.ts'
import { loginBlocked, loginFailed } from './identity.events.ts'
import { mailTo } from './letter.ts'
import { blockedMail } from './notice.mail.ts'
import {
  announceFailure,
  codeVerdict,
  type GivenCode,
  hasCode,
  type Refusal,
  wrongFactor,
} from './second-step.service.ts'
import { refuseSprayer } from './spraying.ts'
import { chargeBucket, clearBucket, giveBack, selectWait } from './throttle.queries.ts'
import { findForSignIn, notePassword } from './user.queries.ts'

const unknownDevice = Buffer.alloc(32)
const strangers = { free: 5, shut: 100 }
/** A browser in which the owner signed in before has tries of its own: nobody can keep them out of it. */
const known = { free: 10, shut: 2_000_000_000 }

type Found = Awaited<ReturnType<typeof findForSignIn>>

type Given = GivenCode & { remember_me: boolean; device_name?: string | undefined }

interface Attempt {
  email: string
  password: string
  user: Found
  bucket: { identifier_hash: Buffer; device_hash: Buffer }
  failures: number
  /** Tries before the first pause. */
  free: number
}

/** Signs somebody in by address and password. A failure is answered at the same time for everybody (identity §4.4). */
export function signIn(
  foundation: Foundation,
  visit: Visitor,
  given: Given & { email: string; password: string },
): Promise<SignedIn> {
  // Before the database hears of it: a flood of sign-ins costs the others next to nothing.
  return answeredEvenly(() =>
    foundation.hashing.seated(emailKey(given.email), () => tried(foundation, visit, given)),
  )
}

async function tried(
  foundation: Foundation,
  visit: Visitor,
  given: Given & { email: string; password: string },
): Promise<SignedIn> {
  await refuseSprayer(foundation, visit, given.email)
  const attempt = await charge(foundation, visit, given)
  const { user } = attempt
  const isRight = await looked(foundation, visit, attempt)
  if (!isRight || !user) throw await failed(foundation, visit, attempt, 'invalid_credentials')
  if (user.status === 'disabled') throw await failed(foundation, visit, attempt, 'account_disabled')

  const result = await enter(foundation, visit, attempt, user, given)
  if (!result) throw await failed(foundation, visit, attempt, 'invalid_credentials')
  if ('wrong' in result) {
    foundation.signInLog.failed(given.email, visit.origin, result.wrong)
    throw wrongFactor(result)
  }
  const entered = whollyIn(result)
  foundation.signInLog.succeeded(given.email, user.id, visit.origin)
  return entered
}

/** Looks at the password of somebody who is signed in, as at sign-in: throws `invalid_credentials` (evenly) or 429. */
export function provePassword(
  foundation: Foundation,
  visit: Visitor,
  email: string,
  password: string,
): Promise<void> {
  return answeredEvenly(async () => {
    const attempt = await charge(foundation, visit, { email, password })
    if (!(await looked(foundation, visit, attempt)))
      throw await failed(foundation, visit, attempt, 'invalid_credentials')
    await inTransaction(foundation.database, openingFor(visit), async (tx) => clearBucket(tx, attempt.bucket))
  })
}

/** A short transaction: whom the address belongs to, and one try taken from their bucket, or 429. */
async function charge(
  foundation: Foundation,
  visit: Visitor,
  { email, password }: { email: string; password: string },
): Promise<Attempt> {
  const key = emailKey(email)
  const device = visit.device_token === null ? unknownDevice : sha256(visit.device_token)
  const charged = await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const user = isStorable(key) ? await findForSignIn(tx, key, device) : undefined
    const isKnown = user !== undefined && user.device_id !== null
    const bucket = {
      identifier_hash: foundation.crypto.mac('identifier', key),
      device_hash: isKnown ? device : unknownDevice,
    }
    const limits = isKnown ? known : strangers
    const taken = await chargeBucket(tx, bucket, limits)
    if (!taken) return { wait: await selectWait(tx, bucket) }
    return { attempt: { email, password, user, bucket, failures: taken.failures, free: limits.free } }
  })
  if (charged.attempt) return charged.attempt

  foundation.signInLog.failed(email, visit.origin, 'account_blocked')
  throw problem('too_many_attempts', { members: { retry_after: charged.wait } })
}

/** Outside of any transaction. A try that nobody looked at, since too many wait, is given back. */
async function looked(foundation: Foundation, visit: Visit, attempt: Attempt): Promise<boolean> {
  const hash = attempt.user && isOpen(attempt.user.status) ? attempt.user.password_hash : null
  try {
    return await foundation.hashing.verify(hash, attempt.password)
  } catch (error) {
    await inTransaction(foundation.database, openingFor(visit), (tx) => giveBack(tx, attempt.bucket))
    throw error
  }
}

/** Only whoever knows the password hears that the account is switched off. */
const isOpen = (status: string) => status === 'active' || status === 'disabled'

/** The second short transaction: still the same hash, still active; then the session, or the second step. */
async function enter(
  foundation: Foundation,
  visit: Visitor,
  attempt: Attempt,
  user: NonNullable<Found>,
  given: Given,
): Promise<Arrival | Refusal | null> {
  const { hashing } = foundation
  const isWeak = user.password_hash !== null && hashing.isWeak(user.password_hash)
  const stronger = isWeak ? await hashing.hash(attempt.password) : null
  return inTransaction(foundation.database, openingFor(visit), async (tx) => {
    if (!(await notePassword(tx, user, stronger))) return null
    clearBucket(tx, attempt.bucket)
    const proven = {
      user_id: user.id,
      factors: ['password'] as Factor[],
      remember: given.remember_me,
      device_name: given.device_name,
    }
    if (!hasCode(given) || (await admit(tx, proven)).is === 'in') return letIn(foundation, tx, visit, proven)

    const verdict = await codeVerdict(foundation, tx, visit, user, given)
    if ('factor' in verdict)
      return letIn(foundation, tx, visit, { ...proven, factors: ['password', verdict.factor] })
    await announceFailure(tx, visit, user.id, verdict)
    return verdict
  })
}

/** Once a bucket is blocked, `login.blocked` tells of the tries beyond by their number (identity §5). */
async function failed(foundation: Foundation, visit: Visit, attempt: Attempt, reason: SignInFailure) {
  await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    if (reason === 'account_disabled') clearBucket(tx, attempt.bucket)
    else await tellOfBlock(foundation, tx, visit, attempt)
    if (reason !== 'account_disabled' && attempt.failures > attempt.free) return
    const data = { reason, identifier: identifierOf(attempt.user, attempt.bucket) }
    const by = byActor(tx, visit, { kind: 'visitor', id: null })
    await announce(by, loginFailed, { subject_id: attempt.user?.id ?? null, company_id: null, data })
  })
  const { identifier_hash } = attempt.bucket
  await foundation.spraying.noteFailure(visit.origin.ip, identifier_hash.toString('hex'))
  foundation.signInLog.failed(attempt.email, visit.origin, reason)
  return problem(reason)
}

/**
 * One event when a bucket is blocked, and again when it is blocked for longer than a quarter of an hour; the owner
 * hears of the first. A try that turned out right blocked nothing, so this waits for the wrong one.
 */
async function tellOfBlock(
  foundation: Foundation,
  tx: Transaction,
  visit: Visit,
  { user, bucket, failures, free }: Attempt,
): Promise<void> {
  if (failures !== free && failures < free + 4) return
  const data = { failures, identifier: identifierOf(user, bucket) }
  const by = byActor(tx, visit, { kind: 'visitor', id: null })
  await announce(by, loginBlocked, { subject_id: user?.id ?? null, company_id: null, data })
  if (failures === free && user?.status === 'active') await mailBlock(foundation, tx, visit, user)
}

/** The owner hears of the first pause of a day. */
function mailBlock(
  foundation: Foundation,
  tx: Transaction,
  visit: Visit,
  user: NonNullable<Found>,
): Promise<unknown> {
  const forgot = `${foundation.settings.portal_url}/forgot-password`
  const once = `${user.id}:${new Date().toISOString().slice(0, 10)}`
  return mailTo({ tx, request_id: visit.request_id }, user, blockedMail(visit.origin.ip, forgot, once))
}

const identifierOf = (user: Found, bucket: Attempt['bucket']) =>
  user ? null : bucket.identifier_hash.toString('hex')

/**
 * Failures take 400 to 420 ms, whatever they found on the way; a block says itself how long it lasts. Where nobody
 * looked it takes up to twice as long: who is refused at once comes again at once, and all of them together.
 */
async function answeredEvenly<T>(work: () => Promise<T>): Promise<T> {
  const due = performance.now() + 400 + Math.random() * 20
  try {
    return await work()
  } catch (error) {
    const { code } = error as { code?: string }
    const isSlow = code === 'invalid_credentials' || code === 'account_disabled' || code === 'busy'
    const more = code === 'busy' ? Math.random() * 400 : 0
    if (isSlow) await pause(Math.max(0, due + more - performance.now()))
    throw error
  }
}
