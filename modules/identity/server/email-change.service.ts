import { problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, type Scope, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { maskedChanges } from '../../../platform/personal/index.ts'
import { emailKey } from './email.ts'
import { updateEmail } from './email-change.queries.ts'
import { evenly } from './evenly.ts'
import { type By, byUser, type Foundation, foundationOf, openingFor, type Visit } from './foundation.ts'
import { mailTo, type Reader } from './letter.ts'
import { emailAskedMail, emailChangedMail } from './notice.mail.ts'
import { emailChanged, emailChangeRequested } from './people.events.ts'
import { emailChangeMail } from './people.mail.ts'
import { keyOfAddress } from './registration.service.ts'
import { endSessions } from './session.service.ts'
import { type Account, findAccount } from './user.queries.ts'
import { insertToken, redeemToken, voidTokens } from './user-token.queries.ts'
import { proven } from './verification.service.ts'

const linkMinutes = 24 * 60

/** Asks for another address of one's own; both addresses are written to. */
export async function askForEmail(scope: Scope, sessionId: number | null, email: string): Promise<void> {
  const { user_id } = scope
  if (user_id === null) throw problem('not_signed_in')
  await withRole(scope, 'portal_identity', async () => {
    const account = await findAccount(scope.tx, user_id)
    if (account) await mailEmailChange(scope, account, email, sessionId)
  })
}

/** A link for 24 hours to the new address, and word of it to the old one. The role is `portal_identity`. */
export async function mailEmailChange(
  by: By,
  account: Pick<Account, 'id'> & Reader,
  email: string,
  session_id: number | null,
): Promise<void> {
  const foundation = foundationOf(by.tx.database)
  keyOfAddress(email)
  const token = randomToken()
  const row = {
    user_id: account.id,
    purpose: 'email_change',
    token_hash: sha256(token),
    minutes: linkMinutes,
    data: { email },
    session_id,
  } as const
  const expires_at = await insertToken(by.tx, row, 1)
  await announce(by, emailChangeRequested, { subject_id: account.id, company_id: null, data: {} })
  const portal = foundation.settings.portal_url
  const link = `${portal}/verify-email#email=${token}`
  await mailTo(by, { ...account, email }, { ...emailChangeMail(link), expires_at })
  await mailTo(by, account, emailAskedMail(`${portal}/forgot-password`))
}

/** The link in the new mailbox was opened: the address counts. The session that asked goes on, others end. */
export function confirmEmail(
  foundation: Foundation,
  visit: Visit,
  token: string,
): Promise<{ email: string }> {
  return evenly(50, () =>
    inTransaction(foundation.database, openingFor(visit), async (tx) => {
      const redeemed = await redeemToken(tx, 'email_change', sha256(token))
      const account = redeemed && (await findAccount(tx, redeemed.user_id))
      if (!redeemed || account?.status !== 'active') throw problem('invalid_token')
      const email = String(redeemed.data.email)
      await takeEmail(byUser(tx, visit, account.id), account, email, redeemed.session_id)
      await proven(tx, visit, account.id, emailKey(email))
      return { email }
    }),
  )
}

/** Gives a person this address now; 409 when it is taken. The role is `portal_identity`. */
export async function takeEmail(
  by: By,
  account: Pick<Account, 'id'> & Reader,
  email: string,
  keptSession: number | null,
): Promise<void> {
  if (!(await updateEmail(by.tx, account.id, { email, email_key: keyOfAddress(email) })))
    throw problem('email_taken')
  await voidTokens(by.tx, account.id)
  const changes = maskedChanges({ email: account.email }, { email })
  await announce(by, emailChanged, { subject_id: account.id, company_id: null, data: { changes } })
  await endSessions(by, account.id, 'email_changed', keptSession)
  await mailTo(by, account, emailChangedMail())
}
