import { say, seconds } from './house.ts'
import { logins } from './identity-rows.ts'
import { cookieOf } from './identity-seed.ts'
import { load } from './load.ts'

/** What nobody notices, in milliseconds; see below. */
const unnoticed = 50

/**
 * Ten times the possible sign-ins: what cannot be done is refused, and nobody else waits for it as long as they would
 * notice. On two cores the hash, the portal, the database and this generator are never all awake at once: while any
 * sign-in is served, the slowest of a hundred other requests takes longer than twice its idle time, and does so even
 * where nothing is hashed.
 */
export async function measureOverload(port: number, people: number): Promise<void> {
  const length = Math.max(seconds, 5)
  const statuses = [200, 401, 429, 503]
  const others = () =>
    load({
      port,
      asks: [{ path: '/api/auth/session', headers: { cookie: `myportal_session=${cookieOf(1)}` } }],
      connections: 8,
      seconds: length,
      rate: 100,
    })
  const asks = logins(people)
  const possible = await load({ port, asks, connections: 4, seconds: length })
  const idle = await others()
  const rate = possible.per_second * 10
  const [flood, meanwhile] = await Promise.all([
    load({ port, asks, connections: 64, seconds: length, rate, statuses }),
    others(),
  ])
  const answers = [...flood.statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
  const served = (flood.statuses.get(200) ?? 0) / length
  say(
    'overload_serves_on',
    `${served.toFixed(0)}/s of ${possible.per_second.toFixed(0)}/s (${answers} at ${rate.toFixed(0)}/s)`,
    served >= possible.per_second * 0.5,
    'at least half of what is possible',
  )
  say(
    'overload_others_p99',
    `${meanwhile.p99_ms.toFixed(1)} ms (p50 ${meanwhile.p50_ms.toFixed(1)}) against ${idle.p99_ms.toFixed(1)} ms idle`,
    meanwhile.p99_ms <= unnoticed,
    `≤ ${unnoticed} ms`,
  )
}
