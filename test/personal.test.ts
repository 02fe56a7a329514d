import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eraseDue } from '../modules/identity/server/erasure.service.ts'
import { makeExport } from '../modules/identity/server/export-making.ts'
import { foundationOf } from '../modules/identity/server/foundation.ts'
import { asOwner, type Database, inTransaction } from '../platform/database/index.ts'
import { personalData } from '../platform/personal/index.ts'
import { exported, unpacked } from './harness/copy.ts'
import { dumpOf } from './harness/dump.ts'
import { personAt } from './harness/person.ts'
import { type Cast, password, portal } from './portal.ts'

test('every key to a person says what becomes of its rows', async () => {
  const { database } = await portal()
  const keys = await asOwner(database, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname || '.' || a.attname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
       where k.contype = 'f' and k.confrelid = 'myportal.users'::regclass and not c.relispartition order by 1`,
    )
    return rows.map(({ name }) => name)
  })
  assert.deepEqual(
    personalData()
      .map(({ table, user_column }) => `${table}.${user_column}`)
      .sort(),
    keys.sort(),
  )
})

test('a copy holds each declared table, no secret, and nobody else’s rows', async () => {
  const cast = await portal()
  const { acme, globex } = cast
  await acme.bob.post('/api/tickets', { subject: 'Of Bob', body: 'Mine' }).answers(201)
  await globex.eve.post('/api/tickets', { subject: 'Of Eve', body: 'Hers' }).answers(201)
  const { id, zip } = await exported(acme.bob)
  const { names, data } = await unpacked(zip)
  assert.deepEqual(names, ['readme.txt', 'data.json'])
  for (const { table, exported: columns, user_column } of personalData())
    if (columns.length > 0) assert.ok(data[table] ?? data[`${table} (${user_column})`], table)
  const text = JSON.stringify(data)
  assert.ok(text.includes('Of Bob') && text.includes(acme.bob.email))
  assert.ok(!text.includes('Of Eve') && !text.includes(globex.eve.email))
  assert.ok(!/\$argon2|_hash|_ciphertext/.test(text))
  await acme.olive.get(`/api/me/exports/${id}`).answers(404)
  await cast.portal.background.idle()
  const told = await acme.bob.get('/api/notifications?event_type=security.export_ready').answers(200)
  assert.equal(told.items?.length, 1)
  assert.equal(String(told.items?.[0]?.link), '/account/privacy')
  const more = await Promise.all(Array.from({ length: 4 }, () => acme.bob.post('/api/me/exports', {})))
  assert.deepEqual(more.map(({ status }) => status).sort(), [202, 202, 429, 429], 'three a day')
  await acme.bob.post('/api/me/exports', {}).answers(429, 'rate_limited')
})

const identity = { role: 'portal_identity' } as const
const overdue = (database: Database, userId: number) =>
  inTransaction(database, identity, (tx) =>
    tx.run(`update users set erase_after = now() where id = $1 and status = 'erasing'`, [userId]),
  )

/** What becomes of a copy that was asked for before. */
async function copyMadeFor(database: Database, userId: number): Promise<string | undefined> {
  const state = (text: string) =>
    inTransaction(database, identity, (tx) => tx.run<{ id: number; status: string }>(text, [userId]))
  const asked = await state('insert into personal_exports (user_id) values ($1) returning id, status')
  await makeExport(database, asked.rows[0]?.id ?? 0)
  const { rows } = await state(
    'select id, status from personal_exports where user_id = $1 order by id desc limit 1',
  )
  return rows[0]?.status
}

async function cancelToken({ ada }: Cast, email: string): Promise<string> {
  const list = await ada.get(`/api/mail-messages?q=${encodeURIComponent(email)}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  return /#token=([\w-]+)/.exec(String(mail.body_text))?.[1] ?? ''
}

test('who wants to leave is shut out at once, can come back for seven days, and is gone after that', async () => {
  const cast = await portal()
  const { acme, base, database } = cast
  const { bob } = acme
  const ticket = await bob.post('/api/tickets', { subject: 'Of Bob', body: 'Mine' }).answers(201)
  await bob.post('/api/me/erasure', { confirm_email: 'other@example.com' }).answers(422)
  const before = new Map(bob.cookies)
  await bob.post('/api/me/erasure', { confirm_email: bob.email.toUpperCase() }).answers(200)
  assert.equal(
    bob.cookies.size,
    [...before.keys()].filter((name) => !name.startsWith('myportal_session')).length,
  )
  const stale = personAt(base, 'Bob')
  for (const [name, value] of before) stale.cookies.set(name, value)
  await stale.get('/api/me').answers(401)
  const token = await cancelToken(cast, bob.email)
  await stale.post('/auth/erasure/cancel', { token }).answers(200)
  await stale.post('/auth/erasure/cancel', { token }).answers(422, 'invalid_token')

  const again = personAt(base, 'Bob')
  await again.post('/auth/login', { email: bob.email, password }).answers(200)
  await again.post('/api/me/erasure', { confirm_email: bob.email }).answers(200)
  assert.equal(await copyMadeFor(database, bob.user_id), 'queued', 'no copy is made of who is leaving')
  await overdue(database, bob.user_id)
  const foundation = foundationOf(database)
  await eraseDue(foundation)
  await eraseDue(foundation)
  const { rows } = await inTransaction(database, identity, (tx) =>
    tx.run<{ text: string }>('select to_jsonb(u)::text as text from users u where id = $1', [bob.user_id]),
  )
  const text = rows[0]?.text ?? ''
  assert.ok(text.includes(`erased-${bob.user_id}@erased.invalid`) && !text.includes('Bob'))
  assert.ok(
    !JSON.stringify(await acme.olive.get(`/api/tickets/${ticket.id}`).answers(200)).includes('Bob Test'),
  )
  await cast.portal.background.idle()
  const left = [...(await dumpOf(database))].filter(([, rows]) => rows.toLowerCase().includes(bob.email))
  assert.deepEqual(
    left.map(([name]) => name),
    [],
    'the address stands nowhere any more',
  )

  const listed = (await foundation.tombstones.read()).filter(({ user_id }) => user_id === bob.user_id)
  assert.equal(listed.length, 1)

  // Yesterday's backup comes back: the person does not.
  await inTransaction(database, identity, (tx) =>
    tx.run(
      `update users set status = 'active', email = $2, email_key = $2, first_name = 'Bob' where id = $1`,
      [bob.user_id, bob.email],
    ),
  )
  assert.equal(await cast.portal.identity.replayErasures(), 1)
  await again.post('/auth/login', { email: bob.email, password }).answers(401, 'invalid_credentials')

  // Of somebody who came after that backup only the number is free again, and whoever has it next stays.
  const { user_id } = await cast.member(acme.id, 'Nina', 'Member')
  await foundation.tombstones.add({ user_id, email_hash: '', erased_at: '2026-01-01T00:00:00.000Z' })
  assert.equal(await cast.portal.identity.replayErasures(), 0)
})

test('the last who can administer, or keep a company’s people, stays', async () => {
  const { ada, acme } = await portal()
  await ada.post('/api/me/erasure', { confirm_email: ada.email }).answers(409, 'last_super_admin')
  await acme.olive
    .post('/api/me/erasure', { confirm_email: acme.olive.email })
    .answers(409, 'last_company_owner')
})
