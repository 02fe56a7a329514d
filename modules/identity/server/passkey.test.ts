import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personAt } from '../../../test/harness/person.ts'
import { portal } from '../../../test/portal.ts'
import { canHavePasskeys, relyingParty } from './passkey.ts'

// What a browser really answers is in test/browser/passkeys.test.ts.

const junk = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  clientExtensionResults: {},
  response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA' },
}

test('options name nobody, and what is no passkey of ours is refused', async () => {
  const { base } = await portal()
  const browser = personAt(base)
  const { challenge_id, options } = await browser.post('/api/auth/passkey/options', {}).answers(200)
  assert.deepEqual(options?.allowCredentials as unknown, [])
  assert.equal(String(options?.userVerification), 'required')
  const proofs = [
    { ...junk },
    {},
    { id: 7 },
    { id: 'x'.repeat(5_000) },
    { id: '\u0000' },
    { ...junk, response: null },
  ]
  for (const credential of proofs)
    await browser
      .post('/api/auth/passkey/login', { challenge_id, credential })
      .answers(401, 'invalid_passkey')
  await browser
    .post('/api/auth/passkey/options', { challenge: 'never-made' })
    .answers(401, 'challenge_expired')
})

test('a passkey is kept only as its browser made it', async () => {
  const { acme } = await portal()
  const { bob } = acme
  const { challenge_id, options } = await bob.post('/api/auth/passkeys/options').answers(200)
  assert.equal(String(options?.rp?.name), 'MyPortal')
  assert.equal(String(options?.user?.name), bob.email)
  const body = { challenge_id, credential: junk, name: 'Laptop' }
  await bob.post('/api/auth/passkeys', body).answers(422, 'invalid_passkey')
  await bob.post('/api/auth/passkeys', { ...body, name: 'a\u202eb' }).answers(422, 'invalid_input')
  const { items } = await bob.get('/api/auth/passkeys').answers(200)
  assert.deepEqual(items as unknown, [])
  await bob.delete('/api/auth/passkeys/1').answers(404)
  await bob.patch('/api/auth/passkeys/1', { name: 'Mine' }).answers(404)
})

test('passkeys belong to the host of the portal, or to a parent domain that is named', () => {
  const party = (portal_url: string, webauthn_rp_id: string | null = null) =>
    relyingParty({ portal_url, webauthn_rp_id })
  assert.deepEqual(party('https://portal.example.com/pa'), {
    id: 'portal.example.com',
    origin: 'https://portal.example.com',
  })
  assert.equal(party('https://portal.example.com', 'example.com').id, 'example.com')
  assert.ok(canHavePasskeys(party('https://portal.example.com')))
  assert.ok(canHavePasskeys(party('http://localhost:8000')))
  for (const url of ['http://portal.example.com', 'https://192.0.2.7', 'https://[2001:db8::1]'])
    assert.ok(!canHavePasskeys(party(url)), url)
})
