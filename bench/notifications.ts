import { join } from 'node:path'
import { asOwner, type Database } from '../platform/database/index.ts'
import { freshDatabase } from '../test/harness/database.ts'
import { say, seconds, setUp, startPortal, stop } from './house.ts'
import { load } from './load.ts'
import { measureNotificationMail } from './notification-mail.ts'

/** BENCH_SCALE=0.1: a tenth of the rows, for a quick look. */
const scale = Number(process.env.BENCH_SCALE ?? 1)
const size = { people: 2_000, own: 20_000, all: 2_000_000 * scale, broadcasts: 500, audience: 10_000 }

/** The rows of notifications §9 on PostgreSQL: two askers at once. */
export async function measureNotifications(folder: string): Promise<void> {
  const { database, url, drop } = await freshDatabase()
  try {
    const portal = await startPortal({ DATABASE_URL: url ?? '', DATA_DIR: join(folder, 'notifications') })
    const ada = await setUp(portal.port)
    await seed(database, ada.user_id)
    const headers = { cookie: `myportal_session=${ada.cookies.get('myportal_session')}` }
    const rows: [name: string, path: string, limit: number][] = [
      ['notification_list', '/api/notifications?limit=50', 30],
      ['notification_search', '/api/notifications?limit=50&search=number%20777', 80],
      ['notification_summary', '/api/notifications/summary', 20],
      ['notification_bell', '/api/notifications/bell', 5],
    ]
    for (const [name, path, limit] of rows) {
      const asked = {
        port: portal.port,
        asks: [{ path, headers }],
        connections: 2,
        seconds: Math.min(seconds, 3),
      }
      await load({ ...asked, seconds: 1 })
      const { p95_ms: p95, per_second } = await load(asked)
      say(name, `p95 ${p95.toFixed(1)} ms (${per_second.toFixed(0)}/s)`, p95 <= limit, `≤ ${limit} ms`)
    }
    await grow(database)
    const body = { event_type: 'general', message: 'To all', channels: ['email'] }
    const started = performance.now()
    await ada.post('/api/notifications', body).answers(201)
    const ms = performance.now() - started
    say('notification_fan_out', `${ms.toFixed(1)} ms to ${size.audience} people`, ms <= 50, '≤ 50 ms')
    await stop(portal.child)
  } finally {
    await drop()
  }
  await measureNotificationMail(folder)
}

/** People, their rows, and messages to everyone, by SQL; the same every time. */
async function seed(database: Database, userId: number): Promise<void> {
  await asOwner(database, async (client) => {
    await client.query("set statement_timeout to '0'; set role portal_owner")
    await client.query("update users set created_at = now() - interval '1 year'")
    await addPeople(client, 0, size.people)
    const insert = `insert into notifications (audience, user_id, event_type, message, search_text, metadata, read_at, created_at)
      select 'user', case when i <= $2 then $3::bigint else 1 + i % $4 end, (array['tickets.replied', 'shop.order_submitted',
          'tickets.assigned'])[1 + i % 3], 'Message number ' || i, 'message number ' || i, '{"number": 7}',
        case when i % 5 > 0 then now() end, now() - i * interval '1 second'
      from generate_series(1, $1) i`
    await client.query(insert, [size.all, size.own, userId, size.people])
    await client.query(
      `insert into notifications (audience, event_type, message, search_text)
       select 'everyone', 'general', 'To all ' || i, 'to all ' || i from generate_series(1, $1) i`,
      [size.broadcasts],
    )
    await client.query('analyze')
    await client.query('reset role')
  })
}

const grow = (database: Database) =>
  asOwner(database, async (client) => {
    await client.query('set role portal_owner')
    await addPeople(client, size.people, size.audience - size.people)
    await client.query('reset role')
  })

const addPeople = (
  client: { query(text: string, values: unknown[]): Promise<unknown> },
  from: number,
  count: number,
) =>
  client.query(
    `insert into users (email, email_key, created_at)
     select 'p' || i || '@bench.example', 'p' || i || '@bench.example', now() - interval '1 year'
     from generate_series($1 + 1, $1 + $2) i`,
    [from, count],
  )
