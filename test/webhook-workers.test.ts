import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freshDatabase } from './harness/database.ts'
import { personAt } from './harness/person.ts'
import { startServer } from './harness/server-process.ts'
import { until } from './harness/until.ts'
import { password } from './portal.ts'
import { webhookReceiver } from './stand-ins/webhook-receiver.ts'

const shared = process.env.TEST_DATABASE_URL ? {} : { skip: 'needs TEST_DATABASE_URL' }

test('two workers send each delivery, one of them is killed on the way, and nothing is missing', {
  ...shared,
  timeout: 180_000,
}, async (t) => {
  const { url, drop } = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'webhook-workers-'))
  const receiver = await webhookReceiver()
  const allow = { OUTBOUND_ALLOW: '127.0.0.1' }
  const nodes = await Promise.all([startServer(folder, url, allow), startServer(folder, url, allow)])
  t.after(async () => {
    for (const node of nodes) await node.kill()
    await receiver.close()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const ada = personAt(nodes[0]?.base ?? '', 'Ada', 'ada@provider.example')
  await ada
    .post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' })
    .answers(201)
  const acme = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
  const pace = 20
  const wanted = {
    name: 'All',
    url: `${receiver.url}/all`,
    event_types: ['ticket.created'],
    max_per_second: pace,
  }
  await ada.post('/api/webhook-endpoints', wanted).answers(201)

  const count = 120
  const made: number[] = []
  for (let at = 0; at < count; at++) {
    const ticket = await ada
      .post('/api/tickets', { subject: `Ticket ${at}`, body: 'b', company_id: acme.id })
      .answers(201)
    made.push(Number(ticket.id))
  }
  await receiver.has(20)
  await nodes[1]?.kill()

  const subjects = () => receiver.received.map(({ body }) => Number(JSON.parse(body.toString()).subject.id))
  await until(() => new Set(subjects()).size === count, 120_000)
  assert.deepEqual(
    [...new Set(subjects())].sort((a, b) => a - b),
    made,
  )
  // What a killed worker had under way comes again, under the same id: receivers drop it by that.
  const ids = new Map(
    receiver.received.map(({ body, headers }) => [String(headers['webhook-id']), body.toString()]),
  )
  assert.equal(ids.size, count)
  const repeated = receiver.received.length - count
  assert.ok(repeated <= 8, `${repeated} came twice`)
  // The pace is that of all workers together; what travels may bunch a little.
  const times = receiver.received.map(({ at }) => at)
  const most = Math.max(...times.map((at) => times.filter((one) => one >= at && one < at + 1_000).length))
  assert.ok(most <= pace + 5, `${most} in one second`)
})
