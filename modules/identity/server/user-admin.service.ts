import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { type Scope, type Transaction, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import { maskedChanges } from '../../../platform/personal/index.ts'
import type { UserDetail, usersApi } from '../contract.ts'
import { emailKey } from './email.ts'
import { mailEmailChange, takeEmail } from './email-change.service.ts'
import { type By, type Foundation, foundationOf } from './foundation.ts'
import { userCreated, userInvited, userUpdated } from './identity.events.ts'
import { insertInvitation, voidInvitations } from './invitation.queries.ts'
import { mailTo, type Reader } from './letter.ts'
import { unlockedMail } from './notice.mail.ts'
import { phoneOf } from './own-phone.ts'
import { clearBuckets, forceChange } from './password.queries.ts'
import { mailReset, personalOf } from './password.service.ts'
import { assertPassword } from './password-policy.ts'
import { passwordChangeForced, reasonOf, userUnlocked } from './people.events.ts'
import { welcomeMail } from './people.mail.ts'
import { keyOfAddress } from './registration.service.ts'
import { resetSecondFactor } from './second-factor.service.ts'
import { endSessions } from './session.service.ts'
import {
  findAccount,
  findByEmailKey,
  insertInvited,
  type ProfileChanges,
  updateProfile,
} from './user.queries.ts'
import { withPhone } from './user.service.ts'
import { type AdminRow, lockPerson } from './user-admin.queries.ts'
import { selectFacts } from './user-list.queries.ts'
import { detailOf } from './user-list.service.ts'

type Created = NonNullable<Received<(typeof usersApi.createUser)['body']>>
type Changed = NonNullable<Received<(typeof usersApi.changeUser)['body']>>

/** Work on a locked person, as identity; 404 for nobody. The scope says on whose behalf. */
export function onPerson<T>(
  scope: Scope,
  id: number,
  work: (person: AdminRow, by: By) => Promise<T>,
): Promise<T> {
  return withRole(scope, 'portal_identity', () => locked({ ...scope, role: 'portal_identity' }, id, work))
}

/** The same inside of identity. */
export async function locked<T>(
  by: By,
  id: number,
  work: (person: AdminRow, by: By) => Promise<T>,
): Promise<T> {
  const person = await lockPerson(by.tx, id)
  if (!person) throw notFound()
  return work(person, by)
}

/** 409 unless the person is in this state. */
export function requireStatus({ status }: AdminRow, ...allowed: string[]): void {
  if (allowed.includes(status)) return
  throw problem('transition_not_allowed', { members: { from: status, allowed } })
}

/** Adds somebody: by invitation, or with a first password that they must change. The password is hashed outside. */
export async function createPerson(
  foundation: Foundation,
  call: Pick<OwnCall, 'once' | 'origin' | 'request_id'>,
  given: Created,
): Promise<UserDetail> {
  const { password } = given
  let password_hash: string | null = null
  if (password !== undefined) {
    await assertPassword(foundation, call, { password, personal: personalOf(given) })
    password_hash = await foundation.hashing.hash(password)
  }
  const add = (scope: Scope) =>
    withRole(scope, 'portal_identity', async () => {
      const by: By = { ...scope, role: 'portal_identity' }
      const id = await insertPerson(scope.tx, given, password_hash)
      const data = { source: 'administration' as const }
      await announce(by, userCreated, { subject_id: id, company_id: null, data })
      if (password_hash === null && given.send_invitation) await mailWelcome(by, { ...given, id })
      return detailOf(scope.tx, id)
    })
  // A key's hash of the request is kept for a day, and must not be one of a password.
  return call.once(add, { sent: { ...given, password: password !== undefined } })
}

async function insertPerson(tx: Transaction, given: Created, password_hash: string | null): Promise<number> {
  const { email, first_name, last_name } = given
  const mobile_phone = (await phoneOf(tx, null, given.mobile_phone)) ?? null
  const email_key = keyOfAddress(email)
  const person = { email, email_key, first_name, last_name, mobile_phone }
  const id = await insertInvited(
    tx,
    password_hash === null
      ? { ...person, status: 'invited' }
      : {
          ...person,
          status: 'active',
          password_hash,
          password_changed_at: new Date(),
          must_change_password: true,
        },
  )
  if (id === undefined)
    throw problem('email_taken', { members: { field: 'email', ...(await idOf(tx, email_key)) } })
  return id
}

async function idOf(tx: Transaction, key: string): Promise<{ id?: number }> {
  const found = await findByEmailKey(tx, key)
  return found ? { id: found.id } : {}
}

/** Mails the invitation of somebody who has not come yet; earlier links of it are void. */
export function inviteAgain(scope: Scope, id: number): Promise<void> {
  return onPerson(scope, id, (person, by) => {
    requireStatus(person, 'invited')
    return mailWelcome(by, person)
  })
}

async function mailWelcome(by: By, person: Pick<AdminRow, 'id'> & Reader): Promise<void> {
  const inviter = by.actor.id === null ? undefined : await findAccount(by.tx, by.actor.id)
  const invited_by = inviter ? `${inviter.first_name} ${inviter.last_name}`.trim() || inviter.email : null
  const token = randomToken()
  await voidInvitations(by.tx, person.id, null)
  const data = { membership_id: null, company_name: null, invited_by: invited_by ?? 'An administrator' }
  const expires_at = await insertInvitation(by.tx, person.id, sha256(token), data)
  const link = `${foundationOf(by.tx.database).settings.portal_url}/invitation#token=${token}`
  await mailTo(by, person, { ...welcomeMail(link, invited_by), expires_at })
  const invited = { membership_id: null, is_new: true }
  await announce(by, userInvited, { subject_id: person.id, company_id: null, data: invited })
}

/** Names, phone and place at once; another address once it is proven, or now when it is marked so. */
export function changePerson(scope: Scope, id: number, given: Changed): Promise<UserDetail> {
  return onPerson(scope, id, async (person, by) => {
    requireStatus(person, 'invited', 'active', 'disabled')
    const { email, mark_verified = false, ...profile } = given
    await changeProfileOf(by, person, profile)
    if (email !== undefined && email !== person.email) await changeEmailOf(by, person, email, mark_verified)
    return detailOf(scope.tx, id)
  })
}

async function changeProfileOf(by: By, person: AdminRow, sent: ProfileChanges): Promise<void> {
  const facts = await selectFacts(by.tx, person.id)
  const { id } = person
  const given = await withPhone(by, { id, mobile_phone: facts?.mobile_phone ?? null }, sent)
  const before: Record<string, unknown> = { ...person, ...facts }
  const changed = Object.entries(given)
    .filter(([field, value]) => value !== undefined && value !== before[field])
    .map(([field]) => field)
  if (changed.length === 0) return
  await updateProfile(by.tx, person.id, given)
  const data = { changed, changes: maskedChanges(before, given) }
  await announce(by, userUpdated, { subject_id: person.id, company_id: null, data })
}

async function changeEmailOf(by: By, person: AdminRow, email: string, marked: boolean): Promise<void> {
  const other = await findByEmailKey(by.tx, keyOfAddress(email))
  if (other && other.id !== person.id)
    throw problem('email_taken', { members: { field: 'email', id: other.id } })
  if (!marked && person.status !== 'invited') return mailEmailChange(by, person, email, null)
  const { was_invited } = await takeEmail(by, person, { email, is_proven: marked, kept_session: null })
  if (was_invited && person.status === 'invited') await mailWelcome(by, { ...person, email })
}

/** Ends every pause of this address, in all browsers and of both steps. */
export function unlockPerson(scope: Scope, id: number): Promise<void> {
  return onPerson(scope, id, async (person, by) => {
    const hash = foundationOf(by.tx.database).crypto.mac('identifier', emailKey(person.email))
    await clearBuckets(by.tx, hash, ['password', 'second_factor'])
    await announce(by, userUnlocked, { subject_id: id, company_id: null, data: {} })
    const { portal_url } = foundationOf(by.tx.database).settings
    if (person.status === 'active') await mailTo(by, person, unlockedMail(`${portal_url}/login`))
  })
}

export function sendReset(scope: Scope, id: number): Promise<void> {
  return onPerson(scope, id, (person, by) => {
    requireStatus(person, 'active')
    return mailReset(by, foundationOf(by.tx.database), person)
  })
}

export function revokeAll(scope: Scope, id: number): Promise<void> {
  return onPerson(scope, id, async (person, by) => {
    await endSessions(by, person.id, 'revoked_by_administrator')
  })
}

/** Nothing else works for this person until they have changed their password, in running sessions, too. */
export function forcePasswordChange(scope: Scope, id: number, reason?: string): Promise<UserDetail> {
  return onPerson(scope, id, async (person, by) => {
    requireStatus(person, 'active')
    await forceChange(by.tx, id)
    await announce(by, passwordChangeForced, { subject_id: id, company_id: null, data: reasonOf(reason) })
    return detailOf(by.tx, id)
  })
}

/** Removes every second factor of somebody else who lost theirs; where a policy demands one, they enrol anew. */
export function resetFactors(scope: Scope, id: number, reason: string): Promise<UserDetail> {
  return onPerson(scope, id, async (person, by) => {
    if (scope.user_id === id) throw problem('own_account')
    requireStatus(person, 'active', 'disabled')
    await resetSecondFactor(by, id, reason)
    return detailOf(by.tx, id)
  })
}
