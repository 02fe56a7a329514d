import type { Scope, Transaction } from '../../../platform/database/index.ts'

const shown = ['id', 'name', 'description', 'kind', 'is_system', 'permission_names'] as const

export interface RoleRow {
  id: number
  name: string
  kind: string
  permission_names: string[]
}

export function selectRole(scope: Scope, id: number): Promise<RoleRow | undefined> {
  return scope.tx.queries
    .selectFrom('roles')
    .select(['id', 'name', 'kind', 'permission_names'])
    .where('id', '=', id)
    .executeTakeFirst()
}

export function selectRoles(scope: Scope, kinds: readonly string[]) {
  return scope.tx.queries
    .selectFrom('roles')
    .select(shown)
    .where('kind', 'in', [...kinds])
    .orderBy('kind')
    .orderBy('is_system', 'desc')
    .orderBy('id')
    .limit(200)
    .execute()
}

export function selectSystemRole(scope: Scope, name: string, kind: string): Promise<{ id: number }> {
  return scope.tx.queries
    .selectFrom('roles')
    .select('id')
    .where('name', '=', name)
    .where('kind', '=', kind)
    .where('is_system', '=', true)
    .executeTakeFirstOrThrow()
}

/** Whether a role that somebody holds now, anywhere, demands a second factor; asked as portal_identity. */
export async function rolesDemandSecondFactor(tx: Transaction, userId: number): Promise<boolean> {
  const { rows } = await tx.run<{ demanded: boolean }>('select roles_demand_second_factor($1) as demanded', [
    userId,
  ])
  return rows[0]?.demanded === true
}
