import type { Scope } from '../../../../platform/database/index.ts'
import type { StoredEvent } from '../../../../platform/events/index.ts'
import { declareNotificationType, type NotificationType, type Severity } from '../catalogue.ts'

type Said = readonly [en: string, de: string]

interface Security {
  event_type: string
  label: string
  description: string
  caused_by: readonly string[]
  /** In English and in German. Null: not worth telling. */
  say(event: StoredEvent): Said | null
  link: string
  severity?: Severity
}

/** The person whom an event of identity is about. */
function personOf({ data, subject_type, subject_id }: StoredEvent): number | null {
  if (typeof data.user_id === 'number') return data.user_id
  return subject_type === 'user' ? subject_id : null
}

/**
 * What happened to an account, for its owner. Identity mails these itself, at once and with the circumstances: here
 * they have a row in the feed, and a delivery that records that mail.
 */
const security = ({ say, link, severity = 'warning', ...type }: Security): NotificationType => ({
  ...type,
  group: 'security',
  is_mandatory: true,
  include_actor: true,
  mail: 'identity',
  async about(_scope: Scope, event: StoredEvent) {
    const said = say(event)
    const user_id = ownerOf(event)
    if (said === null || user_id === null) return null
    const [message, message_de] = said
    return { people: [{ user_id }], message, message_de, link, severity, company_id: null }
  },
})

/** The keys of a person are made by themself, so who did it is whose it is. */
function ownerOf(event: StoredEvent): number | null {
  const person = personOf(event)
  if (person !== null || event.subject_type !== 'api_key') return person
  return event.actor_kind === 'user' ? event.actor_id : null
}

const page = '/account/security'
const name = ({ data }: StoredEvent) => (typeof data.name === 'string' ? ` “${data.name}”` : '')
const nameDe = ({ data }: StoredEvent) => (typeof data.name === 'string' ? ` „${data.name}“` : '')

const factorWords: Record<string, (event: StoredEvent) => Said> = {
  'totp_device.added': (event) => [
    `The authenticator${name(event)} was added to your account.`,
    `Ihrem Konto wurde die Authenticator-App${nameDe(event)} hinzugefügt.`,
  ],
  'totp_device.removed': (event) => [
    `The authenticator${name(event)} was removed from your account.`,
    `Die Authenticator-App${nameDe(event)} wurde aus Ihrem Konto entfernt.`,
  ],
  'passkey.added': (event) => [
    `The passkey${name(event)} was added to your account.`,
    `Ihrem Konto wurde der Passkey${nameDe(event)} hinzugefügt.`,
  ],
  'passkey.removed': (event) => [
    `The passkey${name(event)} was removed from your account.`,
    `Der Passkey${nameDe(event)} wurde aus Ihrem Konto entfernt.`,
  ],
  'recovery_codes.generated': () => [
    'New recovery codes were made for your account. The old ones are void.',
    'Für Ihr Konto wurden neue Wiederherstellungscodes erstellt. Die alten gelten nicht mehr.',
  ],
  'recovery_code.used': ({ data }) => [
    `Somebody signed in to your account with a recovery code. ${Number(data.left)} codes are left.`,
    `Jemand hat sich mit einem Wiederherstellungscode bei Ihrem Konto angemeldet. Übrige Codes: ${Number(data.left)}.`,
  ],
  'second_factor.reset': () => [
    'An administrator removed all second factors of your account.',
    'Ein Administrator hat alle zweiten Faktoren Ihres Kontos entfernt.',
  ],
}

declareNotificationType(
  security({
    event_type: 'security.password_changed',
    label: 'Password changed',
    description: 'Your password was changed or set anew',
    caused_by: ['password.changed', 'password.reset'],
    say: () => [
      'The password of your account was changed, and other sessions were ended.',
      'Das Passwort Ihres Kontos wurde geändert, andere Sitzungen wurden beendet.',
    ],
    link: page,
  }),
  security({
    event_type: 'security.email_changed',
    label: 'E-mail address changed',
    description: 'You sign in with another e-mail address',
    caused_by: ['email.changed'],
    say: () => [
      'You sign in with another e-mail address from now on.',
      'Ab jetzt melden Sie sich mit einer anderen E-Mail-Adresse an.',
    ],
    link: '/account',
  }),
  security({
    event_type: 'security.second_factor_changed',
    label: 'Second factor changed',
    description: 'An authenticator, a passkey or recovery codes were added, removed or used',
    caused_by: Object.keys(factorWords),
    say: (event) => factorWords[event.type]?.(event) ?? null,
    link: page,
  }),
  security({
    event_type: 'security.new_device',
    label: 'New device',
    description: 'Somebody signed in to your account from a browser that was not used before',
    caused_by: ['device.first_seen'],
    // The very first browser of a person is no news to them.
    say: ({ data }) =>
      data.is_another === true
        ? [
            'Somebody, probably you, signed in from a browser that was not used before.',
            'Jemand, vermutlich Sie selbst, hat sich mit einem bisher nicht verwendeten Browser angemeldet.',
          ]
        : null,
    link: page,
  }),
  security({
    event_type: 'security.api_key_created',
    label: 'API key made',
    description: 'An API key was made for your account',
    caused_by: ['api_key.created'],
    say: ({ data }) => [
      `The API key “${data.description}” (${data.preview}…) was made for your account.`,
      `Für Ihr Konto wurde der API-Schlüssel „${data.description}“ (${data.preview}…) erstellt.`,
    ],
    link: '/account/api-keys',
    severity: 'info',
  }),
  security({
    event_type: 'security.account_blocked',
    label: 'Sign-in blocked',
    description: 'Too many wrong passwords or codes were entered for your account',
    caused_by: ['login.blocked'],
    say: () => [
      'Somebody entered wrong passwords or codes for your account several times. Further tries have to wait.',
      'Jemand hat für Ihr Konto mehrmals falsche Passwörter oder Codes eingegeben. Weitere Versuche müssen warten.',
    ],
    link: page,
  }),
  security({
    event_type: 'security.impersonated',
    label: 'An administrator acts in your place',
    description: 'A super administrator began to work in the portal in your place',
    caused_by: ['impersonation.started'],
    say: ({ data }) => [
      `An administrator began to work in the portal in your place. The reason given: ${data.reason}`,
      `Ein Administrator arbeitet jetzt an Ihrer Stelle im Portal. Genannter Grund: ${data.reason}`,
    ],
    link: page,
  }),
  security({
    event_type: 'security.export_ready',
    label: 'Copy of your data ready',
    description: 'The copy of your data that you asked for can be downloaded',
    caused_by: ['personal_export.ready'],
    say: () => [
      'The copy of your data is ready. It can be downloaded for seven days.',
      'Die Kopie Ihrer Daten ist fertig. Sie können sie sieben Tage lang herunterladen.',
    ],
    link: '/account/privacy',
    severity: 'info',
  }),
  security({
    event_type: 'security.erasure',
    label: 'Erasure of the account',
    description: 'The erasure of your account was asked for or called off',
    caused_by: ['user.erasure_requested', 'user.erasure_cancelled'],
    say: ({ type }) =>
      type === 'user.erasure_cancelled'
        ? [
            'Your account will not be erased: that was called off.',
            'Ihr Konto wird nicht gelöscht: Das wurde zurückgenommen.',
          ]
        : [
            'Your account will be erased after the days of grace, unless you call it off.',
            'Ihr Konto wird nach Ablauf der Frist gelöscht, wenn Sie das nicht zurücknehmen.',
          ],
    link: '/account/privacy',
  }),
)
