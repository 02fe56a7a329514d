import { type Letter, quoted } from './letter.ts'

/** Mails that tell the owner of an account what happened to it. */

const notYou = {
  en: 'If this was not you, set a new password now and tell your administrator:',
  de: 'Wenn Sie das nicht waren, setzen Sie jetzt ein neues Passwort und sagen es Ihrem Administrator:',
}

export const passwordChangedMail = (forgot: string): Letter => ({
  purpose: 'password_changed',
  en: [
    'Your password was changed',
    'The password of your account was changed just now, and other sessions were ended.',
    `${notYou.en}\n${forgot}`,
  ],
  de: [
    'Ihr Passwort wurde geändert',
    'Das Passwort Ihres Kontos wurde gerade geändert; andere Sitzungen wurden beendet.',
    `${notYou.de}\n${forgot}`,
  ],
})

export const emailAskedMail = (forgot: string): Letter => ({
  purpose: 'email_change_asked',
  en: [
    'Your e-mail address is about to change',
    'Another e-mail address was entered for your account. It counts as soon as the link mailed there was opened.',
    `${notYou.en}\n${forgot}`,
  ],
  de: [
    'Ihre E-Mail-Adresse soll geändert werden',
    'Für Ihr Konto wurde eine andere E-Mail-Adresse eingetragen. Sie gilt, sobald der Link geöffnet wurde, der dorthin ging.',
    `${notYou.de}\n${forgot}`,
  ],
})

export const emailChangedMail = (): Letter => ({
  purpose: 'email_changed',
  en: [
    'Your e-mail address was changed',
    'You sign in with another e-mail address from now on; this one is not used any more.',
    'If this was not you, tell your administrator at once.',
  ],
  de: [
    'Ihre E-Mail-Adresse wurde geändert',
    'Sie melden sich ab jetzt mit einer anderen E-Mail-Adresse an; diese wird nicht mehr verwendet.',
    'Wenn Sie das nicht waren, sagen Sie es sofort Ihrem Administrator.',
  ],
})

export const newDeviceMail = (what: string | null, ip: string, sessions: string): Letter => ({
  purpose: 'new_device',
  en: [
    'A new sign-in to your account',
    `Somebody, probably you, signed in from a browser that was not used before: ${what ?? 'unknown browser'}, address ${ip || 'unknown'}.`,
    `See and end sessions here:\n${sessions}`,
  ],
  de: [
    'Eine neue Anmeldung an Ihrem Konto',
    `Jemand, wahrscheinlich Sie, hat sich mit einem bisher nicht verwendeten Browser angemeldet: ${what ?? 'unbekannter Browser'}, Adresse ${ip || 'unbekannt'}.`,
    `Hier sehen und beenden Sie Sitzungen:\n${sessions}`,
  ],
})

export const blockedMail = (ip: string, forgot: string, once_key: string): Letter => ({
  purpose: 'blocked',
  once_key,
  en: [
    'Too many wrong passwords',
    `Somebody entered wrong passwords for your account several times, last from the address ${ip || 'unknown'}, at ${now()}. Further tries from unknown browsers have to wait; browsers in which you signed in before do not.`,
    `Was it you? Then you can choose a new password:\n${forgot}`,
  ],
  de: [
    'Zu viele falsche Passwörter',
    `Jemand hat für Ihr Konto mehrmals ein falsches Passwort eingegeben, zuletzt von der Adresse ${ip || 'unbekannt'}, um ${now()}. Weitere Versuche aus unbekannten Browsern müssen warten; Browser, in denen Sie schon angemeldet waren, nicht.`,
    `Waren Sie es? Dann können Sie ein neues Passwort wählen:\n${forgot}`,
  ],
})

export const unlockedMail = (login: string): Letter => ({
  purpose: 'unlocked',
  en: [
    'You can sign in again',
    'An administrator ended the pause that too many wrong passwords or codes brought about. Sign in here:',
    login,
  ],
  de: [
    'Sie können sich wieder anmelden',
    'Ein Administrator hat die Pause beendet, die zu viele falsche Passwörter oder Codes ausgelöst haben. Melden Sie sich hier an:',
    login,
  ],
})

export const disabledMail = (): Letter => ({
  purpose: 'disabled',
  en: [
    'Your account was switched off',
    'An administrator switched your account off: nobody can sign in with it, and its sessions and API keys have ended.',
    'If you do not know why, ask your administrator.',
  ],
  de: [
    'Ihr Konto wurde abgeschaltet',
    'Ein Administrator hat Ihr Konto abgeschaltet: Niemand kann sich damit anmelden, Sitzungen und API-Schlüssel sind beendet.',
    'Wenn Sie nicht wissen, warum, fragen Sie Ihren Administrator.',
  ],
})

export const enabledMail = (login: string): Letter => ({
  purpose: 'enabled',
  en: [
    'Your account was switched on',
    'An administrator switched your account on again. Sign in here:',
    login,
  ],
  de: [
    'Ihr Konto wurde eingeschaltet',
    'Ein Administrator hat Ihr Konto wieder eingeschaltet. Melden Sie sich hier an:',
    login,
  ],
})

export const impersonatedMail = (who: string | null, why: string): Letter => ({
  purpose: 'impersonated',
  en: [
    'An administrator acts in your place',
    `${who ?? 'A super administrator'} began to work in the portal in your place. What they do is recorded with both names. The reason given:`,
    quoted(why),
  ],
  de: [
    'Ein Administrator arbeitet an Ihrer Stelle',
    `${who ?? 'Ein Super-Administrator'} hat begonnen, im Portal an Ihrer Stelle zu arbeiten. Was dabei geschieht, wird mit beiden Namen festgehalten. Der angegebene Grund:`,
    quoted(why),
  ],
})

interface KeyWords {
  description: string
  preview: string
  link: string
}

/** A key was made: a warning to whoever did not make it. */
export const keyMadeMail = (key: KeyWords & { ip: string | null }): Letter => ({
  purpose: 'api_key_made',
  en: [
    'An API key was made for your account',
    `the API key “${key.description}” (${key.preview}…) was made for your account${key.ip ? ` from the address ${key.ip}` : ''}. Programs that have it act for you, within the rights you chose.`,
    `If it was not you, revoke it at once and change your password:\n${key.link}`,
  ],
  de: [
    'Für Ihr Konto wurde ein API-Schlüssel angelegt',
    `Für Ihr Konto wurde${key.ip ? ` von der Adresse ${key.ip}` : ''} der API-Schlüssel „${key.description}“ (${key.preview}…) angelegt. Programme, die ihn haben, handeln für Sie, mit den Rechten, die Sie gewählt haben.`,
    `Wenn Sie das nicht waren, widerrufen Sie ihn sofort und ändern Sie Ihr Passwort:\n${key.link}`,
  ],
})

/** Told 14 and 3 days before a key ends. */
export const keyEndsMail = (key: KeyWords & { expires_at: string; once_key: string }): Letter => ({
  purpose: 'api_key_ends',
  once_key: key.once_key,
  en: [
    `The API key “${key.description}” ends soon`,
    `your API key “${key.description}” (${key.preview}…) ends on ${key.expires_at.slice(0, 10)}. Programs that use it stop working then.`,
    `Replace it here; the old one can go on working beside the new one for up to a week:\n${key.link}`,
  ],
  de: [
    `Der API-Schlüssel „${key.description}“ endet bald`,
    `Ihr API-Schlüssel „${key.description}“ (${key.preview}…) endet am ${key.expires_at.slice(0, 10)}. Programme, die ihn verwenden, gehen dann nicht mehr.`,
    `Hier ersetzen Sie ihn; der alte kann bis zu einer Woche neben dem neuen weiter gelten:\n${key.link}`,
  ],
})

export const exportReadyMail = (link: string): Letter => ({
  purpose: 'export_ready',
  en: [
    'The copy of your data is ready',
    'the copy of your data that you asked for is ready. It can be downloaded for seven days:',
    link,
    'If it was not you, change your password now.',
  ],
  de: [
    'Die Kopie Ihrer Daten ist fertig',
    'Die Kopie Ihrer Daten, die Sie angefordert haben, ist fertig. Sie können sie sieben Tage lang herunterladen:',
    link,
    'Wenn Sie das nicht waren, ändern Sie jetzt Ihr Passwort.',
  ],
})

const now = () => `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`
