import type { Scope } from '../../../platform/database/index.ts'

/** The membership of a person there that has not ended. */
export async function selectMembershipOf(
  scope: Scope,
  companyId: number,
  userId: number,
): Promise<number | undefined> {
  const row = await scope.tx.queries
    .selectFrom('memberships')
    .select('id')
    .where('company_id', '=', companyId)
    .where('user_id', '=', userId)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** Whether a person has another company to work in. */
export async function worksElsewhere(scope: Scope, userId: number, exceptId: number): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('memberships')
    .select('id')
    .where('user_id', '=', userId)
    .where('id', '<>', exceptId)
    .where('status', '=', 'active')
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The address by which a person is known, as it is proven. */
export async function selectAddress(scope: Scope, userId: number): Promise<string | undefined> {
  const row = await scope.tx.queries
    .selectFrom('people')
    .select('email')
    .where('id', '=', userId)
    .executeTakeFirst()
  return row?.email ?? undefined
}

/** Whether somebody else who works in the company holds this permission there. */
export async function hasOtherHolder(
  scope: Scope,
  companyId: number,
  permission: string,
  exceptUserId: number,
): Promise<boolean> {
  const row = await scope.tx.queries
    .selectFrom('memberships as m')
    .innerJoin('roles as r', 'r.id', 'm.role_id')
    .select('m.id')
    .where('m.company_id', '=', companyId)
    .where('m.status', '=', 'active')
    .where('m.removed_at', 'is', null)
    .where('m.user_id', '<>', exceptUserId)
    .where((where) => where(where.val(permission), '=', where.fn.any('r.permission_names')))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
