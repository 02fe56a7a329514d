import type { Transaction } from '../../../platform/database/index.ts'

/** The customer companies that are not archived, oldest first: for tasks that run once for each. */
export async function listActiveCustomers(tx: Transaction): Promise<number[]> {
  const { rows } = await tx.run<{ id: number }>(
    `select id from companies where kind = 'customer' and archived_at is null order by id`,
  )
  return rows.map(({ id }) => id)
}
