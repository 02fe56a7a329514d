import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Portal } from '../app/server.ts'
import { type Person, personAt } from './harness/person.ts'
import { type Cast, emptyPortal, password, portal } from './portal.ts'

/** Which address is whose (api §4.1, §10 row 16). */
let cast: Cast
before(async () => {
  cast = await portal()
})

/** What a browser sends when a person opens an address, or submits a form; fetch cannot say that it navigates. */
async function browse({ app }: Portal, person: Person, url: string, form?: Record<string, string>) {
  const cookie = [...person.cookies].map((pair) => pair.join('=')).join('; ')
  const headers = {
    cookie,
    accept: 'text/html',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': 'same-origin',
  }
  if (!form) return app.inject({ method: 'GET', url, headers })

  const _csrf = person.cookies.get('myportal_session_csrf') ?? ''
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const payload = new URLSearchParams({ ...form, _csrf }).toString()
  return app.inject({ method: 'POST', url, headers: { ...headers, ...type }, payload })
}

const asProgram = { headers: { accept: 'application/json' } }

describe('promised addresses', () => {
  test('are the API’s for programs and pages for browsers', async () => {
    const listed = await cast.acme.olive.get('/api-keys', asProgram)
    assert.equal(listed.status, 200)
    assert.ok(Array.isArray(listed.body.items))
    assert.match(listed.headers.get('vary') ?? '', /Sec-Fetch-Mode/i)
    assert.equal(listed.headers.get('cache-control'), 'no-store')
    const opened = await browse(cast.portal, cast.acme.olive, '/api-keys')
    assert.deepEqual([opened.statusCode, opened.headers.location], [303, '/account/api-keys'])
    assert.match(String(opened.headers.vary), /Sec-Fetch-Mode/i)
    assert.equal(opened.headers['cache-control'], 'no-store')
  })

  test('that the API does not serve yet are its 404 for programs, and pages for browsers', async () => {
    await cast.acme.bob.get('/ports', asProgram).answers(404, 'no_such_endpoint')
    const page = await browse(cast.portal, cast.acme.bob, '/ports')
    assert.match(String(page.headers['content-type']), /^text\/html/)
  })

  test('a form that posts to /switch-company is sent on', async () => {
    const form = { companyId: String(cast.acme.id), returnUrl: '/tickets' }
    const reply = await browse(cast.portal, cast.acme.bob, '/switch-company', form)
    assert.deepEqual([reply.statusCode, reply.headers.location], [303, '/tickets'], reply.payload)
  })
})

describe('one address for each thing', () => {
  test('a slash at the end is the same, other spellings are 404', async () => {
    await cast.visitor.get('/api/branding/').answers(200)
    for (const path of [
      '/API/branding',
      '//api/branding',
      '/api//branding',
      '/%61pi/branding',
      '/api/%62randing',
      '/api%2fbranding',
      '/api/branding;a=b',
      '/api/./%2e%2e/branding',
    ])
      await cast.visitor.get(path).answers(404, 'no_such_endpoint')
  })

  test('HEAD works wherever GET does, and OPTIONS says what is possible', async () => {
    const head = await cast.visitor.request('HEAD', '/api/branding')
    assert.equal(head.status, 200)
    assert.equal(head.text, '')
    const options = await cast.visitor.request('OPTIONS', '/api/tickets')
    assert.equal(options.status, 204)
    assert.deepEqual(
      new Set((options.headers.get('allow') ?? '').split(', ')),
      new Set(['GET', 'HEAD', 'OPTIONS', 'POST']),
    )
  })
})

test('below ROOT_PATH everything works with and without it, and Location carries it', async (t) => {
  const { portal: house, base, close } = await emptyPortal({ ROOT_PATH: '/api/v1' })
  t.after(close)
  const ada = personAt(base, 'Ada', 'ada@provider.example')
  const person = { email: ada.email, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/v1/api/auth/register', { ...person, password }).answers(201)
  const made = await ada.post('/api/v1/api/companies', { name: 'Acme' })
  assert.equal(made.status, 201)
  const location = made.headers.get('location') ?? ''
  assert.equal(location, `/api/v1/api/companies/${made.body.id}`)
  await ada.get(location).answers(200)
  const stripped = await ada.get(`/api/companies/${made.body.id}`).answers(200)
  assert.equal(stripped.name, 'Acme')

  const listed = await ada.get('/api/v1/api-keys', asProgram)
  assert.equal(listed.status, 200)
  const opened = await browse(house, ada, '/api/v1/api-keys')
  assert.deepEqual([opened.statusCode, opened.headers.location], [303, '/api/v1/account/api-keys'])
  const form = { companyId: String(made.body.id), returnUrl: '/tickets' }
  const switched = await browse(house, ada, '/api/v1/switch-company', form)
  assert.deepEqual([switched.statusCode, switched.headers.location], [303, '/api/v1/tickets'])

  const key = { 'idempotency-key': 'the-same-for-both' }
  const first = await ada.post('/api/companies', { name: 'Globex' }, { headers: key })
  const again = await ada.post('/api/companies', { name: 'Globex' }, { headers: key })
  assert.equal(again.headers.get('idempotency-replayed'), 'true', again.text)
  assert.equal(again.headers.get('location'), first.headers.get('location'))
})
