import { problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction, withRole } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import type { OwnCall } from '../../../platform/http/index.ts'
import { maskedChanges } from '../../../platform/personal/index.ts'
import { checkMail } from './answering.ts'
import { emailKey } from './email.ts'
import { updateEmail } from './email-change.queries.ts'
import { evenly } from './evenly.ts'
import { type By, byUser, type Foundation, foundationOf, openingFor, type Visit } from './foundation.ts'
import { voidAllInvitations } from './invitation.queries.ts'
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

/** Asks for another address of one's own; both are written to, unless that one got too many mails lately. */
export async function askForEmail(
  foundation: Foundation,
  call: Pick<OwnCall, 'once' | 'caller'>,
  email: string,
): Promise<typeof checkMail> {
  const mayMail = await foundation.mayMail(keyOfAddress(email))
  return call.once((scope) =>
    withRole(scope, 'portal_identity', async () => {
      const { tx, user_id } = scope
      const account = user_id === null ? undefined : await findAccount(tx, user_id)
      if (account && mayMail) await mailEmailChange(scope, account, email, call.caller.session?.id ?? null)
      return checkMail
    }),
  )
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
      const kept_session = redeemed.session_id
      await takeEmail(byUser(tx, visit, account.id), account, { email, is_proven: true, kept_session })
      await proven(tx, visit, account.id, emailKey(email))
      return { email }
    }),
  )
}

interface NewAddress {
  email: string
  /** A link that was mailed there was opened, or an administrator vouches for it. */
  is_proven: boolean
  kept_session: number | null
}

/**
 * Gives a person this address now; 409 when it is taken. Links to the address before are void: they would prove
 * this one. Says whether an invitation was among them. The role is `portal_identity`.
 */
export async function takeEmail(
  by: By,
  account: Pick<Account, 'id'> & Reader,
  { email, is_proven, kept_session }: NewAddress,
): Promise<{ was_invited: boolean }> {
  if (!(await updateEmail(by.tx, account.id, { email, email_key: keyOfAddress(email) }, is_proven)))
    throw problem('email_taken')
  await voidTokens(by.tx, account.id)
  const invitations = await voidAllInvitations(by.tx, account.id)
  const changes = maskedChanges({ email: account.email }, { email })
  await announce(by, emailChanged, { subject_id: account.id, company_id: null, data: { changes } })
  await endSessions(by, account.id, 'email_changed', kept_session)
  await mailTo(by, account, emailChangedMail())
  return { was_invited: invitations > 0 }
}
