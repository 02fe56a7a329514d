import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, problem } from '../../../platform/contract/problems.ts'
import { sameBytes } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { identityApi, Profile } from '../contract.ts'
import { accountPolicy } from './account-policy.ts'
import { emailKey } from './email.ts'
import { byUser, type Foundation, openingFor, type Visit } from './foundation.ts'
import { userRegistered } from './identity.events.ts'
import { assertGoodPassword } from './password-rules.ts'
import { type Beginning, beginSession } from './session.service.ts'
import * as queries from './user.queries.ts'

type Registration = NonNullable<Received<(typeof identityApi.register)['body']>>

export interface SignedIn {
  begun: Beginning
  user: Profile
}

/**
 * Registers the first person: super administrator, signed in, with the provider company. Everybody later needs
 * an invitation. Of many at once exactly one is first (identity §4.1).
 */
export async function register(
  foundation: Foundation,
  visit: Visit & { device_token: string | null },
  given: Registration,
): Promise<SignedIn> {
  await refuseUnlessFirst(foundation)
  checkSetupToken(foundation, visit, given.setup_token)
  assertGoodPassword(given.password, {
    email: given.email,
    names: [given.first_name, given.last_name, given.company_name],
  })
  return foundation.inTurn(async () => {
    await refuseUnlessFirst(foundation)
    const password_hash = await foundation.hashing.hash(given.password)
    return inTransaction(foundation.database, openingFor(visit), async (tx) => {
      await queries.lockSetup(tx)
      if (await queries.anyUser(tx)) throw problem('registration_invited_only')
      return makeFirst(foundation, tx, visit, given, password_hash)
    })
  })
}

async function refuseUnlessFirst(foundation: Foundation): Promise<void> {
  if (!(await foundation.needsFirstUser())) throw problem('registration_invited_only')
}

function checkSetupToken({ settings, signInLog }: Foundation, visit: Visit, given: string | undefined): void {
  if (settings.setup_token === null || sameBytes(given ?? '', settings.setup_token)) return
  signInLog.adminFailed(null, visit.origin, 'wrong_token')
  throw problem('setup_token_invalid')
}

async function makeFirst(
  foundation: Foundation,
  tx: Transaction,
  visit: Visit & { device_token: string | null },
  given: Registration,
  password_hash: string,
): Promise<SignedIn> {
  const now = new Date()
  const user_id = await queries.insertUser(tx, {
    ...named(given),
    password_hash,
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

  return signedIn(foundation, tx, visit, user_id)
}

/** The session and the profile of somebody who has just been made or let in. */
export async function signedIn(
  foundation: Foundation,
  tx: Transaction,
  visit: Visit & { device_token: string | null },
  user_id: number,
  remember = false,
): Promise<SignedIn> {
  const { device_token } = visit
  const begun = await beginSession(foundation, tx, visit, { user_id, remember, device_token })
  const user = await queries.findProfile(tx, user_id)
  if (!user) throw problem('not_signed_in')

  return { begun, user }
}

function named(given: Registration) {
  const { email, first_name, last_name, time_zone = null, locale = null } = given
  return { email, email_key: keyOfAddress(email), first_name, last_name, time_zone, locale }
}

/** The key of an address that is going to be stored. */
export function keyOfAddress(email: string): string {
  const key = emailKey(email)
  if (key.length > 254) throw invalid('email', 'too_long', 'This is too long.', 254)
  return key
}
