import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personAt } from './harness/person.ts'
import { emptyPortal, password } from './portal.ts'

/** A portal whose limits are small enough to meet (api §10 row 15). */
async function portalWith(limits: Record<string, string>) {
  const opened = await emptyPortal({ TRUSTED_PROXIES: '192.0.2.1', ...limits })
  const ada = personAt(opened.base, 'Ada', 'ada@provider.example')
  const person = { email: ada.email, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', { ...person, password }).answers(201)
  return { ada, visitor: personAt(opened.base), close: opened.close }
}

test('one request too many in a minute is 429 and says when to come back', async (t) => {
  const { ada, close } = await portalWith({ RATE_LIMIT_GENERAL: '6/minute' })
  t.after(close)
  const counted = []
  for (let sent = 0; sent < 6; sent++) {
    const { status, headers } = await ada.get('/api/me')
    assert.equal(status, 200)
    counted.push(Number(headers.get('ratelimit-remaining')))
  }
  assert.deepEqual(counted, [5, 4, 3, 2, 1, 0])

  const refused = await ada.get('/api/me')
  assert.equal(refused.status, 429)
  assert.equal(refused.body.code, 'rate_limited')
  const wait = Number(refused.headers.get('retry-after'))
  assert.ok(Number.isInteger(wait) && wait >= 1 && wait <= 60)
  assert.equal(Number(refused.body.retry_after), wait)
  assert.equal(refused.headers.get('ratelimit-limit'), '6')
  assert.equal(refused.headers.get('ratelimit-remaining'), '0')
  assert.equal(refused.headers.get('ratelimit-policy'), '"general";q=6;w=60')
  assert.match(refused.headers.get('ratelimit') ?? '', /^"general";r=0;t=\d+$/)

  for (const path of ['/api/me/', '/api/auth/session', '/api/tickets?limit=1'])
    assert.equal((await ada.get(path)).status, 429, path)
  assert.equal((await ada.get('/health/live')).status, 200)
})

test('neither a made-up address nor another spelling gives a visitor a fresh allowance; hooks have their own', async (t) => {
  const { ada, visitor, close } = await portalWith({
    RATE_LIMIT_ANONYMOUS: '5/minute',
    RATE_LIMIT_HOOK_BURST: '2/hour',
    RATE_LIMIT_HOOK_UNKNOWN: '1/hour',
  })
  t.after(close)
  const answers: number[] = []
  for (let sent = 0; sent < 8; sent++) {
    const headers = { 'x-forwarded-for': `203.0.113.${sent}` }
    answers.push((await visitor.get('/api/branding', { headers })).status)
  }
  assert.deepEqual(answers.slice(0, 5), [200, 200, 200, 200, 200])
  assert.deepEqual(answers.slice(5), [429, 429, 429])
  assert.equal((await visitor.get('/api/branding/')).status, 429)
  for (const path of [
    '/API/branding',
    '//api/branding',
    '/api//branding',
    '/%61pi/branding',
    '/api/branding;x',
  ])
    assert.equal((await visitor.get(path)).status, 404, path)

  const call = async (path: string) => (await visitor.post(path, {})).status
  assert.deepEqual([await call('/api/hooks/nonsense'), await call('/api/hooks/other')], [404, 429])
  const { url } = await ada.post('/api/inbound-webhooks', { name: 'In', slug: 'in' }).answers(201)
  const { pathname } = new URL(String(url))
  assert.deepEqual([await call(pathname), await call(pathname), await call(pathname)], [200, 200, 429])
})

test('a key has an allowance of its own, beside its owner’s session', async (t) => {
  const { ada, visitor, close } = await portalWith({
    RATE_LIMIT_GENERAL: '20/minute',
    RATE_LIMIT_API: '3/minute',
  })
  t.after(close)
  const made = await ada.post('/api/api-keys', { description: 'k', scopes: ['account.read'] }).answers(201)
  const headers = { 'x-api-key': String(made.api_key) }
  const answers: number[] = []
  for (let sent = 0; sent < 5; sent++) answers.push((await visitor.get('/api/me', { headers })).status)
  assert.deepEqual(answers, [200, 200, 200, 429, 429])
  assert.equal((await ada.get('/api/me')).status, 200)
})

test('tries to sign in are counted by address', async (t) => {
  const { visitor, close } = await portalWith({ RATE_LIMIT_LOGIN: '3/minute' })
  t.after(close)
  const answers: number[] = []
  for (let sent = 0; sent < 5; sent++) {
    const body = { email: `nobody${sent}@people.example`, password: 'wrong' }
    answers.push((await visitor.post('/api/auth/login', body)).status)
  }
  assert.deepEqual(answers, [401, 401, 401, 429, 429])
})

test('however sign-in is spelled it is one bucket, or no endpoint', async (t) => {
  const { visitor, close } = await portalWith({ RATE_LIMIT_LOGIN: '4/minute' })
  t.after(close)
  const ask = async (path: string, at: number) =>
    (await visitor.post(path, { email: `nobody${at}@people.example`, password: 'wrong' })).status
  const right = [
    '/auth/login',
    '/api/auth/login',
    '/auth/login/',
    '/api/auth/login/',
    '/auth/login',
    '/api/auth/login',
  ]
  const answers: number[] = []
  for (const [at, path] of right.entries()) answers.push(await ask(path, at))
  assert.deepEqual(answers, [401, 401, 401, 401, 429, 429])
  for (const path of ['//auth/login', '/AUTH/login', '/%61uth/login', '/api//auth/login', '/auth/login;x'])
    assert.equal(await ask(path, 9), 404, path)
})
