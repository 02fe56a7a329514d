import { z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const named = { name: z.string(), client_id: z.string() }
const sample = { name: 'Backup server', client_id: '6c8a1c0e-3c1d-4a5f-9a53-0d2f5f1f2b7a' }
const secret = z.object({ ...named, secret_id: z.int(), preview: z.string() })
const secretSample = { ...sample, secret_id: 3, preview: 'k3Jx0a' }

const about = (happened: string, label: string) =>
  ({ type: `machine_client.${happened}`, subject: 'machine_client', audience: 'provider', label }) as const

export const machineClientCreated = defineEvent({
  ...about('created', 'Machine client made'),
  data: z.object(named),
  sample,
})

export const machineClientUpdated = defineEvent({
  ...about('updated', 'Machine client changed'),
  data: z.object({ ...named, changes: Changes }),
  sample: { ...sample, changes: [{ field: 'name', from: 'Backup', to: 'Backup server' }] },
})

export const machineClientDisabled = defineEvent({
  ...about('disabled', 'Machine client switched off'),
  data: z.object(named),
  sample,
})

export const machineClientDeleted = defineEvent({
  ...about('deleted', 'Machine client deleted'),
  data: z.object(named),
  sample,
})

export const clientSecretAdded = defineEvent({
  ...about('secret_added', 'Secret of a machine client made'),
  data: secret,
  sample: secretSample,
})

export const clientSecretRemoved = defineEvent({
  ...about('secret_removed', 'Secret of a machine client taken back'),
  data: secret,
  sample: secretSample,
})

export const clientTokensRevoked = defineEvent({
  ...about('tokens_revoked', 'Tokens of a machine client ended'),
  data: z.object(named),
  sample,
})

export const clientTokensIssued = defineEvent({
  ...about('tokens_issued', 'Tokens issued to a machine client'),
  data: z.object({ name: z.string(), count: z.int() }),
  sample: { name: 'Backup server', count: 48 },
})

/** The subject is the client. */
export const accessTokenRevoked = defineEvent({
  type: 'access_token.revoked',
  subject: 'machine_client',
  audience: 'provider',
  label: 'Access token ended',
  data: z.object({ jti: z.string() }),
  sample: { jti: '0b8a7f2e-8c3f-4d55-9d3e-6f4f6c5c1a2b' },
})

export const servicePermissionCreated = defineEvent({
  type: 'service_permission.created',
  subject: 'service_permission',
  audience: 'provider',
  label: 'Right in an outside service declared',
  data: z.object({ name: z.string(), permission_audience: z.string() }),
  sample: { name: 'super_id:generate', permission_audience: 'https://id.example.com' },
})

export const servicePermissionDeleted = defineEvent({
  type: 'service_permission.deleted',
  subject: 'service_permission',
  audience: 'provider',
  label: 'Right in an outside service taken away',
  data: z.object({ name: z.string() }),
  sample: { name: 'super_id:generate' },
})
