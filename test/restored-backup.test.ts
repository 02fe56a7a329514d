import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { migrateAll } from '../app/migrate.ts'
import { openPortal } from '../app/server.ts'
import { asOwner, type Database, openEmbedded, openPostgres } from '../platform/database/index.ts'
import { freshDatabase } from './harness/database.ts'
import { type Loose, personAt } from './harness/person.ts'
import { until } from './harness/until.ts'
import { password, testConfig } from './portal.ts'

const run = promisify(execFile)
const signIn = (base: string, email: string) => personAt(base).post('/api/auth/login', { email, password })

test('who was erased stays gone when yesterday’s backup comes back (identity §10.17)', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'backup-'))
  const house = await (process.env.TEST_DATABASE_URL ? onPostgres(folder) : embeddedIn(folder))
  t.after(async () => {
    await house.end()
    rmSync(folder, { recursive: true, force: true })
  })
  async function served<T>(work: (base: string) => Promise<T>): Promise<T> {
    const database = await house.open()
    const portal = await openPortal(testConfig(folder), database)
    try {
      return await work(await portal.listen())
    } finally {
      await portal.close()
      await database.close()
    }
  }
  const bob = 'bob@people.example'
  const ada = { email: 'ada@people.example', first_name: 'Ada', company_name: 'Provider', password }
  await served(async (base) => {
    const admin = personAt(base)
    await admin.post('/api/auth/register', ada).answers(201)
    await admin.post('/api/users', { email: bob, first_name: 'Bob', password }).answers(201)
    await signIn(base, bob).answers(200)
  })
  await house.backUp()
  const erased = await served(async (base) => {
    const admin = personAt(base)
    await admin.post('/api/auth/login', { email: ada.email, password }).answers(200)
    const { items } = await admin.get('/api/users?q=bob').answers(200)
    const id = Number((items as unknown as Loose[])[0]?.id)
    await admin.request('DELETE', `/api/users/${id}`, { confirm_email: bob, at_once: true }).answers(200)
    await until(async () => String((await admin.get(`/api/users/${id}`).answers(200)).status) === 'erased')
    return id
  })
  await house.restore()
  await served(async (base) => {
    await signIn(base, bob).answers(401, 'invalid_credentials')
    const admin = personAt(base)
    await admin.post('/api/auth/login', { email: ada.email, password }).answers(200)
    const { status, email } = await admin.get(`/api/users/${erased}`).answers(200)
    assert.deepEqual([status, email] as unknown[], ['erased', `erased-${erased}@erased.invalid`])
  })
})

interface House {
  open(): Promise<Database>
  backUp(): Promise<void>
  restore(): Promise<void>
  end(): Promise<void>
}

/** By PostgreSQL's own tools, into another database. */
async function onPostgres(folder: string): Promise<House> {
  const [first, second] = [await freshDatabase(), await freshDatabase()]
  const bin = newest('/usr/lib/postgresql')
  const dump = join(folder, 'portal.dump')
  let url = first.url ?? ''
  return {
    open: async () => openPostgres({ url }),
    backUp: async () => void (await run(join(bin, 'pg_dump'), ['--format=custom', '--file', dump, url])),
    async restore() {
      url = second.url ?? ''
      await asOwner(second.database, (client) => client.query('drop schema myportal, pgboss cascade'))
      await run(join(bin, 'pg_restore'), ['--exit-on-error', '--dbname', url, dump])
    },
    async end() {
      await first.drop()
      await second.drop()
    },
  }
}

const newest = (folder: string) =>
  join(
    folder,
    readdirSync(folder)
      .sort((a, b) => Number(a) - Number(b))
      .at(-1) ?? '',
    'bin',
  )

/** A copy of the folder while nobody has it open. */
async function embeddedIn(folder: string): Promise<House> {
  const [live, kept] = [join(folder, 'database'), join(folder, 'copy')]
  const database = await openEmbedded(live)
  await migrateAll(database)
  await database.close()
  return {
    open: () => openEmbedded(live),
    backUp: async () => cpSync(live, kept, { recursive: true }),
    async restore() {
      rmSync(live, { recursive: true })
      cpSync(kept, live, { recursive: true })
    },
    end: async () => {},
  }
}
