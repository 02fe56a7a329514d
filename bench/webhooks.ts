import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { asOwner, type Database } from '../platform/database/index.ts'
import { freshDatabase } from '../test/harness/database.ts'
import { hangs, webhookReceiver } from '../test/stand-ins/webhook-receiver.ts'
import { say, setUp, startPortal, stop } from './house.ts'

/** BENCH_SCALE=0.1: a tenth of the deliveries, for a quick look. */
const scale = Number(process.env.BENCH_SCALE ?? 1)
const size = { endpoints: 100, each: Math.round(100 * scale) }
const limit = 300

/** 10 000 deliveries that are due, to 100 endpoints, one of which never answers (events §9). */
export async function measureWebhooks(folder: string): Promise<void> {
  const { database, url, drop } = await freshDatabase()
  const receiver = await webhookReceiver()
  try {
    const environment = { DATABASE_URL: url ?? '', DATA_DIR: join(folder, 'webhooks') }
    const portal = await startPortal({ ...environment, OUTBOUND_ALLOW: '127.0.0.1' })
    const ada = await setUp(portal.port)
    receiver.react(hangs, '/0')
    for (let at = 0; at < size.endpoints; at++) {
      const endpoint = {
        name: `Endpoint ${at}`,
        url: `${receiver.url}/${at}`,
        event_types: ['company.created'],
      }
      await ada.post('/api/webhook-endpoints', endpoint).answers(201)
    }
    await fill(database)
    // One more for each of them, which wakes the worker as any event does.
    await ada.post('/api/companies', { name: 'Bench customer' }).answers(201)
    const started = performance.now()
    const wanted = (size.endpoints - 1) * (size.each + 1)
    const seconds = () => (performance.now() - started) / 1_000
    while ((await succeeded(database)) < wanted && seconds() < limit) await pause(500)
    const took = seconds()
    const text = `${wanted} in ${took.toFixed(0)} s (${(wanted / took).toFixed(0)}/s)`
    say('webhook_deliver', text, took < limit, `≤ ${limit} s`)
    await stop(portal.child)
  } finally {
    await receiver.close()
    await drop()
  }
}

const fill = (database: Database) =>
  asOwner(database, (client) =>
    client.query(
      `insert into myportal.webhook_deliveries
         (webhook_endpoint_id, message_id, event_type, body, status, next_attempt_at)
       select e.id, 'msg_' || gen_random_uuid(), 'company.created', convert_to($2, 'UTF8'), 'pending', now()
       from myportal.webhook_endpoints e, generate_series(1, $1::int)`,
      [size.each, JSON.stringify({ type: 'company.created', data: { filling: 'x'.repeat(600) } })],
    ),
  )

async function succeeded(database: Database): Promise<number> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ count: number }>(
      "select count(*)::int from myportal.webhook_deliveries where status = 'succeeded'",
    ),
  )
  return rows[0]?.count ?? 0
}
