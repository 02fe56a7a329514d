import type { Received } from '../../../platform/contract/endpoint.ts'
import { invalid, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { identityApi, SignInSettings } from '../contract.ts'
import { accountPolicy } from './account-policy.ts'
import { letIn, type SignedIn, type Visitor, whollyIn } from './admission.service.ts'
import { domainOf } from './email.ts'
import { evenly } from './evenly.ts'
import { byActor, byUser, type Foundation, openingFor, type Visit } from './foundation.ts'
import { userRegistered } from './identity.events.ts'
import { mailTo } from './letter.ts'
import { safeNext } from './next-path.ts'
import { registrationRequested } from './people.events.ts'
import { knownMail, unsuitableMail, verifyMail } from './people.mail.ts'
import * as queries from './registration.queries.ts'
import { findByEmailKey, insertInvited } from './user.queries.ts'

export type Registration = NonNullable<Received<(typeof identityApi.register)['body']>>

/** What the answer takes, whatever the address is: hashing, looking, writing and the mail fit into it. */
const answerAfterMs = 300

/** Somebody registers by themselves. Nothing tells whether the address is known: only the mail does (identity §4.2). */
export async function registerSelf(
  foundation: Foundation,
  visit: Visitor,
  given: Registration,
  settings: SignInSettings,
  prepared: { email_key: string; password_hash: string },
): Promise<SignedIn | { waiting: true; device_token: string }> {
  const isProven = settings.email_verification === 'required' || settings.registration === 'domain'
  if (!isProven) return registerAtOnce(foundation, visit, given, settings, prepared)
  const device_token = visit.device_token ?? randomToken()
  await askForProof(foundation, { ...visit, device_token }, given, settings, prepared)
  return { waiting: true, device_token }
}

/** The slowest part, hashing, is inside; the rest differs by less than the wait. */
export const evenlyRegistered = <T>(work: () => Promise<T>): Promise<T> => evenly(answerAfterMs, work)

export function refuseClosed({ registration }: SignInSettings): void {
  if (registration === 'off') throw problem('registration_off')
  if (registration === 'invited') throw problem('registration_invited_only')
}

/** 422 unless the terms were accepted, where there are terms. */
export function refuseWithoutTerms(settings: SignInSettings, accepted: boolean): void {
  if (settings.terms_url && !accepted) throw invalid('terms_accepted', 'required', 'Please accept the terms.')
}

/** What is kept of the terms that somebody accepted. */
export const termsOf = ({ terms_url, terms_version }: SignInSettings) => ({
  terms_version: terms_url ? terms_version : null,
  terms_accepted_at: terms_url ? new Date() : null,
})

async function askForProof(
  foundation: Foundation,
  visit: Visit & { device_token: string },
  given: Registration,
  settings: SignInSettings,
  { email_key, password_hash }: { email_key: string; password_hash: string },
): Promise<void> {
  const mayMail = await foundation.mayMail(email_key)
  const token = randomToken()
  await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const outcome = await judge(tx, visit, email_key, settings)
    const id =
      outcome === 'waiting'
        ? await queries.insertRegistration(tx, {
            ...personOf(given),
            ...termsOf(settings),
            email_key,
            password_hash,
            token_hash: sha256(token),
            device_hash: sha256(visit.device_token),
            next_path: safeNext(given.next),
          })
        : null
    const by = byActor(tx, visit, { kind: 'visitor', id: null })
    await announce(by, registrationRequested, { subject_id: id, company_id: null, data: { outcome } })
    if (mayMail) await mailTo(by, given, mailFor(outcome, foundation.settings.portal_url, token))
  })
}

type Outcome = 'waiting' | 'known' | 'unsuitable'

async function judge(tx: Transaction, visit: Visit, key: string, settings: SignInSettings): Promise<Outcome> {
  const user = await findByEmailKey(tx, key)
  if (user?.status === 'active') return 'known'
  if (user && user.status !== 'invited') return 'unsuitable'
  if (settings.registration !== 'domain') return 'waiting'
  const asked = { domain: domainOf(key), request_id: visit.request_id }
  return (await accountPolicy().mayRegister(tx, asked)) ? 'waiting' : 'unsuitable'
}

function mailFor(outcome: Outcome, portal: string, token: string) {
  if (outcome === 'unsuitable') return unsuitableMail()
  if (outcome === 'known') return knownMail(`${portal}/login`, `${portal}/forgot-password`)
  return verifyMail(...linksOf(portal, token))
}

/** Where a registration is finished, and where it is thrown away. */
export const linksOf = (portal: string, token: string): [string, string] => [
  `${portal}/verify-email#token=${token}`,
  `${portal}/verify-email#discard=${token}`,
]

/** Without proof of the address: signed in at once; nothing is granted for the address. */
async function registerAtOnce(
  foundation: Foundation,
  visit: Visitor,
  given: Registration,
  settings: SignInSettings,
  { email_key, password_hash }: { email_key: string; password_hash: string },
): Promise<SignedIn> {
  const arrival = await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const now = new Date()
    const id = await insertInvited(tx, {
      ...personOf(given),
      ...termsOf(settings),
      email_key,
      password_hash,
      password_changed_at: now,
      last_login_at: now,
      status: 'active',
    })
    if (id === undefined) throw problem('email_taken')
    const data = { source: 'registration' as const }
    await announce(byUser(tx, visit, id), userRegistered, { subject_id: id, company_id: null, data })
    return letIn(foundation, tx, visit, { user_id: id, factors: ['password'], remember: false })
  })
  return whollyIn(arrival)
}

function personOf(given: Registration) {
  const { email, first_name, last_name, mobile_phone = null, time_zone = null, locale = null } = given
  return { email, first_name, last_name, mobile_phone, time_zone, locale }
}
