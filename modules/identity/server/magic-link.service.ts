import { notFound, problem } from '../../../platform/contract/problems.ts'
import { randomToken, sha256 } from '../../../platform/crypto/index.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { letIn, type SignedIn, type Visitor, whollyIn } from './admission.service.ts'
import { emailKey, isStorable } from './email.ts'
import { evenly } from './evenly.ts'
import { byActor, type Foundation, openingFor, type Visit } from './foundation.ts'
import { loginFailed } from './identity.events.ts'
import { mailTo } from './letter.ts'
import { magicLinkRequested } from './people.events.ts'
import { magicLinkMail } from './people.mail.ts'
import { signInSettings } from './sign-in-settings.ts'
import { findAccount, findByEmailKey, noteProvenAddress } from './user.queries.ts'
import { insertToken, redeemToken } from './user-token.queries.ts'

const linkMinutes = 15

/** Mails a link that signs in, if the address is somebody's; nothing tells whether it is. 404 unless switched on. */
export async function requestMagicLink(foundation: Foundation, visit: Visit, email: string): Promise<void> {
  await refuseWhenOff(foundation)
  return evenly(150, async () => {
    const key = emailKey(email)
    const mayMail = await foundation.mayMail(key)
    await inTransaction(foundation.database, openingFor(visit), async (tx) => {
      const account = isStorable(key) ? await findByEmailKey(tx, key) : undefined
      if (!mayMail || account?.status !== 'active') return
      const token = randomToken()
      const row = {
        user_id: account.id,
        purpose: 'magic_link',
        token_hash: sha256(token),
        minutes: linkMinutes,
      } as const
      const expires_at = await insertToken(tx, row, 1)
      const by = byActor(tx, visit, { kind: 'visitor', id: null })
      await announce(by, magicLinkRequested, { subject_id: account.id, company_id: null, data: {} })
      const link = `${foundation.settings.portal_url}/login#link=${token}`
      await mailTo(by, account, { ...magicLinkMail(link), expires_at })
    })
  })
}

/** Signs in by the link. It proves the mailbox, which is one factor: the second one is asked where there is one. */
export async function redeemMagicLink(
  foundation: Foundation,
  visit: Visitor,
  token: string,
): Promise<SignedIn> {
  await refuseWhenOff(foundation)
  const outcome = await inTransaction(foundation.database, openingFor(visit), async (tx) => {
    const redeemed = await redeemToken(tx, 'magic_link', sha256(token))
    const account = redeemed && (await findAccount(tx, redeemed.user_id))
    if (account?.status !== 'active') {
      const by = byActor(tx, visit, { kind: 'visitor', id: null })
      const data = { reason: 'invalid_magic_link', identifier: null }
      await announce(by, loginFailed, { subject_id: account?.id ?? null, company_id: null, data })
      return { refused: account?.email ?? '' }
    }
    await noteProvenAddress(tx, account.id)
    const proven = { user_id: account.id, factors: ['mailed_link' as const], remember: false }
    return { arrival: await letIn(foundation, tx, visit, proven) }
  })
  if (!outcome.arrival) {
    foundation.signInLog.failed(outcome.refused, visit.origin, 'invalid_magic_link')
    throw problem('invalid_token')
  }
  const entered = whollyIn(outcome.arrival)
  foundation.signInLog.succeeded(entered.user.email, entered.user.id, visit.origin)
  return entered
}

async function refuseWhenOff(foundation: Foundation): Promise<void> {
  const { magic_link } = await signInSettings(foundation)
  if (!magic_link) throw notFound()
}
