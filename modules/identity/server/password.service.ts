import { invalid, type Problem, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Transaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { Caller } from '../../../platform/http/index.ts'
import type { SessionInfo } from '../contract.ts'
import type { Visitor } from './admission.service.ts'
import { emailKey, isStorable } from './email.ts'
import { evenly } from './evenly.ts'
import { type By, byActor, byUser, type Foundation, openingFor, type Visit } from './foundation.ts'
import { mailTo, type Reader } from './letter.ts'
import { passwordChangedMail } from './notice.mail.ts'
import { clearBuckets, updatePassword } from './password.queries.ts'
import { assertPassword } from './password-policy.ts'
import { passwordChanged, passwordReset, passwordResetRequested } from './people.events.ts'
import { resetMail } from './people.mail.ts'
import { rotateSession } from './session.queries.ts'
import { endSessions, freshSession } from './session.service.ts'
import { provePassword } from './sign-in.service.ts'
import { type Account, findAccount, findByEmailKey } from './user.queries.ts'
import { findToken, insertToken, redeemToken, voidTokens } from './user-token.queries.ts'

const resetMinutes = 60
const keptResets = 3

/** Mails a link, if the address is somebody's; nothing tells whether it is. */
export function forgotPassword(foundation: Foundation, visit: Visit, email: string): Promise<void> {
  return evenly(150, async () => {
    const key = emailKey(email)
    const mayMail = await foundation.mayMail(key)
    await inTransaction(foundation.database, openingFor(visit), async (tx) => {
      const account = isStorable(key) ? await findByEmailKey(tx, key) : undefined
      if (!mayMail || account?.status !== 'active') return
      await mailReset(byActor(tx, visit, { kind: 'visitor', id: null }), foundation, account)
    })
  })
}

/** Writes a link for 60 minutes, the newest three count, and its mail. The role is `portal_identity`. */
export async function mailReset(
  by: By,
  foundation: Foundation,
  account: Pick<Account, 'id'> & Reader,
): Promise<void> {
  const token = randomToken()
  const row = {
    user_id: account.id,
    purpose: 'password_reset',
    token_hash: sha256(token),
    minutes: resetMinutes,
  } as const
  const expires_at = await insertToken(by.tx, row, keptResets)
  await announce(by, passwordResetRequested, { subject_id: account.id, company_id: null, data: {} })
  const link = `${foundation.settings.portal_url}/reset-password#token=${token}`
  await mailTo(by, account, { ...resetMail(link), expires_at })
}

/** A new password by the mailed link. Ends all sessions and the pauses of the password; the second factor stays. */
export async function resetPassword(
  foundation: Foundation,
  visit: Visit,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const account = await inTransaction(foundation.database, { ...openingFor(visit), read_only: true }, (tx) =>
    accountOf(tx, token),
  )
  await assertPassword(foundation, visit, {
    password,
    personal: personalOf(account),
    user_id: account.id,
    old_hash: account.password_hash,
  })
  const password_hash = await foundation.hashing.hash(password)

  await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const redeemed = await redeemToken(tx, 'password_reset', sha256(token))
    if (!redeemed) throw problem('invalid_token')
    if (!(await updatePassword(tx, account.id, { password_hash, by_mail: true })))
      throw problem('invalid_token')
    const by = byUser(tx, visit, account.id)
    await announce(by, passwordReset, { subject_id: account.id, company_id: null, data: {} })
    await afterChange(by, foundation, account, null)
  })
}

async function accountOf(tx: Transaction, token: string): Promise<Account> {
  const open = await findToken(tx, 'password_reset', sha256(token))
  const account = open && (await findAccount(tx, open.user_id))
  if (account?.status !== 'active') throw problem('invalid_token')
  return account
}

/** One's own password. This session goes on under a new token, all others end. */
export async function changePassword(
  foundation: Foundation,
  visit: Visitor,
  caller: Caller,
  given: { current_password: string; new_password: string },
): Promise<{ token: string; max_age: number; session: SessionInfo }> {
  const { session, user_id } = caller
  if (!session || user_id === null) throw problem('not_signed_in')
  const account = await inTransaction(foundation.database, { ...openingFor(visit), read_only: true }, (tx) =>
    findAccount(tx, user_id),
  )
  if (!account) throw problem('not_signed_in')
  await provePassword(foundation, visit, account.email, given.current_password).catch(atField)
  const old_hash = account.password_hash
  await assertPassword(foundation, visit, {
    password: given.new_password,
    personal: personalOf(account),
    user_id,
    field: 'new_password',
    old_hash,
  })
  const password_hash = await foundation.hashing.hash(given.new_password)

  return inTransaction(foundation.database, openingFor(visit), async (tx) => {
    if (!(await updatePassword(tx, user_id, { password_hash, old_hash }))) throw problem('not_signed_in')
    const token = randomToken()
    const rotated = await rotateSession(tx, session, sha256(token))
    if (!rotated) throw problem('not_signed_in')
    const by = byUser(tx, visit, user_id)
    await announce(by, passwordChanged, { subject_id: user_id, company_id: null, data: {} })
    await afterChange(by, foundation, account, session.id)
    const fresh = await freshSession(foundation, tx, session.id, sha256(token))
    return { token, max_age: rotated.max_age, session: fresh }
  })
}

/** The current password stands in a field of the form, so that is where its fault is told. */
function atField(error: Problem): never {
  if (error.code === 'invalid_credentials')
    throw invalid('current_password', 'wrong_password', 'This is not your password.')
  throw error
}

/** What every new password brings about: links are void, pauses end, other sessions end, a mail tells. */
async function afterChange(by: By, foundation: Foundation, account: Account, keptSession: number | null) {
  await voidTokens(by.tx, account.id)
  await clearBuckets(by.tx, foundation.crypto.mac('identifier', emailKey(account.email)))
  await endSessions(by, account.id, 'password_changed', keptSession)
  await mailTo(by, account, passwordChangedMail(`${foundation.settings.portal_url}/forgot-password`))
}

/** What a password of this person must not be made of. */
export const personalOf = ({
  email,
  first_name,
  last_name,
}: Pick<Account, 'email' | 'first_name' | 'last_name'>) => ({
  email,
  names: [first_name, last_name],
})
