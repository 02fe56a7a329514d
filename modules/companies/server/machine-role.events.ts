import { z } from '../../../platform/contract/schema.ts'
import { defineEvent } from '../../../platform/events/index.ts'

const role = { name: z.string(), kind: z.string(), permissions: z.array(z.string()) }
const sample = { name: 'Identity codes', kind: 'machine', permissions: ['super_id:generate'] }

const about = (happened: string, label: string) =>
  ({ type: `role.${happened}`, subject: 'role', audience: 'provider', label }) as const

export const roleCreated = defineEvent({ ...about('created', 'Role made'), data: z.object(role), sample })

/** The permissions as they are now. */
export const roleUpdated = defineEvent({ ...about('updated', 'Role changed'), data: z.object(role), sample })
export const roleDeleted = defineEvent({ ...about('deleted', 'Role deleted'), data: z.object(role), sample })

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
