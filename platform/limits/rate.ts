/** So many points in so many seconds. */
export interface Rate {
  points: number
  seconds: number
}

/** A rate with the name under which it is counted and announced. */
export interface Limit extends Rate {
  name: string
}

/** The answer of a limit. Times are whole seconds; `retry_after` is null when allowed. */
export interface Verdict {
  allowed: boolean
  limit: number
  window_seconds: number
  remaining: number
  reset_seconds: number
  retry_after: number | null
}

const seconds = { second: 1, minute: 60, hour: 3600, day: 86_400 }

/** Reads `20/minute` (second, minute, hour, day); `off` is null. Throws an Error that says what is right. */
export function parseRate(text: string): Rate | null {
  if (text.trim() === 'off') return null

  const [, points, unit] = /^([1-9]\d{0,8})\/(second|minute|hour|day)$/.exec(text.trim()) ?? []
  if (!points || !isUnit(unit)) {
    throw new Error('must be N/second, N/minute, N/hour or N/day with N of 1 or more, or off')
  }
  return { points: Number(points), seconds: seconds[unit] }
}

function isUnit(unit: string | undefined): unit is keyof typeof seconds {
  return unit !== undefined && unit in seconds
}

/**
 * The headers of a limited answer: the three RateLimit-* numbers, RateLimit-Policy and RateLimit
 * (draft-ietf-httpapi-ratelimit-headers), and Retry-After when refused.
 */
export function rateHeaders(name: string, verdict: Verdict): Record<string, string> {
  const { limit, window_seconds, remaining, reset_seconds, retry_after } = verdict
  const headers: Record<string, string> = {
    'RateLimit-Limit': String(limit),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(reset_seconds),
    'RateLimit-Policy': `"${name}";q=${limit};w=${window_seconds}`,
    RateLimit: `"${name}";r=${remaining};t=${reset_seconds}`,
  }
  if (retry_after !== null) headers['Retry-After'] = String(retry_after)
  return headers
}

/** Makes a verdict from what a store counted; `milliseconds` until the window ends or the cost would fit. */
export function verdictOf(rate: Rate, allowed: boolean, remaining: number, milliseconds: number): Verdict {
  const wait = Math.max(1, Math.ceil(milliseconds / 1000))

  return {
    allowed,
    limit: rate.points,
    window_seconds: rate.seconds,
    remaining: Math.max(0, remaining),
    reset_seconds: wait,
    retry_after: allowed ? null : wait,
  }
}
