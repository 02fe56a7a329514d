/** Seconds from one attempt to the next: the first goes at once, so these make 8 attempts (events §4). */
const delays = [5, 60, 300, 1_800, 7_200, 21_600, 43_200]
const longest = 43_200

/**
 * When to try again after `attempts` attempts, in seconds; null when they are used up. Spread by 10 %, and a longer
 * `Retry-After` of the receiver is obeyed up to 12 hours.
 */
export function nextDelay(attempts: number, retryAfter: number | null, random = Math.random): number | null {
  const planned = delays[attempts - 1]
  if (planned === undefined) return null
  const spread = planned * (0.9 + 0.2 * random())
  return Math.max(spread, Math.min(retryAfter ?? 0, longest))
}

/** Seconds of a `Retry-After`, as a number or a date (RFC 9110 §10.2.3); null for anything else. */
export function retryAfterOf(header: string | undefined, now = Date.now()): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, Math.round((at - now) / 1_000))
}
