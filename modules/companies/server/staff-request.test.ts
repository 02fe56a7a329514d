import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'

const path = '/api/staff-requests'
const items = (page: Loose) => page.items as unknown as Loose[]

async function list(by: Person, which: 'mine' | 'waiting' = 'mine'): Promise<Loose[]> {
  return items(await by.get(`${path}?which=${which}`).answers(200))
}
const states = async (by: Person) => (await list(by)).map(({ kind, status }) => `${kind} ${status}`)
const step = (by: Person, id: unknown, to: string, more: object = {}) =>
  by.post(`/api/staff-members/${id}/account-action`, { to, ...more })

async function leo({ ada, acme }: Cast): Promise<number> {
  const made = await ada.post('/api/staff-members', { company_id: acme.id, first_name: 'Leo' }).answers(201)
  return Number(made.id)
}

test('who may not read the directory asks for somebody new, and sees what becomes of it', async () => {
  const cast = await portal()
  const { acme, globex, tess } = cast
  const { olive, bob } = acme
  await bob.get('/api/staff-members').answers(403)
  const sent = { first_name: 'Nina', email: 'nina@acme.example', onboard_on: '2027-01-04', note: 'Sales' }
  const asked = await bob.post(path, sent).answers(201)
  assert.deepEqual([asked.kind, asked.status, asked.account_action], ['onboard', 'open', 'onboard_requested'])
  assert.deepEqual(asked.next_actions, ['none'])
  await bob.post(path, sent).answers(409, 'email_taken')
  await tess.post(path, { first_name: 'Nina' }).answers(403)

  const person = await olive.get(`/api/staff-members/${asked.staff_member_id}`).answers(200)
  assert.deepEqual([person.enabled, person.onboard_on], [false, '2027-01-04'])
  const [waiting] = await list(olive, 'waiting')
  assert.deepEqual([waiting?.id, waiting?.note], [asked.id, 'Sales'])
  await bob.get(`${path}?which=waiting`).answers(403)
  assert.deepEqual([await list(olive), await list(globex.eve, 'waiting')], [[], []])

  await step(olive, person.id, 'onboard_approved', { note: 'Welcome' }).answers(200)
  assert.deepEqual(await states(bob), ['onboard approved'])
  await step(tess, person.id, 'onboarded').answers(200)
  const [done] = await list(bob)
  assert.deepEqual([done?.status, done?.answer, done?.next_actions], ['done', 'Welcome', []])
  assert.deepEqual(await list(olive, 'waiting'), [])
})

test('each request keeps its own end: withdrawn, declined, done', async () => {
  const cast = await portal()
  const { acme, tess } = cast
  const { olive, bob } = acme
  const id = await leo(cast)
  await step(bob, id, 'offboard_requested').answers(200)
  await step(bob, id, 'none').answers(200)
  await step(bob, id, 'offboard_requested').answers(200)
  await step(olive, id, 'none', { note: 'Stays' }).answers(200)
  await step(bob, id, 'offboard_requested').answers(200)
  await step(olive, id, 'offboard_approved').answers(200)
  await step(tess, id, 'offboarded').answers(200)
  assert.deepEqual(await states(bob), ['offboard done', 'offboard declined', 'offboard withdrawn'])
  // Back to where it was: offboarded again, and that is no leaving.
  await step(bob, id, 'onboard_requested').answers(200)
  await step(olive, id, 'offboarded', { note: 'Not again' }).answers(200)
  const [last] = await list(bob)
  assert.deepEqual([last?.kind, last?.status, last?.answer], ['onboard', 'declined', 'Not again'])
})

test('who asks chooses from the people of the company, and from no other', async () => {
  const cast = await portal()
  const { acme, globex, ada } = cast
  const id = await leo(cast)
  await ada.post('/api/staff-members', { company_id: globex.id, first_name: 'Leonard' }).answers(201)
  const found = await acme.bob.get('/api/people?q=leo&kind=any').answers(200)
  assert.deepEqual(
    items(found).map(({ staff_member_id }) => staff_member_id),
    [id],
  )
  const rae = await cast.member(acme.id, 'Rae', 'Requester')
  await rae.get('/api/people?q=leo').answers(403)
  await rae.get(path).answers(403)
})

test('whom a company named as approver is told of what waits', async () => {
  const cast = await portal()
  const { acme, ada, portal: opened } = cast
  const max = await cast.member(acme.id, 'Max', 'Member')
  const entry = await leo(cast)
  await ada.put(`/api/staff-members/${entry}/user`, { user_id: max.user_id }).answers(200)
  const { version } = await ada.get(`/api/companies/${acme.id}/contacts`).answers(200)
  await ada.put(`/api/companies/${acme.id}/contacts`, { approver: [entry], version }).answers(200)
  await acme.bob.post(path, { first_name: 'Nina' }).answers(201)
  await opened.background.idle()
  // Whether Max heard of his invitation, too, depends on when he accepted.
  const told = items(await max.get('/api/notifications?event_type=company.staff_requested').answers(200))
  assert.deepEqual(
    told.map(({ event_type, link }) => [event_type, link]),
    [['company.staff_requested', '/staff/requests?which=waiting']],
  )
})

test('members stand in the order of their names, along an index that follows them', async () => {
  const cast = await portal()
  const { acme, ada, database } = cast
  const max = await cast.member(acme.id, 'Max', 'Member')
  const names = async () =>
    items(await acme.olive.get(`/api/companies/${acme.id}/memberships`).answers(200)).map(
      ({ user }) => (user as unknown as { name: string | null; email: string }).name,
    )
  const before = await names()
  assert.deepEqual(before, [...before].sort())
  assert.ok(String(before[0]) < 'Max')
  await max.patch('/api/me', { first_name: 'Aaron' }).answers(200)
  assert.match(String((await names())[0]), /^Aaron/)
  const roles = items(await ada.get('/api/roles?kind=customer').answers(200))
  const role_id = roles.find(({ name }) => String(name) === 'Member')?.id
  const sent = { email: 'zz@acme.example', role_id, first_name: 'Abe' }
  await ada.post(`/api/companies/${acme.id}/memberships`, sent).answers(201)
  const { rows } = await asOwner(database, (client) =>
    client.query<{ sort_name: string }>(
      `select sort_name from memberships where company_id = ${acme.id} order by sort_name desc limit 1`,
    ),
  )
  assert.equal(rows[0]?.sort_name, 'zz@acme.example')
})

test('a role for machines names the clients that hold it', async () => {
  const { ada, acme } = await portal()
  const sent = { name: 'Reader', kind: 'machine', permissions: ['tokens.introspect'] }
  const role = await ada.post('/api/roles', sent).answers(201)
  const made = await ada.post('/api/machine-clients', { name: 'Sync' }).answers(201)
  const client = made.client as unknown as Loose
  const grants = { role_ids: [role.id], company_ids: [acme.id] }
  await ada.put(`/api/machine-clients/${client.id}/roles`, grants).answers(200)
  const { items: people, machine_clients } = await ada.get(`/api/roles/${role.id}/members`).answers(200)
  assert.deepEqual(people, [])
  assert.deepEqual(machine_clients, [{ id: client.id, name: 'Sync', company_access: 'listed', companies: 1 }])
})
