import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { asOwner, inTransaction } from '../../../platform/database/index.ts'
import { personAt, type Reply } from '../../../test/harness/person.ts'
import { emptyPortal, invitationToken, password, portal } from '../../../test/portal.ts'
import { openBreaches } from './breaches.ts'

let cast: ReturnType<typeof portal> | undefined
let number = 0
const house = () => (cast ??= portal())
const newAddress = (domain = 'people.example') => `registrant${++number}@${domain}`

const registration = (email: string, more: object = {}) => ({
  email,
  password,
  first_name: 'Rosa',
  last_name: 'New',
  ...more,
})

const setting = async (given: object) => (await house()).ada.put('/api/settings/sign-in', given).answers(200)

/** Everything of an answer but what is new every time, and what a browser without a cookie gets anyhow. */
function seen({ status, headers, text }: Reply): string {
  const kept = [...headers].filter(([name]) => !['x-request-id', 'date', 'set-cookie'].includes(name))
  return JSON.stringify([status, kept, text, headers.getSetCookie().map((line) => line.split('=')[0])])
}

async function newestMail(email: string) {
  const { ada } = await house()
  const list = await ada.get(`/api/mail-messages?q=${encodeURIComponent(email)}`).answers(200)
  return ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
}

test('a registration is finished by its link in the same browser, and signs in', async () => {
  const { base } = await house()
  const rosa = personAt(base, 'Rosa', newAddress())
  await rosa.post('/api/auth/register', registration(rosa.email, { next: '/tickets/new' })).answers(202)
  await rosa.get('/api/auth/session').answers(401)
  await rosa.post('/api/auth/login', { email: rosa.email, password }).answers(401, 'invalid_credentials')
  const token = await invitationToken((await house()).ada, rosa.email)
  const done = await rosa.post('/api/auth/verify-email', { token }).answers(200)
  assert.equal(String(done.next), '/tickets/new')
  assert.ok(done.user?.email_verified_at)
  await rosa.get('/api/auth/session').answers(200)
  await rosa.post('/api/auth/verify-email', { token }).answers(422, 'invalid_token')
})

test('the answer to a registration has the same bytes for every address; only the mail tells', async () => {
  const { base, ada } = await house()
  const known = newAddress()
  await personAt(base).post('/api/auth/register', registration(known)).answers(202)
  await personAt(base)
    .post('/api/auth/verify-email', { token: await invitationToken(ada, known), password })
    .answers(200)
  const disabled = await ada.post('/api/users', { email: newAddress(), first_name: 'Dora' }).answers(201)
  await ada.post(`/api/users/${disabled.id}/disable`, { reason: 'Gone' }).answers(200)
  const pending = newAddress()
  const emails = [newAddress(), pending, pending, known, String(disabled.email)]
  const answers: string[] = []
  for (const email of emails)
    answers.push(seen(await personAt(base).post('/api/auth/register', registration(email))))
  await setting({ registration: 'domain' })
  answers.push(
    seen(await personAt(base).post('/api/auth/register', registration(newAddress('stranger.example')))),
  )
  await setting({ registration: 'open' })
  assert.equal(new Set(answers).size, 1, answers.join('\n'))
  assert.equal(String((await newestMail(known)).purpose), 'identity.known')
  assert.equal(String((await newestMail(String(disabled.email))).purpose), 'identity.unsuitable')

  await setting({ magic_link: true })
  for (const path of ['verify-email/resend', 'password/forgot', 'magic-link']) {
    const bytes = new Set<string>()
    for (const email of emails) bytes.add(seen(await personAt(base).post(`/api/auth/${path}`, { email })))
    assert.equal(bytes.size, 1, [...bytes].join('\n'))
  }
  await setting({ magic_link: false })
})

test('who opens the link of a stranger’s registration elsewhere without the password gives him nothing', async () => {
  const { base, ada, acme } = await house()
  const victim = newAddress()
  await personAt(base).post('/api/auth/register', registration(victim)).answers(202)
  const token = await invitationToken(ada, victim)
  const elsewhere = personAt(base, 'victim', victim)
  await elsewhere.post('/api/auth/verify-email', { token }).answers(401, 'password_needed')
  await elsewhere
    .post('/api/auth/verify-email', { token, password: 'not what the stranger chose' })
    .answers(401, 'invalid_credentials')
  const users = await ada.get(`/api/users?search=${victim}`).answers(200)
  assert.equal(users.items?.length, 0)

  const roles = await ada.get('/api/roles?kind=customer').answers(200)
  await ada
    .post(`/api/companies/${acme.id}/memberships`, { email: victim, role_id: roles.items?.[0]?.id })
    .answers(201)
  const invitation = await invitationToken(ada, victim)
  await elsewhere
    .post('/api/auth/invitations/accept', {
      token: invitation,
      password: 'another horse entirely 9',
      first_name: 'Vic',
    })
    .answers(201)
  await personAt(base).post('/api/auth/verify-email', { token, password }).answers(409, 'email_taken')
})

test('a registration that was not mine is thrown away by its link; resending voids the link before', async () => {
  const { base, ada } = await house()
  const rosa = personAt(base, 'Rosa', newAddress())
  await rosa.post('/api/auth/register', registration(rosa.email)).answers(202)
  const first = await invitationToken(ada, rosa.email)
  await rosa.post('/api/auth/verify-email/resend', { email: rosa.email }).answers(202)
  const second = await invitationToken(ada, rosa.email)
  assert.notEqual(first, second)
  await rosa.post('/api/auth/verify-email', { token: first }).answers(422, 'invalid_token')
  await rosa.post('/api/auth/verify-email/discard', { token: second }).answers(204)
  await rosa.post('/api/auth/verify-email', { token: second }).answers(422, 'invalid_token')
})

test('the mode decides who may register; without verification one is signed in at once', async () => {
  const { base } = await house()
  await setting({ registration: 'off' })
  await personAt(base).post('/api/auth/register', registration(newAddress())).answers(403, 'registration_off')
  await setting({ registration: 'invited' })
  await personAt(base)
    .post('/api/auth/register', registration(newAddress()))
    .answers(403, 'registration_invited_only')
  await setting({ registration: 'open', email_verification: 'off', terms_url: 'https://example.com/terms' })
  const rosa = personAt(base, 'Rosa', newAddress())
  const refused = await rosa.post('/api/auth/register', registration(rosa.email)).answers(422)
  assert.equal(String(refused.errors?.[0]?.field), 'terms_accepted')
  const accepted = registration(rosa.email, { terms_accepted: true })
  const made = await rosa.post('/api/auth/register', accepted).answers(201)
  assert.equal(made.user?.email_verified_at, null)
  await rosa.get('/api/auth/session').answers(200)
  await personAt(base).post('/api/auth/register', accepted).answers(409, 'email_taken')
  await setting({ email_verification: 'required', terms_url: null })
})

test('whoever proves an address of an auto-joining domain is a member at once; nobody else is', async () => {
  const { base, ada, acme, database } = await house()
  const domain = `joins${++number}.example`
  await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run(
      `insert into company_domains (company_id, domain, auto_join, role_id, role_kind)
       select $1, $2, true, id, 'customer' from roles where name = 'Requester' and kind = 'customer'`,
      [acme.id, domain],
    ),
  )
  await setting({ registration: 'domain' })
  const [inside, below] = [newAddress(domain), newAddress(`sub.${domain}`)]
  for (const email of [inside, below])
    await personAt(base).post('/api/auth/register', registration(email)).answers(202)
  await setting({ registration: 'open' })
  assert.equal(String((await newestMail(below)).purpose), 'identity.unsuitable')
  const rosa = personAt(base)
  await rosa
    .post('/api/auth/verify-email', { token: await invitationToken(ada, inside), password })
    .answers(200)
  const session = await rosa.get('/api/auth/session').answers(200)
  assert.equal(Number(session.company?.id), acme.id)
  assert.equal(session.companies?.length, 1)

  await asOwner(database, (client) =>
    client.query(
      `update company_domains set role_id = (select id from roles where name = 'Owner') where domain = $1`,
      [domain],
    ),
  )
  const late = personAt(base, 'late', newAddress(domain))
  await late.post('/api/auth/register', registration(late.email)).answers(202)
  await late.post('/api/auth/verify-email', { token: await invitationToken(ada, late.email) }).answers(200)
  assert.equal((await late.get('/api/auth/session').answers(200)).company, null)
})

test('leaked passwords are found in a sorted file and by the range service, whose silence stops nobody', async () => {
  const hashes = Array.from({ length: 3_000 }, (_, at) => sha1(`leaked password ${at}`)).sort()
  const folder = mkdtempSync(join(tmpdir(), 'breaches-'))
  const file = join(folder, 'hashes.txt')
  writeFileSync(file, hashes.map((hash, at) => `${hash}:${at}\n`).join(''))
  const offline = openBreaches({ range: null, file })
  for (const at of [0, 1, 1_499, 2_998, 2_999])
    assert.equal(await offline.knows(`leaked password ${at}`), true, String(at))
  assert.equal(await offline.knows('never leaked by anybody'), false)
  rmSync(folder, { recursive: true })

  const asked: string[] = []
  const server = createServer((request, answer) => {
    asked.push(String(request.url))
    answer.end(`${sha1('leaked').slice(5)}:12\r\n${sha1('padding').slice(5)}:0\r\n`)
  }).listen(0, '127.0.0.1')
  await new Promise((ready) => server.once('listening', ready))
  const { openOutbound } = await import('../../../platform/outbound/index.ts')
  const outbound = openOutbound({ allow: '127.0.0.1' })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const online = openBreaches({ range: { url, outbound }, file: null })
  assert.equal(await online.knows('leaked'), true)
  assert.equal(await online.knows('padding'), false)
  assert.deepEqual(asked[0], `/${sha1('leaked').slice(0, 5)}`)
  await new Promise((closed) => server.close(closed).closeAllConnections())
  assert.equal(await online.knows('leaked'), null)
  await outbound.close()
})

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()

test('a range service that hangs does not hold a registration up; known passwords are refused all the same', async (t) => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await new Promise((ready) => server.once('listening', ready))
  t.after(() => new Promise((closed) => server.close(closed).closeAllConnections()))
  const { base, database, close } = await emptyPortal({
    PASSWORD_BREACH_CHECK: 'hibp',
    PASSWORD_BREACH_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    OUTBOUND_ALLOW: '127.0.0.1',
    RATE_LIMIT_MAIL_ADDRESS: '3/hour',
  })
  t.after(close)
  const first = personAt(base)
  await first
    .post('/api/auth/register', registration('first@people.example', { password: 'Password2024' }))
    .answers(422)
  await first.post('/api/auth/register', registration('first@people.example')).answers(201)
  const started = performance.now()
  await personAt(base).post('/api/auth/register', registration('second@people.example')).answers(202)
  assert.ok(performance.now() - started < 8_000)
  const { rows } = await asOwner(database, (client) =>
    client.query("select 1 from events where type = 'breach_check.unavailable'"),
  )
  assert.equal(rows.length, 1, 'told once an hour')

  for (let asked = 0; asked < 5; asked++)
    await personAt(base).post('/api/auth/password/forgot', { email: 'first@people.example' }).answers(202)
  const mails = await first.get('/api/mail-messages?q=first@people.example').answers(200)
  assert.equal(mails.items?.length, 3, 'three mails an hour to one address')
  const email = 'third@people.example'
  for (let asked = 0; asked < 5; asked++) await first.post('/api/auth/email/change', { email }).answers(202)
  const links = await first.get(`/api/mail-messages?q=${email}`).answers(200)
  assert.equal(links.items?.length, 3, 'and to one that is not one’s own yet')
})
