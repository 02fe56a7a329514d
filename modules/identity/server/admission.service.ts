import { problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import type { Transaction } from '../../../platform/database/index.ts'
import type { Method, Profile } from '../contract.ts'
import { accountPolicy } from './account-policy.ts'
import { insertChallenge } from './challenge.queries.ts'
import type { Foundation, Visit } from './foundation.ts'
import * as queries from './second-factor.queries.ts'
import { type Beginning, beginSession } from './session.service.ts'
import { signInSettingsIn } from './sign-in-settings.ts'
import { findProfile } from './user.queries.ts'

/** How somebody has proved who they are. */
export type Factor = 'password' | 'totp' | 'recovery_code' | 'passkey' | 'mailed_link'

export interface Proven {
  user_id: number
  factors: readonly Factor[]
}

/** What somebody asked for beside being let in. */
interface Wishes {
  remember: boolean
  /** What this browser is called from now on. */
  device_name?: string | undefined
}

export type Admission =
  | { is: 'in'; may_be_remembered: boolean }
  | { is: 'half_in'; methods: Method[]; standing: queries.Standing }

export interface SignedIn {
  begun: Beginning
  user: Profile
}

/** The first step is done; the challenge is for the second. */
export interface SecondStep {
  challenge: string
  methods: Method[]
  expires_at: string
}

export type Arrival = { in: SignedIn } | { second_step: SecondStep }

/** A visit with what is known of its browser. */
export type Visitor = Visit & { device_token: string | null }

/**
 * Stands before every way in (identity §4.3): whether somebody who has proved themself so far comes in, by what they
 * still have to prove the rest, and what they may do until they have mended their account.
 */
export async function admit(tx: Transaction, { user_id, factors }: Proven): Promise<Admission> {
  const standing = await queries.findStanding(tx, user_id)
  if (standing?.status === 'disabled') throw problem('account_disabled')
  if (standing?.status !== 'active') throw problem('not_signed_in')
  const methods = methodsOf(standing)
  if (methods.length > 0 && !factors.some(isSecond)) return { is: 'half_in', methods, standing }

  const isDemanded = await demands(tx, standing)
  await keepDue(tx, standing, isDemanded)
  return { is: 'in', may_be_remembered: !standing.is_super_admin && !isDemanded }
}

const isSecond = (factor: Factor) => factor === 'totp' || factor === 'recovery_code' || factor === 'passkey'

/** By what the owner of an account can do the second step; none: there is no second step. */
export function methodsOf({ totp_devices, passkeys, recovery_codes }: queries.Standing): Method[] {
  if (totp_devices + passkeys === 0) return []
  return [
    ...(totp_devices > 0 ? (['totp_code'] as const) : []),
    ...(passkeys > 0 ? (['passkey'] as const) : []),
    ...(recovery_codes > 0 ? (['recovery_code'] as const) : []),
  ]
}

/** Lets somebody in, or gives them a challenge for the second step. The transaction's role is `portal_identity`. */
export async function letIn(
  foundation: Foundation,
  tx: Transaction,
  visit: Visitor,
  proven: Proven & Wishes,
): Promise<Arrival> {
  const admission = await admit(tx, proven)
  if (admission.is === 'half_in') return { second_step: await challengeOf(tx, proven, admission) }

  const { user_id, factors } = proven
  if (!(await queries.noteLogin(tx, user_id))) throw problem('not_signed_in')
  const [begun, user] = await Promise.all([
    beginSession(foundation, tx, visit, {
      user_id,
      factors,
      remember: proven.remember && admission.may_be_remembered,
      device_token: visit.device_token,
      device_name: proven.device_name ?? null,
    }),
    findProfile(tx, user_id),
  ])
  if (!user) throw problem('not_signed_in')
  return { in: { begun, user } }
}

/** Who came in. Called after the commit: who is only half in is told of a challenge that is there. */
export function whollyIn(arrival: Arrival): SignedIn {
  if ('in' in arrival) return arrival.in
  throw problem('second_factor_required', { members: { ...arrival.second_step } })
}

/** What a challenge remembers: it dies with the password that it was made with. */
export interface StepData {
  password: string
  factors: Factor[]
  remember: boolean
  device_name?: string | undefined
}

async function challengeOf(
  tx: Transaction,
  { user_id, factors, remember, device_name }: Proven & Wishes,
  { methods, standing }: Extract<Admission, { is: 'half_in' }>,
): Promise<SecondStep> {
  const challenge = randomToken()
  const data: StepData = {
    password: markOf(standing.password_hash),
    factors: [...factors],
    remember,
    device_name,
  }
  const expires_at = await insertChallenge(tx, {
    purpose: 'second_factor',
    token_hash: sha256(challenge),
    user_id,
    data: { ...data },
    minutes: 10,
  })
  return { challenge, methods, expires_at }
}

/** Names a password hash without holding it. */
export const markOf = (passwordHash: string | null): string => sha256(passwordHash ?? '').toString('hex')

/** Whether a policy demands a second factor of this person: the portal's for super administrators, or a role's. */
export async function demands(
  tx: Transaction,
  person: { id: number; is_super_admin: boolean },
): Promise<boolean> {
  const [{ second_factor_super_admin }, isRequired] = await Promise.all([
    signInSettingsIn(tx),
    accountPolicy().secondFactorRequired(tx, person.id),
  ])
  return isRequired || (person.is_super_admin && second_factor_super_admin === 'required')
}

/** The days of grace count from the first sign-in under the policy, and are forgotten when it ends. */
export async function keepDue(
  tx: Transaction,
  standing: Pick<queries.Standing, 'id' | 'second_factor_due_at'>,
  isDemanded: boolean,
): Promise<void> {
  if (isDemanded === (standing.second_factor_due_at !== null)) return
  if (!isDemanded) return queries.setDue(tx, standing.id, null)
  const { second_factor_grace_days } = await signInSettingsIn(tx)
  return queries.setDue(tx, standing.id, second_factor_grace_days)
}
