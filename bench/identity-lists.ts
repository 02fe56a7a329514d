import { say, seconds } from './house.ts'
import type { Known } from './identity-rows.ts'
import { cookieOf } from './identity-seed.ts'
import { load } from './load.ts'

/** How long lists may take, two askers at once. */
export async function measureLists(port: number, known: Known): Promise<void> {
  const ada = { cookie: known.cookie }
  const person = { cookie: `myportal_session=${cookieOf(0)}` }
  const rows: [name: string, path: string, headers: Record<string, string>, limit: number][] = [
    ['users_list', '/api/users?limit=50', ada, 30],
    ['users_search', '/api/users?q=person%20777&limit=50', ada, 30],
    ['users_search_name', '/api/users?q=emma&limit=50&sort=last_name', ada, 30],
    ['sessions_list', '/api/auth/sessions?limit=50', person, 15],
    ['keys_list', '/api/api-keys?limit=50', ada, 15],
    ['sign_in_history', '/api/auth/events?limit=50', person, 15],
  ]
  for (const [name, path, headers, limit] of rows) {
    const measured = await load({
      port,
      asks: [{ path, headers }],
      connections: 2,
      seconds: Math.min(seconds, 3),
    })
    const p95 = measured.p95_ms
    say(name, `p95 ${p95.toFixed(1)} ms (${measured.per_second.toFixed(0)}/s)`, p95 <= limit, `≤ ${limit} ms`)
  }
}
