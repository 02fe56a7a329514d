import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  nullable,
  optional,
  type Schema,
  Text,
  Time,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'
import { endpoint, recent, session, visitor } from './endpoint.ts'

/** What can keep a signed-in person from everything but mending it. */
export const restrictions = ['change_password', 'enrol_second_factor'] as const
/** Of endpoints that somebody needs who has to enrol a second factor first. */
const whileEnrolling = ['enrol_second_factor'] as const

/** Blanks dropped, then exactly six digits. */
export const TotpCode = z.string().check(
  z.overwrite((text) => text.replace(/\s/g, '')),
  z.regex(/^\d{6}$/),
)

/** As it was shown or typed; blanks, dashes and case do not matter. */
export const RecoveryCode = z.string().check(z.minLength(1), z.maxLength(100))

/** A `PublicKeyCredential` as JSON (WebAuthn Level 3 §5.1); the library reads what is inside. */
const Credential = z.record(z.string(), z.unknown())
const PasskeyProof = z.strictObject({ challenge_id: Text(64), credential: Credential })
const Options = z.object({ challenge_id: z.string(), options: z.record(z.string(), z.unknown()) })

export const Method = z.enum(['password', 'totp_code', 'passkey', 'recovery_code'])
export type Method = z.infer<typeof Method>

/** What stands beside the password in a sign-in of one call. */
export const withSecondFactor = {
  totp_code: optional(TotpCode),
  recovery_code: optional(RecoveryCode),
}

/** Proof of identity: password and code, or a passkey, as the account has them. */
export const Proof = {
  password: optional(z.string().check(z.minLength(1), z.maxLength(256))),
  totp_code: optional(TotpCode),
  passkey: optional(PasskeyProof),
}

export const TotpDevice = z.object({
  id: Id,
  name: z.string(),
  created_at: Time,
  last_used_at: nullable(Time),
})
export type TotpDevice = z.infer<typeof TotpDevice>

export const Passkey = z.object({
  id: Id,
  name: z.string(),
  backed_up: z.boolean(),
  created_at: Time,
  last_used_at: nullable(Time),
})
export type Passkey = z.infer<typeof Passkey>

/** A member of the session answer: what the person has, and until when they need it. */
export const SecondFactor = z.object({
  enrolled: z.boolean(),
  /** When a policy demands one and there is none: from then on nothing else is reachable. */
  due_at: nullable(Time),
  /** Why one is demanded; null unless `due_at` is set. */
  demanded_by: nullable(z.enum(['super_administrator', 'role'])),
  /** Null without a second factor. */
  recovery_codes_left: nullable(z.int()),
})
export type SecondFactor = z.infer<typeof SecondFactor>

const Codes = z.array(z.string())
const limits = { limit: 'login', transaction: 'own' } as const

/** `SignedIn` is what a finished sign-in answers. */
export const factorsApi = <Answer extends Schema>(SignedIn: Answer) => ({
  secondFactor: endpoint({
    ...limits,
    method: 'POST',
    path: '/auth/login/second-factor',
    access: visitor,
    summary: 'The second step of a sign-in: one of code, recovery code and passkey',
    body: z.strictObject({
      challenge: Text(64),
      totp_code: optional(TotpCode),
      recovery_code: optional(RecoveryCode),
      passkey: optional(PasskeyProof),
      remember_me: optional(z.boolean()),
    }),
    response: { 200: SignedIn },
    problems: ['invalid_second_factor', 'invalid_passkey', 'challenge_expired', 'account_disabled'],
  }),
  passkeyOptions: endpoint({
    ...limits,
    method: 'POST',
    path: '/auth/passkey/options',
    access: visitor,
    summary: 'What the browser needs to ask for a passkey; with a challenge, for one of that person',
    body: z.strictObject({ challenge: optional(Text(64)) }),
    response: { 200: Options },
    problems: ['challenge_expired'],
    restricted: restrictions,
  }),
  passkeyLogin: endpoint({
    ...limits,
    method: 'POST',
    path: '/auth/passkey/login',
    access: visitor,
    summary: 'Sign in with a passkey alone: it is both factors',
    body: z.strictObject({
      challenge_id: Text(64),
      credential: Credential,
      remember_me: withDefault(z.boolean(), false),
    }),
    response: { 200: SignedIn },
    problems: ['invalid_passkey', 'account_disabled'],
  }),
  ...enrolment,
  ...passkeys,
})

const enrolment = {
  setUpTotp: endpoint({
    method: 'POST',
    path: '/auth/totp/setup',
    access: recent(session),
    summary: 'Begin to add an authenticator: secret and QR code, for 10 minutes',
    response: {
      200: z.object({
        secret: z.string(),
        otpauth_url: z.string(),
        qr_svg: z.string(),
        expires_at: Time,
      }),
    },
    idempotency: 'secret',
    problems: ['too_many_devices'],
    restricted: whileEnrolling,
  }),
  verifyTotp: endpoint({
    ...limits,
    method: 'POST',
    path: '/auth/totp/verify',
    access: recent(session),
    summary: 'Finish adding an authenticator by a first code; the first factor comes with recovery codes',
    body: z.strictObject({ code: TotpCode, name: withDefault(Text(80), 'Authenticator') }),
    response: { 201: z.object({ id: Id, name: z.string(), recovery_codes: optional(Codes) }) },
    location: '/auth/totp',
    problems: ['no_pending_setup', 'too_many_devices'],
    restricted: whileEnrolling,
  }),
  listTotp: endpoint({
    method: 'GET',
    path: '/auth/totp',
    access: session,
    summary: 'My authenticators, and how many recovery codes are left',
    response: { 200: z.object({ items: z.array(TotpDevice), recovery_codes_left: z.int() }) },
    restricted: whileEnrolling,
  }),
  deleteTotp: endpoint({
    method: 'DELETE',
    path: '/auth/totp/:totp_device_id',
    access: recent(session),
    summary: 'Remove an authenticator; all other sessions end',
    params: z.strictObject({ totp_device_id: Id }),
    response: { 204: null },
    problems: ['second_factor_required'],
    problem_status: { second_factor_required: 409 },
    restricted: whileEnrolling,
  }),
  makeRecoveryCodes: endpoint({
    method: 'POST',
    path: '/auth/recovery-codes',
    access: recent(session),
    summary: 'Ten new recovery codes, shown once; the old ones are void',
    response: { 201: z.object({ codes: Codes }) },
    location: '/auth/totp',
    idempotency: 'secret',
    problems: ['no_second_factor'],
    restricted: whileEnrolling,
  }),
}

const onePasskey = z.strictObject({ passkey_id: Id })

const passkeys = {
  listPasskeys: endpoint({
    method: 'GET',
    path: '/auth/passkeys',
    access: session,
    summary: 'My passkeys',
    response: { 200: z.object({ items: z.array(Passkey) }) },
    restricted: whileEnrolling,
  }),
  newPasskeyOptions: endpoint({
    method: 'POST',
    path: '/auth/passkeys/options',
    access: recent(session),
    summary: 'What the browser needs to make a passkey, for 5 minutes',
    response: { 200: Options },
    problems: ['too_many_devices'],
    restricted: whileEnrolling,
  }),
  addPasskey: endpoint({
    ...limits,
    method: 'POST',
    path: '/auth/passkeys',
    access: recent(session),
    summary: 'Keep the passkey that the browser made; the first factor comes with recovery codes',
    body: z.strictObject({ challenge_id: Text(64), credential: Credential, name: Text(80) }),
    response: { 201: z.object({ id: Id, name: z.string(), recovery_codes: optional(Codes) }) },
    location: '/auth/passkeys',
    problems: ['invalid_passkey', 'too_many_devices', 'already_exists'],
    problem_status: { invalid_passkey: 422 },
    restricted: whileEnrolling,
  }),
  renamePasskey: endpoint({
    method: 'PATCH',
    path: '/auth/passkeys/:passkey_id',
    access: recent(session),
    summary: 'Rename a passkey',
    params: onePasskey,
    body: z.strictObject({ name: Text(80) }),
    response: { 200: Passkey },
    restricted: whileEnrolling,
  }),
  deletePasskey: endpoint({
    method: 'DELETE',
    path: '/auth/passkeys/:passkey_id',
    access: recent(session),
    summary: 'Remove a passkey; all other sessions end',
    params: onePasskey,
    response: { 204: null },
    problems: ['second_factor_required'],
    problem_status: { second_factor_required: 409 },
    restricted: whileEnrolling,
  }),
}

declareProblems({
  second_factor_required: [
    401,
    'A second factor is needed',
    'methods names what is possible; send one with the challenge.',
  ],
  invalid_second_factor: [
    401,
    'This code is not right',
    'Each code works once. Check the clock of the device, and take the next one.',
  ],
  challenge_expired: [401, 'This sign-in took too long', 'Start again with the password.'],
  invalid_passkey: [401, 'This passkey is not valid here', 'It is unknown, was removed, or took too long.'],
  second_factor_enrolment_required: [
    403,
    'A second factor has to be set up first',
    'Add an authenticator or a passkey; then everything is open again.',
  ],
  password_change_required: [
    403,
    'The password has to be changed first',
    'Choose a new password; then everything is open again.',
  ],
  no_pending_setup: [409, 'Nothing is being set up', 'Begin again: it ended, or too many codes were wrong.'],
  no_second_factor: [409, 'There is no second factor', 'Add an authenticator or a passkey first.'],
  too_many_devices: [409, 'You have enough of these', 'Remove one that you no longer use.'],
})
