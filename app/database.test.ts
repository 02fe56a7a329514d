import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { asOwner, loginFaults, openPostgres } from '../platform/database/index.ts'
import { freshDatabase } from '../test/harness/database.ts'
import { testConfig } from '../test/portal.ts'
import { loginHealth, refuseMightyLogin } from './database.ts'

/** What a production portal does with a database login (companies §4.3, last points). */
const server = process.env.TEST_DATABASE_URL
const main = new URL('./cli/main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'myportal-login-'))
chmodSync(folder, 0o777)
const endings: (() => Promise<unknown>)[] = []
after(async () => {
  for (const end of endings.reverse()) await end()
  rmSync(folder, { recursive: true, force: true })
})

const secrets = {
  SESSION_SECRET: 'of this test alone, and as long as it has to be',
  TOTP_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
}

const production = (url: string, more: Record<string, string> = {}) => ({
  ENVIRONMENT: 'production',
  PORTAL_URL: 'https://portal.example.com',
  DATABASE_URL: url,
  ...secrets,
  ...more,
})

/** As in production, but that tests may run as root. */
const strict = (url: string, more: Record<string, string> = {}) =>
  ({ ...testConfig(folder, { DATABASE_URL: url, ...more, ...secrets }), environment: 'production' }) as const

/** The portal's start, as a user of its own; how it ended and what it said. */
async function start(environment: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', DATA_DIR: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(process.getuid?.() === 0 && { uid: 65_534, gid: 65_534 }),
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (/ready at/.test(said)) child.kill('SIGTERM')
    })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}

describe('the login of a production portal', { skip: !server && 'needs TEST_DATABASE_URL' }, () => {
  test('that is a superuser stops the start with one line', async () => {
    const { url, drop } = await freshDatabase()
    endings.push(drop)
    const { code, said } = await start(production(url ?? ''))
    assert.equal(code, 78, said)
    const lines = said.trim().split('\n')
    assert.equal(lines.length, 2, said)
    assert.match(lines[1] ?? '', /DATABASE_URL is a superuser.*ALLOW_SUPERUSER_DATABASE/)
  })

  test('may be one when that is said, and health tells it', async () => {
    const { url, database, drop } = await freshDatabase()
    endings.push(drop)
    const allowed = strict(url ?? '', { ALLOW_SUPERUSER_DATABASE: 'true' })
    await refuseMightyLogin(allowed, database)
    assert.equal(await loginHealth(allowed, database), 'degraded')
    await assert.rejects(refuseMightyLogin(strict(url ?? ''), database), /superuser/)
    await refuseMightyLogin({ ...allowed, environment: 'development' }, database)
  })

  test('that owns tables or bypasses the walls is refused, and portal_login is not', async () => {
    const { url, database, drop } = await freshDatabase()
    endings.push(drop)
    const names = { owner: `owner_${process.pid}`, bypass: `bypass_${process.pid}` }
    const admin = (text: string) => asOwner(database, (client) => client.query(text))
    await admin(`create role ${names.owner} login; create role ${names.bypass} login bypassrls;
      create table myportal.of_another (id int); alter table myportal.of_another owner to ${names.owner}`)
    const as = (user: string) => {
      const its = new URL(url ?? '')
      its.username = user
      const opened = openPostgres({ url: its.href, pool_size: 1 })
      return loginFaults(opened).finally(() => opened.close())
    }
    await admin(`grant portal_login to ${names.owner}, ${names.bypass}`)
    try {
      assert.deepEqual(await as(names.owner), { grave: ['owner'], is_migrator: false })
      assert.deepEqual(await as(names.bypass), { grave: ['bypassrls'], is_migrator: false })
      assert.deepEqual(await as('portal_login'), { grave: [], is_migrator: false })
    } finally {
      await admin(`drop table myportal.of_another; drop role ${names.owner}; drop role ${names.bypass}`)
    }
  })
})
