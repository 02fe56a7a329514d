import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../../platform/database/index.ts'
import { type Person, personAt } from '../../../test/harness/person.ts'
import { portal } from '../../../test/portal.ts'
import { isApiKey, makeApiKey } from './api-key.ts'
import { openKeyUsage } from './api-key-usage.ts'

const day = 86_400_000
const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })
const reading = { description: 'Report', scopes: ['account.read'] }

async function made(owner: Person, more: object = {}) {
  const answer = await owner.post('/api/api-keys', { ...reading, ...more }).answers(201)
  return { key: String(answer.api_key), id: Number(answer.key?.id), shown: answer.key }
}

test('a key has 64 characters, and a typo in it is seen without a query', () => {
  const keys = Array.from({ length: 200 }, makeApiKey)
  for (const key of keys) {
    assert.match(key, /^mpk_[0-9A-Za-z]{60}$/)
    assert.ok(isApiKey(key))
    assert.ok(!isApiKey(key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')))
  }
  assert.equal(new Set(keys).size, keys.length)
})

test('a key is told once, works at once, and is dead with the request after its end', async () => {
  const { base, database, acme } = await portal()
  const { key, id, shown } = await made(acme.olive)
  assert.equal(String(shown?.preview), key.slice(0, 12))
  assert.equal(Number(shown?.company_id), acme.id)
  const days = (Date.parse(String(shown?.expires_at)) - Date.now()) / day
  assert.ok(days > 364 && days <= 365)
  const { rows } = await inTransaction(database, { role: 'portal_identity' }, (tx) =>
    tx.run<{ row: string }>('select to_jsonb(k)::text as row from api_keys k where id = $1', [id]),
  )
  assert.ok(rows[0]?.row && !rows[0].row.includes(key.slice(12)))

  const script = personAt(base, 'script')
  assert.equal(Number((await script.get('/api/me', bearer(key)).answers(200)).id), acme.olive.user_id)
  await script.get('/api/me', { headers: { 'x-api-key': key } }).answers(200)
  const list = await acme.olive.get('/api/api-keys').answers(200)
  assert.ok(JSON.stringify(list.items).includes(`"id":${id}`))
  assert.ok(!JSON.stringify(list).includes(key))

  await acme.olive.delete(`/api/api-keys/${id}`).answers(204)
  await script.get('/api/me', bearer(key)).answers(401, 'invalid_api_key')
  await acme.olive.delete(`/api/api-keys/${id}`).answers(404)
})

test('unknown and broken keys are refused alike, also beside a good cookie', async () => {
  const { acme, visitor } = await portal()
  for (const key of [makeApiKey(), 'mpk_short', `mpk_${'a'.repeat(60)}`])
    await visitor.get('/api/me', bearer(key)).answers(401, 'invalid_api_key')
  await acme.olive.get('/api/me', bearer(makeApiKey())).answers(401, 'invalid_api_key')
})

test('a key is given no more than its owner may do', async () => {
  const { acme, globex, ada } = await portal()
  const wanted = (scopes: string[], more: object = {}) => ({ description: 'Report', scopes, ...more })
  await acme.olive.post('/api/api-keys', wanted(['nothing.known'])).answers(422)
  await acme.olive.post('/api/api-keys', wanted(['super_admin'])).answers(403, 'scope_not_held')
  await acme.olive.post('/api/api-keys', wanted(['tickets.answer'])).answers(403, 'scope_not_held')
  await acme.olive
    .post('/api/api-keys', wanted(['account.read'], { company_id: globex.id }))
    .answers(422, 'invalid_input')
  await acme.bob.post('/api/api-keys', wanted(['account.read'])).answers(403, 'forbidden')
  const late = new Date(Date.now() + 731 * day).toISOString()
  await acme.olive.post('/api/api-keys', wanted(['account.read'], { expires_at: late })).answers(422)
  const own = await made(ada, { scopes: ['super_admin', 'account.read'] })
  assert.ok((Date.parse(String(own.shown?.expires_at)) - Date.now()) / day <= 90)
})

test('a key makes no keys, and a key that reads changes nothing', async () => {
  const { acme, visitor } = await portal()
  const { key } = await made(acme.olive, { read_only: true })
  await visitor.post('/api/api-keys', reading, bearer(key)).answers(403, 'scope_missing')
  await visitor.patch('/api/me', { first_name: 'Other' }, bearer(key)).answers(403, 'scope_missing')
})

test('a key of somebody else does not exist; a super administrator sees and ends it', async () => {
  const { acme, globex, ada } = await portal()
  const { id } = await made(acme.olive)
  await globex.eve.delete(`/api/api-keys/${id}`).answers(404)
  const foreign = await globex.eve.get(`/api/api-keys?user_id=${acme.olive.user_id}`).answers(200)
  assert.equal(foreign.items?.length, 0)
  const all = await ada.get(`/api/api-keys?user_id=${acme.olive.user_id}`).answers(200)
  assert.equal(Number(all.items?.[0]?.id), id)
  await ada.delete(`/api/api-keys/${id}`).answers(204)
})

test('keys come newest first, page by page', async () => {
  const { acme } = await portal()
  const ids: number[] = []
  for (let index = 0; index < 3; index++) ids.unshift((await made(acme.olive)).id)
  const first = await acme.olive.get('/api/api-keys?limit=2').answers(200)
  const second = await acme.olive.get(`/api/api-keys?limit=2&after=${first.next}`).answers(200)
  const got = [first, second].flatMap(({ items }) =>
    (items as unknown as { id: number }[]).map(({ id }) => id),
  )
  assert.deepEqual(got, ids)
  assert.equal(second.next, null)
  await acme.olive.get(`/api/api-keys?limit=2&include_expired=true&after=${first.next}`).answers(422)
})

test('uses are counted in memory and written when the process ends', async () => {
  const { acme, database } = await portal()
  const { id } = await made(acme.olive)
  const usage = openKeyUsage(database, { error: () => assert.fail('Counting failed') })
  for (let index = 0; index < 3; index++) usage.note(id)
  await usage.close()
  const list = await acme.olive.get('/api/api-keys').answers(200)
  assert.equal(Number(list.items?.[0]?.usage_count), 3)
  assert.ok(list.items?.[0]?.last_used_at)
})
