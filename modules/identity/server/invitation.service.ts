import type { Received } from '../../../platform/contract/endpoint.ts'
import { notFound, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { identityApi } from '../contract.ts'
import { accountPolicy } from './account-policy.ts'
import { letIn, type SignedIn, type Visitor, whollyIn } from './admission.service.ts'
import { emailKey } from './email.ts'
import { byUser, type Foundation, foundationOf, openingFor, type Visit } from './foundation.ts'
import { userInvited, userVerified } from './identity.events.ts'
import * as queries from './invitation.queries.ts'
import { mailTo } from './letter.ts'
import { assertPassword } from './password-policy.ts'
import { invitationMail } from './people.mail.ts'
import { keyOfAddress } from './registration.service.ts'
import { refuseWithoutTerms, termsOf } from './self-registration.service.ts'
import { signInSettings } from './sign-in-settings.ts'
import { type Account, activate, findAccount, findByEmailKey, insertInvited } from './user.queries.ts'
import { proven } from './verification.service.ts'

export interface Invitee {
  email: string
  first_name?: string | undefined
  last_name?: string | undefined
}

export interface Invitation {
  user_id: number
  membership_id: number
  company_name: string
  inviter_name: string
  message?: string | undefined
}

/**
 * The person with this address, made as `invited` when there is none; no mail goes out. The inviter must not learn
 * which of both it was.
 */
export function findOrInviteUser(
  scope: Scope,
  person: Invitee,
): Promise<{ user_id: number; is_new: boolean }> {
  return withRole(scope, 'portal_identity', async () => {
    const { email, first_name = '', last_name = '' } = person
    const email_key = keyOfAddress(email)
    const found = await findByEmailKey(scope.tx, email_key)
    if (found) return { user_id: found.id, is_new: false }

    const invited = { email, email_key, first_name, last_name, status: 'invited' } as const
    const id = await insertInvited(scope.tx, invited)
    if (id !== undefined) return { user_id: id, is_new: true }

    const meanwhile = await findByEmailKey(scope.tx, email_key)
    if (!meanwhile) throw problem('busy', { members: { retry_after: 2 } })
    return { user_id: meanwhile.id, is_new: false }
  })
}

/**
 * Mails an invitation into a membership, in the caller's transaction: new people get a link for 7 days (earlier
 * ones for this membership are void), people with an account the place where they accept.
 */
export function sendInvitation(scope: Scope, invitation: Invitation): Promise<void> {
  return withRole(scope, 'portal_identity', async () => {
    const { user_id, membership_id } = invitation
    const account = await findAccount(scope.tx, user_id)
    if (!account) throw notFound()
    const is_new = account.status === 'invited'
    if (is_new || account.status === 'active') await sendMail(scope, invitation, account, is_new)
    const data = { membership_id, is_new }
    await announce(scope, userInvited, { subject_id: user_id, company_id: null, data })
  })
}

async function sendMail(
  scope: Scope,
  invitation: Invitation,
  account: Account,
  isWaiting: boolean,
): Promise<void> {
  const { membership_id, company_name, inviter_name, message } = invitation
  const page = `${foundationOf(scope.tx.database).settings.portal_url}/invitation`
  const mail = (link: string) =>
    invitationMail({ company_name, inviter_name, message, link, is_new: isWaiting })
  if (!isWaiting) return void (await mailTo(scope, account, mail(page)))

  const token = randomToken()
  await queries.voidInvitations(scope.tx, account.id, membership_id)
  const data = { membership_id, company_name, invited_by: inviter_name }
  const expires_at = await queries.insertInvitation(scope.tx, account.id, sha256(token), data)
  await mailTo(scope, account, { ...mail(`${page}#token=${token}`), expires_at })
}

/** Whom a link is for; it is not used up by looking. */
export async function previewInvitation(foundation: Foundation, visit: Visit, token: string) {
  const { email, data } = await openInvitation(foundation, visit, token)
  return { email, invited_by: data.invited_by, company_name: data.company_name }
}

async function openInvitation(
  foundation: Foundation,
  visit: Visit,
  token: string,
): Promise<queries.InvitationRow> {
  const opening = { ...openingFor(visit), read_only: true }
  const found = await inTransaction(foundation.database, opening, (tx) =>
    queries.findInvitation(tx, sha256(token)),
  )
  if (found?.status !== 'invited') throw problem('invalid_token')
  return found
}

type Acceptance = NonNullable<Received<(typeof identityApi.acceptInvitation)['body']>>

/** A new person chooses name and password and is signed in. A link works once, however many try. */
export async function acceptInvitation(
  foundation: Foundation,
  visit: Visitor,
  given: Acceptance,
): Promise<SignedIn> {
  const { user_id: invited, email, data } = await openInvitation(foundation, visit, given.token)
  const { first_name, last_name, time_zone = null, locale = null } = given
  const settings = await signInSettings(foundation)
  refuseWithoutTerms(settings, given.terms_accepted)
  const names = [first_name, last_name, data.company_name ?? undefined]
  const { password } = given
  await assertPassword(foundation, visit, { password, personal: { email, names }, user_id: invited })
  const password_hash = await foundation.hashing.hash(password)

  const arrival = await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const redeemed = await queries.redeemInvitation(tx, sha256(given.token))
    if (!redeemed) throw problem('invalid_token')
    const { user_id } = redeemed
    const chosen = { first_name, last_name, time_zone, locale, password_hash, ...termsOf(settings) }
    const active = await activate(tx, user_id, chosen)
    if (!active) throw problem('invalid_token')

    await queries.voidAllInvitations(tx, user_id)
    const verified = { subject_id: user_id, company_id: null, data: { source: 'invitation' as const } }
    await announce(byUser(tx, visit, user_id), userVerified, verified)
    const { membership_id } = redeemed.data
    const { request_id, origin } = visit
    const accepted = { user_id, request_id, origin }
    if (membership_id !== null) await accountPolicy().onInvitationAccepted(tx, { ...accepted, membership_id })
    await proven(tx, visit, user_id, emailKey(email))
    return letIn(foundation, tx, visit, { user_id, factors: ['mailed_link'], remember: false })
  })
  return whollyIn(arrival)
}
