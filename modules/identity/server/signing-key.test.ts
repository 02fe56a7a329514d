import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { openPortal } from '../../../app/server.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { bearer, freePort, type Machine, machine, tokenOf } from '../../../test/harness/machine.ts'
import { type Person, personAt } from '../../../test/harness/person.ts'
import { emptyPortal, password, testConfig } from '../../../test/portal.ts'
import { foundationOf } from './foundation.ts'
import { turnKeys } from './signing-key.service.ts'

type Opened = Awaited<ReturnType<typeof emptyPortal>>
let opened: Opened
let ada: Person
let visitor: Person
let reader: Machine

before(async () => {
  const port = await freePort()
  opened = await emptyPortal({
    PORT: String(port),
    PORTAL_URL: `http://127.0.0.1:${port}`,
    M2M_JWT_SECRET_KEY: 'of the first start, and of no other',
  })
  ada = personAt(opened.base, 'Ada')
  const person = { email: 'ada@provider.example', password, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/auth/register', person).answers(201)
  visitor = personAt(opened.base)
  reader = await machine(ada, ['companies.view'])
})
after(() => opened.close())

const kidOf = (token: string) => decodeProtectedHeader(token).kid
const asIdentity = (text: string) =>
  inTransaction(opened.database, { role: 'portal_identity' }, (tx) => tx.run(text))
const statuses = async () => {
  const { items } = await ada.get('/api/signing-keys').answers(200)
  return (items as unknown as { status: string }[]).map(({ status }) => status)
}
const turn = () => turnKeys(foundationOf(opened.database))

test('keys turn under load: no token fails, here or where the published keys are read', async () => {
  const published = createRemoteJWKSet(new URL(`${opened.base}/.well-known/jwks.json`), {
    cooldownDuration: 0,
  })
  let going = true
  let checked = 0
  const kids = new Set<string | undefined>()
  const worker = async () => {
    while (going) {
      const token = await tokenOf(visitor, reader)
      kids.add(kidOf(token))
      await jwtVerify(token, published, { issuer: opened.base, audience: opened.base })
      await visitor.get('/api/companies?limit=1', bearer(token)).answers(200)
      checked++
    }
  }
  const workers = Array.from({ length: 8 }, worker)
  for (let turns = 0; turns < 3; turns++) {
    await ada.post('/api/signing-keys/rotate', {}).answers(201)
    await ada.post('/api/signing-keys/rotate', {}).answers(409, 'rotation_running')
    await turn()
    await asIdentity(
      `update signing_keys set published_at = now() - interval '25 hours' where status = 'next'`,
    )
    await Promise.all([turn(), turn()])
    const before = checked
    while (checked < before + 20) await new Promise((resolve) => setImmediate(resolve))
  }
  going = false
  await Promise.all(workers)
  assert.equal(kids.size, 4)
  assert.deepEqual(await statuses(), ['current', 'previous', 'previous', 'previous'])
})

test('a key that signed for 89 days gets its successor, and an old one leaves when its last token is long dead', async () => {
  await asIdentity(
    `update signing_keys set activated_at = now() - interval '89 days' where status = 'current'`,
  )
  await asIdentity(`update signing_keys set retired_at = now() where status = 'previous'`)
  await turn()
  await turn()
  assert.deepEqual(await statuses(), ['next', 'current', 'retired', 'retired', 'retired'])
})

test('in an emergency the new key signs now, and what the old one signed is dead now', async () => {
  const token = await tokenOf(visitor, reader)
  await visitor.get('/api/companies', bearer(token)).answers(200)
  await ada.post('/api/signing-keys/rotate', { emergency: true }).answers(201)
  await visitor.get('/api/companies', bearer(token)).answers(401, 'invalid_access_token')
  const { keys } = (await (await fetch(`${opened.base}/.well-known/jwks.json`)).json()) as {
    keys: { kid: string }[]
  }
  assert.equal(keys.length, 1)
  const fresh = await tokenOf(visitor, reader)
  assert.equal(kidOf(fresh), keys[0]?.kid)
  await visitor.get('/api/companies', bearer(fresh)).answers(200)
})

test('started with another key to the keys, people work on, tokens do not, and health says so', async () => {
  const port = await freePort()
  const config = testConfig(opened.folder, {
    PORT: String(port),
    PORTAL_URL: `http://127.0.0.1:${port}`,
    M2M_JWT_SECRET_KEY: 'changed, without the previous one',
    M2M_JWT_ISSUER: opened.base,
  })
  const token = await tokenOf(visitor, reader)
  const changed = await openPortal(config, opened.database)
  const there = await changed.listen()
  try {
    const people = personAt(there, 'Ada')
    for (const [name, value] of ada.cookies) people.cookies.set(name, value)
    await people.get('/auth/session').answers(200)
    const ask = { grant_type: 'client_credentials', ...{ client_id: reader.client_id } }
    const refused = await personAt(there)
      .post('/auth/token', { ...ask, client_secret: reader.client_secret })
      .answers(503, 'unavailable')
    assert.equal(String(refused.error), 'temporarily_unavailable')
    const health = await personAt(there).get('/health').answers(200)
    assert.equal(String(health.status), 'degraded')
    await personAt(there).get('/api/companies', bearer(token)).answers(200)
  } finally {
    await changed.close()
  }
})
