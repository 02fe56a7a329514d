import type pg from 'pg'
import type { Database } from './pool.ts'
import { patient, sendTogether } from './wire.ts'

/**
 * Nothing was written in a read-only transaction, so its answer need not wait for the commit, and neither need the
 * next one on this connection: statements run in the order in which they were sent.
 */
export async function commit(database: Database, client: pg.PoolClient, readOnly: boolean): Promise<void> {
  if (readOnly && database.kind === 'postgresql') {
    sendTogether(client, setImmediate)
    client.query(patient(database, 'commit')).catch(() => {})
    return client.release()
  }
  const { command } = await client.query(patient(database, 'commit'))
  if (command === 'ROLLBACK') throw new Error('The transaction was aborted and could not be committed')
  client.release()
}

/** Back to before it began; a connection on which that fails is given up. */
export async function rollback(database: Database, client: pg.PoolClient): Promise<void> {
  await client.query(patient(database, 'rollback')).then(
    () => client.release(),
    () => discard(database, client),
  )
}

/** A broken connection is closed; the embedded database has but one, which cannot break. */
const discard = (database: Database, client: pg.PoolClient) => client.release(database.kind === 'postgresql')
