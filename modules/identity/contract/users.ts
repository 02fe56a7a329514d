import {
  Email,
  Id,
  Locale,
  list,
  nullable,
  optional,
  Page,
  Password,
  paging,
  Text,
  Time,
  TimeZone,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { AccountEvent, OwnSession } from './account.ts'
import { endpoint, recent, super_admin } from './endpoint.ts'
import { Passkey, TotpDevice } from './factors.ts'
import { registrationModes, SessionInfo } from './shapes.ts'

export const userStatuses = ['invited', 'active', 'disabled', 'erasing', 'erased'] as const
export const userOrders = [
  '-created_at',
  'created_at',
  'last_name',
  '-last_name',
  '-last_login_at',
  'last_login_at',
] as const

export const UserItem = z.object({
  id: Id,
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  status: z.enum(userStatuses),
  is_super_admin: z.boolean(),
  second_factor: z.boolean(),
  blocked: z.boolean(),
  must_change_password: z.boolean(),
  email_verified_at: nullable(Time),
  last_login_at: nullable(Time),
  created_at: Time,
})
export type UserItem = z.infer<typeof UserItem>

/** A pause that wrong passwords or codes brought about. */
export const Block = z.object({
  kind: z.enum(['password', 'second_factor']),
  known_device: z.boolean(),
  failures: z.int(),
  blocked_until: Time,
})

export const UserDetail = z.extend(UserItem, {
  mobile_phone: nullable(z.string()),
  time_zone: nullable(z.string()),
  locale: nullable(z.string()),
  pending_email: nullable(z.string()),
  password_changed_at: nullable(Time),
  disabled_at: nullable(Time),
  disabled_reason: nullable(z.string()),
  /** While an erasure can still be cancelled. */
  erase_after: nullable(Time),
  blocks: z.array(Block),
  /** By what they prove themself beside the password. */
  factors: z.object({
    totp_devices: z.array(TotpDevice),
    passkeys: z.array(Passkey),
    recovery_codes_left: z.int(),
  }),
  /** When a policy demands a second factor and there is none: from then on nothing else is reachable. */
  second_factor_due_at: nullable(Time),
  counts: z.object({ sessions: z.int(), devices: z.int(), api_keys: z.int() }),
  /** The last seen 20. */
  sessions: z.array(OwnSession),
  /** The newest 20. */
  events: z.array(AccountEvent),
})
export type UserDetail = z.infer<typeof UserDetail>

export const SignInSettings = z.object({
  registration: z.enum(registrationModes),
  email_verification: z.enum(['required', 'off']),
  password_min_length: z.int().check(z.gte(8), z.lte(64)),
  second_factor_super_admin: z.enum(['required', 'optional']),
  second_factor_grace_days: z.int().check(z.gte(0), z.lte(30)),
  magic_link: z.boolean(),
  api_keys_may_never_expire: z.boolean(),
  impersonation_mail: z.boolean(),
  terms_url: nullable(z.string()),
  terms_version: nullable(z.string()),
  privacy_url: nullable(z.string()),
})
export type SignInSettings = z.infer<typeof SignInSettings>

export const signInLimits = [
  'login',
  'login_spray',
  'register',
  'password_reset',
  'mail_address',
  'token',
  'introspect',
  'general',
  'api',
  'anonymous',
] as const

/** How often somebody may ask; set where the portal is started (`variable`). Both null: no limit. */
export const SignInLimit = z.object({
  name: z.enum(signInLimits),
  variable: z.string(),
  points: nullable(z.int()),
  seconds: nullable(z.int()),
})
export type SignInLimit = z.infer<typeof SignInLimit>

const SettingsInForce = z.extend(SignInSettings, { limits: z.array(SignInLimit) })
export type SettingsInForce = z.infer<typeof SettingsInForce>

const Link = Text(2000).check(z.refine((text) => /^https?:\/\/[^\s]+$/.test(text), { error: 'bad_format' }))

const userId = z.strictObject({ user_id: Id })
const names = {
  first_name: optional(Text(80)),
  last_name: optional(Text(80, 0)),
  mobile_phone: optional(nullable(Text(32))),
  time_zone: optional(nullable(TimeZone)),
  locale: optional(nullable(Locale)),
}
const reason = z.strictObject({ reason: Text(500) })
const maybeReason = z.strictObject({ reason: optional(Text(500)) })
const lastOne = ['last_super_admin', 'own_account'] as const

const step = <const Path extends string>(path: Path, summary: string) =>
  endpoint({
    method: 'POST',
    path,
    access: super_admin,
    summary,
    params: userId,
    response: { 204: null },
    problems: ['transition_not_allowed'],
  })

/** People and how they sign in: all of it for super administrators. */
export const usersApi = {
  listUsers: endpoint({
    method: 'GET',
    path: '/users',
    access: super_admin,
    summary: 'Everybody with an account',
    query: z.strictObject({
      ...paging,
      q: optional(Text(100, 2)),
      status: optional(list(z.enum(userStatuses))),
      super_admin: optional(z.boolean()),
      second_factor: optional(z.enum(['yes', 'no'])),
      blocked: optional(z.boolean()),
      sort: withDefault(z.enum(userOrders), '-created_at'),
      count: optional(z.boolean()),
    }),
    response: {
      200: z.extend(Page(UserItem), { total: optional(z.int()), total_capped: optional(z.boolean()) }),
    },
  }),
  createUser: endpoint({
    method: 'POST',
    path: '/users',
    access: recent(super_admin),
    summary: 'Add somebody: by invitation, or with a first password that they must change',
    body: z.strictObject({
      email: Email,
      first_name: Text(80),
      last_name: withDefault(Text(80, 0), ''),
      mobile_phone: optional(nullable(Text(32))),
      send_invitation: withDefault(z.boolean(), true),
      password: optional(Password),
    }),
    transaction: 'own',
    response: { 201: UserDetail },
    location: '/users/{id}',
    problems: ['email_taken'],
  }),
  readUser: endpoint({
    method: 'GET',
    path: '/users/:user_id',
    access: super_admin,
    summary: 'One person: state, blocks, sessions, newest events',
    params: userId,
    response: { 200: UserDetail },
  }),
  changeUser: endpoint({
    method: 'PATCH',
    path: '/users/:user_id',
    access: super_admin,
    summary: 'Change names, phone, place; another e-mail address counts once it is proven, unless marked so',
    params: userId,
    body: z.strictObject({ ...names, email: optional(Email), mark_verified: optional(z.boolean()) }),
    response: { 200: UserDetail },
    problems: ['email_taken'],
  }),
  deleteUser: endpoint({
    method: 'DELETE',
    path: '/users/:user_id',
    access: recent(super_admin),
    transaction: 'own',
    summary: 'Erase somebody: in seven days, until when they may cancel it, or at once',
    params: userId,
    body: z.strictObject({ confirm_email: Email, at_once: withDefault(z.boolean(), false) }),
    response: { 200: z.object({ erase_after: Time }) },
    problems: [...lastOne, 'last_company_owner', 'transition_not_allowed'],
  }),
  inviteUser: step('/users/:user_id/invite', 'Mail the invitation again; earlier links are void'),
  unlockUser: step('/users/:user_id/unlock', 'End every pause that wrong passwords or codes brought about'),
  sendReset: step('/users/:user_id/send-reset', 'Mail a link to set a new password'),
  revokeUserSessions: step('/users/:user_id/revoke-sessions', 'End all sessions of this person'),
  disableUser: endpoint({
    method: 'POST',
    path: '/users/:user_id/disable',
    access: recent(super_admin),
    summary: 'Switch an account off: sessions, keys and tokens end now',
    params: userId,
    body: reason,
    response: { 200: UserDetail },
    problems: [...lastOne, 'transition_not_allowed'],
  }),
  enableUser: endpoint({
    method: 'POST',
    path: '/users/:user_id/enable',
    access: recent(super_admin),
    summary: 'Switch an account on again',
    params: userId,
    body: maybeReason,
    response: { 200: UserDetail },
    problems: ['transition_not_allowed'],
  }),
  forcePasswordChange: endpoint({
    method: 'POST',
    path: '/users/:user_id/force-password-change',
    access: recent(super_admin),
    summary: 'Nothing else works for this person until they have changed their password',
    params: userId,
    body: maybeReason,
    response: { 200: UserDetail },
    problems: ['transition_not_allowed'],
  }),
  resetSecondFactor: endpoint({
    method: 'POST',
    path: '/users/:user_id/reset-second-factor',
    access: recent(super_admin),
    summary: 'Remove every second factor of somebody who lost theirs; sessions end, the person is told',
    params: userId,
    body: reason,
    response: { 200: UserDetail },
    problems: ['own_account', 'transition_not_allowed'],
  }),
  setSuperAdmin: endpoint({
    method: 'PUT',
    path: '/users/:user_id/super-admin',
    access: recent(super_admin),
    summary: 'Make somebody a super administrator, or no longer; one always remains',
    params: userId,
    body: z.strictObject({ is_super_admin: z.boolean(), reason: optional(Text(500)) }),
    response: { 200: UserDetail },
    problems: [...lastOne, 'transition_not_allowed'],
  }),
  impersonate: endpoint({
    method: 'POST',
    path: '/users/:user_id/impersonate',
    access: recent(super_admin),
    summary: 'Act as this person for 60 minutes at most; both ids stand in every event',
    params: userId,
    body: z.strictObject({ reason: Text(500, 5) }),
    transaction: 'own',
    response: { 200: z.object({ session: SessionInfo }) },
    problems: ['forbidden', 'own_account', 'transition_not_allowed'],
  }),
  readSignInSettings: endpoint({
    method: 'GET',
    path: '/settings/sign-in',
    access: super_admin,
    summary: 'How people get in here',
    response: { 200: SettingsInForce },
  }),
  changeSignInSettings: endpoint({
    method: 'PUT',
    path: '/settings/sign-in',
    access: recent(super_admin),
    summary: 'Change how people get in; what is left out stays',
    body: z.strictObject({
      ...z.partial(SignInSettings).shape,
      terms_url: optional(nullable(Link)),
      terms_version: optional(nullable(Text(40))),
      privacy_url: optional(nullable(Link)),
    }),
    response: { 200: SettingsInForce },
  }),
}
