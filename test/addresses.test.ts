import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { personAt } from './harness/person.ts'
import { type Cast, emptyPortal, password, portal } from './portal.ts'

/** Which address is whose (api §4.1, §10 row 16). */
let cast: Cast
before(async () => {
  cast = await portal()
})

const asBrowser = { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } }
const asProgram = { headers: { accept: 'application/json' } }

describe('promised addresses', () => {
  test('are the API’s for programs and pages for browsers', async () => {
    const listed = await cast.acme.olive.get('/api-keys', asProgram)
    assert.equal(listed.status, 200)
    assert.ok(Array.isArray(listed.body.items))
    assert.match(listed.headers.get('vary') ?? '', /Sec-Fetch-Mode/i)
    assert.equal(listed.headers.get('cache-control'), 'no-store')
    const opened = await cast.acme.olive.get('/api-keys', asBrowser)
    assert.equal(opened.status, 303)
    assert.equal(opened.headers.get('location'), '/account/api-keys')
    assert.match(opened.headers.get('vary') ?? '', /Sec-Fetch-Mode/i)
  })

  test('that the API does not serve yet are its 404 for programs, and pages for browsers', async () => {
    await cast.acme.bob.get('/ports', asProgram).answers(404, 'no_such_endpoint')
    const page = await cast.acme.bob.get('/ports', asBrowser)
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
  })

  test('a form that posts to /switch-company is sent on', async () => {
    const form = new URLSearchParams({ companyId: String(cast.acme.id), returnUrl: '/tickets' })
    form.set('_csrf', cast.acme.bob.cookies.get('myportal_session_csrf') ?? '')
    const headers = { ...asBrowser.headers, accept: 'text/html' }
    const reply = await cast.acme.bob.post('/switch-company', form, { headers, bare: true })
    assert.equal(reply.status, 303, reply.text)
    assert.equal(reply.headers.get('location'), '/tickets')
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
  const { base, close } = await emptyPortal({ ROOT_PATH: '/api/v1' })
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
  const opened = await ada.get('/api/v1/api-keys', asBrowser)
  assert.deepEqual([opened.status, opened.headers.get('location')], [303, '/api/v1/account/api-keys'])
  const form = new URLSearchParams({ companyId: String(made.body.id), returnUrl: '/tickets' })
  form.set('_csrf', ada.cookies.get('myportal_session_csrf') ?? '')
  const switched = await ada.post('/api/v1/switch-company', form, { ...asBrowser, bare: true })
  assert.deepEqual([switched.status, switched.headers.get('location')], [303, '/api/v1/tickets'])

  const key = { 'idempotency-key': 'the-same-for-both' }
  const first = await ada.post('/api/companies', { name: 'Globex' }, { headers: key })
  const again = await ada.post('/api/companies', { name: 'Globex' }, { headers: key })
  assert.equal(again.headers.get('idempotency-replayed'), 'true', again.text)
  assert.equal(again.headers.get('location'), first.headers.get('location'))
})
