import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPortal } from '../../../app/server.ts'
import { inTransaction } from '../../../platform/database/index.ts'
import { freshDatabase } from '../../../test/harness/database.ts'
import { personAt } from '../../../test/harness/person.ts'
import { password, testConfig } from '../../../test/portal.ts'

test('a key lives on under a new SESSION_SECRET: its next use makes it known by that one alone', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pepper-'))
  const { database, drop } = await freshDatabase()
  t.after(async () => {
    await drop()
    rmSync(folder, { recursive: true, force: true })
  })
  async function under<T>(secrets: Record<string, string>, work: (base: string) => Promise<T>): Promise<T> {
    const portal = await openPortal(testConfig(folder, secrets), database)
    try {
      return await work(await portal.listen())
    } finally {
      await portal.close()
    }
  }
  const pepper = () =>
    inTransaction(database, { role: 'portal_identity' }, async (tx) => {
      const { rows } = await tx.run<{ pepper_id: string }>('select pepper_id from api_keys')
      return rows[0]?.pepper_id
    })
  const [first, second] = ['first secret '.repeat(4), 'second secret '.repeat(4)]

  const key = await under({ SESSION_SECRET: first }, async (base) => {
    const ada = personAt(base, 'Ada', 'ada@provider.example')
    const person = { email: ada.email, first_name: 'Ada', company_name: 'Provider' }
    await ada.post('/api/auth/register', { ...person, password }).answers(201)
    const made = await ada.post('/api/api-keys', { description: 'k', scopes: ['account.read'] }).answers(201)
    return String(made.api_key)
  })
  const before = await pepper()
  const me = (base: string) => personAt(base).get('/api/me', { headers: { authorization: `Bearer ${key}` } })
  await under({ SESSION_SECRET: second, SESSION_SECRET_PREVIOUS: first }, (base) => me(base).answers(200))
  assert.notEqual(await pepper(), before)
  await under({ SESSION_SECRET: second }, (base) => me(base).answers(200))
  await under({ SESSION_SECRET: first }, (base) => me(base).answers(401, 'invalid_api_key'))
})
