import { allPermissions, type SystemRole } from '../../../platform/contract/permissions.ts'
import { invalid, notFound, problem } from '../../../platform/contract/problems.ts'
import { pageOf, readCursor, type Scope } from '../../../platform/database/index.ts'
import { announce } from '../../../platform/events/index.ts'
import { constraintMeans, requireVersion } from '../../../platform/http/index.ts'
import type { Role, RoleMembers } from '../contract/roles.ts'
import { clientsWithRole } from './machine-role.service.ts'
import type { BodyOf, QueryOf } from './received.ts'
import { roleCreated, roleDeleted, roleUpdated } from './role.events.ts'
import { type RoleWhole, selectRoleWhole } from './role.queries.ts'
import { presentRole } from './role.service.ts'
import * as queries from './role-change.queries.ts'

constraintMeans('roles_name', 'name_taken', 'name')

/** A role of one kind; a permission that this kind cannot hold is 422, and the database would refuse it, too. */
export async function createRole(scope: Scope, given: BodyOf<'createRole'>): Promise<Role> {
  const { permissions, ...role } = given
  await refuseUnfit(scope, role.kind, permissions)
  const { id } = await queries.insertRole(scope, role)
  await queries.replacePermissions(scope, { id, kind: role.kind }, permissions)
  const made = await found(scope, id)
  await announce(scope, roleCreated, { subject_id: id, company_id: null, data: dataOf(made) })
  return presentRole(scope, made)
}

export async function copyRole(scope: Scope, id: number, given: BodyOf<'copyRole'>): Promise<Role> {
  const source = await found(scope, id)
  return createRole(scope, {
    name: given.name,
    description: given.description ?? source.description,
    kind: source.kind as Role['kind'],
    permissions: source.permission_names,
    second_factor_required: source.second_factor_required,
  })
}

/** Changes what everybody who holds the role may do, with their next request. Roles of the portal keep their names. */
export async function changeRole(
  scope: Scope,
  id: number,
  { version, permissions, ...fields }: BodyOf<'changeRole'>,
  if_match: number | null,
): Promise<Role> {
  const before = await found(scope, id, true)
  requireVersion({ if_match, version }, before, presentRole(scope, before))
  if (before.is_system && fields.name !== undefined && fields.name !== before.name)
    throw problem('system_role')
  if (permissions) await refuseUnfit(scope, before.kind, permissions)
  return save(scope, before, fields, permissions)
}

/** Back to what the modules declare for it. */
export async function resetRole(scope: Scope, id: number): Promise<Role> {
  const before = await found(scope, id, true)
  if (!before.is_system) throw problem('not_a_system_role')
  const first = [...allPermissions().values()].filter(({ defaults }) =>
    defaults.includes(before.name as SystemRole),
  )
  return save(
    scope,
    before,
    {},
    first.map(({ name }) => name),
  )
}

export async function deleteRole(scope: Scope, id: number): Promise<void> {
  const role = await found(scope, id, true)
  if (role.is_system) throw problem('system_role')
  const { holders, domains } = await queries.countUses(scope, id)
  if (holders + domains > 0)
    throw problem('role_in_use', { members: { count: holders, counts: { holders, domains } } })
  await queries.deleteRole(scope, role)
  await announce(scope, roleDeleted, { subject_id: id, company_id: null, data: dataOf(role) })
}

/** Everybody who holds it, in all companies, by the age of their memberships. */
export async function listRoleMembers(
  scope: Scope,
  id: number,
  { limit, after }: QueryOf<'listRoleMembers'>,
): Promise<RoleMembers> {
  const { kind } = await found(scope, id)
  if (kind === 'machine') return { items: [], machine_clients: await clientsWithRole(scope, id), next: null }
  const walk = { sort: 'id', filters: { role_id: id } }
  const rows = await queries.selectRoleMembers(scope, id, limit, readCursor(after, walk, 0))
  const page = pageOf(
    rows,
    limit,
    walk,
    () => [],
    (row) => ({
      id: row.id,
      user: { id: row.user_id, name: row.display_name, email: row.email },
      company: { id: row.company_id, name: row.company_name },
      status: row.status,
    }),
  )
  return { ...page, machine_clients: [] }
}

type Fields = Partial<Pick<RoleWhole, 'name' | 'description' | 'second_factor_required'>>

async function save(
  scope: Scope,
  before: RoleWhole,
  fields: { [Key in keyof Fields]?: Fields[Key] | undefined },
  permissions: string[] | undefined,
): Promise<Role> {
  const changed = Object.fromEntries(
    Object.entries(fields).filter(
      ([name, value]) => value !== undefined && value !== before[name as keyof Fields],
    ),
  ) as Fields
  if (Object.keys(changed).length > 0) await queries.updateRole(scope, before.id, changed)
  if (permissions) await queries.replacePermissions(scope, before, permissions)

  const after = await found(scope, before.id)
  const added = without(after.permission_names, before.permission_names)
  const removed = without(before.permission_names, after.permission_names)
  const changes = Object.keys(changed).map((field) => ({
    field,
    from: before[field as keyof Fields] as unknown,
    to: after[field as keyof Fields] as unknown,
  }))
  if (added.length + removed.length > 0)
    changes.push({ field: 'permissions', from: before.permission_names, to: after.permission_names })
  if (changes.length === 0) return presentRole(scope, before)

  const people_affected = after.member_count ?? 0
  const data = { ...dataOf(after), changes, added, removed, people_affected }
  await announce(scope, roleUpdated, { subject_id: before.id, company_id: null, data })
  return presentRole(scope, after)
}

const without = (names: string[], others: string[]) => names.filter((name) => !others.includes(name))

const dataOf = ({ name, kind, permission_names }: RoleWhole) => ({
  name,
  kind,
  permissions: permission_names,
})

async function found(scope: Scope, id: number, lock = false): Promise<RoleWhole> {
  const role = await selectRoleWhole(scope, id, lock)
  if (!role) throw notFound()
  return role
}

async function refuseUnfit(scope: Scope, kind: string, permissions: string[]): Promise<void> {
  const [unfit] = await queries.selectUnfit(scope, kind, permissions)
  if (unfit === undefined) return
  const at = permissions.indexOf(unfit)
  throw invalid(`permissions.${at}`, 'not_one_of', 'A role of this kind cannot hold this.')
}
