import { sql } from 'kysely'
import type { Scope } from '../../../platform/database/index.ts'

/** The list of somebody of the provider, as far as this scope sees the customers on it. */
export async function selectListed(
  scope: Scope,
  membershipId: number,
): Promise<{ id: number; name: string }[]> {
  const { rows } = await scope.tx.run<{ id: number; name: string }>(
    `select c.id, c.name from membership_customers l join companies c on c.id = l.company_id
     where l.membership_id = $1 order by lower(c.name), c.id limit 5000`,
    [membershipId],
  )
  return rows
}

export interface NamedCustomer {
  id: number
  /** The name in lower case, as it was asked for; null for one that was asked for by its id. */
  asked: string | null
}

/** Customers by their ids and by their whole names. Two with one name are two rows. */
export async function selectCustomers(
  scope: Scope,
  ids: readonly number[],
  names: readonly string[],
): Promise<NamedCustomer[]> {
  const { rows } = await scope.tx.run<NamedCustomer & Record<string, unknown>>(
    `select id, null as asked from companies where kind = 'customer' and id = any ($1::bigint[])
     union all select id, lower(name) from companies where kind = 'customer' and lower(name) = any ($2::text[])`,
    [[...ids], [...names]],
  )
  return rows
}

/** Writes the list as it is wanted; what stays is not touched. */
export async function replaceListed(
  scope: Scope,
  membershipId: number,
  access: 'all' | 'listed',
  ids: readonly number[],
): Promise<void> {
  await scope.tx.run(
    'delete from membership_customers where membership_id = $1 and company_id <> all ($2::bigint[])',
    [membershipId, [...ids]],
  )
  await scope.tx.run(
    `insert into membership_customers (membership_id, company_id, added_by_user_id)
     select $1, unnest($2::bigint[]), $3 on conflict do nothing`,
    [membershipId, [...ids], scope.user_id],
  )
  await scope.tx.queries
    .updateTable('memberships')
    .set({ customer_access: access, version: sql`version + 1`, updated_at: sql`now()` })
    .where('id', '=', membershipId)
    .execute()
}
