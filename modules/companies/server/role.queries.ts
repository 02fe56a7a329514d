import { type SqlBool, sql } from 'kysely'
import type { Cursor, Scope, Transaction } from '../../../platform/database/index.ts'

const shown = [
  'id',
  'name',
  'description',
  'kind',
  'is_system',
  'permission_names',
  'second_factor_required',
  'version',
] as const

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

/** So many holders are counted at most. */
export const countedHolders = 10_000

/** Who holds a role, counted in an index alone; of machine roles the clients. */
const holders = sql<number>`(select count(*)::int from (
  select from memberships m where m.role_id = roles.id and m.removed_at is null
  union all select from machine_client_roles c where c.role_id = roles.id
  limit ${sql.lit(countedHolders)}) held)`

export function selectRoles(
  scope: Scope,
  list: { kinds: readonly string[]; limit: number; counted: boolean },
  after: Cursor | null = null,
) {
  return scope.tx.queries
    .selectFrom('roles')
    .select(shown)
    .select(list.counted ? holders.as('member_count') : sql<null>`null`.as('member_count'))
    .select(sql<string>`lower(name)`.as('order_key'))
    .where('kind', 'in', [...list.kinds])
    .where((eb) =>
      after ? sql<SqlBool>`(lower(name), id) > (${after.values[0]}, ${after.id})` : eb.lit(true),
    )
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(list.limit + 1)
    .execute()
}

export type RoleWhole = Awaited<ReturnType<typeof selectRoles>>[number]

/** One role as lists show it, locked until the transaction ends when it is about to be changed. */
export async function selectRoleWhole(
  scope: Scope,
  id: number,
  lock = false,
): Promise<RoleWhole | undefined> {
  const query = scope.tx.queries
    .selectFrom('roles')
    .select(shown)
    .select([holders.as('member_count'), sql<string>`lower(name)`.as('order_key')])
    .where('id', '=', id)
  return (lock ? query.forUpdate() : query).executeTakeFirst()
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
