import { nullable, optional, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const reason = z.object({ reason: z.string() })
const source = z.object({
  source: z.enum([
    'first_user',
    'registration',
    'invitation',
    'administration',
    'command_line',
    'email_change',
  ]),
})

export const userRegistered = defineEvent({
  type: 'user.registered',
  subject: 'user',
  audience: 'provider',
  label: 'Person registered',
  data: source,
  sample: { source: 'first_user' },
})

export const userCreated = defineEvent({
  type: 'user.created',
  subject: 'user',
  audience: 'provider',
  label: 'Person created',
  data: source,
  sample: { source: 'command_line' },
})

export const userInvited = defineEvent({
  type: 'user.invited',
  subject: 'user',
  audience: 'provider',
  label: 'Person invited',
  data: z.object({ membership_id: nullable(z.int()), is_new: z.boolean() }),
  sample: { membership_id: 12, is_new: true },
})

export const userVerified = defineEvent({
  type: 'user.verified',
  subject: 'user',
  audience: 'provider',
  label: 'Person proved their e-mail address',
  data: source,
  sample: { source: 'invitation' },
})

/** The names of the changed fields, and their values masked: whole ones of people never stand in events. */
export const userUpdated = defineEvent({
  type: 'user.updated',
  subject: 'user',
  audience: 'provider',
  label: 'Person changed',
  data: z.object({ changed: z.array(z.string()), changes: optional(Changes) }),
  sample: { changed: ['first_name'], changes: [{ field: 'first_name', from: 'A•••', to: 'B•••' }] },
})

export const sessionCreated = defineEvent({
  type: 'session.created',
  subject: 'session',
  audience: 'provider',
  label: 'Signed in',
  data: z.object({ factors: z.array(z.string()), remember: z.boolean() }),
  sample: { factors: ['password'], remember: false },
  retention_class: 'sign_in',
})

export const sessionRevoked = defineEvent({
  type: 'session.revoked',
  subject: 'session',
  audience: 'provider',
  label: 'Session ended',
  data: reason,
  sample: { reason: 'signed_out' },
  retention_class: 'sign_in',
})

export const sessionConfirmed = defineEvent({
  type: 'session.confirmed',
  subject: 'session',
  audience: 'provider',
  label: 'Identity confirmed',
  data: z.object({ factors: z.array(z.string()) }),
  sample: { factors: ['password'] },
  retention_class: 'sign_in',
})

/** `identifier` is a keyed hash of the address, for addresses that nobody has. */
export const loginFailed = defineEvent({
  type: 'login.failed',
  subject: 'user',
  audience: 'provider',
  label: 'Sign-in failed',
  data: z.object({ reason: z.string(), identifier: nullable(z.string()) }),
  sample: { reason: 'invalid_credentials', identifier: null },
  retention_class: 'sign_in',
})

export const loginBlocked = defineEvent({
  type: 'login.blocked',
  subject: 'user',
  audience: 'provider',
  label: 'Sign-in blocked for a while',
  data: z.object({ failures: z.int(), identifier: nullable(z.string()) }),
  sample: { failures: 5, identifier: null },
  retention_class: 'sign_in',
})
