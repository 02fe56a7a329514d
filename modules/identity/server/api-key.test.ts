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
  const own = await made(ada, {
    scopes: ['super_admin', 'account.read'],
    allowed_ips: ['127.0.0.1'],
  })
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
  for (let index = 0; index < 3; index++) usage.note(id, index < 2 ? '203.0.113.7' : '2001:db8::1')
  await usage.close()
  const list = await acme.olive.get('/api/api-keys').answers(200)
  assert.equal(Number(list.items?.[0]?.usage_count), 3)
  const usage_by_address = list.items?.[0]?.usage as unknown as { ip: string; usage_count: number }[]
  assert.deepEqual(usage_by_address.map(({ ip, usage_count }) => `${ip} ${usage_count}`).sort(), [
    '2001:db8::1 1',
    '203.0.113.7 2',
  ])
  assert.ok(list.items?.[0]?.last_used_at)
})

test('of more than 500 addresses the least recent go; the sum stays', async () => {
  const { acme, database } = await portal()
  const { id } = await made(acme.olive)
  const usage = openKeyUsage(database, { error: () => assert.fail('Counting failed') })
  for (let index = 0; index < 520; index++) usage.note(id, `10.0.${index >> 8}.${index & 255}`)
  await usage.close()
  const one = await acme.olive.get(`/api/api-keys/${id}`).answers(200)
  assert.equal(one.usage?.length, 500)
  assert.equal(Number(one.usage_count), 520)
  const list = await acme.olive.get('/api/api-keys').answers(200)
  assert.equal(list.items?.[0]?.usage?.length, 20)
  const { globex } = await portal()
  await globex.eve.get(`/api/api-keys/${id}`).answers(404)
})

test('keys are found by what they are called and whose they are, in every order', async () => {
  const { acme, ada } = await portal()
  const dates = [40, 20, 30].map((days) => new Date(Date.now() + days * day).toISOString())
  for (const [index, description] of ['Beta 100%', 'alpha', 'Gamma'].entries())
    await made(acme.olive, { description, expires_at: dates[index] })
  const names = async (query: string, who = acme.olive) => {
    const { items } = await who.get(`/api/api-keys?${query}`).answers(200)
    return (items as unknown as { description: string }[]).map(({ description }) => description)
  }
  assert.deepEqual(await names('order_by=description&order=asc'), ['alpha', 'Beta 100%', 'Gamma'])
  assert.deepEqual(await names('order_by=description&order=desc'), ['Gamma', 'Beta 100%', 'alpha'])
  assert.deepEqual(await names('order_by=expires_at&order=asc'), ['alpha', 'Gamma', 'Beta 100%'])
  assert.deepEqual(await names('search=0%25'), ['Beta 100%'])
  assert.deepEqual(await names(`search=${acme.olive.email}&sort=description`, ada), [
    'alpha',
    'Beta 100%',
    'Gamma',
  ])
  for (const sort of ['created_at', 'usage_count', 'last_used_at', 'expires_at', 'description']) {
    for (const sign of ['', '-']) {
      const whole = await names(`sort=${sign}${sort}`)
      const walked: string[] = []
      for (let after = ''; ; ) {
        const page = await acme.olive.get(`/api/api-keys?limit=1&sort=${sign}${sort}${after}`).answers(200)
        walked.push(String(page.items?.[0]?.description))
        if (page.next === null) break
        after = `&after=${page.next}`
      }
      assert.deepEqual(walked, whole, sort)
    }
  }
})

test('a key may be bound to addresses, and can be changed, but not made to live longer', async () => {
  const { base, acme } = await portal()
  for (const wrong of ['300.1.1.1', 'fe80::1%eth0', '2001:db8::/032'])
    await acme.olive
      .post('/api/api-keys', { ...reading, allowed_ips: ['10.0.0.0/8', wrong] })
      .answers(422, 'invalid_input')
  const { id, key, shown } = await made(acme.olive, { allowed_ips: ['10.1.2.3/8', '2001:db8::1'] })
  assert.deepEqual(shown?.allowed_ips, ['10.0.0.0/8', '2001:db8::1/128'])
  const script = personAt(base, 'script')
  await script.get('/api/me', bearer(key)).answers(403, 'ip_not_allowed')
  const body = { description: 'Other', allowed_ips: ['127.0.0.0/8'] }
  const changed = await acme.olive.patch(`/api/api-keys/${id}`, body).answers(200)
  assert.equal(String(changed.description), 'Other')
  await script.get('/api/me', bearer(key)).answers(200)
  const ends = Date.parse(String(changed.expires_at))
  const at = (time: number) => ({ expires_at: new Date(time).toISOString() })
  await acme.olive.patch(`/api/api-keys/${id}`, at(ends + day)).answers(422)
  await acme.olive.patch(`/api/api-keys/${id}`, at(ends - day)).answers(200)
  await acme.bob.patch(`/api/api-keys/${id}`, body).answers(404)
})

test('a replaced key works beside the new one for as long as asked, and no longer', async () => {
  const { base, acme } = await portal()
  const script = personAt(base, 'script')
  const first = await made(acme.olive)
  const second = await acme.olive
    .post(`/api/api-keys/${first.id}/rotate`, { overlap_seconds: 3600 })
    .answers(201)
  await script.get('/api/me', bearer(first.key)).answers(200)
  await script.get('/api/me', bearer(String(second.api_key))).answers(200)
  await acme.olive.post(`/api/api-keys/${first.id}/rotate`, {}).answers(409, 'already_rotated')
  const third = await acme.olive.post(`/api/api-keys/${second.key?.id}/rotate`, {}).answers(201)
  await script.get('/api/me', bearer(String(second.api_key))).answers(401, 'invalid_api_key')
  await script.get('/api/me', bearer(String(third.api_key))).answers(200)
})

test('a key that reads cannot write, makes no keys, and does not travel in addresses', async () => {
  const { base, acme } = await portal()
  const script = personAt(base, 'script')
  const scopes = ['account.read', 'members.manage', 'members.view']
  const { key } = await made(acme.olive, { scopes, read_only: true })
  await script.get(`/api/companies/${acme.id}/memberships`, bearer(key)).answers(200)
  await script.post(`/api/companies/${acme.id}/memberships`, {}, bearer(key)).answers(403, 'scope_missing')
  await script.get(`/api/companies/${acme.id}`, bearer(key)).answers(403, 'scope_missing')
  await script.post('/api/api-keys', reading, bearer(key)).answers(403)
  await script.get(`/api/me?api_key=${key}`).answers(400, 'ambiguous_credentials')
})

test('what the owner may no longer do, the key may no longer do', async () => {
  const { base, acme, ada } = await portal()
  const script = personAt(base, 'script')
  const { key } = await made(acme.olive, { scopes: ['account.read', 'members.view'] })
  const path = `/api/companies/${acme.id}/memberships`
  const list = await script.get(path, bearer(key)).answers(200)
  const rows = list.items as unknown as { id: number; version: number; user: { id: number } }[]
  const roles = await ada.get('/api/roles?kind=customer').answers(200)
  const named = (role: string) =>
    (roles.items as unknown as { id: number; name: string }[]).find(({ name }) => name === role)?.id
  const give = async (user_id: number, role: string) => {
    const one = rows.find(({ user }) => user.id === user_id)
    const body = { role_id: named(role), version: one?.version }
    await ada.patch(`/api/memberships/${one?.id}`, body).answers(200)
  }
  await give(acme.bob.user_id, 'Owner')
  await give(acme.olive.user_id, 'Requester')
  await script.get(path, bearer(key)).answers(403)
})

test('making a key is told by mail', async () => {
  const { acme, ada } = await portal()
  await made(acme.olive, { description: 'Nightly' })
  const mails = await ada.get(`/api/mail-messages?q=${encodeURIComponent(acme.olive.email)}`).answers(200)
  const subjects = (mails.items as unknown as { subject: string }[]).map(({ subject }) => subject)
  assert.ok(subjects.includes('An API key was made for your account'))
})
