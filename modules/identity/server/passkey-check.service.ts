import { problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { letIn, type SignedIn } from './admission.service.ts'
import { findSecondStep, insertChallenge, redeem } from './challenge.queries.ts'
import { passkeyCounterRegressed } from './factor.events.ts'
import { byActor, byUser, type Foundation, openingFor, type Visit } from './foundation.ts'
import { loginFailed } from './identity.events.ts'
import * as queries from './passkey.queries.ts'
import { askingOptions, credentialIdOf, readProof, relyingParty } from './passkey.ts'
import { tellOwner } from './security.mail.ts'

const minutes = 5

export interface GivenPasskey {
  challenge_id: string
  credential: Record<string, unknown>
}

/** A passkey whose signature is right; whether its counter went on is for `spendPasskey` to say. */
export interface ProvenPasskey {
  passkey: queries.FoundPasskey
  counter: number
  backed_up: boolean
}

/** What the browser needs to ask for a passkey: any, or in a second step one of that person. */
export async function passkeyOptions(
  { database, settings }: Foundation,
  visit: Visit,
  challenge: string | undefined,
) {
  return inTransaction(database, openingFor(visit), async (tx) => {
    const user_id = challenge === undefined ? null : await findSecondStep(tx, sha256(challenge))
    if (user_id === undefined) throw problem('challenge_expired')
    const allowed = user_id === null ? [] : await queries.selectCredentialIds(tx, user_id)
    const options = await askingOptions(relyingParty(settings), allowed)
    const challenge_id = randomToken()
    const data = { challenge: options.challenge }
    const token = { purpose: 'passkey_login', token_hash: sha256(challenge_id), user_id, data } as const
    await insertChallenge(tx, { ...token, minutes })
    return { challenge_id, options: { ...options } }
  })
}

/** Signs in by passkey alone: it is both factors. */
export async function signInByPasskey(
  foundation: Foundation,
  visit: Visit & { device_token: string | null },
  given: GivenPasskey & { remember_me: boolean },
): Promise<SignedIn> {
  const proven = await checkPasskey(foundation, visit, given)
  const { user_id, email, status } = proven.passkey
  if (status === 'disabled') throw await refused(foundation, visit, proven.passkey, 'account_disabled')
  if (status !== 'active') throw await refused(foundation, visit, proven.passkey)
  const arrival = await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    if (!(await spendPasskey(tx, visit, proven))) return null
    return letIn(foundation, tx, visit, { user_id, factors: ['passkey'], remember: given.remember_me })
  })
  if (!arrival || !('in' in arrival)) throw await refused(foundation, visit, proven.passkey)
  foundation.signInLog.succeeded(email, user_id, visit.origin)
  return arrival.in
}

/** Looks at a proof, outside of any transaction; its challenge is used up whatever it turns out to be. */
export async function checkPasskey(
  foundation: Foundation,
  visit: Visit,
  { challenge_id, credential }: GivenPasskey,
): Promise<ProvenPasskey> {
  const { database, settings } = foundation
  const id = credentialIdOf(credential)
  const found = await inTransaction(database, openingFor(visit), async (tx) => ({
    asked: await redeem<{ challenge: string }>(tx, 'passkey_login', sha256(challenge_id)),
    passkey: id ? await queries.findPasskey(tx, id) : undefined,
  }))
  const { asked, passkey } = found
  const isMeant = asked !== undefined && (asked.user_id === null || asked.user_id === passkey?.user_id)
  if (!passkey || !isMeant) throw await refused(foundation, visit, passkey)

  const proof = await readProof(relyingParty(settings), asked.data.challenge, credential, passkey)
  if (!proof) throw await refused(foundation, visit, passkey)
  return { passkey, ...proof }
}

/** Notes the use. A counter that went back is told to the owner, and the proof is refused. */
export async function spendPasskey(
  tx: Transaction,
  visit: Visit,
  { passkey, counter, backed_up }: ProvenPasskey,
): Promise<boolean> {
  if (await queries.spendCounter(tx, passkey.id, { counter, backed_up })) return true

  const { user_id, name } = passkey
  const by = byUser(tx, visit, user_id)
  const data = { user_id, name, counter: passkey.counter, given: counter }
  await announce(by, passkeyCounterRegressed, { subject_id: passkey.id, company_id: null, data })
  await tellOwner(by, user_id, 'passkey_regressed', { fact: name })
  return false
}

/** The event and the line of a refused passkey, and what the browser is told. */
async function refused(
  foundation: Foundation,
  visit: Visit,
  passkey: queries.FoundPasskey | undefined,
  reason: 'invalid_passkey' | 'account_disabled' = 'invalid_passkey',
) {
  await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const by = byActor(tx, visit, { kind: 'visitor', id: null })
    const data = { reason, identifier: null }
    await announce(by, loginFailed, { subject_id: passkey?.user_id ?? null, company_id: null, data })
  })
  foundation.signInLog.failed(passkey?.email ?? '', visit.origin, reason)
  return problem(reason)
}
