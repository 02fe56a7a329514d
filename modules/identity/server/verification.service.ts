import { problem } from '../../../platform/contract/problems.ts'
import { randomToken, sameBytes, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { accountPolicy } from './account-policy.ts'
import { letIn, type SignedIn, type Visitor, whollyIn } from './admission.service.ts'
import { domainOf, emailKey } from './email.ts'
import { evenly } from './evenly.ts'
import { byActor, byUser, type Foundation, openingFor, type Visit } from './foundation.ts'
import { userRegistered, userVerified } from './identity.events.ts'
import { voidAllInvitations } from './invitation.queries.ts'
import { mailTo } from './letter.ts'
import { registrationRequested } from './people.events.ts'
import { verifyMail } from './people.mail.ts'
import * as queries from './registration.queries.ts'
import { linksOf } from './self-registration.service.ts'
import { activate, findByEmailKey, insertInvited } from './user.queries.ts'

/**
 * A registration becomes a person by its link and the browser that registered, or the chosen password: a click on
 * a stranger's link gives him nothing (identity §4.2).
 */
export async function verifyEmail(
  foundation: Foundation,
  visit: Visitor,
  given: { token: string; password?: string | undefined },
): Promise<SignedIn & { next: string | null }> {
  const token_hash = sha256(given.token)
  const waiting = await inTransaction(foundation.database, { ...openingFor(visit), read_only: true }, (tx) =>
    queries.findRegistration(tx, token_hash),
  )
  if (!waiting) throw problem('invalid_token')
  await refuseStranger(foundation, visit, waiting, given.password)

  const arrival = await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    if (!(await queries.takeRegistration(tx, waiting.id, token_hash))) throw problem('invalid_token')
    const id = await becomeUser(tx, waiting)
    await queries.dropRegistrations(tx, waiting.email_key)
    const by = byUser(tx, visit, id)
    const happening = { subject_id: id, company_id: null, data: { source: 'registration' as const } }
    await announce(by, userRegistered, happening)
    await announce(by, userVerified, happening)
    await proven(tx, visit, id, waiting.email_key)
    return letIn(foundation, tx, visit, { user_id: id, factors: ['mailed_link'], remember: false })
  })
  return { ...whollyIn(arrival), next: waiting.next_path }
}

/** In the transaction that proves an address: companies whose domain it is may take the person in. */
export const proven = (
  tx: Transaction,
  visit: Pick<Visit, 'request_id' | 'origin'>,
  userId: number,
  key: string,
) =>
  accountPolicy().onVerified(tx, {
    user_id: userId,
    domain: domainOf(key),
    request_id: visit.request_id,
    origin: visit.origin,
  })

async function refuseStranger(
  { hashing }: Foundation,
  visit: Visitor,
  waiting: queries.Registration,
  password: string | undefined,
): Promise<void> {
  const { device_hash, password_hash } = waiting
  if (device_hash && visit.device_token !== null && sameBytes(device_hash, sha256(visit.device_token))) return
  if (password === undefined) throw problem('password_needed')
  if (!(await hashing.verify(password_hash, password))) throw problem('invalid_credentials')
}

/** Somebody invited becomes active by their own registration, too; what they were invited to waits in the portal. */
async function becomeUser(tx: Transaction, waiting: queries.Registration): Promise<number> {
  const { email, email_key, password_hash, first_name, last_name, mobile_phone, time_zone, locale } = waiting
  const { terms_version, terms_accepted_at } = waiting
  const terms = { terms_version, terms_accepted_at: terms_accepted_at ? new Date(terms_accepted_at) : null }
  const person = { first_name, last_name, mobile_phone, time_zone, locale, password_hash, ...terms }
  const known = await findByEmailKey(tx, email_key)
  if (known?.status === 'invited') {
    if (!(await activate(tx, known.id, person))) throw problem('email_taken')
    await voidAllInvitations(tx, known.id)
    return known.id
  }
  const now = new Date()
  const times = { password_changed_at: now, email_verified_at: now, last_login_at: now }
  const id = await insertInvited(tx, { ...person, ...times, email, email_key, status: 'active' })
  if (id === undefined) throw problem('email_taken')
  return id
}

/** Mails the link again, if something waits; nothing tells whether it does. */
export function resendVerification(foundation: Foundation, visit: Visitor, email: string): Promise<void> {
  return evenly(150, async () => {
    const email_key = emailKey(email)
    const mayMail = await foundation.mayMail(email_key)
    const token = randomToken()
    const device_hash = visit.device_token === null ? null : sha256(visit.device_token)
    await inTransaction(foundation.database, openingFor(visit), async (tx) => {
      if (!mayMail) return
      const renewed = await queries.renewLink(tx, { email_key, device_hash, token_hash: sha256(token) })
      if (!renewed) return
      const by = byActor(tx, visit, { kind: 'visitor', id: null })
      const data = { outcome: 'resent' as const }
      await announce(by, registrationRequested, { subject_id: renewed.id, company_id: null, data })
      await mailTo(by, renewed, verifyMail(...linksOf(foundation.settings.portal_url, token)))
    })
  })
}

/** "This was not me." */
export async function discardRegistration(
  foundation: Foundation,
  visit: Visitor,
  token: string,
): Promise<void> {
  await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const id = await queries.dropByToken(tx, sha256(token))
    if (id === undefined) throw problem('invalid_token')
    const by = byActor(tx, visit, { kind: 'visitor', id: null })
    const data = { outcome: 'discarded' as const }
    await announce(by, registrationRequested, { subject_id: id, company_id: null, data })
  })
}
