import { type SqlBool, sql } from 'kysely'
import type { Cursor, Scope } from '../../../platform/database/index.ts'

export interface NewRole {
  name: string
  description: string
  kind: string
  second_factor_required: boolean
}

export function insertRole(scope: Scope, role: NewRole): Promise<{ id: number }> {
  return scope.tx.queries.insertInto('roles').values(role).returning('id').executeTakeFirstOrThrow()
}

export async function updateRole(scope: Scope, id: number, changed: Partial<NewRole>): Promise<void> {
  await scope.tx.queries
    .updateTable('roles')
    .set({ ...changed, version: sql`version + 1`, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** What goes and what comes; what stays is not touched, so that a role's version says something. */
export async function replacePermissions(
  scope: Scope,
  role: { id: number; kind: string },
  permissions: string[],
): Promise<void> {
  await scope.tx.run(
    'delete from role_permissions where role_id = $1 and not permission = any ($2::text[])',
    [role.id, permissions],
  )
  await scope.tx.run(
    `insert into role_permissions (role_id, role_kind, permission) select $1, $2, unnest($3::text[])
     on conflict do nothing`,
    [role.id, role.kind, permissions],
  )
}

/** Names that a role of this kind cannot hold. */
export async function selectUnfit(scope: Scope, kind: string, permissions: string[]): Promise<string[]> {
  const { rows } = await scope.tx.run<{ name: string }>(
    `select asked.name from unnest($1::text[]) as asked (name) where not exists (
       select from permission_kinds k join permissions p on p.name = k.permission
       where k.permission = asked.name and k.kind = $2 and p.retired_at is null)`,
    [permissions, kind],
  )
  return rows.map(({ name }) => name)
}

/** What stands in the way of a role's end: who holds it, and domains whose people would get it. */
export async function countUses(scope: Scope, roleId: number): Promise<{ holders: number; domains: number }> {
  const { rows } = await scope.tx.run<{ holders: number; domains: number }>(
    `select (select count(*)::int from memberships where role_id = $1 and removed_at is null)
         + (select count(*)::int from machine_client_roles where role_id = $1) as holders,
       (select count(*)::int from company_domains where role_id = $1) as domains`,
    [roleId],
  )
  return rows[0] ?? { holders: 0, domains: 0 }
}

/** Memberships that ended keep their row, but not this role: it becomes the least one of its kind. */
export async function deleteRole(scope: Scope, role: { id: number; kind: string }): Promise<void> {
  const least = role.kind === 'provider' ? 'Technician' : 'Requester'
  await scope.tx.run(
    `update memberships set role_id = (select id from roles where kind = $2 and name = $3 and is_system)
     where role_id = $1 and removed_at is not null`,
    [role.id, role.kind, least],
  )
  await scope.tx.run('delete from roles where id = $1', [role.id])
}

export interface RoleMemberRow {
  id: number
  user_id: number
  display_name: string | null
  email: string
  company_id: number
  company_name: string
  status: 'invited' | 'active' | 'suspended'
}

export async function selectRoleMembers(
  scope: Scope,
  roleId: number,
  limit: number,
  after: Cursor | null,
): Promise<RoleMemberRow[]> {
  const start = after ? sql<SqlBool>`m.id > ${after.id}` : sql<SqlBool>`true`
  const { rows } = await sql<RoleMemberRow>`
    select m.id, m.user_id, p.display_name, p.email, m.company_id, c.name as company_name, m.status
    from memberships m join companies c on c.id = m.company_id join people p on p.id = m.user_id
    where m.role_id = ${roleId} and m.removed_at is null and ${start}
    order by m.id limit ${limit + 1}`.execute(scope.tx.queries)
  return rows
}
