import type pg from 'pg'
import type { Database } from './pool.ts'

/** What is asked of the connection until `end` leaves in one packet: a write costs more than most statements. */
export function sendTogether(client: pg.PoolClient, end: (uncork: () => void) => unknown): void {
  const { stream } = (client as unknown as { connection: { stream: { cork?(): void; uncork?(): void } } })
    .connection
  stream.cork?.()
  end(() => stream.uncork?.())
}

/**
 * The server ends a statement after 10 s by itself; who does not say so 2 s later is gone, and so is the connection.
 * The embedded database cannot be away, and holds up our clock while it works.
 */
export const patient = ({ kind }: Database, text: string): Patient =>
  kind === 'postgresql' ? { text, query_timeout: 12_000 } : { text }

type Patient = pg.QueryConfig & { query_timeout?: number }
