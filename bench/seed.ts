import { asOwner, type Database } from '../platform/database/index.ts'

const words = [
  'Printer',
  'mailbox',
  'laptop',
  'VPN',
  'password',
  'screen',
  'update',
  'access',
  'folder',
  'phone',
]

/** Customers and tickets in bulk, by SQL; the same every time. */
export async function seedDesk(
  database: Database,
  size: { companies: number; tickets: number; user_id: number },
): Promise<void> {
  await asOwner(database, async (client) => {
    await client.query("set statement_timeout to '0'; set role portal_owner")
    await client.query(
      `insert into companies (kind, name) select 'customer', 'Customer ' || i from generate_series(1, $1) i`,
      [size.companies],
    )
    const { rows } = await client.query<{ ids: number[] }>(
      `select array_agg(id order by id) as ids from companies where kind = 'customer'`,
    )
    const ids = rows[0]?.ids ?? []
    await client.query(
      `insert into tickets (company_id, requester_user_id, created_by_user_id, source, subject, status, status_kind, priority, priority_rank,
         created_at, updated_at, public_updated_at, reply_count)
       select ($2::bigint[])[1 + i % $3], $4, $4, 'import', ($5::text[])[1 + i % 10] || ' ' || ($5::text[])[1 + (i * 7) % 10] || ' number ' || i,
         'open', 'open', 'normal', 20, at, at, at, i % 5
       from generate_series(1, $1) i, lateral (select timestamptz '2026-11-01' - i * interval '90 seconds' as at) x`,
      [size.tickets, ids, ids.length, size.user_id, words],
    )
    await client.query('analyze')
    await client.query('reset role')
  })
}
