import { sql } from 'kysely'
import type { Permission, RoleKind } from '../../../platform/contract/permissions.ts'
import type { Scope } from '../../../platform/database/index.ts'

/** One start at a time fills the registry; held until the transaction ends. */
export const lockRegistry = (scope: Scope) =>
  sql`select pg_advisory_xact_lock(7230116)`.execute(scope.tx.queries)

export async function selectKnown(scope: Scope) {
  const { queries } = scope.tx
  const permissions = await queries
    .selectFrom('permissions')
    .select(['name', 'module', 'label', 'description', 'elevated', 'retired_at'])
    .execute()
  const kinds = await queries.selectFrom('permission_kinds').select(['permission', 'kind']).execute()
  const roles = await queries
    .selectFrom('roles')
    .select(['id', 'name', 'kind'])
    .where('is_system', '=', true)
    .execute()
  return { permissions, kinds, roles }
}

export async function putPermission(scope: Scope, permission: Permission): Promise<void> {
  const { name, module, label, description = '', elevated = false } = permission
  await scope.tx.queries
    .insertInto('permissions')
    .values({ name, module, label, description, elevated, retired_at: null })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ module, label, description, elevated, retired_at: null }),
    )
    .execute()
}

export async function insertKind(scope: Scope, permission: string, kind: string): Promise<void> {
  await scope.tx.queries.insertInto('permission_kinds').values({ permission, kind }).execute()
}

/** A kind of role that may no longer hold it: the roles of this kind lose it first. */
export async function deleteKind(scope: Scope, permission: string, kind: string): Promise<void> {
  await scope.tx.queries
    .deleteFrom('role_permissions')
    .where('permission', '=', permission)
    .where('role_kind', '=', kind)
    .execute()
  await scope.tx.queries
    .deleteFrom('permission_kinds')
    .where('permission', '=', permission)
    .where('kind', '=', kind)
    .execute()
}

/** Takes it from the roles that hold it, whose names it gives back; nobody can be given it from now on. */
export async function retirePermission(scope: Scope, name: string): Promise<string[]> {
  const { rows } = await scope.tx.run<{ name: string }>(
    `with gone as (delete from role_permissions where permission = $1 returning role_id)
     select r.name from roles r join gone on gone.role_id = r.id order by r.name`,
    [name],
  )
  await scope.tx.run('delete from permission_kinds where permission = $1', [name])
  await scope.tx.run('update permissions set retired_at = now() where name = $1', [name])
  return rows.map((row) => row.name)
}

export async function insertSystemRole(scope: Scope, name: string, kind: RoleKind, description: string) {
  const { id } = await scope.tx.queries
    .insertInto('roles')
    .values({ name, kind, description, is_system: true })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function grantPermissions(
  scope: Scope,
  role: { id: number; kind: string },
  permissions: string[],
): Promise<void> {
  if (permissions.length === 0) return
  await scope.tx.queries
    .insertInto('role_permissions')
    .values(permissions.map((permission) => ({ role_id: role.id, role_kind: role.kind, permission })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
