import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSignInLog } from '../modules/identity/server/fail2ban.ts'
import { askFail2ban, hasFail2ban, patternsOf, startFail2ban } from './harness/fail2ban.ts'
import { personAt } from './harness/person.ts'
import { until } from './harness/until.ts'
import { emptyPortal, password } from './portal.ts'

const real = { skip: hasFail2ban ? false : 'fail2ban is not installed: apt-get install fail2ban' }
const filters = ['myportal-auth', 'myportal-totp', 'myportal-admin'] as const
const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000/

type Log = ReturnType<typeof openSignInLog>
const addresses = ['203.0.113.10', '2001:db8::7']
const mails = [
  'user@example.com',
  'a@b.c ip=9.9.9.9 reason=x\nAUTH LOGIN FAIL ip=8.8.8.8',
  `${'ü'.repeat(127)}@x`,
  '',
  'x | ERROR | AUTH LOGIN FAIL email=v@w.x ip=1.2.3.4 reason=invalid_credentials',
]

function written(
  write: (log: Log, origin: { ip: string; user_agent: null }, mail: string) => void,
): string[] {
  const lines: string[] = []
  const log = openSignInLog((line) => lines.push(line), { info: () => {} })
  for (let round = 0; round < 20; round++)
    for (const ip of addresses) for (const mail of mails) write(log, { ip, user_agent: null }, mail)
  return lines
}

const passwords = written((log, origin, mail) => log.failed(mail, origin, 'invalid_credentials'))
const keys = written((log, origin, mail) => log.keyFailed(mail, origin, 'invalid_api_key'))
const tokens = written((log, origin, mail) => log.tokenFailed(mail, origin, 'invalid_client'))
const admins = written((log, origin) => log.adminFailed(null, origin, 'not_allowed'))
const successes = written((log, origin, mail) => log.succeeded(mail, 7, origin))
/** The second factor writes the same line with reasons of its own. */
const factors = passwords.map((line) => line.replace(/invalid_credentials$/, 'invalid_totp'))

const wanted = {
  'myportal-auth': [passwords],
  'myportal-totp': [factors],
  'myportal-admin': [keys, tokens, admins],
}
const all = [passwords, factors, keys, tokens, admins, successes]

test('each filter finds its failures, all of them, with the real address, and nothing else', () => {
  for (const name of filters) {
    const patterns = patternsOf(name)
    const found = (line: string) =>
      patterns.map((pattern) => pattern.exec(line.replace(date, ''))?.groups?.ip).find(Boolean)
    for (const lines of all) {
      const isMine = (wanted[name] as string[][]).includes(lines)
      for (const [index, line] of lines.entries()) {
        const address = addresses[Math.floor(index / mails.length) % 2]
        assert.equal(found(line), isMine ? address : undefined, `${name}: ${line}`)
      }
    }
  }
})

test('fail2ban itself reads the shipped filters so', real, async () => {
  for (const name of filters) {
    const mine = wanted[name].flat()
    assert.deepEqual(await askFail2ban(name, mine), { matched: mine.length, missed: 0 }, name)
    const others = all.filter((lines) => !(wanted[name] as string[][]).includes(lines)).flat()
    assert.deepEqual(await askFail2ban(name, others), { matched: 0, missed: others.length }, name)
  }
})

test(
  'a daemon bans who guesses, by IPv4 and IPv6, over a rotation, and spares who stops in time',
  real,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'myportal-auth-'))
    const log = join(folder, 'auth.log')
    const { base, close } = await emptyPortal({ FAIL2BAN_LOG_PATH: log })
    const stranger = personAt(base, 'stranger')
    const guess = (ip: string, times: number, from = 0) =>
      Promise.all(
        Array.from({ length: times }, (_, index) =>
          stranger
            .post(
              '/auth/login',
              { email: `nobody${from + index}@example.com`, password: 'wrong' },
              { headers: { 'x-forwarded-for': ip } },
            )
            .answers(401),
        ),
      )
    await guess('198.51.100.99', 1)
    await until(() => statSync(log, { throwIfNoEntry: false }))
    assert.equal(statSync(log).mode & 0o777, 0o640)
    const daemon = await startFail2ban(log)
    try {
      await guess('203.0.113.7', 5)
      await guess('2001:db8::7', 5)
      await guess('203.0.113.8', 4)
      await until(() => daemon.banned().length === 2, 20_000)
      assert.deepEqual(daemon.banned().sort(), ['2001:db8::7', '203.0.113.7'])
      await until(async () => (await daemon.failures('myportal-auth')) >= 14, 20_000)

      await guess('203.0.113.9', 3)
      await until(async () => (await daemon.failures('myportal-auth')) >= 17, 20_000)
      renameSync(log, `${log}.1`)
      // The daemon may look at the new file only when something is added after it has found it.
      let further = 3
      await until(async () => {
        if (daemon.banned().includes('203.0.113.9')) return true
        await guess('203.0.113.9', 1, further++)
        return false
      }, 20_000)
      assert.ok(!daemon.banned().includes('203.0.113.8'))
      assert.ok(!readFileSync(log, 'utf8').includes('nobody0@'), 'the new file holds new lines only')
    } finally {
      await daemon.stop()
      await close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

test('a line names the address of the socket, whatever a header says, and who was refused at the administrators’ door', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-auth-'))
  const log = join(folder, 'auth.log')
  const { base, close } = await emptyPortal({ FAIL2BAN_LOG_PATH: log, TRUSTED_PROXIES: '192.0.2.1' })
  try {
    await personAt(base)
      .post(
        '/auth/login',
        { email: 'a@b.c', password: 'x' },
        { headers: { 'x-forwarded-for': '203.0.113.7' } },
      )
      .answers(401)
    const text = await until(() => existsSync(log) && readFileSync(log, 'utf8'))
    assert.match(String(text), / ip=127\.0\.0\.1 reason=invalid_credentials\n$/)

    const join = async (name: string) => {
      const person = personAt(base, name)
      const given = { email: `${name}@people.example`, password, first_name: name }
      const { user } = await person.post('/auth/register', given).answers(201)
      return { person, id: Number(user?.id) }
    }
    const { person: ada } = await join('ada')
    await ada.put('/api/settings/sign-in', { email_verification: 'off' }).answers(200)
    const { person: pam, id } = await join('pam')
    await pam.get('/api/users').answers(403, 'forbidden')
    await personAt(base).get('/api/users').answers(401)
    const refused = await until(() => {
      const lines = readFileSync(log, 'utf8').match(/ADMIN FAIL user_id=\S+/g)
      return lines?.length === 2 && lines
    })
    assert.deepEqual(refused, [`ADMIN FAIL user_id=${id}`, 'ADMIN FAIL user_id=-'])
  } finally {
    await close()
    rmSync(folder, { recursive: true, force: true })
  }
})
