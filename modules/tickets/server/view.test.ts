import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { type Loose, type Person, portal } from '../../../test/portal.ts'

const items = (page: Loose) => page.items as unknown as Loose[]
const ids = (page: Loose) => items(page).map(({ id }) => Number(id))

test('the desk has seven views, saves its own, and counts them in one go', async () => {
  const { acme, tess } = await portal()
  const views = items(await tess.get('/api/tickets/views').answers(200))
  const names = views.filter((view) => view.is_system as unknown).map(({ name }) => String(name))
  assert.deepEqual(names, [
    'My open',
    'Unassigned',
    'Needs an answer',
    'Due next',
    'All open',
    'Waiting for customer',
    'Recently solved',
  ])
  const first = await acme.bob.post('/api/tickets', { subject: 'One', body: 'b' }).answers(201)
  const other = await acme.bob.post('/api/tickets', { subject: 'Two', body: 'b' }).answers(201)
  await tess.patch(`/api/tickets/${other.id}`, { status: 'pending' }).answers(200)

  const query = { company_id: [String(acme.id)], status: ['open'], sort: 'created_at' }
  const view = await tess
    .post('/api/tickets/views', { name: 'Acme', query, columns: ['subject'] })
    .answers(201)
  assert.deepEqual(view.query as unknown, query)
  const listed = async (more = '') =>
    ids(await tess.get(`/api/tickets?view_id=${view.id}${more}`).answers(200))
  assert.deepEqual(await listed(), [first.id])
  assert.deepEqual(await listed('&status=open&status=pending'), [first.id, other.id])
  assert.deepEqual(await listed('&status=open,pending&sort=-created_at'), [other.id, first.id])
  const counts = items(await tess.get(`/api/tickets/views/counts?view_id=${view.id}`).answers(200))
  assert.deepEqual(counts as unknown, [{ view_id: view.id, n: 1, capped: false }])
  const all = items(await tess.get('/api/tickets/views/counts').answers(200))
  for (const { id } of views.slice(0, 7)) assert.ok(all.some((one) => one.view_id === id))
  for (const { id } of views) await tess.get(`/api/tickets?view_id=${id}`).answers(200)
})

test('a view is its owner’s, a shared one everybody’s, and one of the desk nobody’s to change', async () => {
  const { ada, acme, provider, member, tess, database } = await portal()
  const tom = await member(provider.id, 'Tom', 'Technician')
  const own = await tess.post('/api/tickets/views', { name: 'Mine', query: {} }).answers(201)
  const url = `/api/tickets/views/${own.id}`
  await tess.post('/api/tickets/views', { name: 'mine', query: {} }).answers(409, 'name_taken')
  await tom.post('/api/tickets/views', { name: 'Mine', query: {} }).answers(201)
  await asOwner(database, (client) =>
    client.query(
      `insert into ticket_views (owner_user_id, name) select $1, 'V' || n from generate_series(2, 49) n`,
      [tom.user_id],
    ),
  )
  const last = ['Fifty', 'One more', 'Another'].map((name) =>
    tom.post('/api/tickets/views', { name, query: {} }),
  )
  const answers = (await Promise.all(last)).map(({ status }) => status).sort()
  assert.deepEqual(answers, [201, 422, 422], 'fifty, also at once')
  await tom.patch(url, { name: 'His' }).answers(404)
  await tom.delete(url).answers(404)
  await tom.get(`/api/tickets?view_id=${own.id}`).answers(422)
  await tom.get(`/api/tickets?view_id=999999999`).answers(422)
  await tess
    .post('/api/tickets/views', { name: 'Ours', query: {}, is_shared: true })
    .answers(403, 'forbidden')
  const shared = await ada
    .post('/api/tickets/views', { name: 'Ours', query: { priority: ['high'] }, is_shared: true })
    .answers(201)
  await tom.get(`/api/tickets?view_id=${shared.id}`).answers(200)
  await tom.patch(`/api/tickets/views/${shared.id}`, { name: 'X' }).answers(403, 'forbidden')
  const [system] = items(await tess.get('/api/tickets/views').answers(200))
  await ada.patch(`/api/tickets/views/${system?.id}`, { name: 'X' }).answers(409, 'view_is_fixed')
  await ada.delete(`/api/tickets/views/${system?.id}`).answers(409, 'view_is_fixed')
  await tess.patch(url, { name: 'Other', version: 7 }).answers(409, 'stale_version')
  const changed = await tess.patch(url, { name: 'Other', version: own.version }).answers(200)
  assert.equal(changed.version, Number(own.version) + 1)
  await tess.post('/api/tickets/views', { name: 'Bad', query: { status: ['DROP'] } }).answers(422)
  await tess.post('/api/tickets/views', { name: 'Bad', query: { after: 'x' } }).answers(422)
  await tess.delete(url).answers(204)
  await tess.delete(url).answers(404)
  for (const person of [acme.bob, acme.olive]) {
    await person.get('/api/tickets/views').answers(403)
    await person.get(`/api/tickets?view_id=${shared.id}`).answers(422)
  }
})

test('views stand in the order that their people chose: one’s own, and shared ones by who sets up the desk', async () => {
  const { ada, member, provider, tess } = await portal()
  const tom = await member(provider.id, 'Tom', 'Technician')
  const made = async (person: Person, name: string, more: object = {}) =>
    Number((await person.post('/api/tickets/views', { name, query: {}, ...more }).answers(201)).id)
  const own = [await made(tess, 'A'), await made(tess, 'B'), await made(tess, 'C')]
  const toms = await made(tom, 'His')
  const shared = [await made(ada, 'S', { is_shared: true }), await made(ada, 'T', { is_shared: true })]
  let first = 0
  const order = async (person: Person) => {
    const views = items(await person.get('/api/tickets/views').answers(200))
    const known = new Set([...own, toms, ...shared, first])
    return views.map(({ id }) => Number(id)).filter((id) => known.has(id))
  }
  const move = (person: Person, id: number | undefined, position: number) =>
    person.patch(`/api/tickets/views/${id}`, { position })
  const [a, b, c] = own
  assert.equal((await move(tess, c, 1).answers(200)).position, 1 as unknown as Loose)
  assert.deepEqual(await order(tess), [...shared, c, a, b])
  await move(tess, c, 9_999).answers(200)
  await move(tess, a, 0).answers(200)
  assert.deepEqual(await order(tess), [...shared, a, b, c])
  first = await made(tess, 'First', { position: 1 })
  assert.deepEqual(await order(tess), [...shared, first, a, b, c])
  const { version } = await tess.get(`/api/tickets/views/${b}`).answers(200)
  assert.equal(version, 1 as unknown as Loose, 'made room only')
  await move(tess, shared[1], 1).answers(403, 'forbidden')
  await move(tess, toms, 1).answers(404)
  await Promise.all([move(ada, shared[1], 1).answers(200), move(ada, shared[1], 1).answers(200)])
  assert.deepEqual(await order(tom), [shared[1], shared[0], toms])
})
