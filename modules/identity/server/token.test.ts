import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  exportSPKI,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose'
import * as oauth from 'openid-client'
import { basic, bearer, freePort, type Machine, machine, tokenOf } from '../../../test/harness/machine.ts'
import { type Person, personAt } from '../../../test/harness/person.ts'
import { emptyPortal, password } from '../../../test/portal.ts'

const run = promisify(execFile)
const outside = 'https://codes.example.com'
let base: string
let ada: Person
let visitor: Person
let one: Machine
let close: () => Promise<void>

before(async () => {
  const port = await freePort()
  const opened = await emptyPortal({ PORT: String(port), PORTAL_URL: `http://127.0.0.1:${port}` })
  base = opened.base
  close = opened.close
  ada = personAt(base, 'Ada')
  const person = { email: 'ada@provider.example', password, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/auth/register', person).answers(201)
  visitor = personAt(base)
  one = await machine(ada, ['super_id:generate', 'super_id:check'], { audiences: [outside] })
})
after(() => close())

const keys = () => createRemoteJWKSet(new URL(`${base}/.well-known/jwks.json`))

test('a client gets a token by form, JSON and Basic, and a stranger verifies it with the published keys', async () => {
  const { client_id, client_secret } = one
  const grant = { grant_type: 'client_credentials' }
  const ways = [
    visitor.post('/auth/token', { ...grant, client_id, client_secret }),
    visitor.post('/auth/token', new URLSearchParams({ ...grant, client_id, client_secret })),
    visitor.post('/auth/token', new URLSearchParams(grant), { headers: basic(one) }),
  ]
  for (const way of ways) {
    const { headers } = await way
    assert.equal(headers.get('cache-control'), 'no-store')
    const { access_token, token_type, expires_in, scope } = await way.answers(200)
    assert.equal(String(token_type), 'Bearer')
    assert.equal(Number(expires_in), 900)
    assert.equal(String(scope), 'super_id:check super_id:generate')
    const { payload, protectedHeader } = await jwtVerify(String(access_token), keys(), {
      issuer: base,
      audience: base,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['jti', 'iat', 'nbf', 'exp', 'sub'],
    })
    assert.deepEqual(Object.keys(protectedHeader).sort(), ['alg', 'kid', 'typ'])
    assert.equal(payload.sub, client_id)
    assert.equal(payload.client_id, client_id)
    assert.equal(Number(payload.exp) - Number(payload.iat), 900)
    assert.deepEqual(payload.permissions, ['super_id:check', 'super_id:generate'])
    assert.deepEqual(payload.roles, [one.name])
  }
})

test('openid-client finds everything by itself, and curl needs three lines', async () => {
  const { client_id, client_secret } = one
  const config = await oauth.discovery(new URL(base), client_id, client_secret, undefined, {
    algorithm: 'oauth2',
    execute: [oauth.allowInsecureRequests],
  })
  const token = await oauth.clientCredentialsGrant(config, { scope: 'super_id:check', resource: outside })
  assert.equal(token.scope, 'super_id:check')
  const checked = await oauth.tokenIntrospection(config, token.access_token)
  assert.equal(checked.active, true)
  assert.equal(checked.aud, outside)
  await oauth.tokenRevocation(config, token.access_token)
  assert.equal((await oauth.tokenIntrospection(config, token.access_token)).active, false)

  const form = ['-d', 'grant_type=client_credentials', '-u', `${client_id}:${client_secret}`]
  const { stdout } = await run('curl', ['-s', ...form, `${base}/auth/token`])
  const answer = JSON.parse(stdout) as { access_token: string }
  const spki = await exportSPKI(await publicKeyOf(answer.access_token))
  assert.match(spki, /BEGIN PUBLIC KEY/)
})

async function publicKeyOf(token: string): Promise<CryptoKey> {
  const { kid, alg } = decodeProtectedHeader(token)
  const { keys: published } = (await (await fetch(`${base}/.well-known/jwks.json`)).json()) as { keys: JWK[] }
  return (await importJWK(published.find((key) => key.kid === kid) as JWK, alg, {
    extractable: true,
  })) as CryptoKey
}

test('what cannot be is refused with one body that OAuth clients and ours both read', async () => {
  const { client_id, client_secret } = one
  const grant = { grant_type: 'client_credentials' }
  const refusals: [object | URLSearchParams | string, number, string, Record<string, string>?][] = [
    [{ client_id, client_secret }, 400, 'invalid_request'],
    [{ grant_type: 'password', client_id, client_secret }, 400, 'unsupported_grant_type'],
    [{ ...grant, client_id, client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ ...grant, client_id: 'nobody', client_secret }, 401, 'invalid_client'],
    [{ ...grant }, 401, 'invalid_client'],
    [{ ...grant, client_id, client_secret, scope: 'super_id:check tickets.view' }, 400, 'invalid_scope'],
    [{ ...grant, client_id, client_secret, audience: 'https://other.example' }, 400, 'invalid_target'],
    [{ ...grant, client_id, client_secret }, 400, 'invalid_request', basic(one)],
    [new URLSearchParams('grant_type=a&grant_type=b'), 400, 'invalid_request'],
    [{ ...grant, client_id: 7, client_secret }, 400, 'invalid_request'],
    [
      new URLSearchParams([
        ...Object.entries({ ...grant, client_id, client_secret }),
        ['client_secret', 'b'],
      ]),
      400,
      'invalid_request',
    ],
    [
      new URLSearchParams([...Object.entries(grant), ['scope', 'a'], ['scope', 'b']]),
      400,
      'invalid_request',
      basic(one),
    ],
    [{ ...grant, client_id: 'another' }, 400, 'invalid_request', basic(one)],
  ]
  for (const [body, status, code, headers = {}] of refusals) {
    const reply = visitor.post('/auth/token', body, { headers })
    const told = await reply.answers(status, code)
    assert.equal(String(told.error), code)
    assert.ok(String(told.error_description).length > 10)
    const { headers: answered } = await reply
    if (status === 401) assert.match(answered.get('www-authenticate') ?? '', /^Basic /)
    assert.ok(!JSON.stringify(told).includes(client_secret))
  }
})

test('tokens that others made, or that say how to verify them, are refused', async () => {
  const good = await tokenOf(visitor, one)
  const { kid } = decodeProtectedHeader(good)
  const publicKey = await publicKeyOf(good)
  const spki = new TextEncoder().encode(await exportSPKI(publicKey))
  const claims = JSON.parse(Buffer.from(good.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >
  const header = (more: object) =>
    Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid, ...more })).toString('base64url')
  const [, payload, signature] = good.split('.')
  const forged = [
    `${header({ alg: 'none' })}.${payload}.`,
    await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: kid ?? '' }).sign(spki),
    `${header({ jku: 'https://evil.example/jwks' })}.${payload}.${signature}`,
    `${header({ jwk: { kty: 'EC' } })}.${payload}.${signature}`,
    `${header({ kid: 'unknown' })}.${payload}.${signature}`,
    `${header({ typ: 'JWT' })}.${payload}.${signature}`,
    good.slice(0, -4),
    'mps_notajwt',
    'a.b.c',
  ]
  for (const token of forged) {
    await visitor.get('/api/companies', bearer(token)).answers(401, 'invalid_access_token')
    const { active } = await visitor.post('/auth/introspect', { token }, { headers: basic(one) }).answers(200)
    assert.equal(active as unknown, false)
  }
  const elsewhere = await tokenOf(visitor, one, { audience: outside })
  await visitor.get('/api/companies', bearer(elsewhere)).answers(401, 'invalid_access_token')
  await visitor.get('/api/companies', bearer(good)).answers(403, 'scope_missing')
})

test('a client sees the companies it was given, with the rights it holds now', async () => {
  const company = async (name: string) => Number((await ada.post('/api/companies', { name }).answers(201)).id)
  const [acme, globex] = [await company('Acme'), await company('Globex')]
  const reader = await machine(ada, ['companies.view', 'members.view', 'tickets.view'], {
    company_ids: [acme],
  })
  const token = await tokenOf(visitor, reader)
  const names = async (given: string) => {
    const { items } = await visitor.get('/api/companies?kind=customer', bearer(given)).answers(200)
    return (items as unknown as { name: string }[]).map(({ name }) => name)
  }
  assert.deepEqual(await names(token), ['Acme'])
  await visitor.get('/api/tickets', bearer(token)).answers(200)
  await visitor.get('/api/roles', bearer(token)).answers(200)
  await visitor.get(`/api/companies/${acme}/memberships`, bearer(token)).answers(200)
  await visitor.get(`/api/companies/${globex}/memberships`, bearer(token)).answers(404)
  await visitor.post('/api/companies', { name: 'Mine' }, bearer(token)).answers(403, 'scope_missing')
  await visitor.get('/api/me', bearer(token)).answers(403, 'scope_missing')
  await visitor.get('/auth/session', bearer(token)).answers(403, 'scope_missing')

  const grants = await ada.get(`/api/machine-clients/${reader.id}/roles`).answers(200)
  const role_ids = (grants.roles as unknown as { id: number }[]).map(({ id }) => id)
  const set = (more: object) =>
    ada.put(`/api/machine-clients/${reader.id}/roles`, { role_ids, ...more }).answers(200)
  await set({ company_ids: [acme, globex] })
  assert.deepEqual((await names(token)).sort(), ['Acme', 'Globex'])
  await set({ company_access: 'all' })
  assert.deepEqual((await names(token)).sort(), ['Acme', 'Globex'])
  await set({ role_ids: [] })
  await visitor.get('/api/companies', bearer(token)).answers(403, 'scope_missing')
})

test('one token can be taken back, the others live on', async () => {
  const reader = await machine(ada, ['companies.view'])
  const [first, second] = [await tokenOf(visitor, reader), await tokenOf(visitor, reader)]
  await visitor.post('/auth/revoke', { token: first }, { headers: basic(one) }).answers(200)
  await visitor.get('/api/companies', bearer(first)).answers(200)
  await visitor.post('/auth/revoke', { token: first }, { headers: basic(reader) }).answers(200)
  await visitor.post('/auth/revoke', { token: first }, { headers: basic(reader) }).answers(200)
  await visitor.post('/auth/revoke', { token: 'unknown' }, { headers: basic(reader) }).answers(200)
  await visitor.get('/api/companies', bearer(first)).answers(401, 'invalid_access_token')
  await visitor.get('/api/companies', bearer(second)).answers(200)
  const active = async (token: string, who: Machine) =>
    (await visitor.post('/auth/introspect', { token }, { headers: basic(who) }).answers(200))
      .active as unknown
  assert.equal(await active(first, reader), false)
  assert.equal(await active(second, reader), true)
  assert.equal(await active(second, one), false)
})

test('who checks tokens for its own service sees those, and no others', async () => {
  const checker = await machine(ada, ['tokens.introspect'], { audiences: [outside] })
  const checked = async (token: string) =>
    (await visitor.post('/auth/introspect', { token }, { headers: basic(checker) }).answers(200))
      .active as unknown
  assert.equal(await checked(await tokenOf(visitor, one, { audience: outside })), true)
  assert.equal(await checked(await tokenOf(visitor, one)), false)
})

test('both secrets work in the overlap, one after it; five at most', async () => {
  const here = await machine(ada, [])
  const path = `/api/machine-clients/${here.id}/secrets`
  const added = await ada.post(path, {}).answers(201)
  const newer = { ...here, client_secret: String(added.client_secret) }
  await tokenOf(visitor, here)
  await tokenOf(visitor, newer)
  const last = await ada.post(path, { previous_expire_in_seconds: 0 }).answers(201)
  const ask = { grant_type: 'client_credentials' }
  for (const old of [here, newer])
    await visitor.post('/auth/token', ask, { headers: basic(old) }).answers(401, 'invalid_client')
  const newest = { ...here, client_secret: String(last.client_secret) }
  await tokenOf(visitor, newest)
  for (let index = 0; index < 4; index++) await ada.post(path, {}).answers(201)
  await ada.post(path, {}).answers(409, 'too_many_secrets')
  await ada.delete(`${path}/${last.id}`).answers(204)
  await visitor.post('/auth/token', ask, { headers: basic(newest) }).answers(401, 'invalid_client')
})

test('ended, switched off or deleted: every token of the client is dead, and new ones are not', async () => {
  const reader = await machine(ada, ['companies.view'])
  const path = `/api/machine-clients/${reader.id}`
  const alive = (token: string) => visitor.get('/api/companies', bearer(token))
  const first = await tokenOf(visitor, reader)
  await ada.post(`${path}/revoke-tokens`, {}).answers(200)
  await alive(first).answers(401, 'invalid_access_token')
  const second = await tokenOf(visitor, reader)
  await alive(second).answers(200)
  await ada.patch(path, { enabled: false }).answers(200)
  await alive(second).answers(401)
  const ask = { grant_type: 'client_credentials' }
  await visitor.post('/auth/token', ask, { headers: basic(reader) }).answers(401, 'invalid_client')
  await ada.patch(path, { enabled: true }).answers(200)
  await alive(second).answers(401)
  const third = await tokenOf(visitor, reader)
  await alive(third).answers(200)
  await ada.delete(path).answers(204)
  await alive(third).answers(401)
  await ada.get(path).answers(404)
})

test('secrets stand nowhere but in the one answer', async () => {
  const here = await machine(ada, [])
  const shown = [
    await ada.get(`/api/machine-clients/${here.id}`).answers(200),
    await ada.get('/api/machine-clients').answers(200),
    await ada.get('/api/machine-clients?search=machine&order_by=created_at&order=desc').answers(200),
  ]
  for (const answer of shown) assert.ok(!JSON.stringify(answer).includes(here.client_secret))
  await ada.post('/api/machine-clients', { name: here.name.toUpperCase() }).answers(409, 'name_taken')
})

test('the published documents may be kept for five minutes and read by every page', async () => {
  for (const path of ['jwks.json', 'oauth-authorization-server']) {
    const answer = await fetch(`${base}/.well-known/${path}`, { headers: { accept: 'text/html' } })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=300')
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    const etag = answer.headers.get('etag') ?? ''
    const again = await fetch(`${base}/.well-known/${path}`, { headers: { 'if-none-match': etag } })
    assert.equal(again.status, 304)
    assert.ok(!(await answer.text()).includes('"d"'))
  }
})

test('what a client lost since is not said of its token any more', async () => {
  const here = await machine(ada, ['companies.view', `fleet:r_${Math.random().toString(36).slice(2, 8)}`])
  const token = await tokenOf(visitor, here)
  const seen = async () => {
    const { active, scope, permissions, roles } = await visitor
      .post('/auth/introspect', { token }, { headers: basic(here) })
      .answers(200)
    const [names, held] = [permissions, roles] as unknown as [string[], string[]]
    return {
      active: Boolean(active),
      scope: String(scope).split(' ').filter(Boolean),
      names,
      roles: held.length,
    }
  }
  assert.deepEqual((await seen()).scope.length, 2)
  const role = await ada
    .post('/api/roles', { name: `Less ${here.id}`, kind: 'machine', permissions: ['companies.view'] })
    .answers(201)
  await ada
    .put(`/api/machine-clients/${here.id}/roles`, { role_ids: [role.id], company_access: 'listed' })
    .answers(200)
  assert.deepEqual(await seen(), {
    active: true,
    scope: ['companies.view'],
    names: ['companies.view'],
    roles: 0,
  })
})
