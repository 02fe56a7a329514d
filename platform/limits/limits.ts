import type { Database } from '../database/index.ts'
import { memoryWindows } from './memory.ts'
import { postgresWindows } from './postgres.ts'
import type { Limit, Verdict } from './rate.ts'
import { redisWindows } from './redis.ts'

/** Counts requests against limits, by sliding windows. */
export interface Limits {
  /**
   * Takes `cost` points from `key` under `limit`; a refused request takes none, so it does not extend the wait.
   * Never throws and never waits for a store that is away. With a cost of 0 it only looks: `remaining` is true then. Answers at once when counting in memory.
   */
  consume(limit: Limit, key: string, cost?: number): Verdict | Promise<Verdict>
  /** Ends the connection to Redis, if there is one. */
  close(): void
}

/** Counted by all nodes together, also without Redis: they guard accounts, and come seldom. */
const ofSignIn = new Set(['login', 'login_spray', 'register', 'token', 'password_reset', 'mail_address'])

/**
 * In memory, or in Redis (`redis://`, `rediss://`, `unix://`), or, where there is a PostgreSQL server and no Redis, the
 * limits of sign-in in the database: always with memory as insurance. In memory each of `workers` processes grants its
 * share of a limit, so that all of them together grant what is configured.
 */
export function openLimits({
  redis_url = null,
  owner = '',
  database = null,
  workers = 1,
}: LimitsOptions): Limits {
  const memory = memoryWindows()
  const redis = redis_url ? redisWindows(redis_url, owner) : null
  const postgres = !redis && database?.kind === 'postgresql' ? postgresWindows(database) : null
  function here(limit: Limit, key: string, cost: number): Verdict {
    if (workers <= 1) return memory.consume(limit, key, cost)
    const share = Math.max(1, Math.ceil(limit.points / workers))
    return { ...memory.consume({ ...limit, points: share }, key, cost), limit: limit.points }
  }
  const storeOf = (limit: Limit) => redis ?? (ofSignIn.has(limit.name) ? postgres : null)

  return {
    consume(limit, key, cost = 1) {
      const store = storeOf(limit)
      if (!store?.isReady()) return here(limit, key, cost)
      return store.consume(limit, key, cost).catch(() => here(limit, key, cost))
    },
    close() {
      redis?.close()
      memory.clear()
    },
  }
}

interface LimitsOptions {
  redis_url?: string | null
  /** Whose limits these are: two portals may share one Redis. */
  owner?: string
  database?: Database | null
  workers?: number
}
