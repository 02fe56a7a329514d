import { type Database, inTransaction } from '../../platform/database/index.ts'

/** Gives a technician an allow-list of customers in place of all. */
export function limitTo(database: Database, membershipId: number, companyIds: number[]): Promise<unknown> {
  return inTransaction(database, { role: 'portal_provider', all_companies: true }, async (tx) => {
    await tx.run(`update memberships set customer_access = 'listed' where id = $1`, [membershipId])
    await tx.run(
      `insert into membership_customers (membership_id, company_id) select $1, unnest($2::bigint[]) on conflict do nothing`,
      [membershipId, companyIds],
    )
  })
}
