import { z } from '../../../platform/contract/schema.ts'
import { defineEvent } from '../../../platform/events/index.ts'

export const clientRolesChanged = defineEvent({
  type: 'machine_client.roles_changed',
  subject: 'machine_client',
  audience: 'provider',
  label: 'Roles of a machine client changed',
  data: z.object({
    role_ids: z.array(z.int()),
    company_access: z.string(),
    company_ids: z.array(z.int()),
  }),
  sample: { role_ids: [7], company_access: 'listed', company_ids: [3] },
})
