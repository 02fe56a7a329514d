import { type Letter, quoted } from './letter.ts'

/** Mails that carry a link by which something is finished. */

export const verifyMail = (link: string, discard: string): Letter => ({
  purpose: 'verify',
  en: [
    'Confirm your e-mail address',
    'Somebody, probably you, registered with this address. Open this link within 24 hours to finish:',
    link,
    `Was it not you? Throw the registration away here, or just ignore this mail:\n${discard}`,
  ],
  de: [
    'Bestätigen Sie Ihre E-Mail-Adresse',
    'Jemand, wahrscheinlich Sie, hat sich mit dieser Adresse registriert. Öffnen Sie zum Abschluss innerhalb von 24 Stunden diesen Link:',
    link,
    `Waren Sie es nicht? Hier verwerfen Sie die Registrierung, oder Sie beachten diese E-Mail nicht:\n${discard}`,
  ],
})

export const knownMail = (login: string, forgot: string): Letter => ({
  purpose: 'known',
  en: [
    'You already have an account',
    'Somebody, probably you, tried to register with this address. It has an account already. Sign in here:',
    login,
    `Or choose a new password:\n${forgot}`,
  ],
  de: [
    'Sie haben schon ein Konto',
    'Jemand, wahrscheinlich Sie, wollte sich mit dieser Adresse registrieren. Sie hat schon ein Konto. Melden Sie sich hier an:',
    login,
    `Oder wählen Sie ein neues Passwort:\n${forgot}`,
  ],
})

export const unsuitableMail = (): Letter => ({
  purpose: 'unsuitable',
  en: [
    'Ask your administrator for access',
    'Somebody, probably you, tried to register with this address. It cannot be used to register by yourself.',
    'Please ask the administrator of your company, or your service provider, to invite you.',
  ],
  de: [
    'Bitten Sie Ihren Administrator um Zugang',
    'Jemand, wahrscheinlich Sie, wollte sich mit dieser Adresse registrieren. Mit ihr können Sie sich nicht selbst registrieren.',
    'Bitten Sie den Administrator Ihrer Firma oder Ihren Dienstleister um eine Einladung.',
  ],
})

export const resetMail = (link: string): Letter => ({
  purpose: 'password_reset',
  en: [
    'Choose a new password',
    'Open this link within 60 minutes to choose a new password. It works once:',
    link,
    'If you did not ask for it, you need not do anything: your password stays as it is.',
  ],
  de: [
    'Wählen Sie ein neues Passwort',
    'Öffnen Sie innerhalb von 60 Minuten diesen Link, um ein neues Passwort zu wählen. Er gilt einmal:',
    link,
    'Wenn Sie das nicht wollten, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.',
  ],
})

export const emailChangeMail = (link: string): Letter => ({
  purpose: 'email_change',
  en: [
    'Confirm your new e-mail address',
    'Open this link within 24 hours, and you sign in with this address from then on:',
    link,
    'If you did not ask for it, ignore this mail.',
  ],
  de: [
    'Bestätigen Sie Ihre neue E-Mail-Adresse',
    'Öffnen Sie innerhalb von 24 Stunden diesen Link; ab dann melden Sie sich mit dieser Adresse an:',
    link,
    'Wenn Sie das nicht wollten, beachten Sie diese E-Mail nicht.',
  ],
})

export const magicLinkMail = (link: string): Letter => ({
  purpose: 'magic_link',
  en: [
    'Your link to sign in',
    'Open this link within 15 minutes to sign in. It works once:',
    link,
    'If you did not ask for it, ignore this mail.',
  ],
  de: [
    'Ihr Link zur Anmeldung',
    'Öffnen Sie innerhalb von 15 Minuten diesen Link, um sich anzumelden. Er gilt einmal:',
    link,
    'Wenn Sie das nicht wollten, beachten Sie diese E-Mail nicht.',
  ],
})

/** `inviter` null: whoever did it has no name. */
export const welcomeMail = (link: string, inviter: string | null): Letter => ({
  purpose: 'invitation',
  en: [
    'Your account in the portal',
    `${inviter ?? 'An administrator'} made an account for you in the portal. Open this link and choose a password. It works once, for 7 days:`,
    link,
    'If you did not expect this, you need not do anything.',
  ],
  de: [
    'Ihr Konto im Portal',
    `${inviter ?? 'Ein Administrator'} hat im Portal ein Konto für Sie angelegt. Öffnen Sie diesen Link und wählen Sie ein Passwort. Er gilt einmal, 7 Tage lang:`,
    link,
    'Wenn Sie damit nichts anfangen können, brauchen Sie nichts zu tun.',
  ],
})

/** What an invitation says; plain text, since everything in it was typed by somebody. */
export interface InvitationWords {
  company_name: string
  inviter_name: string
  message?: string | undefined
  /** `/invitation`, with the token behind `#` for people who have no password yet. */
  link: string
  is_new: boolean
}

export function invitationMail({
  company_name,
  inviter_name,
  message,
  link,
  is_new,
}: InvitationWords): Letter {
  const how = is_new
    ? [
        'Open this link and choose a password. It works once, for 7 days:',
        'Öffnen Sie diesen Link und wählen Sie ein Passwort. Er gilt einmal, 7 Tage lang:',
      ]
    : ['Sign in and accept the invitation here:', 'Melden Sie sich an und nehmen Sie die Einladung hier an:']
  const said = (writes: string) => (message ? [`${inviter_name} ${writes}:\n\n${quoted(message)}`] : [])
  return {
    purpose: 'invitation',
    en: [
      `Invitation to ${company_name}`,
      `${inviter_name} invites you to work with ${company_name} in the portal.`,
      ...said('writes'),
      `${how[0]}\n${link}`,
      'If you did not expect this, you need not do anything.',
    ],
    de: [
      `Einladung zu ${company_name}`,
      `${inviter_name} lädt Sie ein, im Portal mit ${company_name} zu arbeiten.`,
      ...said('schreibt'),
      `${how[1]}\n${link}`,
      'Wenn Sie damit nichts anfangen können, brauchen Sie nichts zu tun.',
    ],
  }
}

export const erasureMail = (link: string, eraseAfter: string): Letter => ({
  purpose: 'erasure',
  expires_at: eraseAfter,
  en: [
    'Your account will be erased',
    `your account will be erased on ${eraseAfter.slice(0, 10)}. Until then nobody can sign in with it. If you want to keep it, or if it was not you who asked, open this link:`,
    link,
  ],
  de: [
    'Ihr Konto wird gelöscht',
    `Ihr Konto wird am ${eraseAfter.slice(0, 10)} gelöscht. Bis dahin kann sich niemand damit anmelden. Wenn Sie es behalten wollen, oder wenn nicht Sie das wollten, öffnen Sie diesen Link:`,
    link,
  ],
})
