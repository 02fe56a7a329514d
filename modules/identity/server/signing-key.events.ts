import { z } from '../../../platform/contract/schema.ts'
import { defineEvent } from '../../../platform/events/index.ts'

const key = { kid: z.string(), algorithm: z.string() }
const sample = { kid: 'sHxk0fM3xN3cV1P0nQmD1k9c8qL7e2aJb4wZrTyUiOp', algorithm: 'ES256' }

export const signingKeyPublished = defineEvent({
  type: 'signing_key.published',
  subject: 'signing_key',
  audience: 'provider',
  label: 'Signing key published',
  data: z.object(key),
  sample,
})

export const signingKeyActivated = defineEvent({
  type: 'signing_key.activated',
  subject: 'signing_key',
  audience: 'provider',
  label: 'Signing key signs',
  data: z.object({ ...key, emergency: z.boolean() }),
  sample: { ...sample, emergency: false },
})

export const signingKeyRetired = defineEvent({
  type: 'signing_key.retired',
  subject: 'signing_key',
  audience: 'provider',
  label: 'Signing key withdrawn',
  data: z.object({ ...key, emergency: z.boolean() }),
  sample: { ...sample, emergency: false },
})
