import type { Scope } from '../../../platform/database/index.ts'
import type { ClientGrants } from '../contract/roles.ts'

export async function selectClientGrants(scope: Scope, clientId: number): Promise<ClientGrants> {
  const { rows } = await scope.tx.run<ClientGrants & Record<string, unknown>>(
    `select coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name) order by r.name)
         from machine_client_roles m join roles r on r.id = m.role_id where m.machine_client_id = $1), '[]') as roles,
       coalesce((select company_access from machine_client_access where machine_client_id = $1), 'listed') as company_access,
       coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) order by c.name)
         from machine_client_companies m join companies c on c.id = m.company_id where m.machine_client_id = $1), '[]') as companies`,
    [clientId],
  )
  return rows[0] ?? { roles: [], company_access: 'listed', companies: [] }
}

export async function replaceClientGrants(
  scope: Scope,
  clientId: number,
  given: { role_ids: number[]; company_access: string; company_ids: number[] },
): Promise<void> {
  const { tx } = scope
  await tx.run(
    `insert into machine_client_access (machine_client_id, company_access) values ($1, $2)
     on conflict (machine_client_id) do update set company_access = excluded.company_access`,
    [clientId, given.company_access],
  )
  await tx.run('delete from machine_client_roles where machine_client_id = $1', [clientId])
  await tx.run(
    'insert into machine_client_roles (machine_client_id, role_id) select $1, unnest($2::bigint[])',
    [clientId, given.role_ids],
  )
  await tx.run('delete from machine_client_companies where machine_client_id = $1', [clientId])
  await tx.run(
    'insert into machine_client_companies (machine_client_id, company_id) select $1, unnest($2::bigint[])',
    [clientId, given.company_ids],
  )
}

/** Which of these are roles for machines, and which companies there are. */
export async function selectKnown(scope: Scope, roleIds: number[], companyIds: number[]) {
  const { rows } = await scope.tx.run<{ roles: number[]; companies: number[] }>(
    `select array(select id from roles where kind = 'machine' and id = any ($1::bigint[])) as roles,
       array(select id from companies where id = any ($2::bigint[])) as companies`,
    [roleIds, companyIds],
  )
  return rows[0] ?? { roles: [], companies: [] }
}

export async function deletePermission(scope: Scope, name: string): Promise<void> {
  await scope.tx.run('delete from permission_kinds where permission = $1', [name])
  await scope.tx.run('update permissions set retired_at = now() where name = $1', [name])
}

/** Rights of outside services, beside those that modules declare. */
export async function selectServicePermissions(scope: Scope) {
  const { rows } = await scope.tx.run<{ name: string; module: string; label: string }>(
    `select name, module, label from permissions where module = 'service' and retired_at is null order by name limit 1000`,
  )
  return rows
}

export async function selectHoldersOfPermission(scope: Scope, permission: string): Promise<string[]> {
  const { rows } = await scope.tx.run<{ name: string }>(
    'select r.name from role_permissions p join roles r on r.id = p.role_id where p.permission = $1 order by r.name limit 20',
    [permission],
  )
  return rows.map(({ name }) => name)
}

/** The clients that hold a role, and how far they reach. */
export async function selectClientsWithRole(scope: Scope, roleId: number) {
  const { rows } = await scope.tx.run<{ id: number; company_access: 'all' | 'listed'; companies: number }>(
    `select m.machine_client_id as id, coalesce(a.company_access, 'listed') as company_access,
       (select count(*)::int from machine_client_companies c where c.machine_client_id = m.machine_client_id) as companies
     from machine_client_roles m left join machine_client_access a on a.machine_client_id = m.machine_client_id
     where m.role_id = $1 order by m.machine_client_id limit 500`,
    [roleId],
  )
  return rows
}
