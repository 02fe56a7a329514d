import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { allApis } from '../app/contracts.ts'
import { readConfig } from '../platform/config.ts'
import { type AnyEndpoint, pathOf } from '../platform/contract/endpoint.ts'
import { jsonSchemaOf, type Schema } from '../platform/contract/schema.ts'
import type { Reply } from './harness/person.ts'
import { type Cast, type Loose, type Person, portal } from './portal.ts'

/** What every endpoint does alike (api §10). */
const endpoints = Object.values(allApis).flatMap((api) => Object.values(api) as AnyEndpoint[])
const house = endpoints.filter(({ credential = 'house' }) => credential === 'house')
const isOpen = ({ access }: AnyEndpoint) => access.words.some(({ word }) => word === 'visitor')
const addressAt = (declared: AnyEndpoint, id: number) => pathOf(declared).replace(/:\w+/g, String(id))
const isForm = (declared: AnyEndpoint) => declared.accepts?.includes('multipart/form-data') && !declared.body

let cast: Cast
before(async () => {
  cast = await portal()
})

const codesOf = (body: Loose) =>
  (body.errors as unknown as { field: string; code: string }[] | undefined) ?? []
const csrfOf = (person: Person) => person.cookies.get('myportal_session_csrf') ?? ''
const openOne = async (person: Person, subject = 'A ticket') =>
  Number((await person.post('/api/tickets', { subject, body: 'b' }).answers(201)).id)

async function keyOf(person: Person, scopes: string[]): Promise<string> {
  const made = await person.post('/api/api-keys', { description: 'Test', scopes }).answers(201)
  return String(made.api_key)
}

function assertProblem(reply: Reply, what: string): void {
  assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/, what)
  const { code, request_id, type, title, status } = reply.body
  assert.ok(code && title, what)
  assert.equal(Number(status), reply.status, what)
  assert.equal(String(request_id), reply.headers.get('x-request-id'), what)
  assert.ok(String(type).endsWith(`/docs/problems/${code}`), what)
  assert.equal(reply.headers.get('x-content-type-options'), 'nosniff', what)
}

/** A place in the address for words, not for an id. */
const named = /:(?!\w+_id\b)/

describe('every endpoint', () => {
  for (const declared of house) {
    const name = `${declared.method} ${pathOf(declared)}`

    test(`${name} without a credential is 401 or what it says to visitors`, async () => {
      const reply = await cast.visitor.request(declared.method, addressAt(declared, 1), bodyFor(declared))
      if (isOpen(declared)) assert.notEqual(reply.status, 401)
      else assert.equal(reply.status, 401, reply.text)
      if (reply.status >= 400) assertProblem(reply, name)
      if (reply.status === 401) assert.match(reply.headers.get('www-authenticate') ?? '', /^Bearer/)
    })
  }

  test('asked by a method it has not got is 405 with Allow', async () => {
    for (const path of new Set(endpoints.map((declared) => addressAt(declared, 1)))) {
      const reply = await cast.visitor.request('PROPFIND', path)
      assert.equal(reply.status, 405, path)
      assert.match(reply.headers.get('allow') ?? '', /[A-Z]+/, path)
      assertProblem(reply, path)
    }
  })

  test('refuses fields it does not declare, and stores nothing', async () => {
    const smuggled = { is_super_admin: true, user_id: 1, created_at: '2020-01-01T00:00:00Z', company_id: 1 }
    const before = await cast.ada.get('/api/tickets?count=true').answers(200)
    for (const declared of house.filter(({ method }) => method !== 'GET')) {
      if (isForm(declared)) continue
      const known = propertiesOf(declared.body)
      const extra = Object.fromEntries(Object.entries(smuggled).filter(([key]) => !known.has(key)))
      const whose = isOpen(declared) ? cast.visitor : cast.ada
      const path = addressAt(declared, 999_999)
      const reply = await whose.request(declared.method, path, extra)
      const refused = codesOf(reply.body).filter(({ code }) => code === 'unknown_field')
      // What a newer web app keeps there is passed over (identity §3.3); what has a name in its place is 404 by that.
      if (!declared.body || declared.path === '/me/preferences' || named.test(declared.path)) continue
      assert.equal(reply.status, 422, `${declared.method} ${path}: ${reply.text}`)
      assert.deepEqual(refused.map(({ field }) => field).sort(), Object.keys(extra).sort(), path)
    }
    const after = await cast.ada.get('/api/tickets?count=true').answers(200)
    assert.equal(after.total, before.total)
  })

  test('names a problem whose help opens', async () => {
    const { type } = await cast.visitor.get('/api/tickets').answers(401)
    const { pathname } = new URL(String(type))
    const page = await cast.visitor.get(pathname, { headers: { accept: 'text/html' } })
    assert.equal(page.status, 200)
    assert.match(page.text, /not_signed_in/)
  })
})

const bodyFor = (declared: AnyEndpoint) =>
  declared.method === 'GET' || declared.method === 'DELETE'
    ? undefined
    : isForm(declared)
      ? new FormData()
      : {}

function propertiesOf(body: unknown): Set<string> {
  if (!body) return new Set()
  return new Set(Object.keys((jsonSchemaOf(body as Schema, 'input').properties as object | undefined) ?? {}))
}

describe('spellings', () => {
  test('camelCase, snake_case and query name the company alike; both at once are a duplicate', async () => {
    const { ada, acme, provider } = cast
    const ways = [
      () => ada.post('/switch-company', { companyId: acme.id }),
      () => ada.post('/switch-company', { company_id: acme.id }),
      () => ada.post(`/switch-company?companyId=${acme.id}`, {}),
    ]
    for (const way of ways) {
      const { company } = await way().answers(200)
      assert.equal(company?.id, acme.id)
      await ada.post('/switch-company', { companyId: provider.id }).answers(200)
    }
    const twice = await ada.post('/switch-company', { companyId: 2, company_id: 2 }).answers(422)
    assert.deepEqual(
      codesOf(twice).map(({ field, code }) => [field, code]),
      [['company_id', 'duplicate_field']],
    )
  })

  test('aliases of the query ask for the same page', async () => {
    const { bob } = cast.acme
    await openOne(bob, 'Alias one')
    await openOne(bob, 'Alias two')
    await cast.portal.background.idle()
    const asked = async (query: string) => {
      const { items } = await bob.get(`/api/tickets?${query}`).answers(200)
      return (items as unknown as Loose[]).map(({ id }) => Number(id))
    }
    const wanted = await asked('q=Alias&sort=created_at')
    assert.equal(wanted.length, 2)
    assert.deepEqual(await asked('search=Alias&order_by=created_at&order=asc'), wanted)
    assert.deepEqual(await asked('q=Alias&sortBy=created_at&sortOrder=desc'), wanted.toReversed())
    assert.deepEqual(await asked('q=Alias&sort=created_at&statusKind[]=open'), wanted)
    assert.deepEqual(await asked('q=Alias&sort=created_at&status_kind=open,pending'), wanted)
  })
})

describe('one key, one thing', () => {
  const fresh = () => ({ subject: `Once ${randomUUID()}`, body: 'b' })
  const under = (key: string) => ({ headers: { 'idempotency-key': key } })

  test('50 requests at once make one ticket, and say the same or that it is being made', async () => {
    const { bob } = cast.acme
    const [wanted, key] = [fresh(), randomUUID()]
    const replies = await Promise.all(
      Array.from({ length: 50 }, async () => await bob.post('/api/tickets', wanted, under(key))),
    )
    const made = replies.filter(({ status }) => status === 201)
    for (const { status, body } of replies)
      if (status !== 201) assert.deepEqual([status, String(body.code)], [409, 'request_in_progress'])
    assert.equal(made.filter(({ headers }) => headers.get('idempotency-replayed') === null).length, 1)
    const first = made.find(({ headers }) => headers.get('idempotency-replayed') === null)
    for (const { body, headers } of made) {
      assert.deepEqual(body, first?.body)
      assert.equal(headers.get('location'), first?.headers.get('location'))
    }
    await cast.portal.background.idle()
    const found = await bob.get(`/api/tickets?q=${encodeURIComponent(wanted.subject)}`).answers(200)
    assert.equal(Number(found.items?.length), 1)
  })

  test('the same key with another body is refused, and in another hand a new thing', async () => {
    const { bob, olive } = cast.acme
    const [wanted, key] = [fresh(), randomUUID()]
    const first = await bob.post('/api/tickets', wanted, under(key)).answers(201)
    await bob
      .post('/api/tickets', { ...wanted, body: 'other' }, under(key))
      .answers(422, 'idempotency_key_reused')
    const other = await olive.post('/api/tickets', wanted, under(key)).answers(201)
    assert.notEqual(other.id, first.id)
  })

  test('a request that failed leaves no key', async () => {
    const { bob } = cast.acme
    const key = randomUUID()
    await bob.post('/api/tickets', { subject: 'No body' }, under(key)).answers(422)
    const made = await bob.post('/api/tickets', fresh(), under(key))
    assert.equal(made.status, 201)
    assert.equal(made.headers.get('idempotency-replayed'), null)
  })

  test('a secret shown once is not shown twice', async () => {
    const { olive } = cast.acme
    const wanted = { description: 'Once', scopes: ['account.read'] }
    const key = randomUUID()
    const made = await olive.post('/api/api-keys', wanted, under(key)).answers(201)
    const again = await olive.post('/api/api-keys', wanted, under(key))
    assert.deepEqual([again.status, String(again.body.code)], [409, 'already_created'])
    assert.equal(again.body.id, made.key?.id)
    assert.ok(!again.text.includes(String(made.api_key)))
  })

  test('a key that is too short, or has other characters, is said to be so', async () => {
    for (const key of ['short', 'x'.repeat(65), 'has a space in it'])
      await cast.acme.bob.post('/api/tickets', fresh(), under(key)).answers(422, 'invalid_input')
  })
})

describe('two at once', () => {
  test('of two changes to one version one wins, and the other is shown what is there now', async () => {
    const id = await openOne(cast.acme.bob)
    const { version } = await cast.tess.get(`/api/tickets/${id}`).answers(200)
    const change = (subject: string, tag: string) =>
      cast.tess.patch(`/api/tickets/${id}`, { subject }, { headers: { 'if-match': tag } })
    const replies = await Promise.all([change('First', `"${version}"`), change('Second', `W/"${version}"`)])
    assert.deepEqual(replies.map(({ status }) => status).sort(), [200, 412])
    const [won, lost] = replies[0]?.status === 200 ? replies : replies.toReversed()
    assert.equal(lost?.body.code, 'stale_version')
    assert.equal(lost?.body.current?.version, won?.body.version)
    assert.equal(won?.headers.get('etag'), `"${won?.body.version}"`)

    const old = await cast.tess
      .patch(`/api/tickets/${id}`, { subject: 'Third', version })
      .answers(409, 'stale_version')
    assert.equal(old.current?.version, won?.body.version)
    await change('Fourth', '"nonsense"').answers(412, 'stale_version')
    await change('Fifth', `"${won?.body.version}"`).answers(200)
  })

  test('a change that changes nothing makes no version and no event', async () => {
    const id = await openOne(cast.acme.bob, 'As it is')
    const before = await cast.tess.get(`/api/tickets/${id}`).answers(200)
    const after = await cast.tess.patch(`/api/tickets/${id}`, { subject: 'As it is' }).answers(200)
    assert.equal(after.version, before.version)
  })
})

describe('who is calling', () => {
  const ticket = { subject: 'By key', body: 'b' }

  test('a header credential counts alone, and a bad one is never rescued by a good cookie', async () => {
    const { bob } = cast.acme
    const bad = { headers: { authorization: 'Bearer mpk_nonsense' } }
    await bob.get('/api/tickets', bad).answers(401, 'invalid_api_key')
    await bob.get('/api/tickets', { headers: { 'x-api-key': 'nonsense' } }).answers(401, 'invalid_api_key')
    await bob.get('/api/branding', bad).answers(401, 'invalid_api_key')
    await bob
      .get('/api/tickets', { headers: { authorization: 'Bearer mcp_x' } })
      .answers(401, 'invalid_access_token')
    await bob.get('/api/tickets', { headers: { authorization: 'Basic eDp5' } }).answers(401)
  })

  test('two credentials, or one in the address, are 400', async () => {
    const { bob } = cast.acme
    await bob.get('/api/tickets?api_key=mpk_x').answers(400, 'ambiguous_credentials')
    const two = { headers: { authorization: 'Bearer mpk_x', 'x-api-key': 'mpk_x' } }
    await bob.get('/api/tickets', two).answers(400, 'ambiguous_credentials')
  })

  test('a session needs its token to write, a key does not', async () => {
    const { bob } = cast.acme
    await bob.post('/api/tickets', ticket, { bare: true }).answers(403, 'csrf_missing')
    const wrong = { headers: { 'x-csrf-token': csrfOf(cast.globex.eve) } }
    await bob.post('/api/tickets', ticket, wrong).answers(403, 'csrf_invalid')
    await bob.post('/api/tickets', { ...ticket, _csrf: csrfOf(bob) }, { bare: true }).answers(201)
    const key = await keyOf(cast.acme.olive, ['tickets.create'])
    await cast.visitor.post('/api/tickets', ticket, { headers: { 'x-api-key': key } }).answers(201)
    await cast.visitor.get('/api/companies', { headers: { 'x-api-key': key } }).answers(403, 'scope_missing')
  })

  test('another site cannot write, not even with the right token', async () => {
    const { bob } = cast.acme
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ])
      await bob.post('/api/tickets', ticket, { headers }).answers(403, 'cross_site')
  })

  test('a tab that believes to be in another company is told so, and writes nothing', async () => {
    const { bob, id } = cast.acme
    const inB = { headers: { 'x-company': String(cast.globex.id) } }
    const subject = `Tab ${randomUUID()}`
    const refused = await bob
      .post('/api/tickets', { ...ticket, subject }, inB)
      .answers(409, 'company_changed')
    assert.equal(refused.active_company, id)
    assert.equal(Number((await bob.get(`/api/tickets?q="${subject}"`).answers(200)).items?.length), 0)
    await bob.post('/api/tickets', ticket, { headers: { 'x-company': String(id) } }).answers(201)
  })
})

describe('other origins', () => {
  const corsOf = ({ headers }: Reply) =>
    [...headers.keys()].filter((name) => name.startsWith('access-control-'))

  test('an origin that is not listed gets no CORS header on anything', async () => {
    const preflight = { 'access-control-request-method': 'POST' }
    for (const origin of ['https://evil.example', 'null', 'http://localhost:4000.evil.example']) {
      const replies = [
        await cast.acme.bob.get('/api/tickets', { headers: { origin } }),
        await cast.visitor.request('OPTIONS', '/api/tickets', undefined, {
          headers: { origin, ...preflight },
        }),
        await cast.visitor.get('/api/nowhere', { headers: { origin } }),
        await cast.visitor.get('/api/tickets', { headers: { origin } }),
      ]
      for (const reply of replies) {
        assert.deepEqual(corsOf(reply), [])
        assert.match(reply.headers.get('vary') ?? '', /Origin/)
      }
    }
  })

  test('a listed origin is echoed, with credentials', async () => {
    const origin = 'http://localhost:4000'
    const reply = await cast.acme.bob.get('/api/tickets', { headers: { origin } })
    assert.equal(reply.headers.get('access-control-allow-origin'), origin)
    assert.equal(reply.headers.get('access-control-allow-credentials'), 'true')
    const asks = {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'x-csrf-token',
    }
    const preflight = await cast.visitor.request('OPTIONS', '/api/tickets/1', undefined, { headers: asks })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers.get('access-control-allow-methods'), 'PATCH')
    assert.equal(preflight.headers.get('access-control-max-age'), '600')
  })

  test('a star, a pattern, a path or null in ALLOWED_ORIGINS stops the start, in one line', () => {
    for (const entry of ['*', 'https://*.example.com', 'null', 'https://a.example/path', 'a.example']) {
      assert.throws(
        () => readConfig({ ENVIRONMENT: 'test', DATA_DIR: '/nonexistent', ALLOWED_ORIGINS: entry }),
        (error: Error) =>
          error.message.split('\n').filter((line) => line.includes('ALLOWED_ORIGINS')).length === 1,
      )
    }
  })
})
