import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { type Loose, portal } from '../../../test/portal.ts'

/** What must never be written into the stream, which nobody can edit: values of people, secrets, whole addresses. */
const hidden = {
  number: '+61498765432',
  other_number: '+61411222333',
  name: 'Wilhelmina',
  street: '17 Hidden Lane',
  address: 'wilhelmina.secret@acme.example',
  hook: 'whk-path-4711',
  header: 'header-value-4711',
  ip: '203.0.113.77',
  words: 'note-of-the-provider-4711',
}

test('values of people and secrets are in no event; what changed is told roughly', async () => {
  const { ada, acme, database } = await portal()
  const { bob, olive } = acme
  await bob.patch('/api/me', { mobile_phone: hidden.number, first_name: hidden.name }).answers(200)
  await bob.patch('/api/me', { mobile_phone: hidden.other_number }).answers(200)
  const moved = { email: hidden.address, mark_verified: true, last_name: hidden.name }
  await ada.patch(`/api/users/${bob.user_id}`, moved).answers(200)

  const { name: first_name, street, number: mobile_phone, address: email } = hidden
  const person = { first_name, street, mobile_phone, email, phone: hidden.other_number }
  const made = await ada.post('/api/staff-members', { company_id: acme.id, ...person }).answers(201)
  const path = `/api/staff-members/${made.id}`
  await ada.edit(path, { note: hidden.words, mobile_phone: hidden.other_number }).answers(200)
  await olive.post('/api/staff-requests', { first_name, mobile_phone }).answers(201)

  const url = `http://127.0.0.1:59999/${hidden.hook}`
  const hook = { name: 'Hook', url: 'http://127.0.0.1:59999/first', event_types: ['ticket.created'] }
  const endpoint = await ada.post('/api/webhook-endpoints', hook).answers(201)
  const headers = { authorization: hidden.header }
  await ada
    .patch(`/api/webhook-endpoints/${endpoint.id}`, { url, headers, version: endpoint.version })
    .answers(200)
  await ada.get(`/api/audit-logs/export?format=csv&ip=${hidden.ip}`).answers(200)

  const { rows } = await asOwner(database, (client) =>
    client.query<{ type: string; said: string }>(
      `select type, concat(data, provider_data) as said from events order by id`,
    ),
  )
  const told = Object.values(hidden).flatMap((value) => rows.filter(({ said }) => said.includes(value)))
  assert.deepEqual(told, [])

  const page = await ada.get('/api/audit-logs?type=user.updated&type=email.changed').answers(200)
  const changes = (page.items as unknown as { changes: Loose[] }[]).flatMap((entry) => entry.changes)
  const of = (wanted: string) =>
    changes.filter(({ field }) => String(field) === wanted).map(({ before, after }) => [before, after])
  assert.deepEqual(of('mobile_phone')[0], ['+61 ••• ••• 432', '+61 ••• ••• 333'])
  assert.match(String(of('email')[0]), /^b•••@people\.example,w•••@acme\.example$/)
})
