import { both, endpoint, recent, super_admin } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import { Id, list, optional, Text, withDefault, z } from '../../../platform/contract/schema.ts'

export const Role = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  kind: z.enum(['provider', 'customer', 'machine']),
  is_system: z.boolean(),
  permissions: z.array(z.string()),
  assignable: z.boolean(),
})
export type Role = z.infer<typeof Role>

const Reference = z.object({ id: Id, name: z.string() })

export const MachineRole = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  kind: z.enum(['machine']),
  is_system: z.boolean(),
  permissions: z.array(z.string()),
})
export type MachineRole = z.infer<typeof MachineRole>

export const ClientGrants = z.object({
  roles: z.array(Reference),
  company_access: z.enum(['all', 'listed']),
  companies: z.array(Reference),
})
export type ClientGrants = z.infer<typeof ClientGrants>

const params = z.strictObject({ machine_client_id: Id })
const Permissions = list(Text(81), 200)

/** Roles and permissions; what machine clients may do, and for which companies. */
export const rolesApi = {
  listRoles: endpoint({
    method: 'GET',
    path: '/roles',
    access: both('members.view'),
    summary: 'Roles and what they allow',
    query: z.strictObject({ kind: optional(z.enum(['provider', 'customer', 'machine'])) }),
    response: { 200: z.object({ items: z.array(Role) }) },
  }),
  listPermissions: endpoint({
    method: 'GET',
    path: '/permissions',
    access: both('members.view'),
    summary: 'Every permission, with the kinds of role that may hold it',
    response: {
      200: z.object({
        items: z.array(
          z.object({
            name: z.string(),
            module: z.string(),
            label: z.string(),
            elevated: z.boolean(),
            kinds: z.array(z.string()),
          }),
        ),
      }),
    },
  }),
  readClientRoles: endpoint({
    method: 'GET',
    path: '/machine-clients/:machine_client_id/roles',
    access: super_admin,
    summary: 'Roles and companies of a machine client',
    params,
    response: { 200: ClientGrants },
  }),
  setClientRoles: endpoint({
    method: 'PUT',
    path: '/machine-clients/:machine_client_id/roles',
    access: recent(super_admin),
    summary: 'Give a machine client roles, and all companies or some; counts with its next request',
    params,
    body: z.strictObject({
      role_ids: list(Id, 50),
      company_access: withDefault(z.enum(['all', 'listed']), 'listed'),
      company_ids: withDefault(list(Id, 200), []),
    }),
    response: { 200: ClientGrants },
  }),
  createRole: endpoint({
    method: 'POST',
    path: '/roles',
    access: recent(super_admin),
    summary: 'Make a role for machine clients',
    body: z.strictObject({
      name: Text(100, 2),
      description: withDefault(Text(500, 0), ''),
      kind: z.enum(['machine']),
      permissions: withDefault(Permissions, []),
    }),
    response: { 201: MachineRole },
    location: '/roles/{id}',
    problems: ['name_taken'],
  }),
  changeRole: endpoint({
    method: 'PATCH',
    path: '/roles/:role_id',
    access: recent(super_admin),
    summary: 'Change a role for machine clients; counts with their next request',
    params: z.strictObject({ role_id: Id }),
    body: z.strictObject({
      name: optional(Text(100, 2)),
      description: optional(Text(500, 0)),
      permissions: optional(Permissions),
    }),
    response: { 200: MachineRole },
    problems: ['name_taken'],
  }),
  deleteRole: endpoint({
    method: 'DELETE',
    path: '/roles/:role_id',
    access: recent(super_admin),
    summary: 'Delete a role for machine clients that none has',
    params: z.strictObject({ role_id: Id }),
    response: { 204: null },
    problems: ['role_in_use'],
  }),
}

declareProblems({
  role_in_use: [409, 'This role is given to somebody', 'Give them another one first; count says how many.'],
})
