import { type Database, inTransaction, type Scope, withRole } from '../database/index.ts'

/** How long the oldest event has waited to be handed to the consumers, in seconds. */
export async function outboxLag(database: Database): Promise<number> {
  const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    tx.run<{ seconds: number }>(lag),
  )
  return rows[0]?.seconds ?? 0
}

/** The same, in a transaction at hand. */
export async function outboxLagIn(scope: Scope): Promise<number> {
  const { rows } = await withRole(scope, 'portal_system', () => scope.tx.run<{ seconds: number }>(lag))
  return rows[0]?.seconds ?? 0
}

const lag = `select greatest(0, coalesce(extract(epoch from clock_timestamp() - min(event_created_at)), 0))::float as seconds
  from event_outbox`
