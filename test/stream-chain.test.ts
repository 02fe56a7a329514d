import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { holdFolder } from '../app/folder-lock.ts'
import { houseScope } from '../modules/companies/server/index.ts'
import { asOwner, inTransaction, openEmbedded } from '../platform/database/index.ts'
import { registerConsumer, replayEvents } from '../platform/events/index.ts'
import { personAt } from './harness/person.ts'
import { runCommand, startServer } from './harness/server-process.ts'
import { password, portal } from './portal.ts'

/** Ids in the order in which they were handed out. */
const handed: { id: number; subject_id: number | null }[] = []
registerConsumer({
  name: 'chain_test',
  async consume(_, events) {
    for (const { id, subject_id, subject_type } of events)
      if (subject_type === 'ticket') handed.push({ id, subject_id })
  },
})

test('100 changes of one ticket at once: events in the order of their ids, and each begins where the last ended', async () => {
  const { tess, acme, database, portal: house } = await portal()
  const { id } = await acme.bob.post('/api/tickets', { subject: 'Chain 0', body: 'b' }).answers(201)
  const steps = Array.from({ length: 100 }, (_, n) => n + 1)
  await Promise.all(
    steps.map(async (n) => {
      // All want the same row: a busy machine may ask the last ones to come again.
      const change = () => tess.patch(`/api/tickets/${id}`, { subject: `Chain ${n}` })
      for (let response = await change(); response.status !== 200; response = await change())
        assert.equal(response.status, 503)
    }),
  )
  await house.background.idle()

  const ids = handed.filter((one) => one.subject_id === Number(id)).map((one) => one.id)
  assert.equal(ids.length, 101)
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  )
  const { rows } = await inTransaction(database, { role: 'portal_system' }, (tx) =>
    tx.run<{ field: string; from: string; to: string }>(
      `select c->>'field' as field, c->>'from' as from, c->>'to' as to from events, jsonb_array_elements(data->'changes') c
       where subject_type = 'ticket' and subject_id = $1 order by id`,
      [id],
    ),
  )
  const subjects = rows.filter(({ field }) => field === 'subject')
  assert.equal(subjects.length, 100)
  let last = 'Chain 0'
  for (const { from, to } of subjects) {
    assert.equal(from, last)
    last = to
  }
})

test('a replay hands the same events to one consumer again', async () => {
  const { acme, database, portal: house } = await portal()
  const from = new Date()
  const { id } = await acme.bob.post('/api/tickets', { subject: 'Again', body: 'b' }).answers(201)
  await house.background.idle()
  const of = () => handed.filter((one) => one.subject_id === Number(id)).length
  assert.equal(of(), 1)
  const scopeFor: Parameters<typeof replayEvents>[1]['scopeFor'] = (tx, company_id, caused_by) =>
    houseScope(tx, { company_id, caused_by })
  assert.ok((await replayEvents(database, { consumer: 'chain_test', from, scopeFor })).handed >= 1)
  assert.equal(of(), 2)
  await assert.rejects(
    replayEvents(database, { consumer: 'nobody', from, scopeFor }),
    /There is no consumer nobody/,
  )
})

test('an embedded portal holds its folder; `myportal events` verifies, publishes the heads, ends with 1 when not all is well, replays', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-events-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const server = await startServer(folder, null, { OUTBOUND_ALLOW: '127.0.0.1' })
  t.after(() => server.kill())
  const ada = personAt(server.base, 'Ada')
  const person = { email: 'ada@provider.example', first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', { ...person, password }).answers(201)
  const late = { name: 'Late', url: 'http://127.0.0.1:9999/', event_types: ['company.created'] }
  await ada.post('/api/webhook-endpoints', late).answers(201)
  assert.throws(() => holdFolder(folder), /is in use by another process/)
  await server.kill()

  const heads = join(folder, 'heads.jsonl')
  const well = await runCommand(['events', 'verify', '--publish', heads], folder, null)
  assert.equal(well.code, 0, well.said)
  assert.match(well.said, /^\d+ events are as they were sealed; 0 have expired\./m)
  assert.equal(JSON.parse(readFileSync(heads, 'utf8').split('\n')[0] ?? '').heads.length, 8)

  const replay = ['events', 'replay', '--from', '2026-01-01T00:00:00Z', '--consumer', 'webhooks']
  const fed = await runCommand(replay, folder, null)
  assert.match(fed.said, /^\d+ events were handed to webhooks again\.\n$/)

  const database = await openEmbedded(join(folder, 'database'))
  const made = await asOwner(database, (client) =>
    client.query('select event_type from myportal.webhook_deliveries'),
  )
  assert.deepEqual(made.rows, [{ event_type: 'company.created' }])
  await asOwner(database, (client) =>
    client.query(`set session_replication_role to replica;
      update myportal.events set actor_label = 'nobody' where id = (select min(id) from myportal.events)`),
  )
  await database.close()
  const tampered = await runCommand(['events', 'verify', '--publish', heads], folder, null)
  assert.equal(tampered.code, 1, tampered.said)
  assert.match(tampered.said, /Not so: changed, event \d+/)
})
