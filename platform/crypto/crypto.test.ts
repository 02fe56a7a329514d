import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CryptoProblem, openCrypto, randomToken, sameBytes, sha256 } from './index.ts'

const secrets = {
  session_secret: 'session-one',
  session_secret_previous: [],
  data_key: 'data-one',
  data_key_previous: [],
}
const context = 'totp_devices:secret:7'

function failsWith(code: string) {
  return (error: unknown) => error instanceof CryptoProblem && error.code === code
}

test('what was encrypted opens in its own place', () => {
  const crypto = openCrypto(secrets)
  const { ciphertext, key_id } = crypto.encrypt('JBSWY3DP', context)

  assert.match(key_id, /^[0-9a-f]{8}$/)
  assert.equal(crypto.decrypt(ciphertext, key_id, context).toString(), 'JBSWY3DP')
  assert.ok(!ciphertext.includes('JBSWY3DP'))
  assert.notDeepEqual(crypto.encrypt('JBSWY3DP', context).ciphertext, ciphertext)
  assert.equal(crypto.decrypt(crypto.encrypt('', context).ciphertext, key_id, context).length, 0)
})

test('a ciphertext that was moved, changed or cut does not open', () => {
  const crypto = openCrypto(secrets)
  const { ciphertext, key_id } = crypto.encrypt('secret', context)
  const changed = Buffer.from(ciphertext)
  changed.writeUInt8(changed.readUInt8(30) ^ 1, 30)

  assert.throws(() => crypto.decrypt(ciphertext, key_id, 'totp_devices:secret:8'), failsWith('not_authentic'))
  assert.throws(() => crypto.decrypt(changed, key_id, context), failsWith('not_authentic'))
  assert.throws(() => crypto.decrypt(ciphertext.subarray(0, 20), key_id, context), failsWith('not_authentic'))
  assert.throws(() => crypto.decrypt(ciphertext, '00000000', context), failsWith('unknown_key'))
})

test('after a rotation the previous data key still opens, and new things use the new one', () => {
  const before = openCrypto(secrets).encrypt('old', context)
  const rotated = openCrypto({ ...secrets, data_key: 'data-two', data_key_previous: ['data-one'] })

  assert.equal(rotated.decrypt(before.ciphertext, before.key_id, context).toString(), 'old')
  assert.notEqual(rotated.encrypt('new', context).key_id, before.key_id)
  const forgotten = openCrypto({ ...secrets, data_key: 'data-two' })
  assert.throws(() => forgotten.decrypt(before.ciphertext, before.key_id, context), failsWith('unknown_key'))
})

test('a MAC fits its purpose and its text only', () => {
  const crypto = openCrypto(secrets)
  const mac = crypto.mac('csrf', 'session 1')

  assert.equal(mac.length, 32)
  assert.ok(crypto.verifyMac('csrf', 'session 1', mac))
  assert.ok(!crypto.verifyMac('csrf', 'session 2', mac))
  assert.ok(!crypto.verifyMac('pepper', 'session 1', mac))
  assert.ok(!crypto.verifyMac('csrf', 'session 1', mac.subarray(0, 16)))
})

test('MACs of a previous session secret stay valid until it is removed', () => {
  const old = openCrypto(secrets).macs('pepper', 'mpk_1')[0]
  assert.ok(old)
  const rotated = openCrypto({
    ...secrets,
    session_secret: 'session-two',
    session_secret_previous: ['session-one'],
  })

  assert.ok(rotated.verifyMac('pepper', 'mpk_1', old.mac))
  assert.deepEqual(rotated.macs('pepper', 'mpk_1')[1], old)
  assert.deepEqual(rotated.macs('pepper', 'mpk_1')[0]?.mac, rotated.mac('pepper', 'mpk_1'))
  const forgotten = openCrypto({ ...secrets, session_secret: 'session-two' })
  assert.ok(!forgotten.verifyMac('pepper', 'mpk_1', old.mac))
})

test('tokens are long, different and fit into a URL', () => {
  const tokens = new Set(Array.from({ length: 100 }, () => randomToken()))

  assert.equal(tokens.size, 100)
  for (const token of tokens) assert.match(token, /^[\w-]{43}$/)
  assert.equal(randomToken(16).length, 22)
})

test('comparison works for different lengths and kinds', () => {
  assert.ok(sameBytes('abc', Buffer.from('abc')))
  assert.ok(!sameBytes('abc', 'abcd'))
  assert.ok(!sameBytes('', 'a'))
  assert.equal(sha256('abc').toString('hex').slice(0, 8), 'ba7816bf')
})
