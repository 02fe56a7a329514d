import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { asOwner, type Database, openEmbedded } from '../platform/database/index.ts'
import { codeOf } from './harness/authenticator.ts'
import { freshDatabase } from './harness/database.ts'
import { type Loose, type Person, personAt, type Reply } from './harness/person.ts'
import { startServer } from './harness/server-process.ts'
import { password } from './portal.ts'

/** How often the server is killed on each database; ACCOUNT_KILL_ROUNDS=200 is the full measure. */
const rounds = Number(process.env.ACCOUNT_KILL_ROUNDS ?? 1)
const given = 'violet harbour 19'
const off = Object.fromEntries(
  ['LOGIN', 'LOGIN_SPRAY', 'REGISTER', 'PASSWORD_RESET', 'MAIL_ADDRESS', 'GENERAL', 'API', 'ANONYMOUS'].map(
    (name) => [`RATE_LIMIT_${name}`, 'off'],
  ),
)

/** What was acknowledged to somebody before the server died, and must hold in its next life. */
interface Holding {
  what: string
  holds(base: string): Promise<boolean>
}

interface Lives {
  base: string
  ada: Person
  holding: Holding[]
  people: number
  checked: number
  /** So many more answers, then the server is killed. */
  left: number
  kill: () => void
}

describe(`accounts on a server that is killed ${rounds} times`, () => {
  test('keep what was acknowledged, on the embedded database', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'myportal-kill-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    t.diagnostic(await livesOn(folder, null))
    const database = await openEmbedded(join(folder, 'database'))
    t.after(() => database.close())
    await assertWhole(database)
  })

  const reason = process.env.TEST_DATABASE_URL ? false : 'needs TEST_DATABASE_URL'
  test('keep what was acknowledged, on PostgreSQL', { skip: reason }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'myportal-kill-'))
    const { database, url, drop } = await freshDatabase()
    t.after(drop)
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    t.diagnostic(await livesOn(folder, url))
    await assertWhole(database)
  })
})

async function livesOn(folder: string, url: string | null): Promise<string> {
  const lives: Lives = {
    base: '',
    ada: personAt(''),
    holding: [],
    people: 0,
    checked: 0,
    left: 0,
    kill: () => {},
  }
  for (let round = 0; round <= rounds; round++) {
    const server = await startServer(folder, url, off)
    lives.base = server.base
    lives.ada = await adaAt(server.base, round)
    for (const { what, holds } of lives.holding) assert.ok(await holds(server.base), what)
    lives.checked += lives.holding.length
    lives.holding = []
    await endKeys(lives.ada)
    if (round < rounds) {
      // From "before the first answer" to "in the middle of many": the moment moves from round to round.
      lives.left = (round * 11) % 37
      lives.kill = () => setTimeout(() => void server.kill(), (round * 5) % 13)
      await Promise.all([oneLifeAfterTheOther(lives), oneLifeAfterTheOther(lives)])
    }
    await server.kill()
  }
  return `${lives.people} people, ${lives.checked} acknowledged steps held`
}

async function adaAt(base: string, round: number): Promise<Person> {
  const ada = personAt(base, 'Ada', 'ada@provider.example')
  const body = { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' }
  if (round === 0) await ada.post('/api/auth/register', body).answers(201)
  else await ada.post('/api/auth/login', { email: ada.email, password }).answers(200)
  return ada
}

/** Nobody may have more than fifty. */
async function endKeys(ada: Person): Promise<void> {
  const { items } = await ada.get('/api/api-keys?limit=200').answers(200)
  for (const { id } of items as unknown as { id: number }[])
    await ada.delete(`/api/api-keys/${id}`).answers(204)
}

class Killed extends Error {}

/** An answer, or `Killed` when the server went away before it. */
async function answered(lives: Lives, asked: Promise<Reply>, status: number): Promise<Loose> {
  const reply = await asked.catch(() => {
    throw new Killed()
  })
  // A server on its way down may say that it is not available; nothing was acknowledged then.
  if (reply.status === 503) throw new Killed()
  assert.equal(reply.status, status, reply.text)
  if (lives.left-- === 0) lives.kill()
  return reply.body
}

async function oneLifeAfterTheOther(lives: Lives): Promise<void> {
  try {
    for (;;) await oneLife(lives)
  } catch (error) {
    if (!(error instanceof Killed)) throw error
  }
}

/** Made, let in, a second factor, a spent code, a session ended, a key replaced, a password reset. */
async function oneLife(lives: Lives): Promise<void> {
  const { base, ada, holding } = lives
  const email = `person${++lives.people}@people.example`
  const statusAt = async (where: string, path: string, body: object) =>
    (await personAt(where).post(path, body)).status
  const keyStatus = async (where: string, key: string) =>
    (await personAt(where).get('/api/me', { headers: { authorization: `Bearer ${key}` } })).status

  await answered(lives, ada.post('/api/users', { email, first_name: 'Pat', password: given }), 201)
  const pat = personAt(base, 'Pat', email)
  await answered(lives, pat.post('/api/auth/login', { email, password: given }), 200)
  const change = { current_password: given, new_password: password }
  await answered(lives, pat.post('/api/auth/password/change', change), 200)
  holding.push({
    what: 'a changed password went back',
    holds: async (where) => (await statusAt(where, '/api/auth/login', { email, password: given })) === 401,
  })

  const { secret } = await answered(lives, pat.post('/api/auth/totp/setup'), 200)
  const code = codeOf(String(secret))
  const factor = await answered(lives, pat.post('/api/auth/totp/verify', { code }), 201)
  const codes = factor.recovery_codes as unknown as string[]
  const other = personAt(base, 'Pat elsewhere', email)
  const login = { email, password, recovery_code: codes[0] }
  await answered(lives, other.post('/api/auth/login', login), 200)
  holding.push({
    what: 'a spent recovery code let somebody in again',
    holds: async (where) => (await statusAt(where, '/api/auth/login', login)) === 401,
  })
  const cookies = new Map(other.cookies)
  await answered(lives, other.post('/api/auth/logout'), 204)
  holding.push({
    what: 'a session lived on after it was ended',
    holds: async (where) => {
      const stale = personAt(where)
      for (const [name, value] of cookies) stale.cookies.set(name, value)
      return (await stale.get('/api/me')).status === 401
    },
  })

  const wanted = { description: 'Report', scopes: ['account.read'] }
  const first = await answered(lives, ada.post('/api/api-keys', wanted), 201)
  const next = await answered(lives, ada.post(`/api/api-keys/${first.key?.id}/rotate`, {}), 201)
  holding.push({
    what: 'of a replaced key not exactly the new one works',
    holds: async (where) =>
      (await keyStatus(where, String(first.api_key))) === 401 &&
      (await keyStatus(where, String(next.api_key))) === 200,
  })

  await answered(lives, pat.post('/api/auth/password/forgot', { email }), 202)
  const token = await mailedToken(lives, email)
  const reset = { token, password: 'a third phrase altogether 3' }
  await answered(lives, pat.post('/api/auth/password/reset', reset), 200)
  holding.push({
    what: 'a reset link worked twice',
    holds: async (where) => (await statusAt(where, '/api/auth/password/reset', reset)) === 422,
  })
}

async function mailedToken(lives: Lives, email: string): Promise<string> {
  const { ada } = lives
  const list = await answered(lives, ada.get(`/api/mail-messages?q=${encodeURIComponent(email)}`), 200)
  for (const { id } of list.items as unknown as { id: number }[]) {
    const mail = await answered(lives, ada.get(`/api/mail-messages/${id}`), 200)
    const token = /reset-password#token=([\w-]+)/.exec(String(mail.body_text))?.[1]
    if (token) return token
  }
  throw new Error(`No reset link for ${email}`)
}

/** Whatever was under way when the server died is whole or absent. */
async function assertWhole(database: Database): Promise<void> {
  const halves = await asOwner(database, async (client) => {
    const { rows } = await client.query<{ what: string }>(
      `select 'a factor without its codes: ' || d.user_id as what from totp_devices d
         where not exists (select from recovery_codes r where r.user_id = d.user_id)
       union all select 'codes without a factor: ' || r.user_id from recovery_codes r
         where not exists (select from totp_devices d where d.user_id = r.user_id) group by r.user_id
       union all select 'a person without an event: ' || u.id from users u
         where not exists (select from events e where e.subject_type = 'user' and e.subject_id = u.id
           and e.type in ('user.registered', 'user.created'))
       union all select 'an event without its person: ' || e.subject_id from events e
         where e.type = 'user.created' and not exists (select from users u where u.id = e.subject_id)
       union all select 'a factor without an event: ' || d.id from totp_devices d
         where not exists (select from events e where e.type = 'totp_device.added' and e.data->>'totp_device_id' = d.id::text)
           and not exists (select from events e where e.type = 'totp_device.added' and e.subject_id in (d.id, d.user_id))
       union all select 'a key replaced by nothing: ' || k.id from api_keys k
         where k.rotated_to_id is not null and not exists (select from api_keys n where n.id = k.rotated_to_id)
       union all select 'a live session without an event: ' || s.id from sessions s
         where not exists (select from events e where e.type = 'session.created' and e.subject_id = s.id)`,
    )
    return rows.map(({ what }) => what)
  })
  assert.deepEqual(halves, [])
}
