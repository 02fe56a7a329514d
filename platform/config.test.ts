import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ConfigProblems, readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'myportal-config-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const secret = () => randomBytes(32).toString('base64')
const production = () => ({
  ENVIRONMENT: 'production',
  DATABASE_URL: 'postgresql://portal_login@db.example/portal',
  PORTAL_URL: 'https://portal.example',
  SESSION_SECRET: secret(),
  TOTP_ENCRYPTION_KEY: secret(),
})

/** The problems of an environment; running as root is one of the test machine, not of the environment. */
function problemsOf(environment: Record<string, string>): string[] {
  try {
    readConfig({ DATA_DIR: folder, ...environment })
    return []
  } catch (error) {
    assert.ok(error instanceof ConfigProblems, String(error))
    return error.problems.filter((line) => !line.startsWith('Do not run as root'))
  }
}

test('an empty environment is a portal on the embedded database at localhost:8000', () => {
  const config = readConfig({ DATA_DIR: folder })
  assert.equal(config.database_url, null)
  assert.equal(config.portal_url, 'http://localhost:8000')
  assert.deepEqual(config.rates.general, { points: 1200, seconds: 60 })
  assert.deepEqual(config.rates.search, { points: 120, seconds: 60 })
})

test('missing secrets are made once, for this user’s eyes only, and kept', () => {
  const where = join(folder, 'fresh')
  const first = readConfig({ DATA_DIR: where })
  const second = readConfig({ DATA_DIR: where })
  assert.equal(Buffer.from(first.session_secret, 'base64').length, 32)
  assert.equal(second.session_secret, first.session_secret)
  assert.notEqual(first.totp_encryption_key, first.session_secret)
  assert.equal(statSync(join(where, 'secrets.json')).mode & 0o777, 0o600)
  assert.equal(statSync(where).mode & 0o777, 0o700)

  chmodSync(join(where, 'secrets.json'), 0o644)
  assert.match(problemsOf({ DATA_DIR: where }).join(), /can be read by others/)
})

test('everything that is wrong is said at once, and never a value', () => {
  const wrong = {
    PORT: '99999',
    LOG_FORMAT: 'xml',
    RATE_LIMIT_LOGIN: 'often',
    ALLOWED_ORIGINS: '*',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
  }
  const problems = problemsOf(wrong)
  for (const name of Object.keys(wrong))
    assert.ok(
      problems.some((line) => line.includes(name)),
      `${name} in ${problems.join('; ')}`,
    )
  assert.ok(!problems.join().includes('hunter2'))
})

test('in production a missing, example, short or repeated secret is refused', () => {
  assert.deepEqual(problemsOf(production()), [])
  const { SESSION_SECRET: _, ...without } = production()
  assert.match(problemsOf(without).join(), /SESSION_SECRET is missing/)
  assert.match(
    problemsOf({ ...production(), SESSION_SECRET: 'change-me-please-change-me-please-change-me' }).join(),
    /example/,
  )
  assert.match(problemsOf({ ...production(), SESSION_SECRET: 'Zk3!x' }).join(), /at least 32 bytes/)
  const same = secret()
  assert.match(
    problemsOf({ ...production(), SESSION_SECRET: same, TOTP_ENCRYPTION_KEY: same }).join(),
    /must differ/,
  )
})

test('in production the portal’s address is https, unless somebody says otherwise', () => {
  const plain = { ...production(), PORTAL_URL: 'http://portal.example' }
  assert.match(problemsOf(plain).join(), /PORTAL_URL must be https/)
  assert.deepEqual(problemsOf({ ...plain, ALLOW_HTTP: 'true' }), [])
})

test('a value may stand in a file; name and file together are a fault', () => {
  const file = join(folder, 'smtp-password')
  writeFileSync(file, 'from the file\n')
  const mail = { SMTP_HOST: 'mail.example', SMTP_FROM: 'portal@example.com', SMTP_PASSWORD_FILE: file }
  assert.equal(readConfig({ DATA_DIR: folder, ...mail }).smtp?.password, 'from the file')
  assert.match(problemsOf({ ...mail, SMTP_PASSWORD: 'x' }).join(), /SMTP_PASSWORD and SMTP_PASSWORD_FILE/)
  assert.match(problemsOf({ ...mail, SMTP_PASSWORD_FILE: join(folder, 'nowhere') }).join(), /cannot be read/)
})

test('names that other programs use for a PostgreSQL address are understood', () => {
  for (const scheme of ['postgres', 'postgresql', 'postgresql+asyncpg']) {
    assert.equal(
      readConfig({ DATA_DIR: folder, DATABASE_URL: `${scheme}://a@b/c` }).database_url,
      'postgresql://a@b/c',
    )
  }
})
