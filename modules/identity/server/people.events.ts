import { nullable, optional, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const reason = { data: z.object({ reason: nullable(z.string()) }), sample: { reason: 'Left the company' } }
const plain = { data: z.object({}), sample: {} }
const user = { subject: 'user', audience: 'provider' } as const

/** Free text in events has at most 200 characters. */
export const reasonOf = (text: string | undefined) => ({ reason: text?.slice(0, 200) ?? null })

export const userDisabled = defineEvent({
  ...user,
  ...reason,
  type: 'user.disabled',
  label: 'Account switched off',
})
export const userEnabled = defineEvent({
  ...user,
  ...reason,
  type: 'user.enabled',
  label: 'Account switched on',
})
export const userUnlocked = defineEvent({
  ...user,
  ...plain,
  type: 'user.unlocked',
  label: 'Sign-in unblocked',
})
export const superAdminGranted = defineEvent({
  ...user,
  ...reason,
  type: 'super_admin.granted',
  label: 'Became super administrator',
})
export const superAdminRevoked = defineEvent({
  ...user,
  ...reason,
  type: 'super_admin.revoked',
  label: 'Is super administrator no longer',
})
export const impersonationStarted = defineEvent({
  ...user,
  ...reason,
  type: 'impersonation.started',
  label: 'A super administrator began to act as this person',
})
export const impersonationStopped = defineEvent({
  ...user,
  ...plain,
  type: 'impersonation.stopped',
  label: 'A super administrator stopped acting as this person',
})

export const passwordResetRequested = defineEvent({
  ...user,
  ...plain,
  type: 'password.reset_requested',
  label: 'Asked for a new password',
})
export const passwordReset = defineEvent({
  ...user,
  ...plain,
  type: 'password.reset',
  label: 'Password set anew by mail',
})
export const passwordChanged = defineEvent({
  ...user,
  ...plain,
  type: 'password.changed',
  label: 'Password changed',
})
export const passwordChangeForced = defineEvent({
  ...user,
  ...reason,
  type: 'password.change_forced',
  label: 'Must change the password',
})
export const emailChangeRequested = defineEvent({
  ...user,
  ...plain,
  type: 'email.change_requested',
  label: 'Asked for another e-mail address',
})
export const emailChanged = defineEvent({
  ...user,
  data: z.object({ changes: optional(Changes) }),
  sample: { changes: [{ field: 'email', from: 'a•••@example.com', to: 'b•••@example.com' }] },
  type: 'email.changed',
  label: 'E-mail address changed',
})
export const magicLinkRequested = defineEvent({
  ...user,
  ...plain,
  type: 'magic_link.requested',
  label: 'Asked for a sign-in link',
  retention_class: 'sign_in',
})
export const deviceFirstSeen = defineEvent({
  ...user,
  type: 'device.first_seen',
  label: 'Signed in from a new browser',
  /** Another one than before: the person had a browser already. */
  data: z.object({ device_id: z.int(), is_another: optional(z.boolean()) }),
  sample: { device_id: 3, is_another: true },
  retention_class: 'sign_in',
})
export const sessionRenamed = defineEvent({
  subject: 'session',
  audience: 'provider',
  ...plain,
  type: 'session.renamed',
  label: 'Device named',
  retention_class: 'sign_in',
})

/** Registrations are no subject of their own; the id helps to follow one through the log. */
export const registrationRequested = defineEvent({
  subject: 'registration',
  audience: 'provider',
  type: 'registration.requested',
  label: 'Registration asked for',
  data: z.object({ outcome: z.enum(['waiting', 'known', 'unsuitable', 'resent', 'discarded']) }),
  sample: { outcome: 'waiting' },
})

export const signInSettingsChanged = defineEvent({
  subject: 'settings',
  audience: 'provider',
  type: 'sign_in_settings.changed',
  label: 'Sign-in settings changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'registration', from: 'open', to: 'invited' }] },
})
export const breachCheckUnavailable = defineEvent({
  subject: 'settings',
  audience: 'provider',
  ...plain,
  type: 'breach_check.unavailable',
  label: 'The list of leaked passwords could not be asked',
})
