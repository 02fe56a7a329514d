import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { rotateData } from '../../../app/cli/keys.ts'
import { openPortal, type Portal } from '../../../app/server.ts'
import { asOwner, type Database, inTransaction } from '../../../platform/database/index.ts'
import { addAuthenticator } from '../../../test/harness/authenticator.ts'
import { freshDatabase } from '../../../test/harness/database.ts'
import { type Person, personAt } from '../../../test/harness/person.ts'
import { password, testConfig } from '../../../test/portal.ts'

test('a key lives on under a new SESSION_SECRET, and what is encrypted under a new TOTP_ENCRYPTION_KEY', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pepper-'))
  const { database, drop } = await freshDatabase()
  t.after(async () => {
    await drop()
    rmSync(folder, { recursive: true, force: true })
  })
  async function under<T>(
    secrets: Record<string, string>,
    work: (base: string, portal: Portal) => Promise<T>,
  ): Promise<T> {
    const portal = await openPortal(testConfig(folder, secrets), database)
    try {
      return await work(await portal.listen(), portal)
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
  const [data, fresh] = ['first data key '.repeat(4), 'second data key '.repeat(4)]

  const key = await under({ SESSION_SECRET: first, TOTP_ENCRYPTION_KEY: data }, async (base) => {
    const ada = personAt(base, 'Ada', 'ada@provider.example')
    const person = { email: ada.email, first_name: 'Ada', company_name: 'Provider' }
    await ada.post('/api/auth/register', { ...person, password }).answers(201)
    const made = await ada.post('/api/api-keys', { description: 'k', scopes: ['account.read'] }).answers(201)
    await addAuthenticator(ada)
    await keepSecrets(ada)
    return String(made.api_key)
  })
  const before = await pepper()
  const me = (base: string) => personAt(base).get('/api/me', { headers: { authorization: `Bearer ${key}` } })
  const turning = { SESSION_SECRET_PREVIOUS: first, TOTP_ENCRYPTION_KEY_PREVIOUS: data }
  const keysBefore = await dataKeysOf(database)
  await under({ ...turning, SESSION_SECRET: second, TOTP_ENCRYPTION_KEY: fresh }, async (base, portal) => {
    await me(base).answers(200)
    const { rewritten } = await rotateData(portal, database)
    assert.equal(
      rewritten,
      6,
      'a signing key, an authenticator, a webhook’s secret and headers, one that comes in, a connection',
    )
    assert.equal((await rotateData(portal, database)).rewritten, 0)
  })
  assert.notEqual(await pepper(), before)
  for (const one of await dataKeysOf(database))
    assert.ok(!keysBefore.has(one), 'nothing lies under the earlier key')
  await under({ SESSION_SECRET: second }, (base) => me(base).answers(200))
  await under({ SESSION_SECRET: first }, (base) => me(base).answers(401, 'invalid_api_key'))
})

/** One of each secret that others gave us or that we gave them. */
async function keepSecrets(ada: Person): Promise<void> {
  const hook = {
    name: 'Out',
    url: 'http://127.0.0.1:9999/hook',
    event_types: ['ticket.created'],
    headers: { 'x-key': 'k' },
  }
  await ada.post('/api/webhook-endpoints', hook).answers(201)
  const given = { name: 'In', slug: 'in', verification: 'standard', secret: 'a shared secret of ours' }
  await ada.post('/api/inbound-webhooks', given).answers(201)
  const settings = { base_url: 'http://127.0.0.1:9999', requests_per_minute: 180, statuses: {} }
  const syncro = { version: 0, enabled: true, settings, secrets: { api_key: 'a key of Syncro' } }
  await ada.put('/api/integrations/syncro', syncro).answers(200)
}

/** The ids of all keys that something in the database is encrypted with, wherever a column names one. */
async function dataKeysOf(database: Database): Promise<Set<string>> {
  return asOwner(database, async (client) => {
    const { rows: columns } = await client.query<{ name: string; table: string }>(
      `select column_name as name, table_name as table from information_schema.columns c join information_schema.tables t
         using (table_schema, table_name)
       where table_schema = 'myportal' and t.table_type = 'BASE TABLE' and column_name like '%\\_key\\_id'
         and data_type in ('text', 'character', 'character varying')`,
    )
    assert.ok(columns.length >= 5, columns.map(({ table }) => table).join())
    const found = new Set<string>()
    for (const { name, table } of columns) {
      const { rows } = await client.query<{ id: string }>(
        `select distinct ${name} as id from ${table} where ${name} is not null`,
      )
      for (const { id } of rows) found.add(id)
    }
    const { rows } = await client.query<{ id: string }>(
      `select jsonb_path_query(secrets, '$.*.key_id') #>> '{}' as id from integration_settings`,
    )
    for (const { id } of rows) found.add(id)
    return found
  })
}
