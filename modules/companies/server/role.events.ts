import { z } from '../../../platform/contract/schema.ts'
import { Changes, defineEvent } from '../../../platform/events/index.ts'

const role = { name: z.string(), kind: z.string(), permissions: z.array(z.string()) }
const sample = { name: 'Front desk', kind: 'customer', permissions: ['company.view', 'members.view'] }

const about = (happened: string, label: string) =>
  ({ type: `role.${happened}`, subject: 'role', audience: 'provider', label }) as const

export const roleCreated = defineEvent({ ...about('created', 'Role made'), data: z.object(role), sample })

/** The permissions as they are now; who gained and lost what, and how many it concerns (10 000 at most are counted). */
export const roleUpdated = defineEvent({
  ...about('updated', 'Role changed'),
  data: z.object({
    ...role,
    changes: Changes,
    added: z.array(z.string()),
    removed: z.array(z.string()),
    people_affected: z.int(),
  }),
  sample: {
    ...sample,
    changes: [{ field: 'permissions', from: ['company.view'], to: ['company.view', 'members.view'] }],
    added: ['members.view'],
    removed: [],
    people_affected: 12,
  },
})

export const roleDeleted = defineEvent({ ...about('deleted', 'Role deleted'), data: z.object(role), sample })

/** A permission that no module asks for any more has left the roles that held it. */
export const permissionRetired = defineEvent({
  type: 'permission.retired',
  subject: 'permission',
  audience: 'provider',
  label: 'Permission retired',
  data: z.object({ name: z.string(), roles: z.array(z.string()) }),
  sample: { name: 'tickets.print', roles: ['Technician'] },
})
