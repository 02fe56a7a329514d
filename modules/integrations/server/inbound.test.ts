import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { limitTo } from '../../../test/harness/allow-list.ts'
import { type Cast, type Loose, portal } from '../../../test/portal.ts'
import { fieldsFrom } from './mapping.ts'

let cast: Cast
before(async () => {
  cast = await portal()
})

const secret = 'correct horse battery'

async function inbound(more: Record<string, unknown> = {}) {
  const slug = `hook-${randomUUID()}`
  const made = await cast.ada
    .post('/api/inbound-webhooks', { name: 'Monitoring', slug, ...more })
    .answers(201)
  const token = String(made.url).split('/').at(-1)
  const at = `/api/inbound-webhooks/${made.id}`
  return {
    slug,
    at,
    path: `/api/hooks/${token}`,
    arrived: async () => (await cast.ada.get(`${at}/deliveries`).answers(200)).items as unknown as Loose[],
  }
}

async function call(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(cast.base + path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('what is told becomes an event with the mapped values, and is kept to be looked at', async () => {
  const hook = await inbound({
    company_id: cast.acme.id,
    mapping: { host: '/alert/host', level: '/alert/levels/0', gone: '/nothing' },
  })
  const told = JSON.stringify({ alert: { host: 'srv-01', levels: [3] }, other: 'secret' })
  const { status, body } = await call(hook.path, told)
  assert.deepEqual([status, body.duplicate], [200, false])
  const { items } = await cast.ada
    .get(`/api/audit-logs?type=inbound_webhook.received&company_id=${cast.acme.id}`)
    .answers(200)
  const [event] = items as unknown as Loose[]
  assert.equal(String(event?.actor?.kind), 'inbound')
  assert.ok(
    JSON.stringify(event).includes('srv-01') ||
      (await cast.ada.get(`/api/audit-logs/${event?.id}`)).text.includes('srv-01'),
  )
  const [first] = await hook.arrived()
  await cast.portal.background.idle()
  const one = await cast.ada.get(`${hook.at}/deliveries/${first?.id}`).answers(200)
  assert.equal(String(one.body), told)
  assert.equal(Number(one.event_id), Number(event?.id))
})

test('the same call twice is one event, by webhook-id or by a named header', async () => {
  const plain = await inbound()
  const named = await inbound({ dedupe_header: 'X-Delivery' })
  for (const [hook, header] of [
    [plain, 'webhook-id'],
    [named, 'x-delivery'],
  ] as const) {
    const key = randomUUID()
    const replies = await Promise.all([1, 2, 3].map(() => call(hook.path, '{}', { [header]: key })))
    assert.deepEqual(replies.map(({ body }) => body.duplicate).sort(), [false, true, true])
    assert.equal(new Set(replies.map(({ body }) => body.id)).size, 1)
    assert.equal((await call(hook.path, '{}', { [header]: randomUUID() })).body.duplicate, false)
  }
  const alike = ['a', 'b', 'b'].map((end) => `${'k'.repeat(200)}${end}`)
  const duplicates = []
  for (const key of alike)
    duplicates.push((await call(plain.path, '{}', { 'webhook-id': key })).body.duplicate)
  assert.deepEqual(duplicates, [false, false, true])
})

describe('where it comes from is proven', () => {
  const body = '{"a":1}'
  test('by Standard Webhooks, within five minutes', async () => {
    const key = `whsec_${Buffer.from(secret.padEnd(32)).toString('base64')}`
    const hook = await inbound({ verification: 'standard', secret: key })
    const headers = (at: Date) => ({
      'webhook-id': `msg_${randomUUID()}`,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    })
    const signed = (given: ReturnType<typeof headers>, at: Date) => ({
      ...given,
      'webhook-signature': new Webhook(key).sign(given['webhook-id'], at, body),
    })
    const now = new Date()
    const old = new Date(now.getTime() - 400_000)
    assert.equal((await call(hook.path, body, signed(headers(now), now))).status, 200)
    assert.equal((await call(hook.path, body, signed(headers(old), old))).status, 401)
    assert.equal((await call(hook.path, '{"a":2}', signed(headers(now), now))).status, 401)
    assert.equal((await call(hook.path, body)).body.code, 'signature_invalid')
    assert.equal(String((await hook.arrived())[0]?.reason), 'signature_invalid')
  })

  test('as GitHub signs, by a header of its own, and by name and password', async () => {
    const hmac = (form: 'hex' | 'base64') => createHmac('sha256', secret).update(body).digest(form)
    const github = await inbound({ verification: 'github', secret })
    const own = await inbound({ verification: 'hmac', secret, signature_header: 'X-Sign' })
    const basic = await inbound({ verification: 'basic', secret: 'user:password' })
    const right = [
      [github, { 'x-hub-signature-256': `sha256=${hmac('hex')}` }],
      [own, { 'x-sign': hmac('base64') }],
      [own, { 'x-sign': hmac('hex') }],
      [basic, { authorization: `Basic ${btoa('user:password')}` }],
    ] as const
    for (const [hook, headers] of right) {
      assert.equal((await call(hook.path, body, headers)).status, 200)
      assert.equal((await call(hook.path, `${body} `, hook === basic ? {} : headers)).status, 401)
    }
  })
})

test('a token that is none, is old, is paused or comes from elsewhere is 404; the body has its limits', async () => {
  const hook = await inbound()
  const far = await inbound({ allowed_networks: ['203.0.113.0/24'] })
  assert.equal((await call('/api/hooks/nonsense', '{}')).status, 404)
  assert.equal((await call(far.path, '{}')).status, 404)
  assert.equal(String((await far.arrived())[0]?.reason), 'network_not_allowed')
  assert.equal((await call(hook.path, `"${'x'.repeat(300_000)}"`)).status, 413)
  assert.equal((await call(hook.path, '<a/>', { 'content-type': 'text/xml' })).status, 415)
  assert.equal((await call(hook.path, 'plain words', { 'content-type': 'text/plain' })).status, 200)
  assert.equal((await call(hook.path, 'plain words', { 'content-type': 'Text/Plain' })).status, 200)
  const odd = await inbound({ mapping: { all: '' } })
  assert.equal((await call(odd.path, '\uFEFF{"half":"\\ud800","nul\\u0000":1}')).status, 200)
  assert.equal((await call(hook.path, '{')).status, 400)
  const stale = { headers: { 'if-match': '"2"' } }
  await cast.ada.post(`${hook.at}/rotate-token`, undefined, stale).answers(412, 'stale_version')
  await cast.ada.delete(hook.at, stale).answers(412, 'stale_version')
  await cast.ada.delete(`${hook.at}?version=2`).answers(409, 'stale_version')
  const { url } = await cast.ada.post(`${hook.at}/rotate-token`).answers(200)
  assert.equal((await call(hook.path, '{}')).status, 200)
  assert.equal((await call(new URL(String(url)).pathname, '{}')).status, 200)
  await cast.ada.patch(hook.at, { paused: true }).answers(200)
  assert.equal((await call(hook.path, '{}')).status, 404)
  for (const path of [hook.at, '/api/inbound-webhooks', `${hook.at}/deliveries`])
    assert.ok(!(await cast.ada.get(path)).text.includes(hook.path.split('/').at(-1) ?? ''))
})

test('who asks for a proof must give what it needs, and a short name is one', async () => {
  const hook = await inbound()
  const wrong = async (body: object) => {
    const answer = await cast.ada
      .post('/api/inbound-webhooks', { name: 'x', slug: `s-${randomUUID()}`, ...body })
      .answers(422)
    return String(answer.errors?.[0]?.field)
  }
  assert.equal(await wrong({ verification: 'github' }), 'secret')
  assert.equal(await wrong({ verification: 'hmac', secret }), 'signature_header')
  for (const none of [
    'everywhere',
    'loopback',
    '',
    '10.0.0.1/8',
    '2001:db8::1/64',
    '192.0.2.0/25,10.0.0.0/8',
  ])
    assert.equal(await wrong({ allowed_networks: [none] }), 'allowed_networks', none)
  assert.equal(await wrong({ mapping: { a: '/\u0000' } }), 'mapping.a')
  assert.equal(await wrong({ company_id: 999_999 }), 'company_id')
  await cast.ada.post('/api/inbound-webhooks', { name: 'x', slug: hook.slug }).answers(409, 'slug_taken')
  await cast.ada.patch(hook.at, { slug: (await inbound()).slug }).answers(409, 'slug_taken')
  const refused = await cast.ada.patch(hook.at, { company_id: 999_999 }).answers(422)
  assert.equal(refused.errors?.[0]?.field, 'company_id')
  const wanted = {
    company_id: cast.acme.id,
    allowed_networks: ['127.0.0.0/8', '::1', '10.0.0.0/9'],
    mapping: { a: '/a' },
  }
  const changed = await cast.ada.patch(hook.at, wanted).answers(200)
  assert.deepEqual(changed.allowed_networks, ['127.0.0.0/8', '::1/128', '10.0.0.0/9'] as never)
  const same = await cast.ada.patch(hook.at, { ...wanted, name: 'Monitoring', paused: false }).answers(200)
  assert.deepEqual([changed.version, same.version], [2, 2] as never)
})

test('a technician for some customers neither sees nor makes what reaches further', async () => {
  const hook = await inbound()
  const outgoing = await cast.ada
    .post('/api/webhook-endpoints', { name: 'All', url: 'http://127.0.0.1:59999/', event_types: ['*'] })
    .answers(201)
  const max = await cast.member(cast.provider.id, 'Max', 'Manager')
  const { items: members } = await cast.ada
    .get(`/api/companies/${cast.provider.id}/memberships?limit=200`)
    .answers(200)
  const his = (members as unknown as Loose[]).find((one) => Number(one.user?.id) === max.user_id)
  await limitTo(cast.database, Number(his?.id), [cast.acme.id])
  await max.get(hook.at).answers(404)
  await max.get(`/api/webhook-endpoints/${outgoing.id}`).answers(404)
  const wanted = { name: 'Mine', url: 'http://127.0.0.1:59999/', event_types: ['ticket.created'] }
  await max.post('/api/webhook-endpoints', wanted).answers(422)
  await max.post('/api/webhook-endpoints', { ...wanted, company_ids: [cast.globex.id] }).answers(422)
  await max
    .post('/api/webhook-endpoints', { ...wanted, company_ids: [cast.acme.id], view: 'provider' })
    .answers(422)
  const mine = await max
    .post('/api/webhook-endpoints', { ...wanted, company_ids: [cast.acme.id] })
    .answers(201)
  await cast.globex.eve.post('/api/tickets', { subject: 'Globex', body: 'b' }).answers(201)
  await cast.acme.bob.post('/api/tickets', { subject: 'Acme', body: 'b' }).answers(201)
  await cast.portal.background.idle()
  const { items } = await max.get('/api/webhook-deliveries').answers(200)
  const found = items as unknown as { webhook_endpoint_id: number; company_id: number }[]
  assert.deepEqual(
    found.map(({ webhook_endpoint_id, company_id }) => [webhook_endpoint_id, company_id]),
    [[Number(mine.id), cast.acme.id]],
  )
})

test('mapped values have a limit, and what a database cannot hold is left out', () => {
  const mapping = { a: '/a', b: '/b~1c', deep: '/x/__proto__', big: '/big' }
  const body = Buffer.from(
    JSON.stringify({ a: 'x\u0000y', 'b/c': { 'n\u0000': ['\u0000'] }, big: 'x'.repeat(9_000) }),
  )
  assert.deepEqual(fieldsFrom({ content_type: 'application/json', body }, mapping), {
    a: 'xy',
    b: { n: [''] },
  })
  const form = Buffer.from('name=Bob&x=1')
  assert.deepEqual(
    fieldsFrom({ content_type: 'application/x-www-form-urlencoded', body: form }, { who: 'name' }),
    { who: 'Bob' },
  )
})
