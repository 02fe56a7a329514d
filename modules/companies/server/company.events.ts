import { Id, z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

export const companyCreated = defineEvent({
  type: 'company.created',
  subject: 'company',
  audience: 'company',
  label: 'Company added',
  data: z.object({ name: z.string(), kind: z.enum(['provider', 'customer']) }),
  sample: { name: 'Acme', kind: 'customer' },
})

export const companyUpdated = defineEvent({
  type: 'company.updated',
  subject: 'company',
  audience: 'company',
  label: 'Business information changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'city', from: null, to: 'Sydney' }] },
})

export const companyArchived = defineEvent({
  type: 'company.archived',
  subject: 'company',
  audience: 'company',
  label: 'Company archived',
  data: z.object({ name: z.string() }),
  sample: { name: 'Acme' },
})

export const companyRestored = defineEvent({
  type: 'company.restored',
  subject: 'company',
  audience: 'company',
  label: 'Company restored',
  data: z.object({ name: z.string() }),
  sample: { name: 'Acme' },
})

export const companyDeleted = defineEvent({
  type: 'company.deleted',
  subject: 'company',
  audience: 'provider',
  label: 'Company deleted',
  data: z.object({ name: z.string() }),
  sample: { name: 'Acme' },
})

export const companyContactChanged = defineEvent({
  type: 'company_contact.changed',
  subject: 'company',
  audience: 'company',
  label: 'Contacts of the company changed',
  data: z.object({ changes: Changes }),
  sample: { changes: [{ field: 'billing', from: [7], to: [8] }] },
})

const domain = { subject: 'company', audience: 'company' } as const
const oneDomain = { domain: z.string() }

export const companyDomainAdded = defineEvent({
  ...domain,
  type: 'company_domain.added',
  label: 'E-mail domain added',
  data: z.object({ ...oneDomain, auto_join: z.boolean(), role: z.nullable(z.string()) }),
  sample: { domain: 'acme.example', auto_join: false, role: null },
})

export const companyDomainUpdated = defineEvent({
  ...domain,
  type: 'company_domain.updated',
  label: 'Joining by e-mail domain changed',
  data: z.object({ ...oneDomain, changes: Changes }),
  sample: {
    domain: 'acme.example',
    changes: [{ field: 'auto_join', from: false, to: true }],
  },
})

export const companyDomainRemoved = defineEvent({
  ...domain,
  type: 'company_domain.removed',
  label: 'E-mail domain removed',
  data: z.object(oneDomain),
  sample: { domain: 'acme.example' },
})

export const sessionCompanySwitched = defineEvent({
  type: 'session.company_switched',
  subject: 'session',
  audience: 'provider',
  label: 'Went to work in another company',
  data: z.object({ user_id: Id, from: z.nullable(Id), to: Id }),
  sample: { user_id: 7, from: 3, to: 4 },
})
