import { type Database, inTransaction } from '../database/index.ts'

/** How long the oldest event has waited to be handed to the consumers, in seconds. */
export async function outboxLag(database: Database): Promise<number> {
  const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    tx.run<{ seconds: number }>(
      `select coalesce(extract(epoch from now() - min(event_created_at)), 0)::float as seconds from event_outbox`,
    ),
  )
  return rows[0]?.seconds ?? 0
}
