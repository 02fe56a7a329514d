import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from 'uqr'
import { openCrypto } from '../../../platform/crypto/index.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { portal } from '../../../test/portal.ts'
import { hashOfCode, newRecoveryCode } from './recovery-code.ts'
import { insertTotpDevice, selectTotpSecrets } from './totp.queries.ts'
import { sealTotpAgain } from './totp.service.ts'
import { otpauthUrl, qrSvg } from './totp.ts'

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

/** The modules that the strokes of the picture cover. */
function drawn(svg: string, size: number): boolean[][] {
  const modules = Array.from({ length: size }, () => new Array<boolean>(size).fill(false))
  const path = / d="([^"]*)"/.exec(svg)?.[1] ?? ''
  let [x, y] = [0, 0]
  for (const { groups } of path.matchAll(/M(?<mx>\d+) (?<my>\d+)\.5|m(?<dx>\d+) 0|h(?<run>\d+)/g)) {
    if (groups?.mx !== undefined) [x, y] = [Number(groups.mx), Number(groups.my)]
    else if (groups?.dx !== undefined) x += Number(groups.dx)
    else for (const end = x + Number(groups?.run); x < end; x++) (modules[y] ?? [])[x] = true
  }
  return modules
}

test('the picture of a QR code has its modules and its quiet zone, and is small even for long addresses', () => {
  for (const email of ['ada@provider.example', `${'ü'.repeat(64)}@${'long'.repeat(45)}.example`]) {
    const url = otpauthUrl(secret, 'Lovelace & Söhne IT-Dienstleistungen GmbH und Co. KG', email)
    const { data, size } = encode(url, { ecc: 'M', border: 4, boostEcc: false })
    const svg = qrSvg(url)
    assert.deepEqual(drawn(svg, size), data)
    assert.ok(
      data
        .slice(0, 4)
        .flat()
        .every((isDark) => !isDark),
    )
    assert.ok(svg.length < 8_192, String(svg.length))
  }
})

test('an authenticator reads issuer, label and secret from the address', () => {
  const url = new URL(otpauthUrl(secret, 'My Portal', 'ada@provider.example'))
  assert.match(decodeURIComponent(url.href), /^otpauth:\/\/totp\/My Portal:ada@provider\.example\?/)
  const { issuer, algorithm, digits, period } = Object.fromEntries(url.searchParams)
  assert.deepEqual([issuer, algorithm, digits, period], ['My Portal', 'SHA1', '6', '30'])
  assert.equal(url.searchParams.get('secret'), secret)
})

test('recovery codes are read as people type them, and nothing else is one', () => {
  const code = newRecoveryCode()
  assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  const zeros = '0101-ABCD-0101-ABCD-0101-ABCD'
  assert.deepEqual(hashOfCode('oIoL abcd OLOI abcd olol abcd'), hashOfCode(zeros))
  for (const wrong of ['', '0101', `${zeros}-0101`, zeros.replace('A', 'U'), '😀'.repeat(24)])
    assert.equal(hashOfCode(wrong), null)
  assert.equal(new Set(Array.from({ length: 100 }, newRecoveryCode)).size, 100)
})

test('secrets are encrypted anew when their key was replaced, and only then', async () => {
  const { database, ada } = await portal()
  const session = { session_secret: 's'.repeat(32), session_secret_previous: [] }
  const old = openCrypto({ ...session, data_key: 'a'.repeat(32), data_key_previous: [] })
  const both = openCrypto({ ...session, data_key: 'b'.repeat(32), data_key_previous: ['a'.repeat(32)] })
  const fresh = openCrypto({ ...session, data_key: 'b'.repeat(32), data_key_previous: [] })
  const context = `totp_devices:secret_ciphertext:${ada.user_id}`
  await inTransaction(database, { role: 'portal_identity' }, async (tx) => {
    const device = { user_id: ada.user_id, name: 'Phone', last_step: 0 }
    await insertTotpDevice(tx, { ...device, secret: old.encrypt(secret, context) })
    assert.equal(await sealTotpAgain(both, tx), 1)
    assert.equal(await sealTotpAgain(both, tx), 0)
    const [kept] = await selectTotpSecrets(tx, ada.user_id)
    assert.ok(kept)
    assert.equal(fresh.decrypt(kept.secret_ciphertext, kept.secret_key_id, context).toString(), secret)
  })
})
