import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { type Database, inTransaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { removeFilesAs } from '../../../platform/files/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import { forgetRecipient } from '../../../platform/mail/index.ts'
import { personalData } from '../../../platform/personal/index.ts'
import { accountPolicy } from './account-policy.ts'
import { emailKey } from './email.ts'
import { expireExports } from './export.queries.ts'
import { type By, byActor, byUser, type Foundation, openingFor } from './foundation.ts'
import { mailTo, type Reader } from './letter.ts'
import { erasureMail } from './people.mail.ts'
import { erasureCancelled, erasureRequested, userErased } from './personal.events.ts'
import * as queries from './personal.queries.ts'
import { endSessions } from './session.service.ts'
import { type Account, findAccount } from './user.queries.ts'
import { lockSuperAdmins } from './user-admin.queries.ts'

type Asking = Pick<OwnCall, 'origin' | 'request_id' | 'caller'>
export const graceDays = 7
const house = { request_id: 'internal-work', origin: { ip: '', user_agent: null } }

/** Seven days from now the account is erased; sessions, keys and links end now. A mailed link takes it back. */
export function askForErasure(foundation: Foundation, call: Asking, confirmEmail: string) {
  const { user_id } = call.caller
  if (user_id === null) throw notFound()
  return inTransaction(foundation.database, openingFor(call), async (tx) => {
    const by = byUser(tx, call, user_id)
    const account = await findAccount(tx, user_id)
    if (account?.status !== 'active') throw notFound()
    if (emailKey(account.email) !== emailKey(confirmEmail))
      throw invalid('confirm_email', 'not_allowed', 'This is not the address of your account.')
    if (account.is_super_admin && (await lockSuperAdmins(tx)).every((id) => id === user_id))
      throw problem('last_super_admin')
    return { erase_after: await beginErasure(foundation, by, account, call, graceDays) }
  })
}

/**
 * Sessions, keys and links end now. With days of grace somebody who could sign in gets a link that takes it back;
 * who could not does not come in by it either. 409 `last_company_owner`.
 */
export async function beginErasure(
  foundation: Foundation,
  by: By,
  account: Pick<Account, 'id' | 'status'> & Reader,
  asked: Pick<OwnCall, 'origin' | 'request_id'>,
  days: number,
): Promise<string> {
  const { tx } = by
  const { request_id, origin } = asked
  await accountPolicy().onErasureAsked(tx, { user_id: account.id, request_id, origin })
  const erase_after = await queries.markErasing(tx, account.id, { from: account.status, days })
  if (erase_after === undefined) throw notFound()
  await queries.voidEveryToken(tx, account.id)
  await endSessions(by, account.id, 'erasure')
  await announce(by, erasureRequested, { subject_id: account.id, company_id: null, data: {} })
  if (days === 0 || account.status !== 'active') return erase_after

  const token = randomToken()
  await queries.insertCancelToken(tx, account.id, sha256(token))
  const link = `${foundation.settings.portal_url}/cancel-erasure#token=${token}`
  await mailTo(by, account, erasureMail(link, erase_after))
  return erase_after
}

/** Keeps the account after all. 422 `invalid_token` once it is erased. */
export function cancelErasure(foundation: Foundation, call: Asking, token: string) {
  return inTransaction(foundation.database, openingFor(call), async (tx) => {
    const user_id = await queries.redeemCancel(tx, sha256(token))
    if (user_id === undefined) throw problem('invalid_token')
    const by = byUser(tx, call, user_id)
    await announce(by, erasureCancelled, { subject_id: user_id, company_id: null, data: {} })
    return { status: 'kept' as const }
  })
}

/** Erases whose time is over, and lets go of exports whose time is over. */
export async function eraseDue(foundation: Foundation): Promise<{ erased: number; expired: number }> {
  const { database } = foundation
  const identity = { role: 'portal_identity' } as const
  await inTransaction(database, identity, queries.markNeverCame)
  const due = await inTransaction(database, identity, queries.selectDue)
  for (const person of due) await erase(foundation, person)
  const stale = await inTransaction(database, identity, expireExports)
  await removeFilesAs(database, stale)
  return { erased: due.length, expired: stale.length }
}

/** After a restore: whom the list calls erased is erased again. Gives back how many came back with the backup. */
export async function replayErasures(foundation: Foundation): Promise<number> {
  const listed = await foundation.tombstones.read()
  const identity = { role: 'portal_identity' } as const
  const back = await inTransaction(foundation.database, identity, (tx) => queries.selectUnerased(tx, listed))
  for (const person of back) await erase(foundation, person)
  return back.length
}

/** In order, each part as often as need be: killed in between, the next run does it all again. */
export async function erase(
  foundation: Foundation,
  person: { id: number; email_key: string },
): Promise<void> {
  const { database, crypto, tombstones } = foundation
  const email_hash = crypto.mac('erasure', person.email_key)
  await tombstones.add({
    user_id: person.id,
    email_hash: email_hash.toString('hex'),
    erased_at: new Date().toISOString(),
  })
  await eraseDeclared(database, person.id)
  await forgetMails(foundation, person)
  const pictures = await inTransaction(database, { role: 'portal_identity' }, async (tx) => {
    const files = await queries.buryUser(tx, person.id, email_hash)
    const by: By = byActor(tx, house, { kind: 'system', id: null })
    await announce(by, userErased, { subject_id: person.id, company_id: null, data: {} })
    return files
  })
  await removeFilesAs(database, pictures)
}

/** Mails know an address only, as it was typed or as it is compared. */
async function forgetMails({ database }: Foundation, { id, email_key }: { id: number; email_key: string }) {
  const identity = { role: 'portal_identity', read_only: true } as const
  const account = await inTransaction(database, identity, (tx) => findAccount(tx, id))
  await inTransaction(database, { role: 'portal_system' }, async (tx) => {
    for (const address of new Set([email_key, account?.email.toLowerCase() ?? email_key]))
      await forgetRecipient(tx, address, queries.nobodysAddress(id))
  })
}

async function eraseDeclared(database: Database, userId: number): Promise<void> {
  for (const one of personalData()) {
    const opening = { role: one.role, all_companies: one.role === 'portal_provider', user_id: userId }
    await inTransaction(database, opening, (tx) => queries.erasePersonal(tx, one, userId))
  }
}
