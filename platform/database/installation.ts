import { createHash } from 'node:crypto'
import type { Database } from './pool.ts'
import { inTransaction } from './transaction.ts'

/**
 * A short name of this portal's database, the same for all its nodes: what several portals keep side by side in one
 * Redis begins with it. A copy that was restored elsewhere has another one.
 */
export async function installationName(database: Database): Promise<string> {
  const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    tx.run(facts),
  )
  return createHash('sha256').update(JSON.stringify(rows[0])).digest('base64url').slice(0, 12)
}

const facts = `select current_database(), min(extract(epoch from applied_at))::text as since,
  (select system_identifier::text from pg_control_system()) as server from schema_version`
