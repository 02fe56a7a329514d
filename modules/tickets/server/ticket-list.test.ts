import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Loose, type Person, portal } from '../../../test/portal.ts'

const opens = (person: Person, subject: string, more: object = {}) =>
  person.post('/api/tickets', { subject, body: 'Help.', ...more }).answers(201)
const items = (page: Loose) => page.items as unknown as Loose[]
const ids = (page: Loose) => items(page).map(({ id }) => Number(id))

async function walk(person: Person, query: string): Promise<number[]> {
  const seen: number[] = []
  let after = ''
  for (let page = 0; page < 50; page++) {
    const answer = await person.get(`/api/tickets?${query}${after && `&after=${after}`}`).answers(200)
    seen.push(...ids(answer))
    if (answer.next === null) return seen
    after = String(answer.next)
  }
  throw new Error('The list has no end')
}

test('every order shows each ticket exactly once, page by page', async () => {
  const { acme, tess } = await portal()
  const made: number[] = []
  for (let n = 0; n < 7; n++) made.push(Number((await opens(acme.bob, `Ticket ${n}`)).id))
  const newest = [...made].reverse()
  for (const sort of ['-updated_at', '-created_at', '-priority']) {
    if (sort !== '-priority') {
      assert.deepEqual(await walk(acme.bob, `limit=2&sort=${sort}`), newest, sort)
      assert.deepEqual(await walk(acme.olive, `limit=3&sort=${sort}`), newest, sort)
    }
    assert.deepEqual(await walk(tess, `limit=2&sort=${sort}&company_id=${acme.id}`), newest, sort)
  }
  for (const sort of ['updated_at', 'created_at'])
    assert.deepEqual(await walk(acme.bob, `limit=2&sort=${sort}`), made, sort)
  const { next } = await acme.bob.get('/api/tickets?limit=2').answers(200)
  await acme.bob.get(`/api/tickets?limit=2&sort=created_at&after=${next}`).answers(422, 'invalid_cursor')
  await acme.bob.get('/api/tickets?limit=2&after=rubbish').answers(422, 'invalid_cursor')
})

test('the desk filters by what it works with', async () => {
  const { acme, globex, tess } = await portal()
  const mine = await opens(acme.bob, 'Alpha')
  const waiting = await opens(acme.bob, 'Beta')
  const other = await opens(globex.eve, 'Gamma')
  await tess.post(`/api/tickets/${mine.id}/take`).answers(200)
  await tess.post(`/api/tickets/${waiting.id}/replies`, { body: 'And?', status: 'pending' }).answers(201)
  const here = `company_id=${acme.id}&company_id=${globex.id}`
  const find = async (query: string) =>
    ids(await tess.get(`/api/tickets?${here}&${query}`).answers(200)).sort()
  const [a, b, c] = [mine, waiting, other].map(({ id }) => Number(id)) as [number, number, number]
  assert.deepEqual(await find(''), [a, b, c])
  assert.deepEqual(await find('assigned_user_id=me'), [a])
  assert.deepEqual(await find('mine=true&status_kind=open'), [a])
  assert.deepEqual(await find('assigned_user_id=null'), [b, c])
  assert.deepEqual(await find('status=pending'), [b])
  assert.deepEqual(await find('status=pending&status=open'), [a, b, c])
  assert.deepEqual(await find('status_kind=open'), [a, c])
  assert.deepEqual(await find('needs_answer=true'), [a, c])
  assert.deepEqual(await find('priority=high'), [])
  assert.deepEqual(ids(await tess.get(`/api/tickets?company_id=${globex.id}`).answers(200)), [c])
  await tess.get('/api/tickets?assigned_user_id=somebody').answers(422)
  const counted = await tess.get(`/api/tickets?${here}&limit=1&count=true`).answers(200)
  assert.equal(counted.total, 3)
  assert.equal(counted.total_capped, false)
  const whole = await tess.get('/api/tickets?limit=200&priority=normal').answers(200)
  assert.ok(ids(whole).includes(a) && ids(whole).includes(c))
})

test('tickets of one person, for those who see them', async () => {
  const { acme, globex, tess } = await portal()
  const mine = Number((await opens(acme.bob, 'Alpha')).id)
  await opens(acme.olive, 'Beta')
  await opens(globex.eve, 'Gamma')
  const query = `requester_user_id=${acme.bob.user_id}`
  for (const who of [tess, acme.olive, acme.bob])
    for (const sort of ['-updated_at', '-created_at'])
      assert.deepEqual(await walk(who, `limit=1&sort=${sort}&${query}`), [mine])
  assert.deepEqual(await walk(globex.eve, query), [])
  assert.deepEqual(await walk(acme.bob, `requester_user_id=${acme.olive.user_id}`), [])
  await tess.get('/api/tickets?requester_user_id=x').answers(422)
})

test('a customer’s list moves by what the customer sees', async () => {
  const { acme, tess } = await portal()
  const first = await opens(acme.bob, 'First')
  const second = await opens(acme.bob, 'Second')
  await tess.post(`/api/tickets/${first.id}/replies`, { body: 'Hm', is_internal: true }).answers(201)
  assert.deepEqual(ids(await acme.bob.get('/api/tickets').answers(200)), [second.id, first.id])
  const desk = await tess.get(`/api/tickets?company_id=${acme.id}`).answers(200)
  assert.deepEqual(ids(desk), [first.id, second.id])
  await tess.patch(`/api/tickets/${first.id}`, { status: 'pending' }).answers(200)
  const [top] = items(await acme.bob.get('/api/tickets').answers(200))
  assert.equal(top?.id, first.id)
  assert.equal(top?.status_label, 'Waiting for you')
  assert.equal(
    items(await tess.get(`/api/tickets?company_id=${acme.id}`).answers(200))[0]?.status_label,
    'Waiting for customer',
  )
})

test('what can be chosen depends on who asks', async () => {
  const { acme, tess } = await portal()
  const forBob = await acme.bob.get('/api/tickets/options').answers(200)
  assert.deepEqual(forBob.assignees, [])
  assert.ok(!JSON.stringify(forBob.priorities).includes('urgent'))
  const forTess = await tess.get('/api/tickets/options').answers(200)
  assert.ok((forTess.assignees as unknown as Loose[]).some(({ id }) => Number(id) === tess.user_id))
  assert.equal(forTess.number_prefix, 'T-')
})

test('long tickets are read in pages of entries', async () => {
  const { acme } = await portal()
  const { id } = await opens(acme.bob, 'Long')
  for (let n = 1; n <= 34; n++)
    await acme.bob.post(`/api/tickets/${id}/replies`, { body: `Entry ${n}` }).answers(201)
  const ticket = await acme.bob.get(`/api/tickets/${id}`).answers(200)
  const shown = ticket.replies as unknown as Loose[]
  assert.equal(shown.length, 30)
  assert.equal(ticket.earlier, 5)
  assert.equal(shown.at(-1)?.body_html, '<p>Entry 34</p>')
  const older = await acme.bob.get(`/api/tickets/${id}/replies?before=${shown[0]?.id}&limit=3`).answers(200)
  assert.equal(older.earlier, 2)
  assert.deepEqual(
    items(older).map(({ body_html }) => body_html as unknown),
    ['<p>Entry 2</p>', '<p>Entry 3</p>', '<p>Entry 4</p>'],
  )
})
