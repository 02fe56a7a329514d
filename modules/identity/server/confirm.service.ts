import { invalid, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Caller } from '../../../platform/http/index.ts'
import { type Factor, methodsOf, type Visitor } from './admission.service.ts'
import { byUser, type Foundation, openingFor } from './foundation.ts'
import { sessionConfirmed } from './identity.events.ts'
import { checkPasskey, type GivenPasskey, type ProvenPasskey, spendPasskey } from './passkey-check.service.ts'
import { findStanding, type Standing } from './second-factor.queries.ts'
import { announceFailure, codeVerdict, type Verdict, wrongFactor } from './second-step.service.ts'
import { rotateSession } from './session.queries.ts'
import { provePassword } from './sign-in.service.ts'

export interface GivenProof {
  password?: string | undefined
  totp_code?: string | undefined
  passkey?: GivenPasskey | undefined
}

export interface Confirmed {
  token: string
  confirmed_at: string
  max_age: number
}

type Session = NonNullable<Caller['session']>

/**
 * Proves again who has this session: by code or passkey where the account has one, else by password. The session's
 * token is a new one afterwards, the old one is dead.
 */
export async function confirm(
  foundation: Foundation,
  visit: Visitor,
  caller: Caller,
  given: GivenProof,
): Promise<Confirmed> {
  const { session, user_id } = caller
  if (!session || user_id === null) throw problem('not_signed_in')
  const standing = await standingOf(foundation, visit, user_id)
  assertEnough(standing, given)

  const factors: Factor[] = []
  if (given.password !== undefined) {
    await provePassword(foundation, visit, standing.email, given.password)
    factors.push('password')
  }
  const proven = given.passkey ? await checkPasskey(foundation, visit, given.passkey) : null
  const outcome = await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const codes = { totp_code: given.totp_code, proven }
    const second = await secondVerdict(foundation, tx, visit, standing, codes)
    if (second && 'wrong' in second) {
      await announceFailure(tx, visit, user_id, second)
      return second
    }
    if (second) factors.push(second.factor)
    return renewed(tx, visit, session, user_id, factors)
  })
  if (!('wrong' in outcome)) return outcome
  foundation.signInLog.failed(standing.email, visit.origin, outcome.wrong)
  throw wrongFactor(outcome)
}

async function standingOf(foundation: Foundation, visit: Visitor, userId: number): Promise<Standing> {
  const opening = { ...openingFor(visit), read_only: true }
  const standing = await inTransaction(foundation.database, opening, (tx) => findStanding(tx, userId))
  if (!standing) throw problem('not_signed_in')
  return standing
}

/** A password proves nothing new where there is a second factor. */
function assertEnough(standing: Standing, given: GivenProof): void {
  const methods = methodsOf(standing).filter((method) => method !== 'recovery_code')
  if (given.passkey || (given.totp_code !== undefined && methods.includes('totp_code'))) return
  if (methods.length > 0) throw problem('second_factor_required', { members: { methods } })
  if (given.password === undefined) throw invalid('password', 'required', 'This is needed.')
}

/** Null when none was given and none is needed. */
async function secondVerdict(
  foundation: Foundation,
  tx: Transaction,
  visit: Visitor,
  standing: Standing,
  { totp_code, proven }: { totp_code: string | undefined; proven: ProvenPasskey | null },
): Promise<Verdict | null> {
  if (proven) {
    const isOwn = proven.passkey.user_id === standing.id
    const isRight = isOwn && (await spendPasskey(tx, visit, proven))
    return isRight ? { factor: 'passkey' } : { wrong: 'invalid_passkey' }
  }
  if (totp_code === undefined || standing.totp_devices === 0) return null
  return codeVerdict(foundation, tx, visit, standing, { totp_code })
}

async function renewed(
  tx: Transaction,
  visit: Visitor,
  session: Session,
  userId: number,
  factors: Factor[],
): Promise<Confirmed> {
  const token = randomToken()
  const rotated = await rotateSession(tx, session, sha256(token))
  if (!rotated) throw problem('not_signed_in')
  await announce(byUser(tx, visit, userId), sessionConfirmed, {
    subject_id: session.id,
    company_id: null,
    data: { factors },
  })
  return { token, ...rotated }
}
