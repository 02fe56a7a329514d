import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { personAt } from '../../../test/harness/person.ts'
import { until } from '../../../test/harness/until.ts'
import { emptyPortal, password } from '../../../test/portal.ts'

/** What stands in a log, which is made with its first line. */
const written = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

test('who fails with too many different addresses gets 429, with the right password, too', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'spraying-'))
  const lines = join(folder, 'fail2ban.log')
  const { base, close } = await emptyPortal({ RATE_LIMIT_LOGIN_SPRAY: '3/hour', FAIL2BAN_LOG_PATH: lines })
  t.after(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  const ada = personAt(base, 'Ada', 'ada@provider.example')
  const person = { email: ada.email, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', { ...person, password }).answers(201)
  const stranger = personAt(base)
  const fails = (email: string) => stranger.post('/api/auth/login', { email, password: 'wrong' })

  for (const email of ['a@people.example', 'a@people.example', 'A@people.example', 'b@people.example'])
    await fails(email).answers(401, 'invalid_credentials')
  await personAt(base).post('/api/auth/login', { email: ada.email, password }).answers(200)
  await fails('c@people.example').answers(401, 'invalid_credentials')

  const refused = await fails('d@people.example')
  assert.equal(refused.status, 429)
  assert.equal(String(refused.body.code), 'rate_limited')
  assert.ok(Number(refused.headers.get('retry-after')) > 3_000)
  await stranger.post('/api/auth/login', { email: ada.email, password }).answers(429, 'rate_limited')
  await until(async () => written(lines).includes('ada@provider.example ip=127.0.0.1 reason=rate'))
  assert.match(
    written(lines),
    / \| ERROR \| AUTH LOGIN FAIL email=d@people\.example ip=127\.0\.0\.1 reason=rate_limited\n/,
  )
})

test('a sign-in link that does not count leaves a line and an event', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'links-'))
  const lines = join(folder, 'fail2ban.log')
  const { base, close } = await emptyPortal({ FAIL2BAN_LOG_PATH: lines })
  t.after(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  const ada = personAt(base, 'Ada', 'ada@provider.example')
  const person = { email: ada.email, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', { ...person, password }).answers(201)
  await ada.put('/api/settings/sign-in', { magic_link: true }).answers(200)
  await personAt(base)
    .post('/api/auth/magic-link/redeem', { token: 'x'.repeat(43) })
    .answers(422, 'invalid_token')
  await until(async () => written(lines).includes('magic'))
  assert.match(written(lines), /AUTH LOGIN FAIL email=- ip=127\.0\.0\.1 reason=invalid_magic_link\n/)
  const { items } = await ada.get('/api/audit-logs?type=login.failed').answers(200)
  assert.equal(items?.length, 1)
})

test('a request that the limit of sign-in refuses leaves a line, once each; other limits leave none', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'limited-'))
  const lines = join(folder, 'fail2ban.log')
  const { base, close } = await emptyPortal({
    RATE_LIMIT_LOGIN: '2/minute',
    RATE_LIMIT_PASSWORD_RESET: '1/minute',
    FAIL2BAN_LOG_PATH: lines,
  })
  t.after(async () => {
    await close()
    rmSync(folder, { recursive: true })
  })
  const stranger = personAt(base)
  const fails = () => stranger.post('/api/auth/login', { email: 'a@people.example', password: 'wrong' })
  const forgets = () => stranger.post('/api/auth/password/forgot', { email: 'a@people.example' })

  await forgets().answers(202)
  await forgets().answers(429, 'rate_limited')
  await fails().answers(401, 'invalid_credentials')
  await fails().answers(401, 'invalid_credentials')
  await fails().answers(429, 'rate_limited')
  await fails().answers(429, 'rate_limited')
  const limited = () =>
    written(lines).match(/ERROR \| AUTH LOGIN FAIL email=- ip=127\.0\.0\.1 reason=rate_limited\n/g)
  await until(async () => limited()?.length === 2)
})
