import { invalid, problem } from '../../../platform/contract/problems.ts'
import { sameBytes } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { SignInSettings } from '../contract.ts'
import { accountPolicy } from './account-policy.ts'
import { type Arrival, letIn, type SignedIn, type Visitor, whollyIn } from './admission.service.ts'
import { emailKey } from './email.ts'
import { byUser, type Foundation, openingFor, type Visit } from './foundation.ts'
import { userRegistered } from './identity.events.ts'
import { assertPassword } from './password-policy.ts'
import {
  evenlyRegistered,
  type Registration,
  refuseClosed,
  refuseWithoutTerms,
  registerSelf,
  termsOf,
} from './self-registration.service.ts'
import { signInSettings } from './sign-in-settings.ts'
import * as queries from './user.queries.ts'

/**
 * Registers the first person: super administrator, signed in, with the provider company. Of many at once exactly one
 * is first; everybody else registers as the setting says (identity §4.1, §4.2).
 */
export async function register(
  foundation: Foundation,
  visit: Visitor,
  given: Registration,
): Promise<SignedIn | { waiting: true; device_token: string }> {
  const settings = await signInSettings(foundation)
  if (await foundation.needsFirstUser()) return registerFirst(foundation, visit, given, settings)
  refuseClosed(settings)
  return evenlyRegistered(async () => {
    await checkGiven(foundation, visit, given, settings)
    const password_hash = await foundation.hashing.hash(given.password)
    const prepared = { email_key: keyOfAddress(given.email), password_hash }
    return registerSelf(foundation, visit, given, settings, prepared)
  })
}

async function registerFirst(
  foundation: Foundation,
  visit: Visitor,
  given: Registration,
  settings: SignInSettings,
): Promise<SignedIn | { waiting: true; device_token: string }> {
  checkSetupToken(foundation, visit, given.setup_token)
  await checkGiven(foundation, visit, given, settings)
  const prepared = { email_key: keyOfAddress(given.email), password_hash: '' }
  const made = await foundation.inTurn(async () => {
    prepared.password_hash = await foundation.hashing.hash(given.password)
    return inTransaction(foundation.database, openingFor(visit), async (tx) => {
      await queries.lockSetup(tx)
      if (await queries.anyUser(tx)) return null
      return makeFirst(foundation, tx, visit, given, { ...prepared, ...termsOf(settings) })
    })
  })
  if (made) return whollyIn(made)
  refuseClosed(settings)
  return registerSelf(foundation, visit, given, settings, prepared)
}

async function checkGiven(
  foundation: Foundation,
  visit: Visit,
  given: Registration,
  settings: SignInSettings,
): Promise<void> {
  refuseWithoutTerms(settings, given.terms_accepted)
  const { email, first_name, last_name, company_name, password } = given
  await assertPassword(foundation, visit, {
    password,
    personal: { email, names: [first_name, last_name, company_name] },
  })
}

function checkSetupToken({ settings, signInLog }: Foundation, visit: Visit, given: string | undefined): void {
  if (settings.setup_token === null || sameBytes(given ?? '', settings.setup_token)) return
  signInLog.adminFailed(null, visit.origin, 'wrong_token')
  throw problem('setup_token_invalid')
}

async function makeFirst(
  foundation: Foundation,
  tx: Transaction,
  visit: Visitor,
  given: Registration,
  prepared: {
    email_key: string
    password_hash: string
    terms_version: string | null
    terms_accepted_at: Date | null
  },
): Promise<Arrival> {
  const now = new Date()
  const user_id = await queries.insertUser(tx, {
    ...named(given),
    ...prepared,
    password_changed_at: now,
    last_login_at: now,
    is_super_admin: true,
    status: 'active',
  })
  const by = byUser(tx, visit, user_id)
  await announce(by, userRegistered, {
    subject_id: user_id,
    company_id: null,
    data: { source: 'first_user' },
  })
  await accountPolicy().onFirstUser(tx, {
    user_id,
    company_name: given.company_name ?? given.email.slice(given.email.lastIndexOf('@') + 1),
    time_zone: given.time_zone ?? null,
    request_id: visit.request_id,
    origin: visit.origin,
  })
  tx.afterCommit(() => foundation.sawUser())

  return letIn(foundation, tx, visit, { user_id, factors: ['password'], remember: false })
}

function named(given: Registration) {
  const { email, first_name, last_name, mobile_phone = null, time_zone = null, locale = null } = given
  return { email, first_name, last_name, mobile_phone, time_zone, locale }
}

/** The key of an address that is going to be stored. */
export function keyOfAddress(email: string): string {
  const key = emailKey(email)
  if (key.length > 254) throw invalid('email', 'too_long', 'This is too long.', 254)
  return key
}
