import { type By, foundationOf } from './foundation.ts'
import { type Letter, languageOf, type MailLanguage, mailTo } from './letter.ts'
import { findAccount } from './user.queries.ts'

type Facts = Record<MailLanguage, [subject: string, what: string]>

/** What happened to a second factor, in words for its owner. */
const kinds = {
  totp_added: (name: string) => ({
    en: ['An authenticator was added', `The authenticator “${name}” was added to your account.`],
    de: ['Ein Authenticator wurde hinzugefügt', `Der Authenticator „${name}“ wurde Ihrem Konto hinzugefügt.`],
  }),
  totp_removed: (name: string) => ({
    en: ['An authenticator was removed', `The authenticator “${name}” was removed from your account.`],
    de: ['Ein Authenticator wurde entfernt', `Der Authenticator „${name}“ wurde aus Ihrem Konto entfernt.`],
  }),
  passkey_added: (name: string) => ({
    en: ['A passkey was added', `The passkey “${name}” was added to your account.`],
    de: ['Ein Passkey wurde hinzugefügt', `Der Passkey „${name}“ wurde Ihrem Konto hinzugefügt.`],
  }),
  passkey_removed: (name: string) => ({
    en: ['A passkey was removed', `The passkey “${name}” was removed from your account.`],
    de: ['Ein Passkey wurde entfernt', `Der Passkey „${name}“ wurde aus Ihrem Konto entfernt.`],
  }),
  passkey_regressed: (name: string) => ({
    en: [
      'A passkey was refused',
      `The passkey “${name}” was refused: its counter went back, so there may be a copy of it. Remove it, and make a new one.`,
    ],
    de: [
      'Ein Passkey wurde abgelehnt',
      `Der Passkey „${name}“ wurde abgelehnt: Sein Zähler ging zurück, es kann also eine Kopie von ihm geben. Entfernen Sie ihn und legen Sie einen neuen an.`,
    ],
  }),
  codes_made: () => ({
    en: ['New recovery codes', 'New recovery codes were made for your account. The old ones are void.'],
    de: [
      'Neue Wiederherstellungscodes',
      'Für Ihr Konto wurden neue Wiederherstellungscodes angelegt. Die alten gelten nicht mehr.',
    ],
  }),
  code_used: (left: string) => ({
    en: [
      'A recovery code was used',
      `Somebody signed in to your account with a recovery code. ${left} of your codes are left.`,
    ],
    de: [
      'Ein Wiederherstellungscode wurde verwendet',
      `Jemand hat sich mit einem Wiederherstellungscode an Ihrem Konto angemeldet. Es sind noch ${left} Codes übrig.`,
    ],
  }),
  blocked: () => ({
    en: [
      'Too many wrong codes',
      'Somebody who knows your password gave too many wrong codes. Signing in with a code waits for an hour now; passkeys work.',
    ],
    de: [
      'Zu viele falsche Codes',
      'Jemand, der Ihr Passwort kennt, hat zu viele falsche Codes eingegeben. Die Anmeldung mit einem Code muss jetzt eine Stunde warten; Passkeys gehen.',
    ],
  }),
  factors_reset: () => ({
    en: [
      'Your second factors were removed',
      'An administrator removed all second factors of your account and ended its sessions. Set up a new one when you sign in.',
    ],
    de: [
      'Ihre zweiten Faktoren wurden entfernt',
      'Ein Administrator hat alle zweiten Faktoren Ihres Kontos entfernt und seine Sitzungen beendet. Richten Sie bei der Anmeldung einen neuen ein.',
    ],
  }),
} satisfies Record<string, (fact: string) => Facts>

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
  const { portal_url, default_locale } = foundationOf(by.tx.database).settings
  const page = `${portal_url}/account/security`
  const language = languageOf(account.locale, default_locale)
  const words = kinds[kind](fact)
  const [subject, what] = words[language]
  const letter = [subject, what, circumstances(by, language), `${wasItYou[language]}\n${page}`] as const
  await mailTo(by, account, { purpose: kind, once_key, en: letter, de: letter } satisfies Letter)
}

const wasItYou = {
  en: 'Was it you? Then you need not do anything. If not, change your password now and look at your account here:',
  de: 'Waren Sie es? Dann brauchen Sie nichts zu tun. Wenn nicht, ändern Sie jetzt Ihr Passwort und sehen hier nach Ihrem Konto:',
}

function circumstances({ origin }: By, language: MailLanguage): string {
  const [at, where, by] = language === 'de' ? ['Wann', 'Von', 'Browser'] : ['When', 'From', 'Browser']
  const when = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const from = origin.ip ? `\n${where}: ${origin.ip}` : ''
  const browser = origin.user_agent ? `\n${by}: ${origin.user_agent.slice(0, 200)}` : ''
  return `${at}: ${when}${from}${browser}`
}
