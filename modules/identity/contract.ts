import { declareProblems } from '../../platform/contract/problems.ts'
import {
  Email,
  Locale,
  list,
  nullable,
  optional,
  Password,
  Text,
  Time,
  TimeZone,
  withDefault,
  z,
} from '../../platform/contract/schema.ts'
import { accountApi } from './contract/account.ts'
import { apiKeysApi } from './contract/api-keys.ts'
import { endpoint, session, user, visitor } from './contract/endpoint.ts'
import { factorsApi, Proof, restrictions, withSecondFactor } from './contract/factors.ts'
import { machineClientsApi } from './contract/machine-clients.ts'
import { personalApi } from './contract/personal.ts'
import { pictureApi } from './contract/picture.ts'
import { CheckMail, Profile, registrationModes, SessionAnswer } from './contract/shapes.ts'
import { tokensApi } from './contract/tokens.ts'
import { usersApi } from './contract/users.ts'

export {
  AccountEvent,
  accountApi,
  OwnSession,
} from './contract/account.ts'
export { ApiKey } from './contract/api-keys.ts'
export { signInPages } from './contract/endpoint.ts'
export * from './contract/factors.ts'
export { MachineClient, ServicePermission, SigningKey } from './contract/machine-clients.ts'
export { PersonalExport } from './contract/personal.ts'
export {
  Profile,
  type RegistrationMode,
  registrationModes,
  SessionAnswer,
  SessionInfo,
} from './contract/shapes.ts'
export {
  Block,
  type SettingsInForce,
  SignInLimit,
  SignInSettings,
  signInLimits,
  UserDetail,
  UserItem,
  userOrders,
  userStatuses,
  usersApi,
} from './contract/users.ts'

const Path = Text(500).check(z.regex(/^\/(?![/\\])/))
const TableLook = z.object({
  columns: optional(list(Text(60), 50)),
  density: optional(z.enum(['comfortable', 'compact'])),
})

/** How the portal looks and behaves for a person (web §2); what is not known is dropped. */
export const PreferencesInput = z.object({
  color_scheme: optional(z.enum(['light', 'dark', 'system'])),
  density: optional(z.enum(['comfortable', 'compact'])),
  sidebar: optional(z.enum(['open', 'rail'])),
  single_key_shortcuts: optional(z.boolean()),
  start_path: optional(nullable(Path)),
  tables: optional(
    z
      .record(Text(60), TableLook)
      .check(z.refine((tables) => Object.keys(tables).length <= 40, { error: 'too_many' })),
  ),
})

export const identityApi = {
  ...accountApi,
  ...factorsApi(SessionAnswer),
  ...apiKeysApi,
  ...tokensApi,
  ...pictureApi,
  ...personalApi,
  ...machineClientsApi,
  ...usersApi,
  options: endpoint({
    method: 'GET',
    path: '/auth/options',
    access: visitor,
    summary: 'What sign-in offers here',
    response: {
      200: z.object({
        needs_first_user: z.boolean(),
        setup_token_required: z.boolean(),
        registration: z.enum(registrationModes),
        email_verification: z.enum(['required', 'off']),
        password_min_length: z.int(),
        passkeys: z.boolean(),
        magic_link: z.boolean(),
        api_keys_may_never_expire: z.boolean(),
        /** Outside services to sign in with; there are none yet. */
        providers: z.array(z.object({ slug: z.string(), label: z.string() })),
        terms_url: nullable(z.string()),
        privacy_url: nullable(z.string()),
      }),
    },
  }),
  register: endpoint({
    method: 'POST',
    path: '/auth/register',
    access: visitor,
    summary: 'Register: the first person sets the portal up, later ones prove their address by mail',
    limit: 'register',
    transaction: 'own',
    body: z.strictObject({
      email: Email,
      password: Password,
      first_name: Text(80),
      last_name: withDefault(Text(80, 0), ''),
      company_name: optional(Text(200)),
      setup_token: optional(Text(200)),
      mobile_phone: optional(Text(32)),
      time_zone: optional(TimeZone),
      locale: optional(Locale),
      terms_accepted: withDefault(z.boolean(), false),
      next: optional(Text(500)),
    }),
    response: { 201: SessionAnswer, 202: CheckMail },
    problems: ['registration_off', 'registration_invited_only', 'setup_token_invalid', 'email_taken'],
  }),
  login: endpoint({
    method: 'POST',
    path: '/auth/login',
    access: visitor,
    summary: 'Sign in with e-mail address and password',
    limit: 'login',
    transaction: 'own',
    body: z.strictObject({
      email: z.string().check(z.minLength(1), z.maxLength(254)),
      password: Password,
      remember_me: withDefault(z.boolean(), false),
      /** What this browser is called in the list of sessions. */
      device_name: optional(Text(80)),
      ...withSecondFactor,
    }),
    response: { 200: SessionAnswer },
    problems: [
      'invalid_credentials',
      'second_factor_required',
      'invalid_second_factor',
      'account_disabled',
      'too_many_attempts',
    ],
  }),
  logout: endpoint({
    method: 'POST',
    path: '/auth/logout',
    access: visitor,
    summary: 'End this session',
    transaction: 'own',
    restricted: restrictions,
    response: { 204: null },
  }),
  session: endpoint({
    method: 'GET',
    path: '/auth/session',
    access: session,
    summary:
      'This session, its person, and what they may do where they work; parts=false: the first two alone',
    query: z.strictObject({ parts: withDefault(z.boolean(), true) }),
    restricted: restrictions,
    response: { 200: SessionAnswer },
  }),
  confirm: endpoint({
    method: 'POST',
    path: '/auth/confirm',
    access: session,
    summary:
      'Prove again that it is you, by password, code or passkey as you have them; counts for 10 minutes',
    restricted: restrictions,
    limit: 'login',
    transaction: 'own',
    body: z.strictObject(Proof),
    response: { 200: z.object({ confirmed_until: Time, csrf_token: z.string() }) },
    problems: [
      'invalid_credentials',
      'second_factor_required',
      'invalid_second_factor',
      'invalid_passkey',
      'too_many_attempts',
    ],
  }),
  checkPassword: endpoint({
    method: 'POST',
    path: '/auth/password/check',
    access: visitor,
    summary: 'Would this password be accepted? A typing aid',
    limit: 'register',
    body: z.strictObject({
      password: Password,
      email: optional(z.string().check(z.maxLength(254))),
      names: optional(list(z.string().check(z.maxLength(200)), 5)),
    }),
    response: { 200: z.object({ ok: z.boolean(), reasons: z.array(z.string()) }) },
  }),
  previewInvitation: endpoint({
    method: 'POST',
    path: '/auth/invitations/preview',
    access: visitor,
    summary: 'Whom an invitation link is for',
    limit: 'register',
    transaction: 'own',
    body: z.strictObject({ token: Text(200) }),
    response: {
      200: z.object({
        email: z.string(),
        invited_by: nullable(z.string()),
        company_name: nullable(z.string()),
      }),
    },
    problems: ['invalid_token'],
  }),
  acceptInvitation: endpoint({
    method: 'POST',
    path: '/auth/invitations/accept',
    access: visitor,
    summary: 'Accept an invitation as a new person: choose name and password, and be signed in',
    limit: 'register',
    transaction: 'own',
    body: z.strictObject({
      token: Text(200),
      password: Password,
      first_name: Text(80),
      last_name: withDefault(Text(80, 0), ''),
      time_zone: optional(TimeZone),
      locale: optional(Locale),
      terms_accepted: withDefault(z.boolean(), false),
    }),
    response: { 201: SessionAnswer },
    location: '/auth/session',
    problems: ['invalid_token'],
  }),
  me: endpoint({
    method: 'GET',
    path: '/me',
    access: user('account.read'),
    summary: 'My profile',
    response: { 200: Profile },
  }),
  changeMe: endpoint({
    method: 'PATCH',
    path: '/me',
    access: session,
    summary: 'Change my name, phone, time zone or language',
    body: z.strictObject({
      first_name: optional(Text(80)),
      last_name: optional(Text(80, 0)),
      mobile_phone: optional(nullable(Text(32))),
      time_zone: optional(nullable(TimeZone)),
      locale: optional(nullable(Locale)),
    }),
    response: { 200: Profile },
  }),
  changePreferences: endpoint({
    method: 'PATCH',
    path: '/me/preferences',
    access: session,
    summary: 'Change how the portal looks and behaves for me; keys are merged',
    body_limit: 8_192,
    body: PreferencesInput,
    response: { 200: z.record(z.string(), z.unknown()) },
  }),
}

declareProblems({
  registration_invited_only: [
    403,
    'Only invited people can join here',
    'Ask your administrator for an invitation.',
  ],
  registration_off: [
    403,
    'Nobody can register here',
    'Accounts are made by the administrators of this portal.',
  ],
  password_needed: [
    401,
    'The password is needed, too',
    'This is another browser than the one that registered: enter the password chosen there.',
  ],
  email_taken: [409, 'This address has an account', 'Sign in with it, or ask for a new password.'],
  not_while_impersonating: [
    403,
    'Not while acting as somebody else',
    'Stop acting as this person first; this is theirs alone to do.',
  ],
  not_impersonating: [409, 'You are yourself', 'There is nothing to stop.'],
  own_account: [409, 'Not with your own account', 'Ask another super administrator to do it.'],
  setup_token_invalid: [
    403,
    'The set-up token is not right',
    'It stands in the setting SETUP_TOKEN of this portal.',
  ],
  invalid_credentials: [
    401,
    'E-mail address or password is wrong',
    'Check both; after several tries there is a pause.',
  ],
})
