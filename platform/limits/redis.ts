import { Redis } from 'ioredis'
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { type Limit, type Verdict, verdictOf } from './rate.ts'

// Long enough for a busy Redis in the next rack, short enough that nobody notices it hanging.
const answerWithinMs = 200
const restMs = 1000

/** The same windows as in memory, counted in Redis or Valkey by one script: atomic over all nodes, by its clock. */
export function redisWindows(url: string, owner: string) {
  const client = connect(url)
  const limiters = new Map<string, RateLimiterRedis>()
  let restsUntil = 0

  return {
    /** False while the connection is down or an answer failed within the last second: nobody waits for it then. */
    isReady: () => client.status === 'ready' && Date.now() >= restsUntil,

    /** Rejects when Redis does not answer; the caller counts by itself then. */
    async consume(limit: Limit, key: string, cost: number): Promise<Verdict> {
      try {
        const counted = await limiterOf(limiters, client, limit, owner).consume(key, cost)
        return verdictOf(limit, true, limit.points - counted.consumedPoints, counted.msBeforeNext)
      } catch (refused) {
        if (refused instanceof RateLimiterRes) {
          const used = refused.consumedPoints - cost
          return verdictOf(limit, false, limit.points - used, refused.msBeforeNext)
        }
        restsUntil = Date.now() + restMs
        throw refused
      }
    },

    close: () => client.disconnect(),
  }
}

function connect(url: string): Redis {
  // A unix: URL is a path to the client, with the database as its query.
  const client = new Redis(url.replace(/^unix:(\/\/)?/, ''), {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerWithinMs,
    socketTimeout: 2000,
    connectTimeout: 2000,
    retryStrategy: (times) => Math.min(times * 200, 2000),
  })
  // Without a listener a lost connection would end the process; that it is lost is seen by `status`.
  client.on('error', () => {})
  return client
}

function limiterOf(
  limiters: Map<string, RateLimiterRedis>,
  client: Redis,
  limit: Limit,
  owner: string,
): RateLimiterRedis {
  const id = `${limit.name}:${limit.points}/${limit.seconds}`
  let limiter = limiters.get(id)
  if (!limiter) {
    limiter = new RateLimiterRedis({
      storeClient: client,
      keyPrefix: `myportal:${owner}:limit:${limit.name}:${limit.seconds}`,
      points: limit.points,
      duration: limit.seconds,
      rejectIfRedisNotReady: true,
      customIncrTtlLuaScript: slidingWindow,
    })
    limiters.set(id, limiter)
  }
  return limiter
}

/**
 * memory.ts in Lua. Arguments: cost, seconds, points. Answers {used, milliseconds}: used above points means
 * refused and nothing was counted; milliseconds until the window ends, or until the cost would fit.
 */
const slidingWindow = `
local cost, length, points = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local saved = redis.call('HMGET', KEYS[1], 'started_at', 'current', 'previous')
local started_at, current, previous = tonumber(saved[1]) or now, tonumber(saved[2]) or 0, tonumber(saved[3]) or 0

if now - started_at >= 2 * length then
  started_at, current, previous = now, 0, 0
elseif now - started_at >= length then
  started_at, current, previous = started_at + length, 0, current
end

local elapsed = math.max(0, now - started_at)
local used = math.floor(previous * (1 - (elapsed + 1) / length)) + current
if used + cost <= points then
  redis.call('HSET', KEYS[1], 'started_at', started_at, 'current', current + cost, 'previous', previous)
  redis.call('PEXPIRE', KEYS[1], 2 * length)
  return {used + cost, length - elapsed}
end

local function shrinks_to(room, before)
  return math.max(0, math.floor(length * (1 - (room + 1) / before)))
end
local room = points - cost - current
local opens_at
if room >= 0 then
  opens_at = shrinks_to(room, previous)
else
  opens_at = length + shrinks_to(math.max(0, points - cost), current)
end
return {used + cost, math.max(1, opens_at - elapsed)}
`
