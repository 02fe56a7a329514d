import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { asOwner } from '../platform/database/index.ts'
import { freshDatabase } from './harness/database.ts'
import { personAt } from './harness/person.ts'
import { type ServerProcess, startServer } from './harness/server-process.ts'
import { until } from './harness/until.ts'
import { password } from './portal.ts'
import { answers, type WebhookReceiver, webhookReceiver } from './stand-ins/webhook-receiver.ts'

const shared = process.env.TEST_DATABASE_URL ? {} : { skip: 'needs TEST_DATABASE_URL' }
const allow = { OUTBOUND_ALLOW: '127.0.0.1' }
const count = 12

test('a server that is told to stop finishes what runs, and the next one does the rest', {
  ...shared,
  timeout: 120_000,
}, async (t) => {
  const { database, url, drop } = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'stop-'))
  const receiver = await webhookReceiver()
  const nodes = [await startServer(folder, url, allow)]
  t.after(async () => {
    for (const node of nodes) await node.kill()
    await receiver.close()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const held: ServerResponse[] = []
  receiver.react((_, response) => void held.push(response))
  const [first] = nodes as [ServerProcess]
  await writeTickets(first.base, receiver)
  await until(async () => held.length === 4)

  const asked = performance.now()
  const gone = first.stop()
  await until(() =>
    fetch(first.base).then(
      () => false,
      () => true,
    ),
  )
  receiver.react(answers(204, {}, ''))
  for (const response of held) response.writeHead(204).end()
  assert.equal(await gone, 0)
  const took = performance.now() - asked
  assert.ok(took < 25_000, `${took} ms`)

  // What was sent is written down as sent, and no delivery is left half done.
  const { rows } = await asOwner(database, (client) =>
    client.query<{ status: string; count: number }>(
      'select status, count(*)::int from myportal.webhook_deliveries group by status',
    ),
  )
  const counts = new Map(rows.map((row) => [row.status, row.count]))
  assert.deepEqual([counts.get('succeeded'), counts.get('sending')], [receiver.received.length, undefined])

  nodes.push(await startServer(folder, url, allow))
  await receiver.has(count)
  await nodes[1]?.stop()
  const ids = receiver.received.map(({ headers }) => String(headers['webhook-id']))
  assert.deepEqual([ids.length, new Set(ids).size], [count, count])
})

async function writeTickets(base: string, receiver: WebhookReceiver): Promise<void> {
  const ada = personAt(base, 'Ada', 'ada@provider.example')
  await ada
    .post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' })
    .answers(201)
  const acme = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
  const wanted = { name: 'All', url: receiver.url, event_types: ['ticket.created'], max_per_second: 50 }
  await ada.post('/api/webhook-endpoints', wanted).answers(201)
  for (let at = 0; at < count; at++)
    await ada.post('/api/tickets', { subject: `Ticket ${at}`, body: 'b', company_id: acme.id }).answers(201)
}
