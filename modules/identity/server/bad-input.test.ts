import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type AnyEndpoint, pathOf } from '../../../platform/contract/endpoint.ts'
import { jsonSchemaOf, type Schema } from '../../../platform/contract/schema.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { openLog } from '../../../platform/log/index.ts'
import { codeOf } from '../../../test/harness/authenticator.ts'
import { dumpOf } from '../../../test/harness/dump.ts'
import { machine } from '../../../test/harness/machine.ts'
import { type Person, personAt, type Reply } from '../../../test/harness/person.ts'
import { emptyPortal, invitationToken, password } from '../../../test/portal.ts'
import { identityApi } from '../contract.ts'
import { makeApiKey } from './api-key.ts'

/** Identity §8, for every endpoint of its contract; what is true of the whole portal is tried in /test. */

const endpoints = Object.values(identityApi) as AnyEndpoint[]
const writing = endpoints.filter(({ method, body }) => method !== 'GET' && body !== undefined)
const lines: string[] = []
let house: Awaited<ReturnType<typeof emptyPortal>>
let ada: Person
let visitor: Person

before(async () => {
  const log = openLog({
    level: 'debug',
    format: 'json',
    secrets: [],
    stream: { write: (line: string) => void lines.push(line) },
  })
  house = await emptyPortal({}, { log })
  ada = personAt(house.base, 'Ada', 'ada@provider.example')
  visitor = personAt(house.base)
  const person = { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', person).answers(201)
})
after(() => house.close())

const addressOf = (declared: AnyEndpoint) => pathOf(declared).replace(/:\w+/g, '999999999')
const asJson = { headers: { 'content-type': 'application/json' } }
const isVisitors = ({ access }: AnyEndpoint) => access.words.some(({ word }) => word === 'visitor')
/** Who gets as far as the body; visitors' endpoints must not sign Ada out. */
const whoFor = (declared: AnyEndpoint) => (isVisitors(declared) ? visitor : ada)

function propertiesOf({ body }: AnyEndpoint): Record<string, { type?: string; anyOf?: { type?: string }[] }> {
  return (jsonSchemaOf(body as Schema, 'input').properties ?? {}) as Record<string, { type?: string }>
}
const textsOf = (declared: AnyEndpoint) =>
  Object.entries(propertiesOf(declared))
    .filter(([, { type, anyOf = [] }]) => type === 'string' || anyOf.some((one) => one.type === 'string'))
    .map(([name]) => name)

test('every body but a picture ends at 16 KiB, is JSON, and every answer is private', async () => {
  for (const declared of writing) {
    const name = `${declared.method} ${pathOf(declared)}`
    const most = declared.path === '/me/preferences' ? 8_192 : 16_384
    const large = await visitor.request(declared.method, addressOf(declared), { a: 'x'.repeat(most) })
    assert.equal(large.status, 413, name)
    assert.deepEqual([String(large.body.code), Number(large.body.limit_bytes)], ['body_too_large', most])
    assertPrivate(large, name)
    const broken = await whoFor(declared).request(
      declared.method,
      addressOf(declared),
      '{"password":',
      asJson,
    )
    assert.deepEqual([broken.status, String(broken.body.code)], [400, 'malformed_body'], name)
    assertPrivate(broken, name)
  }
  for (const declared of endpoints.filter(({ method }) => method === 'GET')) {
    for (const who of [ada, visitor]) {
      const reply = await who.get(addressOf(declared))
      if (!declared.embeddable) assertPrivate(reply, addressOf(declared))
    }
  }
  const picture = new FormData()
  picture.append('file', new Blob(['x'.repeat(20_000)], { type: 'image/png' }), 'me.png')
  await ada.put('/api/me/picture', picture).answers(422, 'extension_mismatch')
})

function assertPrivate({ headers }: Reply, what: string): void {
  assert.equal(headers.get('cache-control'), 'no-store', what)
  assert.equal(headers.get('referrer-policy'), 'no-referrer', what)
  assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'", what)
}

test('limits that were switched off are named in the log at start', () => {
  const warning = lines.find((line) => line.includes('Nobody is held back')) ?? ''
  assert.match(warning, /"level":"WARN".*"RATE_LIMIT_LOGIN".*"RATE_LIMIT_TOKEN"/)
})

const hostile = ['Eve\u0000', '\ud800Eve', 'Eve \u202egnp.exe', 'x'.repeat(10_000)]
const prose = new Set(['description'])
const words = [
  'first_name',
  'last_name',
  'company_name',
  'device_name',
  'name',
  'label',
  'description',
  'reason',
]

test('names that end texts, break them or turn them round are 422 by their field, wherever there is one', async () => {
  const tried = new Set<string>()
  for (const declared of writing.filter((one) => one.credential !== 'own')) {
    for (const field of textsOf(declared).filter((one) => words.includes(one))) {
      for (const text of hostile) {
        const reply = await whoFor(declared).request(declared.method, addressOf(declared), { [field]: text })
        const what = `${declared.method} ${pathOf(declared)} ${field} ${JSON.stringify(text.slice(0, 20))}`
        if (prose.has(field) && text.includes('\u202e')) continue
        assert.equal(reply.status, 422, `${what}: ${reply.text}`)
        assert.ok(fieldsOf(reply).includes(field), what)
      }
      tried.add(field)
    }
  }
  assert.deepEqual([...tried].sort(), [...words].sort())
  for (const email of [
    'a\u0000@b.example',
    'a\ud800@b.example',
    'a\u202e@b.example',
    'a@b.example\u202e',
    'a@b.example/c',
    `a@${'b'.repeat(10_000)}.example`,
  ])
    assert.ok(fieldsOf(await visitor.post('/api/auth/password/forgot', { email })).includes('email'))
})

const fieldsOf = ({ body }: Reply) =>
  ((body.errors ?? []) as unknown as { field: string }[]).map(({ field }) => field)

test('a number is kept as it is called, read by the country of the company where it has none', async () => {
  const phone = async (mobile_phone: string) =>
    String((await ada.patch('/api/me', { mobile_phone }).answers(200)).mobile_phone)
  assert.equal(await phone('+49 170 1234567'), '+491701234567')
  for (const mobile_phone of ['0400 123 456', 'call me', '+1'])
    assert.deepEqual(fieldsOf(await ada.patch('/api/me', { mobile_phone })), ['mobile_phone'])
  const { company } = await ada.get('/api/auth/session').answers(200)
  await ada.patch(`/api/companies/${company?.id}`, { version: 1, country: 'AU' }).answers(200)
  assert.equal(await phone('0400 123 456'), '+61400123456')
})

describe('a link', () => {
  const redeeming: Record<string, object> = {
    'auth/verify-email': {},
    'auth/verify-email/discard': {},
    'auth/password/reset': { password: 'quite another phrase 4' },
    'auth/invitations/preview': {},
    'auth/invitations/accept': { password: 'quite another phrase 4', first_name: 'E' },
    'auth/email/confirm': {},
    'auth/magic-link/redeem': {},
    'auth/erasure/cancel': {},
  }

  test('that was used, has ended, is somebody else’s or for something else says one and the same', async () => {
    await ada.put('/api/settings/sign-in', { magic_link: true }).answers(200)
    const waiting = 'waiting@people.example'
    await visitor.post('/api/auth/register', { email: waiting, password, first_name: 'W' }).answers(202)
    const tokens: Record<string, string> = { 'auth/verify-email': await invitationToken(ada, waiting) }
    await visitor.post('/api/auth/password/forgot', { email: ada.email }).answers(202)
    tokens['auth/password/reset'] = await invitationToken(ada, ada.email)
    const invited = await ada
      .post('/api/users', { email: 'invited@people.example', first_name: 'I' })
      .answers(201)
    tokens['auth/invitations/accept'] = await invitationToken(ada, String(invited.email))
    const kinds = { ...tokens, nonsense: 'x', unknown: 'A'.repeat(43), key: makeApiKey() }

    const texts = new Set<string>()
    const ask = async (path: string, token: string) => {
      const reply = await personAt(house.base).post(`/api/${path}`, { token, ...redeeming[path] })
      assert.equal(reply.status, 422, `${path}: ${reply.text}`)
      const { request_id, ...body } = reply.body
      assert.ok(request_id)
      texts.add(JSON.stringify(body))
    }
    const isOwn = (path: string, kind: string) =>
      path.startsWith(kind) || (kind.includes('invitations') && path.includes('invitations'))
    for (const path of Object.keys(redeeming))
      for (const [kind, token] of Object.entries(kinds)) if (!isOwn(path, kind)) await ask(path, token)

    await inTransaction(house.database, { role: 'portal_identity' }, async (tx) => {
      await tx.run('update user_tokens set expires_at = now()')
      await tx.run('update registrations set link_expires_at = now()')
    })
    for (const [path, token] of Object.entries(tokens)) await ask(path, token)
    assert.equal(texts.size, 1, [...texts].join('\n'))
    assert.match([...texts][0] ?? '', /"code":"invalid_token"/)
  })
})

test('no answer and no line of the log repeats a secret that was sent', async () => {
  const secret = /password|token|code|challenge|secret|recovery/
  const canaries = new Set<string>()
  const canary = () => {
    const made = `Canary${String(canaries.size).padStart(4, '0')}aZ7qWx${'k'.repeat(27)}`
    canaries.add(made)
    return made
  }
  const replies: string[] = []
  const seen = ({ text, headers }: Reply) => replies.push(text, JSON.stringify([...headers]))
  for (const declared of writing) {
    const fields = textsOf(declared).filter((name) => secret.test(name))
    for (const who of new Set([visitor, whoFor(declared)])) {
      const body = Object.fromEntries(fields.map((name) => [name, canary()]))
      const known = { ...body, email: ada.email, first_name: 'E', description: 'k', scopes: ['account.read'] }
      for (const sent of [
        body,
        Object.fromEntries(Object.entries(known).filter(([name]) => name in propertiesOf(declared))),
      ])
        seen(await who.request(declared.method, addressOf(declared), sent))
      seen(await who.request(declared.method, addressOf(declared), `{"password":"${canary()}`, asJson))
    }
  }
  const digits = '918273'
  seen(await visitor.post('/api/auth/login', { email: ada.email, password, totp_code: digits }))
  const key = `${makeApiKey().slice(0, 30)}${'Canarykey'.repeat(4)}`.slice(0, 64)
  for (const given of [key, `mps_${canary()}`, canary()]) {
    canaries.add(given)
    seen(await visitor.get('/api/me', { headers: { authorization: `Bearer ${given}` } }))
    seen(await visitor.get('/api/me', { headers: { 'x-api-key': given } }))
    seen(await visitor.get(`/api/me?api_key=${given}`))
    seen(
      await visitor.get('/api/me', {
        headers: { cookie: `myportal_session=${given}; myportal_device=${given}` },
      }),
    )
    seen(await visitor.post('/auth/token', new URLSearchParams({ grant_type: given, client_secret: given })))
  }
  assert.ok(
    canaries.size > 80 && lines.length > canaries.size,
    `${canaries.size} secrets, ${lines.length} lines`,
  )
  const told = [...replies, ...lines].join('\n')
  for (const one of [...canaries, password]) assert.ok(!told.includes(one), one)
  assert.ok(!lines.some((line) => line.includes(`"${digits}"`)))
})

test('what was shown once or is known by a browser alone stands nowhere in the database', async () => {
  const email = 'dump@people.example'
  await ada.post('/api/users', { email, first_name: 'D', password: 'a first phrase of mine 3' }).answers(201)
  const dora = personAt(house.base, 'Dora', email)
  await dora.post('/api/auth/login', { email, password: 'a first phrase of mine 3' }).answers(200)
  const change = { current_password: 'a first phrase of mine 3', new_password: 'a second phrase of mine 4' }
  await dora.post('/api/auth/password/change', change).answers(200)
  const { secret } = await dora.post('/api/auth/totp/setup').answers(200)
  const code = codeOf(String(secret))
  const { recovery_codes } = await dora.post('/api/auth/totp/verify', { code }).answers(201)
  const made = await ada.post('/api/api-keys', { description: 'k', scopes: ['account.read'] }).answers(201)
  const client = await machine(ada, [])
  await dora.get('/api/auth/session').answers(200)
  await house.portal.background.idle()

  const secrets = [
    ...dora.cookies.values(),
    ...ada.cookies.values(),
    change.current_password,
    change.new_password,
    String(secret),
    ...(recovery_codes as unknown as string[]),
    String(made.api_key),
    client.client_secret,
  ]
  assert.ok(secrets.length >= 20)
  const dump = [...(await dumpOf(house.database)).values()].join('\n')
  assert.ok(dump.includes(email))
  for (const one of secrets) {
    const bytes = [Buffer.from(one).toString('hex'), Buffer.from(one, 'base64url').toString('hex')]
    for (const text of [one, ...bytes]) assert.ok(!dump.includes(text), one)
    assert.ok(!lines.some((line) => line.includes(one)), one)
  }
})
