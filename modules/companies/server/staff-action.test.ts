import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Database, inTransaction } from '../../../platform/database/index.ts'
import { personAt } from '../../../test/harness/person.ts'
import { type Cast, type Loose, type Person, password, portal } from '../../../test/portal.ts'
import { offboardDue } from './offboard-due.ts'
import { instantIn } from './staff.time.ts'

const path = '/api/staff-members'
const desk = { role: 'portal_provider', all_companies: true } as const
const items = (page: Loose) => page.items as unknown as Loose[]

async function entry({ ada, acme }: Cast, fields: Record<string, unknown> = {}): Promise<number> {
  const made = await ada.post(path, { company_id: acme.id, first_name: 'Leo', ...fields }).answers(201)
  return Number(made.id)
}

const step = (by: Person, id: number, to: string, more: object = {}) =>
  by.post(`${path}/${id}/account-action`, { to, ...more })

async function eventsOf(database: Database, id: number) {
  const { rows } = await inTransaction(database, { role: 'portal_system' }, (tx) =>
    tx.run<{ to: string }>(
      `select data->>'to' as to from events where type = 'staff_member.account_action_changed' and subject_id = $1 order by id`,
      [id],
    ),
  )
  return rows.map(({ to }) => to)
}

test('somebody comes: asked for, approved, under way, there', async () => {
  const cast = await portal()
  const { acme, tess, database } = cast
  const { olive, bob } = acme
  const id = await entry(cast, { enabled: false })
  await step(tess, id, 'onboard_requested').answers(403)
  await step(bob, id, 'onboard_requested', { onboard_on: '2027-01-04' }).answers(200)
  await step(bob, id, 'onboard_requested').answers(409, 'transition_not_allowed')
  const told = await olive.get('/api/audit-logs?type=staff_member.account_action_changed').answers(200)
  assert.equal(items(told)[0]?.sentence, 'Bob Test moved Leo from nothing to Onboard Requested')
  await step(bob, id, 'onboard_approved').answers(403)
  await step(tess, id, 'onboarded').answers(409)
  await step(olive, id, 'onboard_approved').answers(200)
  await step(olive, id, 'onboarding_in_progress').answers(403)
  await step(tess, id, 'onboarding_in_progress').answers(200)
  const there = await step(tess, id, 'onboarded').answers(200)
  assert.deepEqual([there.account_action, there.enabled, there.onboard_on], ['onboarded', true, '2027-01-04'])
  assert.deepEqual(await eventsOf(database, id), [
    'onboard_requested',
    'onboard_approved',
    'onboarding_in_progress',
    'onboarded',
  ])
})

test('nobody approves what they asked for, where another approver works', async () => {
  const cast = await portal()
  const { acme } = cast
  const id = await entry(cast)
  await step(acme.olive, id, 'offboard_requested').answers(200)
  const second = await cast.member(acme.id, 'Otto', 'Owner')
  await step(acme.olive, id, 'offboard_approved').answers(403, 'four_eyes')
  await step(second, id, 'offboard_approved').answers(200)
  // The only one there may: somebody has to.
  const alone = await portal()
  const theirs = await entry(alone)
  await step(alone.acme.olive, theirs, 'offboard_requested').answers(200)
  await step(alone.acme.olive, theirs, 'offboard_approved').answers(200)
})

test('a request is withdrawn by whoever asked, declined with a reason, and goes back to where it was', async () => {
  const cast = await portal()
  const { acme } = cast
  const id = await entry(cast)
  await step(acme.bob, id, 'onboard_requested').answers(200)
  await step(acme.olive, id, 'none').answers(422)
  const declined = await step(acme.olive, id, 'none', { note: 'No desk left' }).answers(200)
  assert.equal(declined.account_action, null)
  await step(acme.bob, id, 'onboard_requested').answers(200)
  await step(acme.bob, id, 'none').answers(200)
  await step(acme.bob, id, 'onboard_requested').answers(200)
  await step(acme.olive, id, 'onboard_approved').answers(200)
  const back = await step(acme.olive, id, 'onboard_requested', { note: 'Wait' }).answers(200)
  assert.equal(back.account_action, 'onboard_requested')
  const max = await cast.member(acme.id, 'Max', 'Member')
  await step(max, id, 'none').answers(403)
})

test('of two approvals at once one wins', async () => {
  const cast = await portal()
  const { acme } = cast
  const id = await entry(cast)
  const second = await cast.member(acme.id, 'Otto', 'Owner')
  await step(acme.bob, id, 'offboard_requested').answers(200)
  const both = await Promise.all([acme.olive, second].map((by) => step(by, id, 'offboard_approved')))
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409])
})

/** Bob has an entry, and a session; he leaves at 17:00 in Sydney. */
async function bobLeaves(cast: Cast): Promise<number> {
  const { acme, tess, ada } = cast
  await ada.patch(`/api/companies/${acme.id}`, { version: 1, time_zone: 'Australia/Sydney' }).answers(200)
  const id = await entry(cast)
  await ada.put(`${path}/${id}/user`, { user_id: acme.bob.user_id }).answers(200)
  await step(acme.olive, id, 'offboard_requested').answers(200)
  await step(acme.olive, id, 'offboard_approved').answers(200)
  await step(tess, id, 'offboard_scheduled').answers(422)
  await step(tess, id, 'offboard_scheduled', { offboard_at: '2020-01-01T00:00' }).answers(422)
  const planned = await step(tess, id, 'offboard_scheduled', { offboard_at: '2099-01-15T17:00' }).answers(200)
  assert.equal(planned.offboard_at, '2099-01-15T06:00:00.000Z')
  return id
}

test('at the planned minute, once, whoever leaves is disabled, suspended and signed out', async () => {
  const cast = await portal()
  const { acme, ada, database } = cast
  const id = await bobLeaves(cast)
  assert.deepEqual(await offboardDue(database), { offboarded: 0 })
  await acme.bob.get('/api/company').answers(200)

  await inTransaction(database, desk, (tx) =>
    tx.run(`update staff_members set offboard_at = now() - interval '1 second' where id = $1`, [id]),
  )
  const done = await Promise.all([1, 2, 3].map(() => offboardDue(database)))
  assert.equal(
    done.reduce((sum, { offboarded }) => sum + offboarded, 0),
    1,
  )
  const gone = await ada.get(`${path}/${id}`).answers(200)
  assert.deepEqual([gone.account_action, gone.enabled], ['offboarded', false])
  await acme.bob.get('/api/me').answers(401)
  const members = await ada.get(`/api/companies/${acme.id}/memberships?limit=200`).answers(200)
  const his = items(members).find(({ user }) => Number(user?.id) === acme.bob.user_id)
  assert.equal(his?.status, 'suspended')
  assert.equal((await eventsOf(database, id)).filter((to) => to === 'offboarded').length, 1)
  const back = await step(acme.olive, id, 'onboard_requested').answers(200)
  assert.equal(back.offboard_at, null, 'who comes again has no day to leave')
  await personAt(cast.base).post('/api/auth/login', { email: acme.bob.email, password }).answers(200)
})

test('who works elsewhere, too, stays signed in there', async () => {
  const cast = await portal()
  const { acme, globex, ada, tess } = cast
  const roles = await ada.get('/api/roles?kind=customer').answers(200)
  const role_id = items(roles).find(({ name }) => String(name) === 'Member')?.id
  const asked = { email: acme.bob.email, role_id }
  const there = await ada.post(`/api/companies/${globex.id}/memberships`, asked).answers(201)
  await acme.bob.post(`/api/invitations/${there.id}/accept`).answers(200)
  const id = await bobLeaves(cast)
  await step(tess, id, 'offboarded').answers(200)
  const { company } = await acme.bob.get('/api/auth/session').answers(200)
  assert.equal(company?.id, globex.id)
})

test('a dismissal needs a reason, and members keep to the rules of memberships', async () => {
  const cast = await portal()
  const { acme, ada } = cast
  const id = await entry(cast)
  await ada.put(`${path}/${id}/user`, { user_id: acme.olive.user_id }).answers(200)
  await step(acme.olive, id, 'offboarded').answers(422)
  await step(acme.olive, id, 'offboarded', { note: 'I go' }).answers(409, 'own_membership')
  const bobs = await entry(cast)
  await ada.put(`${path}/${bobs}/user`, { user_id: acme.bob.user_id }).answers(200)
  await step(acme.bob, bobs, 'offboarded', { note: 'I go' }).answers(403)
  await step(acme.olive, bobs, 'offboarded', { note: 'At once' }).answers(200)
  await acme.bob.get('/api/me').answers(401)
})

test('a local time is one of the company’s clocks, on both sides of a change', () => {
  assert.equal(instantIn('2026-11-20T17:00', 'Australia/Sydney'), '2026-11-20T06:00:00.000Z')
  assert.equal(instantIn('2026-07-20T17:00', 'Australia/Sydney'), '2026-07-20T07:00:00.000Z')
  assert.equal(instantIn('2026-03-29T03:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z')
  assert.equal(instantIn('2026-10-25T01:59', 'Europe/Berlin'), '2026-10-24T23:59:00.000Z')
  assert.equal(instantIn('2026-11-20T17:00Z', 'Australia/Sydney'), '2026-11-20T17:00:00.000Z')
  assert.equal(instantIn('2026-11-20T17:00-03:30', 'Australia/Sydney'), '2026-11-20T20:30:00.000Z')
})
