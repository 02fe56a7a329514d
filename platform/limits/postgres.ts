import { createHash } from 'node:crypto'
import { type Database, inTransaction } from '../database/index.ts'
import { type Limit, type Verdict, verdictOf } from './rate.ts'

const restMs = 1000

/** The windows of memory.ts, counted in PostgreSQL by one function: atomic over all nodes, by its clock. */
export function postgresWindows(database: Database) {
  let restsUntil = 0
  return {
    /** False while an answer failed within the last second. */
    isReady: () => Date.now() >= restsUntil,
    /** Rejects when the database does not answer; the caller counts by itself then. */
    async consume(limit: Limit, key: string, cost: number): Promise<Verdict> {
      const id = createHash('sha256').update(`${limit.name}:${limit.seconds}:${key}`).digest()
      try {
        const [used, wait] = await inTransaction(database, { role: 'portal_system' }, async (tx) => {
          const { rows } = await tx.run<{ taken: [number, number] }>(
            'select take_rate($1, $2::int, $3::int, $4) as taken',
            [id, cost, limit.points, limit.seconds * 1000],
          )
          return rows[0]?.taken ?? [0, 0]
        })
        const allowed = used <= limit.points
        return verdictOf(limit, allowed, limit.points - used + (allowed ? 0 : cost), wait)
      } catch (error) {
        restsUntil = Date.now() + restMs
        throw error
      }
    },
  }
}
