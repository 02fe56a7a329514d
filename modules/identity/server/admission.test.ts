import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allApis } from '../../../app/contracts.ts'
import { type AnyEndpoint, pathOf } from '../../../platform/contract/endpoint.ts'
import { type Database, inTransaction } from '../../../platform/database/index.ts'
import { addAuthenticator } from '../../../test/harness/authenticator.ts'
import { type Person, personAt } from '../../../test/harness/person.ts'
import { someone } from '../../../test/harness/someone.ts'
import { password, portal } from '../../../test/portal.ts'
import { byActor } from './foundation.ts'
import { resetSecondFactor, reviewSecondFactors } from './index.ts'

let cast: ReturnType<typeof portal> | undefined
function house() {
  cast ??= portal()
  return cast
}

const login = (person: Person, more: object = {}) => ({ email: person.email, password, ...more })

function asIdentity<T>(database: Database, work: Parameters<typeof inTransaction<T>>[2]) {
  return inTransaction(database, { role: 'portal_identity' }, work)
}

/** What an administrator's work runs as, until its endpoints are there. */
function byHouse<T>(database: Database, work: (by: ReturnType<typeof byActor>) => Promise<T>) {
  const visit = { request_id: 'internal-work', origin: { ip: '', user_agent: null } }
  return asIdentity(database, (tx) => work(byActor(tx, visit, { kind: 'cli', id: null })))
}

const set = (database: Database, name: string, value: unknown) =>
  asIdentity(database, (tx) =>
    tx.run(
      `insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value`,
      [name, JSON.stringify(value)],
    ),
  )

const graceIsOver = (database: Database, userId: number) =>
  asIdentity(database, (tx) =>
    tx.run("update users set second_factor_due_at = now() - interval '1 second' where id = $1", [userId]),
  )

/** Endpoints that a session under this restriction is let in to; visitors' ones need no session. */
function reachable(restriction: string): string[] {
  return endpoints().flatMap((one) => (one.restricted?.includes(restriction) ? [nameOf(one)] : []))
}

const endpoints = () =>
  Object.values(allApis).flatMap((api) => Object.values(api as Record<string, AnyEndpoint>))
const nameOf = (declared: AnyEndpoint) => `${declared.method} ${pathOf(declared)}`

/** Asks every endpoint that is not a visitor's; those that did not refuse with this code. */
async function walk(person: Person, code: string): Promise<string[]> {
  const let_in: string[] = []
  for (const declared of endpoints().filter(isForSessions)) {
    const path = pathOf(declared).replace(/:\w+/g, '1')
    const query = declared.path === '/live' ? '?topics=none' : ''
    const body = /GET|DELETE/.test(declared.method) ? undefined : {}
    const reply = await person.request(declared.method, path + query, body)
    if (reply.status !== 403 || String(reply.body.code) !== code) let_in.push(nameOf(declared))
  }
  return let_in
}

const isForSessions = ({ access, credential = 'house' }: AnyEndpoint) =>
  credential === 'house' && !access.words.some(({ word }) => word === 'visitor')

test('super administrators have seven days for a second factor, counted from the first sign-in', async () => {
  const { ada } = await house()
  const { second_factor } = await ada.get('/api/auth/session').answers(200)
  assert.equal(String(second_factor?.enrolled), 'false')
  assert.equal(String(second_factor?.demanded_by), 'super_administrator')
  const days = (Date.parse(String(second_factor?.due_at)) - Date.now()) / 86_400_000
  assert.ok(days > 6.9 && days <= 7, String(days))
  const { base, ...here } = await house()
  const pat = await someone({ base, ...here }, password)
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const own = await pat.get('/api/auth/session').answers(200)
  assert.deepEqual(own.second_factor as unknown, {
    enrolled: false,
    due_at: null,
    demanded_by: null,
    recovery_codes_left: null,
  })
})

test('after that only enrolling is possible, and everything is open once it is done', async () => {
  const { base, database, ...here } = await house()
  const admin = await someone({ base, database, ...here }, password, { is_super_admin: true })
  await admin.post('/api/auth/login', login(admin)).answers(200)
  await admin.get('/api/roles').answers(200)
  await graceIsOver(database, admin.user_id)

  const let_in = await walk(admin, 'second_factor_enrolment_required')
  const wanted = reachable('enrol_second_factor').filter((name) => name !== 'POST /api/auth/logout')
  assert.deepEqual(let_in.sort(), wanted.filter((name) => name !== 'POST /api/auth/passkey/options').sort())
  const { session } = await admin.get('/api/auth/session').answers(200)
  assert.equal(String(session?.restriction), 'enrol_second_factor')
  await admin.post('/api/auth/login', login(admin)).answers(200)
  await admin.get('/api/roles').answers(403, 'second_factor_enrolment_required')

  await addAuthenticator(admin)
  await admin.get('/api/roles').answers(200)
  assert.equal((await admin.get('/api/auth/session').answers(200)).session?.restriction as unknown, null)
})

test('who must change their password reaches that and signing out', async () => {
  const { base, database, ...here } = await house()
  const pat = await someone({ base, database, ...here }, password, { must_change_password: true })
  const answer = await pat.post('/api/auth/login', login(pat)).answers(200)
  assert.equal(String(answer.session?.restriction), 'change_password')
  const let_in = await walk(pat, 'password_change_required')
  const wanted = reachable('change_password').filter((name) => !/logout|passkey\/options/.test(name))
  assert.deepEqual(let_in.sort(), wanted.sort())
  await pat.post('/api/auth/logout').answers(204)
  await pat.get('/api/auth/session').answers(401)
})

test('where visitors may come, a restricted session is a visitor', async () => {
  const { base, database, ...here } = await house()
  const pat = await someone({ base, database, ...here }, password, { must_change_password: true })
  await pat.post('/api/auth/login', login(pat)).answers(200)
  await pat.get('/api/auth/options').answers(200)
  const cookie = `myportal_session=${pat.cookies.get('myportal_session')}`
  const page = await here.portal.app.inject({ url: '/', headers: { accept: 'text/html', cookie } })
  assert.match(page.body, /"restriction":"change_password"/)
})

test('the setting of the policy counts at once, for those who are signed in, too', async () => {
  const { ada, database } = await house()
  await graceIsOver(database, ada.user_id)
  await ada.get('/api/roles').answers(403, 'second_factor_enrolment_required')
  await set(database, 'sign_in.second_factor_super_admin', 'optional')
  await byHouse(database, (by) => reviewSecondFactors(by, null))
  await ada.put('/api/settings/sign-in', { second_factor_super_admin: 'required' }).answers(200)
  const due = async () =>
    String((await ada.get('/api/auth/session').answers(200)).second_factor?.due_at ?? 'none')
  assert.notEqual(await due(), 'none')
  await ada.put('/api/settings/sign-in', { second_factor_super_admin: 'optional' }).answers(200)
  assert.equal(await due(), 'none')
  await ada.put('/api/settings/sign-in', { second_factor_super_admin: 'required' }).answers(200)
})

test('whoever acts as somebody is under none of their restrictions', async () => {
  const { ada, acme, database } = await house()
  await graceIsOver(database, acme.bob.user_id)
  const path = `/api/users/${acme.bob.user_id}/impersonate`
  const { session } = await ada.post(path, { reason: 'To see it' }).answers(200)
  assert.equal(session?.restriction as unknown, null)
  await ada.get('/api/me').answers(200)
  await ada.post('/api/auth/totp/setup').answers(403, 'not_while_impersonating')
  await ada.post('/api/auth/impersonation/stop').answers(200)
  await asIdentity(database, (tx) =>
    tx.run('update users set second_factor_due_at = null where id = $1', [acme.bob.user_id]),
  )
})

test('an API key stands still while its owner is restricted', async () => {
  const { acme, database, visitor } = await house()
  const { olive } = acme
  const made = await olive
    .post('/api/api-keys', { description: 'Still', scopes: ['account.read'] })
    .answers(201)
  const headers = { authorization: `Bearer ${made.api_key}` }
  await visitor.get('/api/me', { headers }).answers(200)
  await graceIsOver(database, olive.user_id)
  await visitor.get('/api/me', { headers }).answers(403, 'second_factor_enrolment_required')
  await asIdentity(database, (tx) =>
    tx.run('update users set second_factor_due_at = null where id = $1', [olive.user_id]),
  )
  await visitor.get('/api/me', { headers }).answers(200)
})

test('a role can demand a second factor; running sessions are under it at once', async () => {
  const { acme, database, base } = await house()
  const { bob } = acme
  const demand = (demanded: boolean) =>
    inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
      tx.run("update roles set second_factor_required = $1 where name = 'Member'", [demanded]),
    )
  await demand(true)
  await set(database, 'sign_in.second_factor_grace_days', 0)
  await byHouse(database, (by) => reviewSecondFactors(by, [bob.user_id]))
  await bob.get('/api/tickets').answers(403, 'second_factor_enrolment_required')
  const phone = await addAuthenticator(bob)
  await bob.get('/api/tickets').answers(200)
  await bob.delete(`/api/auth/totp/${phone.id}`).answers(409, 'second_factor_required')
  assert.equal((await bob.get('/api/auth/totp').answers(200)).items?.length as unknown, 1)

  const remembered = login(bob, { totp_code: phone.code(1), remember_me: true })
  const { session } = await personAt(base).post('/api/auth/login', remembered).answers(200)
  const hours = (Date.parse(String(session?.expires_at)) - Date.now()) / 3_600_000
  assert.ok(hours < 13, 'nobody under a policy is remembered for longer')

  await demand(false)
  await set(database, 'sign_in.second_factor_grace_days', 7)
  await byHouse(database, (by) => reviewSecondFactors(by, [bob.user_id]))
  await bob.delete(`/api/auth/totp/${phone.id}`).answers(204)
  await bob.get('/api/tickets').answers(200)
})

test('the policy for super administrators can be switched off', async () => {
  const { base, database, ...here } = await house()
  const admin = await someone({ base, database, ...here }, password, { is_super_admin: true })
  await admin.post('/api/auth/login', login(admin)).answers(200)
  await set(database, 'sign_in.second_factor_super_admin', 'optional')
  await byHouse(database, (by) => reviewSecondFactors(by, null))
  const off = await admin.get('/api/auth/session').answers(200)
  assert.equal(off.second_factor?.due_at as unknown, null)
  await set(database, 'sign_in.second_factor_super_admin', 'required')
  await byHouse(database, (by) => reviewSecondFactors(by, null))
  const on = await admin.get('/api/auth/session').answers(200)
  assert.ok(Date.parse(String(on.second_factor?.due_at)) > Date.now())
})

test('a reset removes all factors, ends the sessions and tells the owner', async () => {
  const { base, database, ada, ...here } = await house()
  const pat = await someone({ base, database, ...here }, password)
  await pat.post('/api/auth/login', login(pat)).answers(200)
  await addAuthenticator(pat)
  await byHouse(database, (by) => resetSecondFactor(by, pat.user_id, 'Lost the phone'))
  await pat.get('/api/auth/session').answers(401)
  await pat.post('/api/auth/login', login(pat)).answers(200)
  const mails = await ada.get(`/api/mail-messages?q=${encodeURIComponent(pat.email)}`).answers(200)
  assert.equal(String(mails.items?.[0]?.subject), 'Your second factors were removed')
})
