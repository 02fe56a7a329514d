import { memoryWindows } from './memory.ts'
import type { Limit, Verdict } from './rate.ts'
import { redisWindows } from './redis.ts'

/** Counts requests against limits, by sliding windows. */
export interface Limits {
  /**
   * Takes `cost` points from `key` under `limit`; a refused request takes none, so it does not extend the wait.
   * Never throws and never waits for a Redis that is away. Answers at once when counting in memory.
   */
  consume(limit: Limit, key: string, cost?: number): Verdict | Promise<Verdict>
  /** Ends the connection to Redis, if there is one. */
  close(): void
}

/**
 * In memory, or in Redis (`redis://`, `rediss://`, `unix://`) with memory as its insurance. In memory each of
 * `workers` processes grants its share of a limit, so that all of them together grant what is configured.
 */
export function openLimits({ redis_url = null, workers = 1 }: LimitsOptions): Limits {
  const memory = memoryWindows()
  const redis = redis_url ? redisWindows(redis_url) : null

  function here(limit: Limit, key: string, cost: number): Verdict {
    if (workers <= 1) return memory.consume(limit, key, cost)

    const share = Math.max(1, Math.ceil(limit.points / workers))
    return { ...memory.consume({ ...limit, points: share }, key, cost), limit: limit.points }
  }

  return {
    consume(limit, key, cost = 1) {
      if (!redis?.isReady()) return here(limit, key, cost)

      return redis.consume(limit, key, cost).catch(() => here(limit, key, cost))
    },
    close() {
      redis?.close()
      memory.clear()
    },
  }
}

interface LimitsOptions {
  redis_url?: string | null
  workers?: number
}
