import { allPermissions, type RoleKind } from '../../../platform/contract/permissions.ts'
import { invalid, problem } from '../../../platform/contract/problems.ts'
import type { Page } from '../../../platform/contract/schema.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import type { PermissionItem, Role } from '../contract/roles.ts'
import { selectServicePermissions } from './machine-role.queries.ts'
import type { QueryOf } from './received.ts'
import { may } from './rights.ts'
import * as queries from './role.queries.ts'

type CompanyKind = 'provider' | 'customer'

/** Roles, with whether this caller may give them. Customers see the roles of their own kind. */
export async function listRoles(scope: Scope, query: QueryOf<'listRoles'>): Promise<Page<Role>> {
  const { kind, limit, after, sort } = query
  const kinds = visibleKinds(scope).filter((one) => kind === undefined || one === kind)
  const walk = { sort, filters: { kind } }
  const cursor = readCursor(after, walk, 1)
  if (kinds.length === 0) return { items: [], next: null }
  const counted = scope.role === 'portal_provider'
  const rows = await queries.selectRoles(scope, { kinds, limit, counted }, cursor)
  return pageOf(
    rows,
    limit,
    walk,
    (row) => [row.order_key],
    (row) => presentRole(scope, row),
  )
}

export function presentRole(scope: Scope, row: queries.RoleWhole): Role {
  const { permission_names, order_key: _, kind, ...rest } = row
  const isOfCompanies = kind !== 'machine'
  return {
    ...rest,
    kind: kind as RoleKind,
    permissions: permission_names,
    assignable:
      isOfCompanies &&
      may(scope, 'members.manage') &&
      mayGive(scope, kind as CompanyKind, { permission_names }),
  }
}

const visibleKinds = (scope: Scope): RoleKind[] =>
  scope.kind === 'provider' ? ['provider', 'customer', 'machine'] : [scope.company_kind ?? 'customer']

/** Every permission; customers see those that their kind can hold. Scopes of keys are none. */
export async function listPermissions(
  scope: Scope,
  wanted: QueryOf<'listPermissions'> = {},
): Promise<PermissionItem[]> {
  const kinds = visibleKinds(scope).filter((kind) => wanted.kind === undefined || kind === wanted.kind)
  const outside = kinds.includes('machine') ? await selectServicePermissions(scope) : []
  const ours = [...allPermissions().values()]
    .filter((permission) => permission.kinds.some((kind) => kinds.includes(kind as RoleKind)))
    .map(({ name, module, label, description = '', elevated = false, kinds: held }) => ({
      name,
      module,
      label,
      description,
      elevated,
      kinds: [...held],
    }))
  const ofService = { description: '', elevated: false, kinds: ['machine'] }
  return [...ours, ...outside.map((one) => ({ ...one, ...ofService }))]
    .filter(({ module }) => wanted.module === undefined || module === wanted.module)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The names of the system and other roles that hold a permission: for hints like "who can give me this?". */
export async function rolesHolding(scope: Scope, permission: string, kind: RoleKind) {
  const rows = await queries.selectRoles(scope, { kinds: [kind], limit: 200, counted: false })
  return rows.filter((row) => row.permission_names.includes(permission)).map(({ id, name }) => ({ id, name }))
}

/** The role as named in a field, fit for a company of this kind; 422 otherwise. */
export async function roleFor(scope: Scope, id: number, kind: CompanyKind): Promise<queries.RoleRow> {
  const role = await queries.selectRole(scope, id)
  if (role?.kind !== kind) throw invalid('role_id', 'not_found', 'There is no such role for this company.')
  return role
}

/**
 * Nobody gives or takes what they lack: a role must lie within the caller's own rights there. Provider staff
 * who manage members give customers any role; super administrators give every one (companies §4.5).
 */
export function mayGive(scope: Scope, kind: CompanyKind, role: { permission_names: string[] }): boolean {
  if (scope.is_super_admin || (scope.kind === 'provider' && kind === 'customer')) return true
  return role.permission_names.every((permission) => scope.permissions.has(permission))
}

export function refuseAboveOwn(scope: Scope, kind: CompanyKind, role: { permission_names: string[] }): void {
  if (!mayGive(scope, kind, role)) throw problem('role_above_own')
}
