import { enqueueMail } from '../../../platform/mail/index.ts'
import { type By, foundationOf } from './foundation.ts'
import { findAccount } from './user.queries.ts'

/** What happened to an account, in words for its owner. */
const kinds = {
  totp_added: (name: string) => [
    'An authenticator was added',
    `The authenticator “${name}” was added to your account.`,
  ],
  totp_removed: (name: string) => [
    'An authenticator was removed',
    `The authenticator “${name}” was removed from your account.`,
  ],
  passkey_added: (name: string) => [
    'A passkey was added',
    `The passkey “${name}” was added to your account.`,
  ],
  passkey_removed: (name: string) => [
    'A passkey was removed',
    `The passkey “${name}” was removed from your account.`,
  ],
  passkey_regressed: (name: string) => [
    'A passkey was refused',
    `The passkey “${name}” was refused: its counter went back, so there may be a copy of it. Remove it, and make a new one.`,
  ],
  codes_made: () => [
    'New recovery codes',
    'New recovery codes were made for your account. The old ones are void.',
  ],
  code_used: (left: string) => [
    'A recovery code was used',
    `Somebody signed in to your account with a recovery code. ${left} of your codes are left.`,
  ],
  blocked: () => [
    'Too many wrong codes',
    'Somebody who knows your password gave too many wrong codes. Signing in with a code waits for an hour now; passkeys work.',
  ],
  factors_reset: () => [
    'Your second factors were removed',
    'An administrator removed all second factors of your account and ended its sessions. Set up a new one when you sign in.',
  ],
} satisfies Record<string, (fact: string) => string[]>

export type SecurityMail = keyof typeof kinds

/** Tells the owner of an account, in the transaction of what happened; nobody can switch these off. */
export async function tellOwner(
  by: By,
  userId: number,
  kind: SecurityMail,
  { fact = '', once_key = null }: { fact?: string; once_key?: string | null } = {},
): Promise<void> {
  const account = await findAccount(by.tx, userId)
  if (account?.status !== 'active') return
  const { portal_url } = foundationOf(by.tx.database).settings
  const [subject = '', what = ''] = kinds[kind](fact)
  const parts = [
    'Hello,',
    what,
    circumstances(by),
    `Was it you? Then you need not do anything. If not, change your password now and look at your account here:\n${portal_url}/account/security`,
  ]
  await enqueueMail(by, {
    purpose: `identity.${kind}`,
    recipient: account.email,
    subject,
    text: `${parts.join('\n\n')}\n`,
    is_security: true,
    once_key,
  })
}

function circumstances({ origin }: By): string {
  const when = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const from = origin.ip ? `\nFrom: ${origin.ip}` : ''
  const browser = origin.user_agent ? `\nBrowser: ${origin.user_agent.slice(0, 200)}` : ''
  return `When: ${when}${from}${browser}`
}
