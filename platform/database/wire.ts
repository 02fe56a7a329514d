import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Database } from './pool.ts'

/** What is asked of the connection until `end` leaves in one packet: a write costs more than most statements. */
export function sendTogether(client: pg.PoolClient, end: (uncork: () => void) => unknown): void {
  const stream = streamOf(client)
  stream.cork?.()
  end(() => stream.uncork?.())
}

interface Wire {
  cork?(): void
  uncork?(): void
  destroy?(): void
}

const streamOf = (client: pg.PoolClient) =>
  (client as unknown as { connection: { stream: Wire } }).connection.stream

/**
 * The server ends a statement after 10 s by itself; who does not say so 2 s later is gone, and so is the connection.
 * The embedded database cannot be away, and holds up our clock while it works.
 */
export const patient = ({ kind }: Database, text: string): Patient =>
  kind === 'postgresql' ? { text, query_timeout: 12_000 } : { text }

type Patient = pg.QueryConfig & { query_timeout?: number }

const answerMs = 2_000

/**
 * Hangs up when the server says nothing at all within 2 s: whoever waits on this connection hears at once that the
 * database is away (api §8). Give it the first thing that was asked, which no server is slow to answer.
 */
export function hangUpUnless({ kind }: Database, client: pg.PoolClient, answered: Promise<unknown>): void {
  let waiting = kind === 'postgresql'
  // After a stall of our own the answer may already be there: it is read before the second turn ends.
  const hangUp = () => waiting && streamOf(client).destroy?.()
  const timer = waiting ? setTimeout(() => setImmediate(setImmediate, hangUp), answerMs) : undefined
  const calm = () => {
    waiting = false
    clearTimeout(timer)
  }
  answered.then(calm, calm)
}

const names = new Map<string, string>()

/** Prepared statements are named by a hash of their text. */
export function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22)
    if (names.size > 5_000) names.clear()
    names.set(text, name)
  }
  return name
}
