import { both, endpoint, recent, super_admin } from '../../../platform/contract/endpoint.ts'
import { declareProblems } from '../../../platform/contract/problems.ts'
import {
  Id,
  list,
  nullable,
  optional,
  Page,
  paging,
  Text,
  withDefault,
  z,
} from '../../../platform/contract/schema.ts'

const RoleKind = z.enum(['provider', 'customer', 'machine'])

export const Role = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  kind: RoleKind,
  is_system: z.boolean(),
  permissions: z.array(z.string()),
  /** Whoever holds it needs a second factor (identity). */
  second_factor_required: z.boolean(),
  /** Whether the caller may give it. */
  assignable: z.boolean(),
  /** Members, or machine clients, that hold it: at most 10 000 are counted. For the provider only. */
  member_count: nullable(z.int()),
  version: z.int(),
})
export type Role = z.infer<typeof Role>

/** Somebody who holds a role: one membership, invited ones included. */
export const RoleMember = z.object({
  id: Id,
  user: z.object({ id: Id, name: nullable(z.string()), email: z.string() }),
  company: z.object({ id: Id, name: z.string() }),
  status: z.enum(['invited', 'active', 'suspended']),
})
export type RoleMember = z.infer<typeof RoleMember>

/** Machine clients hold roles of their own kind: all of them stand on the first page. */
export const RoleMembers = z.object({
  items: z.array(RoleMember),
  machine_clients: z.array(
    z.object({ id: Id, name: z.string(), company_access: z.enum(['all', 'listed']), companies: z.int() }),
  ),
  next: nullable(z.string()),
})
export type RoleMembers = z.infer<typeof RoleMembers>

export const PermissionItem = z.object({
  name: z.string(),
  module: z.string(),
  label: z.string(),
  description: z.string(),
  elevated: z.boolean(),
  kinds: z.array(z.string()),
})
export type PermissionItem = z.infer<typeof PermissionItem>

const Reference = z.object({ id: Id, name: z.string() })

export const ClientGrants = z.object({
  roles: z.array(Reference),
  company_access: z.enum(['all', 'listed']),
  companies: z.array(Reference),
})
export type ClientGrants = z.infer<typeof ClientGrants>

const params = z.strictObject({ machine_client_id: Id })
const roleId = z.strictObject({ role_id: Id })
const Permissions = list(Text(81), 200)

/** Roles and permissions; what machine clients may do, and for which companies. */
export const rolesApi = {
  listRoles: endpoint({
    method: 'GET',
    path: '/roles',
    access: both('members.view'),
    summary: 'Roles and what they allow',
    query: z.strictObject({
      ...paging,
      limit: withDefault(z.int().check(z.gte(1), z.lte(200)), 200),
      kind: optional(RoleKind),
      sort: withDefault(z.enum(['name']), 'name'),
    }),
    response: { 200: Page(Role) },
  }),
  listPermissions: endpoint({
    method: 'GET',
    path: '/permissions',
    access: both('members.view'),
    summary: 'Every permission, with the kinds of role that may hold it',
    query: z.strictObject({ kind: optional(RoleKind), module: optional(Text(40)) }),
    response: { 200: z.object({ items: z.array(PermissionItem) }) },
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
    summary: 'Make a role of one kind',
    body: z.strictObject({
      name: Text(100, 2),
      description: withDefault(Text(500, 0), ''),
      kind: RoleKind,
      permissions: withDefault(Permissions, []),
      second_factor_required: withDefault(z.boolean(), false),
    }),
    response: { 201: Role },
    location: '/roles',
    problems: ['name_taken'],
  }),
  changeRole: endpoint({
    method: 'PATCH',
    path: '/roles/:role_id',
    access: recent(super_admin),
    summary: 'Change what a role allows; counts with the next request of everybody who holds it',
    params: roleId,
    body: z.strictObject({
      name: optional(Text(100, 2)),
      description: optional(Text(500, 0)),
      permissions: optional(Permissions),
      second_factor_required: optional(z.boolean()),
      version: optional(z.int()),
    }),
    response: { 200: Role },
    problems: ['name_taken', 'system_role', 'stale_version', 'version_required'],
  }),
  copyRole: endpoint({
    method: 'POST',
    path: '/roles/:role_id/copy',
    access: recent(super_admin),
    summary: 'Make another role of the same kind that allows the same',
    params: roleId,
    body: z.strictObject({ name: Text(100, 2), description: optional(Text(500, 0)) }),
    response: { 201: Role },
    location: '/roles',
    problems: ['name_taken'],
  }),
  resetRole: endpoint({
    method: 'POST',
    path: '/roles/:role_id/reset',
    access: recent(super_admin),
    summary: 'Give a role that came with the portal the permissions it had at first',
    params: roleId,
    response: { 200: Role },
    problems: ['not_a_system_role'],
  }),
  listRoleMembers: endpoint({
    method: 'GET',
    path: '/roles/:role_id/members',
    access: super_admin,
    summary: 'Who holds a role, in all companies',
    params: roleId,
    query: z.strictObject({ ...paging }),
    response: { 200: RoleMembers },
  }),
  deleteRole: endpoint({
    method: 'DELETE',
    path: '/roles/:role_id',
    access: recent(super_admin),
    summary: 'Delete a role that nobody holds',
    params: roleId,
    response: { 204: null },
    problems: ['role_in_use', 'system_role'],
  }),
}

declareProblems({
  not_provider_staff: [
    409,
    'This person is not of the provider',
    'Only the provider’s own people look after customers.',
  ],
  role_in_use: [409, 'This role is given to somebody', 'Give them another one first; count says how many.'],
  system_role: [
    409,
    'This role came with the portal',
    'It keeps its name and stays; what it allows can be changed. Copy it for a role of your own.',
  ],
  not_a_system_role: [
    409,
    'This role did not come with the portal',
    'Only roles that came with it have a first state to go back to.',
  ],
})
