import type { Scope } from '../../../platform/database/index.ts'
import { enqueueMail } from '../../../platform/mail/index.ts'

/** A security mail: it cannot be switched off, goes first, and its text is emptied once sent. */
export interface SecurityMail {
  /** `identity.<purpose>` */
  purpose: string
  subject: string
  parts: readonly string[]
  expires_at?: Date
  once_key?: string
}

/** Writes it in the transaction at hand. */
export async function mailTo(
  by: Pick<Scope, 'tx' | 'request_id'>,
  recipient: string,
  { purpose, subject, parts, expires_at, once_key }: SecurityMail,
): Promise<void> {
  await enqueueMail(by, {
    purpose: `identity.${purpose}`,
    recipient,
    subject,
    text: `${['Hello,', ...parts].join('\n\n')}\n`,
    is_security: true,
    ...(expires_at && { expires_at }),
    ...(once_key && { once_key }),
  })
}

const notYou = 'If this was not you, set a new password now and tell your administrator:'

export const verifyMail = (link: string, discard: string): SecurityMail => ({
  purpose: 'verify',
  subject: 'Confirm your e-mail address',
  parts: [
    'Somebody, probably you, registered with this address. Open this link within 24 hours to finish:',
    link,
    `Was it not you? Throw the registration away here, or just ignore this mail:\n${discard}`,
  ],
})

export const knownMail = (login: string, forgot: string): SecurityMail => ({
  purpose: 'known',
  subject: 'You already have an account',
  parts: [
    'Somebody, probably you, tried to register with this address. It has an account already. Sign in here:',
    login,
    `Or choose a new password:\n${forgot}`,
  ],
})

export const unsuitableMail = (): SecurityMail => ({
  purpose: 'unsuitable',
  subject: 'Ask your administrator for access',
  parts: [
    'Somebody, probably you, tried to register with this address. It cannot be used to register by yourself.',
    'Please ask the administrator of your company, or your service provider, to invite you.',
  ],
})

export const resetMail = (link: string): SecurityMail => ({
  purpose: 'password_reset',
  subject: 'Choose a new password',
  parts: [
    'Open this link within 60 minutes to choose a new password. It works once:',
    link,
    'If you did not ask for it, you need not do anything: your password stays as it is.',
  ],
})

export const passwordChangedMail = (forgot: string): SecurityMail => ({
  purpose: 'password_changed',
  subject: 'Your password was changed',
  parts: [
    'The password of your account was changed just now, and other sessions were ended.',
    `${notYou}\n${forgot}`,
  ],
})

export const emailChangeMail = (link: string): SecurityMail => ({
  purpose: 'email_change',
  subject: 'Confirm your new e-mail address',
  parts: [
    'Open this link within 24 hours, and you sign in with this address from then on:',
    link,
    'If you did not ask for it, ignore this mail.',
  ],
})

export const emailAskedMail = (forgot: string): SecurityMail => ({
  purpose: 'email_change_asked',
  subject: 'Your e-mail address is about to change',
  parts: [
    'Another e-mail address was entered for your account. It counts as soon as the link mailed there was opened.',
    `${notYou}\n${forgot}`,
  ],
})

export const emailChangedMail = (): SecurityMail => ({
  purpose: 'email_changed',
  subject: 'Your e-mail address was changed',
  parts: [
    'You sign in with another e-mail address from now on; this one is not used any more.',
    'If this was not you, tell your administrator at once.',
  ],
})

export const magicLinkMail = (link: string): SecurityMail => ({
  purpose: 'magic_link',
  subject: 'Your link to sign in',
  parts: [
    'Open this link within 15 minutes to sign in. It works once:',
    link,
    'If you did not ask for it, ignore this mail.',
  ],
})

export const newDeviceMail = (what: string, ip: string, sessions: string): SecurityMail => ({
  purpose: 'new_device',
  subject: 'A new sign-in to your account',
  parts: [
    `Somebody, probably you, signed in from a browser that was not used before: ${what}, address ${ip || 'unknown'}.`,
    `See and end sessions here:\n${sessions}`,
  ],
})

export const blockedMail = (ip: string, forgot: string, onceKey: string): SecurityMail => ({
  purpose: 'blocked',
  subject: 'Too many wrong passwords',
  once_key: onceKey,
  parts: [
    `Somebody entered wrong passwords for your account several times, last from the address ${ip || 'unknown'}. Further tries from unknown browsers have to wait; browsers in which you signed in before do not.`,
    `Was it you? Then you can choose a new password:\n${forgot}`,
  ],
})

export const impersonatedMail = (who: string, why: string): SecurityMail => ({
  purpose: 'impersonated',
  subject: 'An administrator acts in your place',
  parts: [
    `${who} began to work in the portal in your place. What they do is recorded with both names. The reason given:`,
    why.replace(/^/gm, '> '),
  ],
})

export const welcomeMail = (link: string, inviter: string): SecurityMail => ({
  purpose: 'invitation',
  subject: 'Your account in the portal',
  parts: [
    `${inviter} made an account for you in the portal. Open this link and choose a password. It works once, for 7 days:`,
    link,
    'If you did not expect this, you need not do anything.',
  ],
})
