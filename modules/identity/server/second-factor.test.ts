import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Database, inTransaction } from '../../../platform/database/index.ts'
import { addAuthenticator } from '../../../test/harness/authenticator.ts'
import { type Loose, type Person, personAt, type Reply } from '../../../test/harness/person.ts'
import { someone } from '../../../test/harness/someone.ts'
import { invitationToken, password, portal } from '../../../test/portal.ts'

let cast: ReturnType<typeof portal> | undefined

/** One cast for all of this file: its people come and go by themselves. */
function house() {
  cast ??= portal()
  return cast
}

const asIdentity = <T>(database: Database, work: Parameters<typeof inTransaction<T>>[2]) =>
  inTransaction(database, { role: 'portal_identity' }, work)

/** Somebody who is signed in and has an authenticator. */
async function enrolled() {
  const { base, ...here } = await house()
  const pat = await someone({ base, ...here }, password)
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const phone = await addAuthenticator(pat)
  return { base, database: here.database, ada: here.ada, pat, phone }
}

const login = (person: Person, more: object = {}) => ({ email: person.email, password, ...more })

/** The first step, in a browser of its own. */
async function firstStep(pat: Person, browser: Person): Promise<string> {
  const answer = await browser.post('/api/auth/login', login(pat)).answers(401, 'second_factor_required')
  return String(answer.challenge)
}

async function mailsTo(ada: Person, email: string): Promise<string[]> {
  const list = await ada.get(`/api/mail-messages?q=${encodeURIComponent(email)}`).answers(200)
  return (list.items as unknown as Loose[]).map(({ subject }) => String(subject))
}

const count = (replies: Reply[], status: number) => replies.filter((one) => one.status === status).length

test('an authenticator is set up by a code, and the first factor comes with ten recovery codes', async () => {
  const { base, ...here } = await house()
  const pat = await someone({ base, ...here }, password)
  await pat.post('/api/auth/login', login(pat)).answers(200)
  assert.equal((await pat.get('/api/me').answers(200)).second_factor as unknown, false)
  const setup = await pat.post('/api/auth/totp/setup').answers(200)
  assert.match(
    String(setup.otpauth_url),
    /^otpauth:\/\/totp\/MyPortal:someone\d+%40people\.example\?.*period=30/,
  )
  assert.match(String(setup.qr_svg), /^<svg [^>]+viewBox/)
  assert.ok(String(setup.qr_svg).length < 8_192)
  assert.match(String(setup.secret), /^[A-Z2-7]{32}$/)
  await pat.post('/api/auth/totp/verify', { code: '12345' }).answers(422, 'invalid_input')

  const phone = await addAuthenticator(pat)
  assert.equal(phone.recovery_codes.length, 10)
  for (const code of phone.recovery_codes)
    assert.match(code, /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
  assert.deepEqual((await addAuthenticator(pat, 'Tablet')).recovery_codes, [])
  const list = await pat.get('/api/auth/totp').answers(200)
  assert.deepEqual(
    (list.items as unknown as Loose[]).map(({ name }) => String(name)),
    ['Phone', 'Tablet'],
  )
  const session = await pat.get('/api/auth/session').answers(200)
  assert.deepEqual(session.second_factor as unknown, {
    enrolled: true,
    due_at: null,
    demanded_by: null,
    recovery_codes_left: 10,
  })
  assert.ok((await mailsTo(here.ada, pat.email)).includes('An authenticator was added'))
})

test('a mailed link is one factor: the second one is asked, and finishes the sign-in', async () => {
  const { base, ada, pat, phone } = await enrolled()
  await ada.put('/api/settings/sign-in', { magic_link: true }).answers(200)
  const browser = personAt(base)
  await browser.post('/api/auth/magic-link', { email: pat.email }).answers(202)
  const list = await ada.get(`/api/mail-messages?q=${encodeURIComponent(pat.email)}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  const token = /#link=([\w-]+)/.exec(String(mail.body_text))?.[1] ?? ''
  const half = await browser
    .post('/api/auth/magic-link/redeem', { token })
    .answers(401, 'second_factor_required')
  await browser.get('/api/auth/session').answers(401)
  const proof = { challenge: half.challenge, recovery_code: phone.recovery_codes[0] }
  const { session } = await browser.post('/api/auth/login/second-factor', proof).answers(200)
  assert.deepEqual(session?.factors as unknown, ['mailed_link', 'recovery_code'])
})

test('a reset link changes the password and leaves the second factor', async () => {
  const { base, ada, pat } = await enrolled()
  const browser = personAt(base)
  await browser.post('/api/auth/password/forgot', { email: pat.email }).answers(202)
  const token = await invitationToken(ada, pat.email)
  const chosen = 'quite another phrase for Pat'
  await browser.post('/api/auth/password/reset', { token, password: chosen }).answers(200)
  await browser
    .post('/api/auth/login', { email: pat.email, password: chosen })
    .answers(401, 'second_factor_required')
})

test('administrators see the factors of somebody, and remove them with a reason when they are lost', async () => {
  const { ada, pat } = await enrolled()
  const path = `/api/users/${pat.user_id}`
  const before = await ada.get(path).answers(200)
  assert.equal(before.second_factor as unknown, true)
  const { totp_devices, recovery_codes_left } = before.factors as unknown as {
    totp_devices: Loose[]
    recovery_codes_left: number
  }
  assert.deepEqual([totp_devices.map(({ name }) => String(name)), recovery_codes_left], [['Phone'], 10])
  const listed = await ada.get(`/api/users?second_factor=yes&q=${pat.email}`).answers(200)
  assert.equal(listed.items?.length, 1)

  await ada.post(`${path}/reset-second-factor`, {}).answers(422)
  await ada
    .post(`/api/users/${ada.user_id}/reset-second-factor`, { reason: 'Mine' })
    .answers(409, 'own_account')
  const after = await ada.post(`${path}/reset-second-factor`, { reason: 'Lost the phone' }).answers(200)
  assert.equal(after.second_factor as unknown, false)
  await pat.get('/api/auth/session').answers(401)
  await pat.post('/api/auth/login', login(pat)).answers(200)
  assert.ok((await mailsTo(ada, pat.email)).includes('Your second factors were removed'))
})

test('of secrets and recovery codes the database holds nothing that works', async () => {
  const { database, pat, phone } = await enrolled()
  const { rows } = await asIdentity(database, (tx) =>
    tx.run<{ row: string }>(
      `select to_jsonb(t)::text as row from totp_devices t where user_id = $1
       union all select to_jsonb(r)::text from recovery_codes r where user_id = $1
       union all select to_jsonb(k)::text from user_tokens k where user_id = $1`,
      [pat.user_id],
    ),
  )
  assert.equal(rows.length, 12)
  const [code = ''] = phone.recovery_codes
  assert.ok(!rows.some(({ row }) => row.includes(code) || row.includes(code.replaceAll('-', ''))))
})

test('nobody has more than ten authenticators', async () => {
  const { database, pat } = await enrolled()
  await asIdentity(database, (tx) =>
    tx.run(
      `insert into totp_devices (user_id, name, secret_ciphertext, secret_key_id, last_step)
       select $1, 'Spare', '', '', 0 from generate_series(1, 9)`,
      [pat.user_id],
    ),
  )
  const refused = await pat.post('/api/auth/totp/setup').answers(409, 'too_many_devices')
  assert.equal(Number(refused.limit), 10)
})

test('after five wrong codes a setup is void', async () => {
  const { base, ...here } = await house()
  const pat = await someone({ base, ...here }, password)
  await pat.post('/api/auth/login', login(pat)).answers(200)
  await pat.post('/api/auth/totp/verify', { code: '000000' }).answers(409, 'no_pending_setup')
  await pat.post('/api/auth/totp/setup').answers(200)
  for (let wrong = 0; wrong < 5; wrong++)
    await pat.post('/api/auth/totp/verify', { code: '000000' }).answers(422, 'invalid_input')
  await pat.post('/api/auth/totp/verify', { code: '000000' }).answers(409, 'no_pending_setup')
})

test('the password alone is half the way; the code goes into a second step or into the same call', async () => {
  const { base, pat, phone } = await enrolled()
  const browser = personAt(base)
  const first = await browser.post('/api/auth/login', login(pat)).answers(401, 'second_factor_required')
  assert.deepEqual(first.methods as unknown, ['totp_code', 'recovery_code'])
  assert.equal(browser.cookies.size, 0)
  const { challenge } = first
  const wrong = await browser
    .post('/api/auth/login/second-factor', { challenge, totp_code: '000000' })
    .answers(401, 'invalid_second_factor')
  assert.equal(Number(wrong.attempts_left), 4)
  await browser
    .post('/api/auth/login/second-factor', { challenge, totp_code: phone.code(), recovery_code: 'x' })
    .answers(422)
  const typed = phone.code(1).replace(/(...)/, '$1 ')
  const done = await browser
    .post('/api/auth/login/second-factor', { challenge, totp_code: typed })
    .answers(200)
  assert.equal(Number(done.user?.id), pat.user_id)
  await browser.get('/api/auth/session').answers(200)
  await browser.post('/api/auth/login/second-factor', { challenge, totp_code: phone.code(1) }).answers(401)

  const [code = ''] = phone.recovery_codes
  const sloppy = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
  await personAt(base)
    .post('/api/auth/login', login(pat, { recovery_code: sloppy }))
    .answers(200)
  await personAt(base)
    .post('/api/auth/login', login(pat, { totp_code: '12345' }))
    .answers(422)
})

test('the code that ended the setup is spent, and so is every code that was used', async () => {
  const { base, pat, phone } = await enrolled()
  await personAt(base)
    .post('/api/auth/login', login(pat, { totp_code: phone.code() }))
    .answers(401, 'invalid_second_factor')
  const next = login(pat, { totp_code: phone.code(1) })
  await personAt(base).post('/api/auth/login', next).answers(200)
  await personAt(base).post('/api/auth/login', next).answers(401, 'invalid_second_factor')
})

test('one code in fifty sign-ins at once lets one of them in', async () => {
  const { base, database, pat, phone } = await enrolled()
  const browsers = Array.from({ length: 50 }, () => personAt(base))
  const challenges: string[] = []
  for (const browser of browsers) challenges.push(await firstStep(pat, browser))
  for (const proof of [{ totp_code: phone.code(1) }, { recovery_code: phone.recovery_codes[0] }]) {
    await forgetTries(database)
    const replies = await Promise.all(
      browsers.map((browser, index) =>
        browser.post('/api/auth/login/second-factor', { challenge: challenges[index], ...proof }),
      ),
    )
    assert.equal(count(replies, 200), 1)
    assert.equal(count(replies, 200) + count(replies, 401) + count(replies, 429), 50)
    assert.ok(count(replies, 401) >= 9)
  }
})

const forgetTries = (database: Database) =>
  asIdentity(database, (tx) => tx.run("delete from login_failures where kind = 'second_factor'"))

test('wrong codes over fresh challenges: the eleventh within the hour is refused, right passwords or not', async () => {
  const { base, ada, pat, phone } = await enrolled()
  for (let tries = 0; tries < 10; tries++) {
    const browser = personAt(base)
    const challenge = await firstStep(pat, browser)
    await browser.post('/api/auth/login/second-factor', { challenge, totp_code: '000000' }).answers(401)
  }
  const stranger = personAt(base)
  const challenge = await firstStep(pat, stranger)
  const right = { challenge, totp_code: phone.code(1) }
  const blocked = await stranger.post('/api/auth/login/second-factor', right)
  assert.deepEqual([blocked.status, String(blocked.body.code)], [429, 'too_many_attempts'])
  assert.ok(Number(blocked.headers.get('retry-after')) > 3_500)
  assert.ok((await mailsTo(ada, pat.email)).includes('Too many wrong codes'))

  await pat.post('/api/auth/logout').answers(204)
  const own = await firstStep(pat, pat)
  await pat.post('/api/auth/login/second-factor', { ...right, challenge: own }).answers(200)
})

test('a challenge has five tries, and dies with the password', async () => {
  const { base, database, pat, phone } = await enrolled()
  const browser = personAt(base)
  const step = (challenge: string, totp_code: string) =>
    browser.post('/api/auth/login/second-factor', { challenge, totp_code })
  const challenge = await firstStep(pat, browser)
  for (let tries = 0; tries < 5; tries++)
    await step(challenge, '000000').answers(401, 'invalid_second_factor')
  await step(challenge, phone.code(1)).answers(401, 'challenge_expired')
  await step('never-made', phone.code(1)).answers(401, 'challenge_expired')

  const other = await firstStep(pat, browser)
  await asIdentity(database, (tx) =>
    tx.run("update users set password_hash = password_hash || ' ' where id = $1", [pat.user_id]),
  )
  await step(other, phone.code(1)).answers(401, 'challenge_expired')
})

test('a recovery code is told to its owner, who sees how many are left and can make new ones', async () => {
  const { base, ada, pat, phone } = await enrolled()
  const [code, second] = phone.recovery_codes
  const browser = personAt(base)
  await browser.post('/api/auth/login', login(pat, { recovery_code: code })).answers(200)
  assert.ok((await mailsTo(ada, pat.email)).includes('A recovery code was used'))
  const session = await browser.get('/api/auth/session').answers(200)
  assert.equal(Number(session.second_factor?.recovery_codes_left), 9)
  const { codes } = await browser.post('/api/auth/recovery-codes').answers(201)
  assert.equal((codes as unknown as string[]).length, 10)
  await personAt(base)
    .post('/api/auth/login', login(pat, { recovery_code: second }))
    .answers(401)
})

test('identity is confirmed by the second factor where there is one; the answer says how', async () => {
  const { database, pat, phone } = await enrolled()
  await asIdentity(database, (tx) =>
    tx.run("update sessions set confirmed_at = now() - interval '11 minutes' where user_id = $1", [
      pat.user_id,
    ]),
  )
  const refused = await pat.post('/api/auth/recovery-codes').answers(403, 'confirmation_required')
  assert.deepEqual(refused.methods as unknown, ['totp_code'])
  await pat.post('/api/auth/confirm', { password }).answers(401, 'second_factor_required')
  const wrong = { password: 'not this one at all', totp_code: phone.code(1) }
  await pat.post('/api/auth/confirm', wrong).answers(401, 'invalid_credentials')
  await pat.post('/api/auth/confirm', { totp_code: '000000' }).answers(401, 'invalid_second_factor')
  await pat.post('/api/auth/confirm', { password, totp_code: phone.code(1) }).answers(200)
  await pat.post('/api/auth/recovery-codes').answers(201)
})

test('removing a factor ends all other sessions, and the last one takes the codes with it', async () => {
  const { base, database, ada, pat, phone } = await enrolled()
  const other = personAt(base)
  await other.post('/api/auth/login', login(pat, { totp_code: phone.code(1) })).answers(200)
  const { base: _, ...here } = await house()
  const eve = await someone({ base, ...here }, password)
  await eve.post('/api/auth/login', login(eve)).answers(200)
  await eve.delete(`/api/auth/totp/${phone.id}`).answers(404)

  await pat.delete(`/api/auth/totp/${phone.id}`).answers(204)
  await other.get('/api/auth/session').answers(401)
  await pat.get('/api/auth/session').answers(200)
  assert.ok((await mailsTo(ada, pat.email)).includes('An authenticator was removed'))
  const { rows } = await asIdentity(database, (tx) =>
    tx.run('select 1 from recovery_codes where user_id = $1', [pat.user_id]),
  )
  assert.equal(rows.length, 0)
  await personAt(base).post('/api/auth/login', login(pat)).answers(200)
  await pat.post('/api/auth/recovery-codes').answers(409, 'no_second_factor')
})

test('every step leaves its event, without address or code', async () => {
  const { base, database, pat, phone } = await enrolled()
  await personAt(base)
    .post('/api/auth/login', login(pat, { totp_code: '000000' }))
    .answers(401)
  await personAt(base)
    .post('/api/auth/login', login(pat, { recovery_code: phone.recovery_codes[0] }))
    .answers(200)
  await pat.delete(`/api/auth/totp/${phone.id}`).answers(204)
  const { rows } = await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run<{ type: string; data: string }>(
      `select type, data::text as data from events where (subject_type = 'user' and subject_id = $1)
         or data->>'user_id' = $1::text order by id`,
      [pat.user_id],
    ),
  )
  const types = rows.map(({ type }) => type)
  const wanted = ['recovery_codes.generated', 'totp_device.added', 'login.failed', 'recovery_code.used']
  for (const type of [...wanted, 'totp_device.removed'])
    assert.ok(types.includes(type), `${type} of ${types}`)
  assert.ok(
    !rows.some(({ data }) => data.includes(pat.email) || data.includes(phone.recovery_codes[0] ?? '-')),
  )
})
