import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { type Loose, type Person, personAt } from '../../../test/harness/person.ts'
import {
  type Cast,
  emptyPortal,
  invitationToken,
  password,
  portal,
  testConfig,
} from '../../../test/portal.ts'

let cast: ReturnType<typeof portal> | undefined
let number = 0
const house = () => (cast ??= portal())

async function newMember(): Promise<{ person: Person; path: string } & Cast> {
  const here = await house()
  const person = await here.member(here.acme.id, 'Pam', 'Member')
  return { ...here, person, path: `/api/users/${person.user_id}` }
}

const eventsOf = async (requestType: string) =>
  asOwner((await house()).database, async (client) => {
    const { rows } = await client.query(
      `select type, actor_id::int, impersonator_id::int, subject_id::int from events where type = $1 order by id`,
      [requestType],
    )
    return rows as { type: string; actor_id: number; impersonator_id: number | null; subject_id: number }[]
  })

test('people are found by any part of names and address, filtered, ordered and counted', async () => {
  const { ada, person } = await newMember()
  const found = async (query: string) => {
    const { items } = await ada.get(`/api/users?${query}`).answers(200)
    return (items as unknown as Loose[]).map(({ id }) => Number(id))
  }
  assert.deepEqual(await found(`search=${person.email.slice(1, -3)}`), [person.user_id])
  assert.deepEqual(
    await found(`q=${encodeURIComponent('test PAM')}&sort=created_at`).then((ids) =>
      ids.includes(person.user_id),
    ),
    true,
  )
  assert.deepEqual(await found('q=100%25'), [])
  assert.deepEqual(await found('super_admin=true'), [ada.user_id])
  assert.deepEqual(await found('status=disabled,erased'), [])
  await ada.get('/api/users?q=x').answers(422)
  await ada.get('/api/users?sort=password_hash').answers(422)
  for (const sort of [
    'created_at',
    '-created_at',
    'last_name',
    '-last_name',
    'last_login_at',
    '-last_login_at',
  ]) {
    const walked: number[] = []
    let after = ''
    do {
      const page = await ada.get(`/api/users?limit=3&sort=${sort}&count=true${after}`).answers(200)
      walked.push(...(page.items as unknown as Loose[]).map(({ id }) => Number(id)))
      after = page.next ? `&after=${page.next}` : ''
      if (!after) assert.equal(Number(page.total), walked.length)
    } while (after)
    assert.equal(new Set(walked).size, walked.length, sort)
  }
  await person.get('/api/users').answers(403)
})

test('somebody is added by invitation without a company, or with a password that they must change', async () => {
  const { ada, base } = await house()
  const email = `added${++number}@people.example`
  const made = await ada.post('/api/users', { email, first_name: 'Al', last_name: 'Added' }).answers(201)
  assert.equal(String(made.status), 'invited')
  await ada.post('/api/users', { email: email.toUpperCase(), first_name: 'Al' }).answers(409, 'email_taken')
  const first = await invitationToken(ada, email)
  await ada.post(`/api/users/${made.id}/invite`).answers(204)
  const al = personAt(base, 'Al', email)
  await al.post('/api/auth/invitations/preview', { token: first }).answers(422)
  const token = await invitationToken(ada, email)
  await al.post('/api/auth/invitations/accept', { token, password, first_name: 'Al' }).answers(201)
  await ada.post(`/api/users/${made.id}/invite`).answers(409, 'transition_not_allowed')

  const other = `added${++number}@people.example`
  await ada.post('/api/users', { email: other, first_name: 'Bea', password: 'short' }).answers(422)
  await ada.post('/api/users', { email: other, first_name: 'Bea', password }).answers(201)
  const bea = personAt(base, 'Bea', other)
  const { session } = await bea.post('/api/auth/login', { email: other, password }).answers(200)
  assert.equal(String(session?.restriction), 'change_password')
  await bea.get('/api/me').answers(403, 'password_change_required')
})

test('an address is changed by proof, or at once when it is marked as proven', async () => {
  const { ada, person, path, base } = await newMember()
  const email = `changed${++number}@people.example`
  const asked = await ada.patch(path, { first_name: 'Pamela', email }).answers(200)
  assert.equal(String(asked.email), person.email)
  assert.equal(String(asked.pending_email), email)
  assert.equal(String(asked.first_name), 'Pamela')
  await ada.patch(path, { email: ada.email, mark_verified: true }).answers(409, 'email_taken')
  const changed = await ada.patch(path, { email, mark_verified: true }).answers(200)
  assert.equal(String(changed.email), email)
  await person.get('/api/auth/session').answers(401)
  await personAt(base).post('/api/auth/login', { email, password }).answers(200)
})

test('an invitation that went to a wrong address proves nothing about the right one, which gets its own', async () => {
  const { ada, base } = await house()
  const [wrong, right] = [`wrong${++number}@people.example`, `right${number}@people.example`]
  const made = await ada.post('/api/users', { email: wrong, first_name: 'Al' }).answers(201)
  const stray = await invitationToken(ada, wrong)
  const changed = await ada.patch(`/api/users/${made.id}`, { email: right }).answers(200)
  assert.deepEqual([String(changed.email), changed.email_verified_at as unknown], [right, null])
  const stranger = personAt(base, 'stranger')
  const accept = (token: string) =>
    stranger.post('/api/auth/invitations/accept', { token, password, first_name: 'Al' })
  await accept(stray).answers(422, 'invalid_token')
  const { user } = await accept(await invitationToken(ada, right)).answers(201)
  assert.ok(user?.email_verified_at)
})

test('a blocked person is found, told of, and unlocked', async () => {
  const { ada, person, path, base } = await newMember()
  const guess = () =>
    personAt(base).post('/api/auth/login', { email: person.email, password: 'a guess at it' })
  await Promise.all(Array.from({ length: 6 }, guess))
  const { items } = await ada.get('/api/users?blocked=true').answers(200)
  assert.deepEqual(
    (items as unknown as Loose[]).map(({ id }) => Number(id)),
    [person.user_id],
  )
  const detail = await ada.get(path).answers(200)
  assert.equal(String(detail.blocks?.[0]?.kind), 'password')
  const mails = await ada.get(`/api/mail-messages?q=${person.email}`).answers(200)
  assert.equal(
    (mails.items as unknown as Loose[]).filter(({ purpose }) => String(purpose) === 'identity.blocked')
      .length,
    1,
  )
  await ada.post(`${path}/unlock`).answers(204)
  await personAt(base).post('/api/auth/login', { email: person.email, password }).answers(200)
  await ada
    .get('/api/users?blocked=true')
    .answers(200)
    .then((page) => assert.equal(page.items?.length, 0))
})

test('switching an account off ends its sessions and keys; a reset can be mailed to active people only', async () => {
  const { ada, person, path } = await newMember()
  await ada.post(`${path}/send-reset`).answers(204)
  await ada.post(`${path}/disable`, {}).answers(422)
  const off = await ada.post(`${path}/disable`, { reason: 'Left the company' }).answers(200)
  assert.equal(String(off.disabled_reason), 'Left the company')
  await person.get('/api/auth/session').answers(401)
  await person.post('/api/auth/login', { email: person.email, password }).answers(403, 'account_disabled')
  await ada.post(`${path}/send-reset`).answers(409, 'transition_not_allowed')
  await ada.post(`${path}/enable`, {}).answers(200)
  await person.post('/api/auth/login', { email: person.email, password }).answers(200)
  await ada.post(`${path}/revoke-sessions`).answers(204)
  await person.get('/api/auth/session').answers(401)
})

test('the last super administrator stays one; of two who demote each other one succeeds', async () => {
  const { ada, person, path } = await newMember()
  const own = `/api/users/${ada.user_id}`
  await ada.put(`${own}/super-admin`, { is_super_admin: false }).answers(409, 'last_super_admin')
  await ada.post(`${own}/disable`, { reason: 'Bye' }).answers(409, 'last_super_admin')
  await ada.put(`${path}/super-admin`, { is_super_admin: true, reason: 'Deputy' }).answers(200)
  await person.get('/api/auth/session').answers(401)
  await person.post('/api/auth/login', { email: person.email, password }).answers(200)
  await ada.put(`${own}/super-admin`, { is_super_admin: false }).answers(409, 'own_account')
  await ada.post(`${own}/disable`, { reason: 'Bye' }).answers(409, 'own_account')

  const replies = await Promise.all([
    ada.put(`${path}/super-admin`, { is_super_admin: false }),
    person.put(`${own}/super-admin`, { is_super_admin: false }),
  ])
  const statuses = replies.map(({ status }) => status).sort()
  // On one connection the second of them is not even signed in any more.
  assert.ok(
    [200, 409].every((status, at) => statuses[at] === status) || statuses.join() === '200,401',
    statuses.join(),
  )
  if (replies[0]?.status !== 200) {
    await ada.post('/api/auth/login', { email: ada.email, password }).answers(200)
    await person.put(`${own}/super-admin`, { is_super_admin: true }).answers(200)
    await ada.post('/api/auth/login', { email: ada.email, password }).answers(200)
    await ada.put(`${path}/super-admin`, { is_super_admin: false }).answers(200)
  }
})

test('acting as somebody: both ids in every event, their own matters closed, and a way back under a new cookie', async () => {
  const { ada, person, path } = await newMember()
  const before = ada.cookies.get('myportal_session')
  await ada.post(`/api/users/${ada.user_id}/impersonate`, { reason: 'To see it' }).answers(409, 'own_account')
  const { session } = await ada.post(`${path}/impersonate`, { reason: 'Ticket 12' }).answers(200)
  assert.equal(Number(session?.impersonator?.id), ada.user_id)
  const acting = ada.cookies.get('myportal_session')
  assert.notEqual(acting, before)
  assert.equal(Number((await ada.get('/api/me').answers(200)).id), person.user_id)
  const minutes = (Date.parse(String(session?.absolute_expires_at)) - Date.now()) / 60_000
  assert.ok(minutes > 59 && minutes <= 60)

  const waiting = personAt(ada.base)
  waiting.cookies.set('myportal_session', String(before))
  await waiting.get('/api/auth/session').answers(401)
  await ada.get('/api/users').answers(403)
  const change = { current_password: password, new_password: 'quite another phrase 1' }
  await ada.post('/api/auth/password/change', change).answers(403, 'not_while_impersonating')
  await ada
    .post('/api/auth/email/change', { email: 'x@people.example' })
    .answers(403, 'not_while_impersonating')
  await ada.post('/api/auth/confirm', { password }).answers(403, 'not_while_impersonating')
  await ada
    .post('/api/api-keys', { description: 'K', scopes: ['account.read'] })
    .answers(403, 'not_while_impersonating')
  const theirs = [
    'auth/totp/setup',
    'auth/recovery-codes',
    'auth/passkeys/options',
    'me/exports',
    'me/erasure',
    'memberships/1/resume',
    'staff-members/1/invite',
    'companies/1/memberships',
  ]
  for (const one of theirs) await ada.post(`/api/${one}`, {}).answers(403, 'not_while_impersonating')
  await ada.post('/api/tickets', { subject: 'Seen', body: 'As Pam' }).answers(201)
  const opened = (await eventsOf('ticket.created')).at(-1)
  assert.deepEqual([opened?.actor_id, opened?.impersonator_id], [person.user_id, ada.user_id])

  const started = (await eventsOf('impersonation.started')).at(-1)
  assert.deepEqual([started?.actor_id, started?.impersonator_id], [person.user_id, ada.user_id])
  const back = await ada.post('/api/auth/impersonation/stop').answers(200)
  assert.equal(Number(back.session?.user_id), ada.user_id)
  const returned = ada.cookies.get('myportal_session')
  assert.ok(returned !== before && returned !== acting)
  assert.equal(Number((await ada.get('/api/me').answers(200)).id), ada.user_id)
  waiting.cookies.set('myportal_session', String(acting))
  await waiting.get('/api/auth/session').answers(401)
  await ada.post('/api/auth/impersonation/stop').answers(409, 'not_impersonating')
  const told = await ada.get(`/api/mail-messages?q=${person.email}`).answers(200)
  assert.equal(String(told.items?.[0]?.purpose), 'identity.impersonated')
  const stopped = (await eventsOf('impersonation.stopped')).at(-1)
  assert.equal(stopped?.impersonator_id, ada.user_id)
})

test('who ends a session, or signs out of it, ends what goes on behind it in somebody’s place, too', async () => {
  const { ada, base, person, path } = await newMember()
  const boss = personAt(base, 'Ada elsewhere', ada.email)
  const login = { email: ada.email, password }
  const actsAsPam = async () => {
    const { session } = await boss.post('/api/auth/login', login).answers(200)
    await boss.post(`${path}/impersonate`, { reason: 'Ticket 13' }).answers(200)
    assert.equal(Number((await boss.get('/api/me').answers(200)).id), person.user_id)
    return Number(session?.id)
  }
  await ada.delete(`/api/auth/sessions/${await actsAsPam()}`).answers(204)
  await boss.get('/api/me').answers(401)

  const own = await actsAsPam()
  await boss.post('/api/auth/logout').answers(204)
  const { items } = await ada.get('/api/auth/sessions').answers(200)
  assert.ok((items as unknown as Loose[]).every(({ id }) => Number(id) !== own))
  const ended = (await eventsOf('session.revoked')).slice(-2)
  assert.ok(ended.every((one) => one.actor_id === person.user_id && one.impersonator_id === ada.user_id))
})

test('nobody acts as a super administrator or as somebody switched off', async () => {
  const { ada, path } = await newMember()
  await ada.post(`${path}/disable`, { reason: 'Off' }).answers(200)
  await ada.post(`${path}/impersonate`, { reason: 'To see it' }).answers(409, 'transition_not_allowed')
})

test('sign-in settings keep to their bounds and say what changed', async () => {
  const { ada, base } = await house()
  await ada.put('/api/settings/sign-in', { password_min_length: 7 }).answers(422)
  await ada.put('/api/settings/sign-in', { terms_url: 'javascript:alert(1)' }).answers(422)
  await ada.put('/api/settings/sign-in', { password_min_length: 20 }).answers(200)
  const verdict = await personAt(base)
    .post('/api/auth/password/check', { password: 'violet harbour 19' })
    .answers(200)
  assert.deepEqual(verdict.reasons, ['too_short'])
  const settings = await ada.put('/api/settings/sign-in', { password_min_length: 12 }).answers(200)
  assert.equal(Number(settings.password_min_length), 12)
})

test('the account that the configuration names is made once, and must change its password', async (t) => {
  const admin = { INITIAL_ADMIN_EMAIL: 'boss@provider.example', INITIAL_ADMIN_PASSWORD: 'violet harbour 19' }
  for (const missing of Object.keys(admin))
    assert.throws(() => testConfig('', { ...admin, [missing]: '' }), new RegExp(`${missing} is missing`))
  const weak = { ...admin, INITIAL_ADMIN_PASSWORD: 'password1234' }
  await assert.rejects(emptyPortal(weak), /INITIAL_ADMIN_PASSWORD cannot be used/)
  const { base, portal: opened, close } = await emptyPortal(admin)
  t.after(close)
  const options = await personAt(base).get('/api/auth/options').answers(200)
  assert.equal(options.needs_first_user, false)
  const boss = personAt(base)
  const login = { email: admin.INITIAL_ADMIN_EMAIL, password: admin.INITIAL_ADMIN_PASSWORD }
  const { session, user } = await boss.post('/api/auth/login', login).answers(200)
  assert.equal(String(session?.restriction), 'change_password')
  assert.equal(user?.is_super_admin, true)
  const { ensureInitialAdmin } = await import('./index.ts')
  const again = { email: 'boss@provider.example', password: 'another horse entirely 9' }
  assert.equal(await ensureInitialAdmin(opened.identity, again), false)
  await personAt(base).post('/api/auth/login', login).answers(200)
  const chosen = { current_password: login.password, new_password: 'quite another phrase 1' }
  await boss.post('/api/auth/password/change', chosen).answers(200)
  const { company } = await boss.get('/api/auth/session').answers(200)
  assert.equal(String(company?.kind), 'provider')
})

test('a super administrator erases somebody after a grace in which they may cancel it, or at once', async () => {
  const { ada, person, path, acme, base } = await newMember()
  const erase = (given: object, at = path) => ada.request('DELETE', at, given)
  await erase({}).answers(422)
  const wrong = await erase({ confirm_email: 'other@people.example' }).answers(422)
  assert.match(JSON.stringify(wrong), /confirm_email/)
  await erase({ confirm_email: ada.email }, `/api/users/${ada.user_id}`).answers(409, 'last_super_admin')
  const owner = `/api/users/${acme.olive.user_id}`
  await erase({ confirm_email: acme.olive.email }, owner).answers(409, 'last_company_owner')
  await person.request('DELETE', path, { confirm_email: person.email }).answers(403)

  const { erase_after } = await erase({ confirm_email: person.email }).answers(200)
  const days = (Date.parse(String(erase_after)) - Date.now()) / 86_400_000
  assert.ok(days > 6.9 && days < 7.1)
  assert.equal(String((await ada.get(path).answers(200)).status), 'erasing')
  await person.get('/api/me').answers(401)
  await personAt(base).post('/api/auth/login', { email: person.email, password }).answers(401)
  await erase({ confirm_email: person.email }).answers(409, 'transition_not_allowed')
  const mails = await ada.get(`/api/mail-messages?q=${encodeURIComponent(person.email)}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${mails.items?.[0]?.id}`).answers(200)
  const token = /#token=([\w-]+)/.exec(String(mail.body_text))?.[1]
  await personAt(base).post('/api/auth/erasure/cancel', { token }).answers(200)
  await personAt(base).post('/api/auth/login', { email: person.email, password }).answers(200)

  await erase({ confirm_email: person.email, at_once: true }).answers(200)
  const gone = await ada.get(path).answers(200)
  assert.deepEqual([String(gone.status), String(gone.first_name)], ['erased', ''])
  await erase({ confirm_email: String(gone.email), at_once: true }).answers(409, 'transition_not_allowed')
})

test('who was switched off does not come back by cancelling an erasure', async () => {
  const { ada, person, path } = await newMember()
  await ada.post(`${path}/disable`, { reason: 'Left' }).answers(200)
  await ada.request('DELETE', path, { confirm_email: person.email }).answers(200)
  const mails = await ada.get(`/api/mail-messages?q=${encodeURIComponent(person.email)}`).answers(200)
  assert.ok(!(mails.items as unknown as Loose[]).some(({ subject }) => /erased/.test(String(subject))))
})

test('while an erasure can be cancelled, its day stands with the person', async () => {
  const { ada, person, path } = await newMember()
  assert.equal((await ada.get(path).answers(200)).erase_after as unknown, null)
  const { erase_after } = await ada.request('DELETE', path, { confirm_email: person.email }).answers(200)
  assert.equal(String((await ada.get(path).answers(200)).erase_after), String(erase_after))
})
