import { z } from '../../../platform/contract/schema.ts'
import { defineEvent } from '../../../platform/events/index.ts'

const named = { data: z.object({ user_id: z.int(), name: z.string() }) }
const sample = { user_id: 7, name: 'Phone' }

export const totpDeviceAdded = defineEvent({
  type: 'totp_device.added',
  subject: 'totp_device',
  audience: 'provider',
  label: 'Authenticator added',
  ...named,
  sample,
})

export const totpDeviceRemoved = defineEvent({
  type: 'totp_device.removed',
  subject: 'totp_device',
  audience: 'provider',
  label: 'Authenticator removed',
  ...named,
  sample,
})

export const passkeyAdded = defineEvent({
  type: 'passkey.added',
  subject: 'passkey',
  audience: 'provider',
  label: 'Passkey added',
  ...named,
  sample,
})

export const passkeyRenamed = defineEvent({
  type: 'passkey.renamed',
  subject: 'passkey',
  audience: 'provider',
  label: 'Passkey renamed',
  ...named,
  sample,
})

export const passkeyRemoved = defineEvent({
  type: 'passkey.removed',
  subject: 'passkey',
  audience: 'provider',
  label: 'Passkey removed',
  ...named,
  sample,
})

/** Two devices count for one passkey: it may have been copied (WebAuthn Level 3 §6.1.1). */
export const passkeyCounterRegressed = defineEvent({
  type: 'passkey.counter_regressed',
  subject: 'passkey',
  audience: 'provider',
  label: 'Counter of a passkey went back',
  data: z.object({ user_id: z.int(), name: z.string(), counter: z.int(), given: z.int() }),
  sample: { user_id: 7, name: 'Key', counter: 12, given: 4 },
})

export const recoveryCodesGenerated = defineEvent({
  type: 'recovery_codes.generated',
  subject: 'user',
  audience: 'provider',
  label: 'Recovery codes made',
  data: z.object({ count: z.int() }),
  sample: { count: 10 },
})

export const recoveryCodeUsed = defineEvent({
  type: 'recovery_code.used',
  subject: 'user',
  audience: 'provider',
  label: 'Recovery code used',
  data: z.object({ left: z.int() }),
  sample: { left: 9 },
})

export const secondFactorReset = defineEvent({
  type: 'second_factor.reset',
  subject: 'user',
  audience: 'provider',
  label: 'Second factors removed by an administrator',
  data: z.object({ reason: z.string(), totp_devices: z.int(), passkeys: z.int() }),
  sample: { reason: 'Lost the phone', totp_devices: 1, passkeys: 0 },
})
