import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { limitTo } from '../../../test/harness/allow-list.ts'
import { hearing } from '../../../test/harness/hearing.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'

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
  for (const rest of ['', '/replies', '/history', '/attachments/1/content']) {
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
  const { acme, globex, tess } = await portal()
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
  const entry = `/api/tickets/${id}/replies/${reply?.id}`
  assert.equal((await tess.get(entry).answers(200)).kind, 'note')
  await acme.bob.get(entry).answers(404)
  const request = `/api/tickets/${id}/replies/${before.replies?.[0]?.id}`
  assert.deepEqual(await acme.bob.get(request).answers(200), before.replies?.[0])
  await globex.eve.get(request).answers(404)
  const other = await opens(acme.bob, 'Another')
  await acme.bob.get(request.replace(`/${id}/`, `/${other.id}/`)).answers(404)
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
    const { reply, ignored } = await says(person, opened.id, 'Inside?', {
      is_internal: true,
      status: 'closed',
      cc: person === reg ? [{ user_id: acme.bob.user_id }] : [],
    }).answers(201)
    assert.deepEqual(ignored as unknown, ['is_internal', 'status', ...(person === reg ? ['cc'] : [])])
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

  await tess.post(`/api/tickets/${mine.id}/watchers`, { user_id: acme.olive.user_id }).answers(201)
  await tess.post(`/api/tickets/${mine.id}/watchers`, { email: 'else@where.example' }).answers(201)
  await tess.put(`/api/tickets/${mine.id}/watching`).answers(204)
  const people = await reg.get(`/api/tickets/${mine.id}/watchers`).answers(200)
  const { watchers } = await reg.get(`/api/tickets/${mine.id}`).answers(200)
  for (const known of [people.items, watchers])
    assert.deepEqual(
      (known as unknown as Loose[]).map(({ user_id }) => Number(user_id)),
      [reg.user_id],
    )
  const { text } = await reg.get(`/api/tickets/${mine.id}/history`)
  assert.ok(!/watcher|noted/.test(text), text)
  const told = await tess
    .get(`/api/tickets/${mine.id}/history?type=ticket.watcher_added&locale=de`)
    .answers(200)
  assert.deepEqual(
    (told.items as unknown as Loose[]).map(({ sentence }) => String(sentence)),
    ['Tess Test', 'eine Adresse', 'Olive Test'].map(
      (who) => `Tess Test hat ${who} zu T-${mine.id} hinzugefügt`,
    ),
  )
  await acme.olive.get(`/api/tickets/${mine.id}`).answers(404)
  await reg.post(`/api/tickets/${mine.id}/watchers`, { email: 'my@friend.example' }).answers(422)
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

/** Somebody of the provider who looks after Acme only. */
async function withList({ ada, acme, provider, member, database }: Cast): Promise<Person> {
  const tim = await member(provider.id, 'Tim', 'Technician')
  await limitTo(database, await membershipOf(ada, provider.id, tim), [acme.id])
  return tim
}

async function membershipOf(ada: Person, companyId: number, { user_id }: Person): Promise<number> {
  const page = await ada.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200)
  return Number((page.items as unknown as Loose[]).find(({ user }) => Number(user?.id) === user_id)?.id)
}

test('the desk puts a colleague who looks after the customer in copy, by login or address; customers cannot', async () => {
  const cast = await portal()
  const { acme, globex, tess, ada } = cast
  const tim = await withList(cast)
  const { id } = await opens(acme.bob, 'With a colleague')
  const path = `/api/tickets/${id}`
  await acme.bob.post(`${path}/watchers`, { user_id: tim.user_id }).answers(422)
  await tess.post(`${path}/watchers`, { user_id: tim.user_id }).answers(201)
  const again = await tess.post(`${path}/watchers`, { email: tim.email }).answers(201)
  assert.equal(Number(again.user_id), tim.user_id)
  await tess.post(`${path}/watchers`, { user_id: globex.eve.user_id }).answers(422)
  const theirs = await opens(globex.eve, 'Of others')
  await tess.post(`/api/tickets/${theirs.id}/watchers`, { user_id: tim.user_id }).answers(422)
  const copied = async (person: Person) => {
    const { watchers } = await person.get(path).answers(200)
    return (watchers as unknown as Loose[]).map(({ kind, name }) => `${kind} ${name}`)
  }
  for (const person of [tess, acme.bob])
    assert.deepEqual(await copied(person), ['requester Bob Test', 'cc Tim Test'])
  const opened = await opens(tess, 'Ours', { company_id: acme.id, cc: [{ user_id: ada.user_id }] })
  assert.deepEqual((opened.watchers as unknown as Loose[]).length, 1)
  await ada.patch(path, { company_id: globex.id, confirm: true }).answers(200)
  assert.deepEqual(await copied(tess), [], 'nobody who sees nothing of the other company stays')
})

test('a ticket of nobody’s company does not exist for a technician with a list of customers', async () => {
  const cast = await portal()
  const { reg, tess, ada, portal: house } = cast
  const tim = await withList(cast)
  const preferences = [{ event_type: 'tickets.created', channel_email: true }]
  for (const who of [tim, tess]) await who.put('/api/notifications/preferences', { preferences }).answers(200)
  const { id } = await opens(reg, 'Of nobody at all')
  await tim.get(`/api/tickets/${id}`).answers(404)
  assert.deepEqual(ids(await tim.get(`/api/tickets?q=T-${id}`).answers(200)), [])
  const refused = await ada.patch(`/api/tickets/${id}`, { assigned_user_id: tim.user_id }).answers(422)
  assert.equal((refused.errors as unknown as Loose[])[0]?.code, 'not_found')
  await ada.put(`/api/tickets/${id}/watchers`, { user_ids: [tim.user_id] }).answers(422)
  const { assignees } = await ada.get('/api/tickets/options?no_company=true').answers(200)
  assert.ok(!(assignees as unknown as Loose[]).some(({ id: who }) => Number(who) === tim.user_id))
  await ada.patch(`/api/tickets/${id}`, { assigned_user_id: tess.user_id }).answers(200)
  await house.background.idle()
  const told = async (who: Person) => {
    const { items } = await who.get('/api/notifications?event_type=tickets.created').answers(200)
    return (items as unknown as Loose[]).filter(({ message }) => String(message).includes('nobody at all'))
  }
  assert.equal((await told(tess)).length, 1)
  assert.equal((await told(tim)).length, 0)
})

test('tickets stay with somebody who may not work on them any more, and who manages the desk hears how many', async () => {
  const cast = await portal()
  const { ada, acme, globex, provider, member, portal: house } = cast
  const tim = await member(provider.id, 'Tim', 'Technician')
  const mine = await opens(acme.bob, 'Given to Tim')
  const other = await opens(globex.eve, 'Given to Tim, too')
  for (const { id } of [mine, other])
    await ada.patch(`/api/tickets/${id}`, { assigned_user_id: tim.user_id }).answers(200)
  const told = async () => {
    await house.background.idle()
    const { items } = await ada.get('/api/notifications?event_type=tickets.stranded').answers(200)
    return (items as unknown as Loose[]).map(({ message }) => String(message))
  }
  const membership = await membershipOf(ada, provider.id, tim)
  const { version } = await ada.get(`/api/memberships/${membership}/customers`).answers(200)
  const listed = { customer_access: 'listed', company_ids: [acme.id], version }
  await ada.put(`/api/memberships/${membership}/customers`, listed).answers(200)
  const [first, ...none] = await told()
  assert.match(first ?? '', /Tim Test .*: 1 open ticket\./)
  assert.deepEqual(none, [])
  await ada.post(`/api/memberships/${membership}/suspend`, {}).answers(200)
  assert.match((await told())[0] ?? '', /Tim Test .*: 2 open tickets\./)
  assert.equal((await ada.get(`/api/tickets/${mine.id}`).answers(200)).assignee?.id, tim.user_id)
})

test('customers open thirty tickets an hour, however many at once; who belongs nowhere answers thirty times', async () => {
  const { acme, globex, reg, member, database } = await portal()
  const cara = await member(acme.id, 'Cara', 'Member')
  // What she opened in another company of hers counts, though she does not see it here.
  await asOwner(database, (client) =>
    client.query(
      `insert into tickets (company_id, created_by_user_id, source, subject, status, status_kind, priority, priority_rank)
       select $1, $2, 'portal', 'Ticket ' || n, 'open', 'open', 'normal', 20 from generate_series(1, 28) n`,
      [globex.id, cara.user_id],
    ),
  )
  const asked = { subject: 'At once', body: 'b' }
  const answers = await Promise.all(Array.from({ length: 5 }, () => cara.post('/api/tickets', asked)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 429, 429, 429])
  const refused = answers.find(({ status }) => status === 429)
  const wait = Number(refused?.headers.get('retry-after'))
  assert.ok(wait > 3_000 && wait <= 3_600, String(wait))

  const { id } = await opens(reg, 'Talk')
  let said = 0
  while (said <= 30 && (await says(reg, id, `Answer ${said}`)).status === 201) said++
  assert.ok(said > 20 && said <= 30, String(said))
  assert.equal((await says(reg, id, 'One more')).body.code as unknown, 'rate_limited')
  await says(acme.bob, (await opens(acme.bob, 'Mine')).id, 'Not for members').answers(201)
})

test('a customer hears of answers and never of notes, of who follows, or of who is at the ticket', async () => {
  const { acme, reg, tess, ada, portal: house } = await portal()
  const abort = new AbortController()
  try {
    for (const person of [acme.bob, reg]) {
      const { id } = await opens(person, 'Live')
      await house.background.idle()
      const theirs = await hearing(person, `tickets,ticket:${id}`, abort.signal)
      const desk = await hearing(ada, `ticket:${id}`, abort.signal)
      // Changes that come together are told as the newest of them: one after the other.
      const told = (heard: string[], type: string) => until(async () => heard.join('').includes(type))
      await tess.put(`/api/tickets/${id}/presence`, { state: 'replying' }).answers(200)
      await told(desk, 'ticket.presence_changed')
      await says(tess, id, 'Between us', { is_internal: true }).answers(201)
      await told(desk, 'ticket.noted')
      await tess.put(`/api/tickets/${id}/watchers`, { user_ids: [ada.user_id] }).answers(200)
      await told(desk, 'ticket.watcher_added')
      await says(tess, id, 'For you').answers(201)
      await told(theirs, 'ticket.replied')
      assert.ok(!/noted|presence|watcher/.test(theirs.join('')), `${person.name}: ${theirs.join('')}`)
    }
  } finally {
    abort.abort()
  }
})

test('ids of others anywhere in a body are as if they did not exist; what is switched off, too', async () => {
  const { acme, globex, tess, ada } = await portal()
  const theirs = await opens(globex.eve, 'Theirs')
  const { id } = await opens(acme.bob, 'Ours')
  const category = await ada.post('/api/tickets/categories', { name: 'Switched off' }).answers(201)
  await ada.patch(`/api/tickets/categories/${category.id}`, { is_active: false }).answers(200)
  const [theirEntry] = theirs.replies as unknown as Loose[]
  const refusals = async (body: object, at = `/api/tickets`) => {
    const { errors } = await acme.bob.post(at, { subject: 's', body: 'b', ...body }).answers(422)
    return (errors as unknown as Loose[]).map(({ field, code }) => `${field} ${code}`)
  }
  const many = Array.from({ length: 21 }, (_, n) => n + 1)
  assert.deepEqual(await refusals({ upload_ids: many }), ['upload_ids too_many'])
  assert.deepEqual(await refusals({ category_id: category.id }), ['category_id not_found'])
  assert.deepEqual(await refusals({ category_id: 999_999 }), ['category_id not_found'])
  assert.deepEqual(await refusals({ category: 'Switched off' }), ['category not_found'])
  for (const user_id of [globex.eve.user_id, 999_999])
    assert.deepEqual(await refusals({ cc: [{ user_id }] }), ['cc.0 not_found'])
  for (const reply of [theirEntry?.id, 999_999_999]) {
    await acme.bob.put(`/api/tickets/${id}/reading`, { last_reply_id: reply }).answers(422)
    await acme.bob.patch(`/api/tickets/${id}/replies/${reply}`, { body: 'x' }).answers(404)
  }
  const views = await tess
    .post('/api/tickets/views', { name: 'Mine alone', query: { status_kind: ['open'] } })
    .answers(201)
  for (const view of [views.id, 999_999])
    await ada.patch(`/api/tickets/views/${view}`, { name: 'x' }).answers(404)
  await tess.patch(`/api/tickets/${id}`, { company_id: 999_999, confirm: true }).answers(403)
  const promise = await tess.patch(`/api/tickets/${id}`, { sla_policy_id: 999_999 }).answers(422)
  assert.equal((promise.errors as unknown as Loose[])[0]?.field, 'sla_policy_id')
  const moved = await ada.patch(`/api/tickets/${id}`, { company_id: 999_999, confirm: true }).answers(422)
  assert.equal((moved.errors as unknown as Loose[])[0]?.code, 'not_found')
  await ada.delete(`/api/tickets/${id}`).answers(204)
  for (const person of [acme.bob, tess]) await says(person, id, 'Still there?').answers(404)
})
