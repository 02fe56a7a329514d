import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, type Database, inTransaction } from '../../../platform/database/index.ts'
import { personAt, type Reply } from '../../../test/harness/person.ts'
import { password, portal } from '../../../test/portal.ts'
import { createUser } from './index.ts'
import { noteLogin } from './second-factor.queries.ts'

let cast: ReturnType<typeof portal> | undefined
let number = 0

/** One cast for all of this file: its people come and go by themselves. */
function house() {
  cast ??= portal()
  return cast
}

async function newPerson(status: 'active' | 'invited' | 'disabled' = 'active') {
  const { base, database, portal: opened } = await house()
  const email = `person${++number}@people.example`
  const password_hash = status === 'invited' ? null : await opened.identity.hashPassword(password)
  const id = await asIdentity(database, (tx) =>
    createUser(tx, { email, first_name: 'Pat', last_name: 'Person', password_hash }),
  )
  if (status !== 'active')
    await asIdentity(database, (tx) => tx.run('update users set status = $2 where id = $1', [id, status]))
  const person = personAt(base, 'Pat', email)
  person.user_id = id
  return person
}

const asIdentity = <T>(
  database: Database,
  work: Parameters<typeof inTransaction<T>>[2],
): ReturnType<typeof inTransaction<T>> => inTransaction(database, { role: 'portal_identity' }, work)

const login = (person: { email: string }, given = password) => ({ email: person.email, password: given })

test('a wrong password is answered alike, and as late, for people that are active, invited, disabled, leaving, gone or unknown', async () => {
  const { visitor, base } = await house()
  const people = [await newPerson(), await newPerson('invited'), await newPerson('disabled')]
  const leaving = [await newPerson(), await newPerson()]
  const { ada } = await house()
  for (const [at, { user_id, email: confirm_email }] of leaving.entries())
    await ada.request('DELETE', `/api/users/${user_id}`, { confirm_email, at_once: at === 1 }).answers(200)
  const emails = [
    ...[...people, ...leaving].map(({ email }) => email),
    `erased-${leaving[1]?.user_id}@erased.invalid`,
    'nobody@people.example',
    'no address\u0000 at all',
  ]
  const answers: string[] = []
  for (const email of emails) {
    const started = performance.now()
    const reply = await personAt(base).post('/api/auth/login', { email, password: 'wrong but long enough' })
    assert.ok(performance.now() - started >= 395)
    answers.push(seen(reply))
  }
  assert.deepEqual(new Set(answers).size, 1, answers.join('\n'))
  await visitor.post('/api/auth/login', { email: emails[0] }).answers(422)
})

/** Everything of an answer but what is new every time. */
function seen({ status, headers, body }: Reply): string {
  const kept = [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name))
  return JSON.stringify([status, kept, { ...body, request_id: '' }])
}

test('whoever knows the password hears that the account is switched off', async () => {
  const disabled = await newPerson('disabled')
  await disabled.post('/api/auth/login', login(disabled)).answers(403, 'account_disabled')
  assert.equal(disabled.cookies.size, 0)
  // A way in that found the account open a moment ago ends here, too.
  const { database } = await house()
  assert.equal(await asIdentity(database, (tx) => noteLogin(tx, disabled.user_id)), false)
})

test('of two hundred guesses at once from as many addresses five are looked at, and the owner still comes in by a known browser', async () => {
  const { base } = await house()
  const owner = await newPerson()
  await owner.post('/api/auth/login', login(owner)).answers(200)
  await owner.post('/api/auth/logout').answers(204)

  const guesses = await Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      personAt(base).post('/api/auth/login', login(owner, 'a guess among many'), {
        headers: { 'x-forwarded-for': `203.0.113.${at + 1}` },
      }),
    ),
  )
  const blocked = guesses.filter(({ status }) => status === 429)
  assert.equal(guesses.filter(({ status }) => status === 401).length, 5)
  assert.equal(blocked.length, 195)
  assert.equal(String(blocked[0]?.body.code), 'too_many_attempts')
  const wait = Number(blocked[0]?.headers.get('retry-after'))
  assert.ok(wait >= 50 && wait <= 60, String(wait))

  await personAt(base).post('/api/auth/login', login(owner)).answers(429, 'too_many_attempts')
  await owner.post('/api/auth/login', login(owner)).answers(200)
})

test('once a bucket is blocked its number is told in place of every try', async () => {
  const { base, database } = await house()
  const owner = await newPerson()
  const guess = () => personAt(base).post('/api/auth/login', login(owner, 'a guess among many'))
  for (let tried = 0; tried < 7; tried++) {
    await guess().answers(401)
    await asIdentity(database, (tx) => tx.run('update login_failures set blocked_until = now()'))
  }
  const told = async ({ user_id }: { user_id: number }) => {
    const { rows } = await asOwner(database, (client) =>
      client.query<{ type: string; n: number }>(
        `select type, count(*)::int as n from myportal.events where subject_id = $1 and type like 'login.%'
         group by type order by type`,
        [user_id],
      ),
    )
    return rows
  }
  assert.deepEqual(await told(owner), [
    { type: 'login.blocked', n: 1 },
    { type: 'login.failed', n: 5 },
  ])

  const clumsy = await newPerson()
  const slip = () =>
    personAt(base).post('/api/auth/login', login(clumsy, 'a slip of the finger')).answers(401)
  await Promise.all([slip(), slip(), slip(), slip()])
  await clumsy.post('/api/auth/login', login(clumsy)).answers(200)
  assert.deepEqual(await told(clumsy), [{ type: 'login.failed', n: 4 }], 'the fifth try was right')
})

test('an address that nobody has is blocked like any other', async () => {
  const { base } = await house()
  const guess = () => personAt(base).post('/api/auth/login', login({ email: 'ghost@people.example' }))
  const replies = await Promise.all(Array.from({ length: 8 }, guess))
  assert.deepEqual(replies.map(({ status }) => status).sort(), [401, 401, 401, 401, 401, 429, 429, 429])
})

test('of the session the database holds a hash only, and signing out ends it', async () => {
  const { database } = await house()
  const pat = await newPerson()
  const answer = await pat
    .post('/api/auth/login', { ...login(pat), email: pat.email.toUpperCase() })
    .answers(200)
  assert.equal(String(answer.user?.email), pat.email)
  const token = pat.cookies.get('myportal_session') ?? ''
  assert.equal(token.length, 43)
  const { rows } = await asIdentity(database, (tx) =>
    tx.run<{ row: string }>('select to_jsonb(s)::text as row from sessions s where user_id = $1', [
      pat.user_id,
    ]),
  )
  assert.equal(rows.length, 1)
  assert.ok(!rows[0]?.row.includes(token))

  const session = await pat.get('/api/auth/session').answers(200)
  assert.equal(Number(session.user?.id), pat.user_id)
  const kept = new Map(pat.cookies)
  const out = await pat.post('/api/auth/logout')
  assert.equal(out.status, 204)
  assert.equal(out.headers.get('clear-site-data'), '"cache"')
  assert.equal(pat.cookies.has('myportal_session'), false)
  for (const [name, value] of kept) pat.cookies.set(name, value)
  await pat.get('/api/auth/session').answers(401, 'not_signed_in')
})

test('signing in where somebody is signed in ends the session that was there', async () => {
  const pat = await newPerson()
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const old = pat.cookies.get('myportal_session') ?? ''
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const fresh = pat.cookies.get('myportal_session') ?? ''
  assert.notEqual(fresh, old)
  await pat.get('/api/auth/session').answers(200)
  pat.cookies.set('myportal_session', old)
  await pat.get('/api/auth/session').answers(401)
})

test('of more than fifty sessions the one that was seen longest ago goes', async () => {
  const { database } = await house()
  const pat = await newPerson()
  await asIdentity(database, (tx) =>
    tx.run(
      `insert into sessions (user_id, token_hash, last_seen_at, expires_at, absolute_expires_at)
       select $1, sha256(('many' || n)::bytea), now() - n * interval '1 minute', now() + interval '1 day', now() + interval '1 day'
       from generate_series(1, 50) n`,
      [pat.user_id],
    ),
  )
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const { rows } = await asIdentity(database, (tx) =>
    tx.run<{ reason: string | null; n: number; hash: boolean }>(
      `select revoked_reason as reason, count(*)::int as n, bool_or(token_hash = sha256('many50'::bytea)) as hash
       from sessions where user_id = $1 group by 1 order by 1`,
      [pat.user_id],
    ),
  )
  assert.deepEqual(rows, [
    { reason: 'too_many_sessions', n: 1, hash: true },
    { reason: null, n: 50, hash: false },
  ])
})

test('a change needs the token of this very session', async () => {
  const [pat, other] = [await newPerson(), await newPerson()]
  await pat.post('/api/auth/login', login(pat)).answers(200)
  await other.post('/api/auth/login', login(other)).answers(200)
  const change = { first_name: 'Patricia' }
  await pat.patch('/api/me', change, { bare: true }).answers(403, 'csrf_missing')
  const foreign = { 'x-csrf-token': other.cookies.get('myportal_session_csrf') ?? '' }
  await pat.patch('/api/me', change, { headers: foreign }).answers(403, 'csrf_invalid')
  await pat
    .patch('/api/me', change, { headers: { 'sec-fetch-site': 'cross-site' } })
    .answers(403, 'cross_site')
  const stale = { 'x-csrf-token': pat.cookies.get('myportal_session_csrf') ?? '' }
  await pat.post('/api/auth/confirm', { password }).answers(200)
  await pat.patch('/api/me', change, { headers: stale }).answers(403, 'csrf_invalid')
  const own = new Map(pat.cookies)
  // A neighbouring host can toss its cookie beside ours; it does not belong to this session.
  for (const tossed of [foreign['x-csrf-token'], 'made.up', '']) {
    pat.cookies.set('myportal_session_csrf', tossed)
    await pat.patch('/api/me', change, { headers: { 'x-csrf-token': tossed } }).answers(403)
  }
  for (const [name, value] of own) pat.cookies.set(name, value)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
    await pat.patch('/api/me', 'first_name=Eve', { headers: { 'content-type': type } }).answers(415)
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
  ])
    await personAt(pat.base).post('/api/auth/login', login(pat), { headers }).answers(403, 'cross_site')
  for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
    await personAt(pat.base)
      .post('/api/auth/login', JSON.stringify(login(pat)), { headers: { 'content-type': type } })
      .answers(415)
  const csrf = String((await pat.get('/api/auth/session').answers(200)).session?.csrf_token)
  await pat.patch('/api/me', { ...change, _csrf: csrf }, { bare: true }).answers(200)
})

test('a proof of identity changes the cookie, and the old one is dead', async () => {
  const pat = await newPerson()
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const old = new Map(pat.cookies)
  await pat.post('/api/auth/confirm', { password: 'not this one at all' }).answers(401, 'invalid_credentials')
  const { confirmed_until } = await pat.post('/api/auth/confirm', { password }).answers(200)
  const minutes = (Date.parse(String(confirmed_until)) - Date.now()) / 60_000
  assert.ok(minutes > 9 && minutes <= 10)
  await pat.get('/api/auth/session').answers(200)
  for (const [name, value] of old) pat.cookies.set(name, value)
  await pat.get('/api/auth/session').answers(401)
})

test('a session used after a while lives on, and one that was idle for too long is over', async () => {
  const { database } = await house()
  const pat = await newPerson()
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const age = (text: string) =>
    asIdentity(database, (tx) =>
      tx.run(
        `update sessions set last_seen_at = last_seen_at - $2::interval, expires_at = expires_at - $2::interval
         where user_id = $1`,
        [pat.user_id, text],
      ),
    )
  await age('6 hours')
  const reply = await pat.get('/api/auth/session')
  assert.equal(reply.status, 200)
  assert.match(reply.headers.getSetCookie().join(), /myportal_session=.*Max-Age=43[12]\d\d/)
  assert.deepEqual((await pat.get('/api/auth/session')).headers.getSetCookie(), [])
  await age('12 hours')
  await pat.get('/api/auth/session').answers(401)
})

test('constant use does not carry a session over its seventh day', async () => {
  const { database } = await house()
  const pat = await newPerson()
  await pat.post('/api/auth/login', login(pat)).answers(200)
  for (let hours = 6; hours < 168; hours += 6) {
    // Six hours later: all its times lie that much further back.
    await asIdentity(database, (tx) =>
      tx.run(
        `update sessions set created_at = created_at - interval '6 hours', last_seen_at = last_seen_at - interval '6 hours',
           expires_at = expires_at - interval '6 hours', absolute_expires_at = absolute_expires_at - interval '6 hours'
         where user_id = $1`,
        [pat.user_id],
      ),
    )
    await pat.get('/api/auth/session').answers(200)
  }
  await asIdentity(database, (tx) =>
    tx.run(
      `update sessions set last_seen_at = now() - interval '6 hours', expires_at = expires_at - interval '6 hours',
         absolute_expires_at = absolute_expires_at - interval '6 hours' where user_id = $1`,
      [pat.user_id],
    ),
  )
  await pat.get('/api/auth/session').answers(401)
})

test('people change their own profile, nothing else, and see how the portal looks for them', async () => {
  const pat = await newPerson()
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const changed = await pat
    .patch('/api/me', { first_name: 'Patricia', time_zone: 'Europe/Berlin' })
    .answers(200)
  assert.deepEqual(
    [String(changed.first_name), String(changed.last_name), String(changed.time_zone)],
    ['Patricia', 'Person', 'Europe/Berlin'],
  )
  await pat.patch('/api/me', { email: 'other@people.example' }).answers(422)
  await pat.patch('/api/me/preferences', { density: 'compact' }).answers(200)
  const preferences = await pat.patch('/api/me/preferences', { color_scheme: 'dark' }).answers(200)
  assert.deepEqual(preferences, { density: 'compact', color_scheme: 'dark' })
})

test('a browser is named when it signs in, in one step or two, and keeps its name', async () => {
  const { base, acme } = await portal()
  const person = personAt(base)
  const body = { email: acme.bob.email, password, device_name: 'Bob’s laptop' }
  const { session } = await person.post('/api/auth/login', body).answers(200)
  assert.equal(String(session?.device_name), 'Bob’s laptop')
  const again = await person.post('/api/auth/login', { email: acme.bob.email, password }).answers(200)
  assert.equal(String(again.session?.device_name), 'Bob’s laptop')
  await person.post('/api/auth/login', { ...body, device_name: 'x'.repeat(81) }).answers(422)
  await person.post('/api/auth/login', { ...body, device_name: 'a\u202eb' }).answers(422)
})

test('preferences that are not known are dropped, paths and tables are kept within bounds', async () => {
  const { bob } = (await portal()).acme
  const tables = { tickets: { columns: ['number', 'subject'], density: 'compact' } }
  const given = { start_path: '/tickets', tables, wallpaper: 'cats' }
  const saved = await bob.patch('/api/me/preferences', given).answers(200)
  assert.deepEqual(saved, { start_path: '/tickets', tables } as unknown)
  const many = Object.fromEntries(Array.from({ length: 41 }, (_, n) => [`t${n}`, {}]))
  for (const wrong of [{ start_path: '//evil.example' }, { tables: many }, { density: 'huge' }])
    await bob.patch('/api/me/preferences', wrong).answers(422)
  await bob
    .patch('/api/me/preferences', {
      tables: {
        a: { columns: Array(50).fill('x'.repeat(60)) },
        b: { columns: Array(50).fill('y'.repeat(60)) },
        c: { columns: Array(50).fill('z'.repeat(60)) },
      },
    })
    .answers(413)
})

test('a typing aid and a place to return to have bounds, too', async () => {
  const { visitor, acme } = await portal()
  await visitor.post('/api/auth/password/check', { password: 'x', email: 'e'.repeat(255) }).answers(422)
  await visitor.post('/api/auth/password/check', { password: 'x', names: ['n'.repeat(201)] }).answers(422)
  const far = { company_id: acme.id, return_url: `/${'x'.repeat(2_000)}` }
  assert.equal((await acme.bob.post('/api/switch-company', far).answers(200)).return_url, '/')
  const { providers } = await visitor.get('/api/auth/options').answers(200)
  assert.deepEqual(providers, [] as unknown)
})

test('limits in force are told with the settings of sign-in, and cannot be changed there', async () => {
  const { ada } = await portal()
  const { limits } = await ada.get('/api/settings/sign-in').answers(200)
  const spray = (limits as unknown as { name: string }[]).find(({ name }) => name === 'login_spray')
  assert.deepEqual(spray, {
    name: 'login_spray',
    variable: 'RATE_LIMIT_LOGIN_SPRAY',
    points: null,
    seconds: null,
  })
  await ada.put('/api/settings/sign-in', { limits: [] }).answers(422)
})
