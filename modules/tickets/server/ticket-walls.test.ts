import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Loose, type Person, portal } from '../../../test/portal.ts'

const opens = (person: Person, subject: string, more: object = {}) =>
  person.post('/api/tickets', { subject, body: 'Help.', ...more }).answers(201)
const says = (person: Person, id: unknown, body: string, more: object = {}) =>
  person.post(`/api/tickets/${id}/replies`, { body, ...more })
const ids = (page: Loose) => (page.items as unknown as Loose[]).map(({ id }) => id as unknown)
const without = (text: string) => text.replace(/"request_id":"[^"]*"/, '').replaceAll(/\d{4,}/g, 'N')

test('a ticket of another company does not exist, and says so with the same bytes as one that never did', async () => {
  const { acme, globex } = await portal()
  const { id } = await opens(acme.bob, 'Ours alone')
  const { eve } = globex
  for (const rest of ['', '/replies', '/attachments/1/content']) {
    const there = await eve.get(`/api/tickets/${id}${rest}`)
    const nowhere = await eve.get(`/api/tickets/999999999${rest}`)
    assert.equal(there.status, 404)
    assert.equal(without(there.text), without(nowhere.text))
  }
  for (const [path, body] of [
    ['replies', { body: 'Hello' }],
    ['resolve', {}],
    ['reopen', {}],
  ] as const)
    await eve.post(`/api/tickets/${id}/${path}`, body).answers(404)
  await eve.put(`/api/tickets/${id}/reading`, { last_reply_id: 1 }).answers(404)
  await eve.patch(`/api/tickets/${id}`, { subject: 'Mine' }).answers(403)
  assert.deepEqual(ids(await eve.get('/api/tickets?q=Ours').answers(200)), [])
  assert.deepEqual(ids(await eve.get(`/api/tickets?q=T-${id}`).answers(200)), [])
})

test('a note is in no answer that a customer gets', async () => {
  const { acme, tess } = await portal()
  const { id } = await opens(acme.bob, 'Notebook')
  const before = await acme.bob.get(`/api/tickets/${id}`).answers(200)
  const { reply } = await says(tess, id, 'Between us: confidential', { is_internal: true }).answers(201)
  assert.equal(reply?.kind, 'note')
  for (const person of [acme.bob, acme.olive])
    for (const path of ['', `/${id}`, `/${id}/replies`, `/${id}/replies?before=${Number(reply?.id) + 1}`]) {
      const { text } = await person.get(`/api/tickets${path}`)
      assert.ok(!text.includes('confidential') && !text.includes('"note"'), `${path}: ${text}`)
    }
  assert.deepEqual(await acme.bob.get(`/api/tickets/${id}`).answers(200), before)
  const desk = await tess.get(`/api/tickets/${id}`).answers(200)
  assert.equal((desk.replies as unknown as Loose[]).length, 2)
  await says(acme.bob, id, 'Seen all?', { last_seen_reply_id: before.replies?.[0]?.id }).answers(201)
})

test('what a customer may not set is left out and named', async () => {
  const { acme, reg, tess } = await portal()
  const given = { is_internal: true, status: 'closed', assigned_user_id: tess.user_id, priority: 'urgent' }
  for (const person of [acme.bob, reg]) {
    const opened = await opens(person, 'Bold', { ...given, company_id: 1 })
    assert.deepEqual((opened.ignored as unknown as string[]).sort(), [
      'assigned_user_id',
      'company_id',
      'is_internal',
      'priority',
      'status',
    ])
    assert.equal(opened.status_kind, 'open')
    assert.equal(opened.assignee, null)
    assert.equal(opened.priority, 'normal')
    const { reply } = await says(person, opened.id, 'Inside?', {
      is_internal: true,
      status: 'closed',
    }).answers(201)
    assert.equal(reply?.kind, 'reply')
    assert.equal(reply?.is_internal, false)
  }
})

test('Reg without a company sees his own ticket and nobody else’s; the desk answers him', async () => {
  const { reg, acme, tess } = await portal()
  const bobs = await opens(acme.bob, 'Of Acme')
  const mine = await opens(reg, 'Of nobody')
  assert.equal(mine.company, null)
  assert.deepEqual(ids(await reg.get('/api/tickets').answers(200)), [mine.id])
  await reg.get(`/api/tickets/${bobs.id}`).answers(404)
  await acme.bob.get(`/api/tickets/${mine.id}`).answers(404)

  await says(tess, mine.id, 'Welcome').answers(201)
  await says(tess, mine.id, 'A stranger', { is_internal: true }).answers(201)
  const seen = await reg.get(`/api/tickets/${mine.id}`).answers(200)
  assert.deepEqual(
    (seen.replies as unknown as Loose[]).map(({ body_html }) => body_html as unknown),
    ['<p>Help.</p>', '<p>Welcome</p>'],
  )
  await says(reg, mine.id, 'Thanks').answers(201)
})

test('Olive sees all of Acme and opens for Bob; Bea sees neither; who is suspended sees nothing at once', async () => {
  const { acme, member, ada } = await portal()
  const bea = await member(acme.id, 'Bea', 'Member')
  const forBob = await opens(acme.olive, 'For Bob', { requester_user_id: acme.bob.user_id })
  assert.equal(forBob.requester?.id, acme.bob.user_id)
  const kinds = (forBob.watchers as unknown as Loose[]).map(({ kind, user_id }) => [kind, user_id] as unknown)
  assert.deepEqual(kinds, [
    ['requester', acme.bob.user_id],
    ['cc', acme.olive.user_id],
  ])
  const bobs = await opens(acme.bob, 'Bobs own')
  assert.deepEqual(ids(await acme.olive.get('/api/tickets').answers(200)), [bobs.id, forBob.id])
  assert.deepEqual(ids(await acme.olive.get('/api/tickets?mine=true').answers(200)), [forBob.id])
  assert.deepEqual(ids(await bea.get('/api/tickets').answers(200)), [])
  await bea.get(`/api/tickets/${bobs.id}`).answers(404)
  await says(acme.bob, forBob.id, 'Thank you').answers(201)
  const ignored = await opens(bea, 'For Olive', { requester_user_id: acme.olive.user_id })
  assert.deepEqual(ignored.ignored, ['requester_user_id'])
  assert.equal(ignored.requester?.id, bea.user_id)

  const list = await ada.get(`/api/companies/${acme.id}/memberships?limit=200`).answers(200)
  const own = (list.items as unknown as Loose[]).find(({ user }) => Number(user?.id) === acme.bob.user_id)
  await ada.post(`/api/memberships/${own?.id}/suspend`, {}).answers(200)
  await acme.bob.get(`/api/tickets/${bobs.id}`).answers(404)
  assert.deepEqual(ids(await acme.bob.get('/api/tickets').answers(200)), [])
})
