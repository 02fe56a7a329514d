import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'

const items = (page: Loose) => page.items as unknown as Loose[]
const ids = (page: Loose) => items(page).map(({ id }) => Number(id))
const read = (person: Person, id: unknown) => person.get(`/api/tickets/${id}`).answers(200)
const opens = async (person: Person, subject: string) =>
  Number((await person.post('/api/tickets', { subject, body: 'b' }).answers(201)).id)

test('named tickets change at once, each for itself, and Undo puts back what nobody touched', async () => {
  const { acme, globex, tess } = await portal()
  const [a, b, c] = [await opens(acme.bob, 'A'), await opens(acme.bob, 'B'), await opens(acme.bob, 'C')]
  await tess.patch(`/api/tickets/${b}`, { status: 'pending', add_tags: ['kept'] }).answers(200)
  await tess.post(`/api/tickets/${c}/resolve`, {}).answers(200)
  await tess.patch(`/api/tickets/${c}`, { status: 'closed' }).answers(200)
  const action = { status: 'pending', priority: 'high', add_tags: ['New One', 'kept'] }
  const change = await tess.post('/api/tickets/bulk', { ids: [a, b, c, 999_999_999], action }).answers(200)
  assert.deepEqual(change.done as unknown, [a, b])
  assert.deepEqual(change.skipped as unknown, [])
  assert.deepEqual(change.failed as unknown, [
    { id: c, code: 'transition_not_allowed' },
    { id: 999_999_999, code: 'not_found' },
  ])
  const half = await read(tess, c)
  assert.deepEqual([half.status, half.priority], ['closed', 'normal'], 'what fails changes nothing')
  const changed = await read(tess, a)
  assert.deepEqual(
    [changed.status, changed.priority, changed.tags as unknown],
    ['pending', 'high', ['kept', 'new-one']],
  )
  const again = await tess.post('/api/tickets/bulk', { ids: [a], action }).answers(200)
  assert.deepEqual(again.skipped as unknown, [{ id: a, code: 'unchanged' }])

  await tess.patch(`/api/tickets/${a}`, { priority: 'low' }).answers(200)
  const url = `/api/tickets/bulk/${change.change_id}`
  await globex.eve.post(`${url}/undo`).answers(403)
  const undone = await tess.post(`${url}/undo`).answers(200)
  assert.equal(undone.status, 'undone')
  const [now, other] = [await read(tess, a), await read(tess, b)]
  assert.deepEqual([now.status, now.priority, now.tags as unknown], ['open', 'low', []])
  assert.deepEqual([other.status, other.priority, other.tags as unknown], ['pending', 'normal', ['kept']])
})

test('a change of many is undone the way it came, for ten minutes, by whoever made it', async () => {
  const { ada, acme, tess, database } = await portal()
  const id = await opens(acme.bob, 'Way back')
  const { needs_answer_since } = await read(tess, id)
  await tess.patch(`/api/tickets/${id}`, { status: 'pending' }).answers(200)
  const change = await tess
    .post('/api/tickets/bulk', { ids: [id], action: { status: 'resolved' } })
    .answers(200)
  const url = `/api/tickets/bulk/${change.change_id}`
  await ada.get(url).answers(404)
  await ada.post(`${url}/undo`).answers(404)
  assert.equal((await tess.post(`${url}/undo`).answers(200)).status, 'undone')
  const back = await read(tess, id)
  assert.equal(back.status, 'pending')
  assert.ok(needs_answer_since)
  assert.deepEqual([back.needs_answer_since, back.reopened_count], [needs_answer_since, 0 as unknown])

  const late = await tess.post('/api/tickets/bulk', { ids: [id], action: { priority: 'high' } }).answers(200)
  await asOwner(database, (client) =>
    client.query(`update ticket_bulk_changes set finished_at = now() - interval '11 minutes' where id = $1`, [
      late.change_id,
    ]),
  )
  await tess.post(`/api/tickets/bulk/${late.change_id}/undo`).answers(409, 'too_late')
})

test('what is not sound is refused before anything is written', async () => {
  const { ada, acme, globex, tess } = await portal()
  const id = await opens(acme.bob, 'Sound')
  const refused = async (body: object, field: string) => {
    const problem = await tess.post('/api/tickets/bulk', body).answers(422)
    assert.equal((problem.errors as unknown as Loose[])[0]?.field, field)
  }
  await refused({ ids: [id], action: {} }, 'action')
  await refused({ action: { status: 'open' } }, 'ids')
  await refused({ ids: [id], filter: {}, action: { status: 'open' } }, 'ids')
  await refused({ filter: {}, action: { status: 'open' } }, 'expected')
  await refused({ ids: [id], action: { status: 'nonsense' } }, 'action.status')
  await refused({ ids: [id], action: { add_tags: ['a b', '<script>'] } }, 'action.add_tags.1')
  await refused({ ids: Array(201).fill(id), action: { status: 'open' } }, 'ids')
  for (const person of [acme.bob, globex.eve])
    await person.post('/api/tickets/bulk', { ids: [id], action: { status: 'open' } }).answers(403)
  await tess.post('/api/tickets/bulk', { ids: [id], action: { delete: true } }).answers(403)
  await ada.post('/api/tickets/bulk', { ids: [id], action: { delete: true, status: 'open' } }).answers(422)
  await ada.post('/api/tickets/bulk', { ids: [id], action: { delete: true } }).answers(200)
  await tess.get(`/api/tickets/${id}`).answers(404)
})

test('an answer goes to each of many, a note stays the desk’s; in an archived company nothing is said any more, but its tickets are put away', async () => {
  const { ada, acme, globex, tess } = await portal()
  const [a, b] = [await opens(acme.bob, 'One'), await opens(acme.bob, 'Two')]
  const cc = { user_id: acme.olive.user_id }
  await tess.post(`/api/tickets/${b}/watchers`, cc).answers(201)
  await tess.put(`/api/tickets/${b}/watching`, {})
  const reached = async (person: Person, query: string) => {
    const { tickets, people } = await person.get(`/api/tickets/bulk/people?${query}`).answers(200)
    return [tickets, people]
  }
  assert.deepEqual(await reached(tess, `ids=${a}`), [1, 1])
  assert.deepEqual(await reached(tess, `ids=${a}&ids=${b}&ids=999999999`), [2, 2])
  assert.deepEqual(await reached(tess, `company_id=${acme.id}`), [2, 2])
  await acme.olive.delete(`/api/tickets/${b}/watching`).answers(204)
  assert.deepEqual(await reached(tess, `company_id=${acme.id}&status_kind=open`), [2, 1])
  for (const person of [acme.olive, globex.eve]) await person.get('/api/tickets/bulk/people').answers(403)
  const reply = (body: string, is_internal: boolean) =>
    tess.post('/api/tickets/bulk', { ids: [a, b], action: { reply: { body, is_internal } } }).answers(200)
  await reply('It works again', false)
  await reply('It was the switch', true)
  for (const id of [a, b]) {
    const seen = JSON.stringify(await read(acme.bob, id))
    assert.match(seen, /It works again/)
    assert.doesNotMatch(seen, /the switch/)
  }
  await ada.post(`/api/companies/${acme.id}/archive`, {}).answers(200)
  const late = await tess
    .post('/api/tickets/bulk', { ids: [a], action: { reply: { body: 'Late' } } })
    .answers(200)
  assert.deepEqual(late.failed as unknown, [{ id: a, code: 'company_archived' }])
  await tess.post(`/api/tickets/${a}/replies`, { body: 'Late' }).answers(409, 'company_archived')
  await tess.post(`/api/tickets/${a}/resolve`, { comment: 'Late' }).answers(409, 'company_archived')
  await tess.post(`/api/tickets/${a}/watchers`, { email: 'x@y.example' }).answers(409, 'company_archived')
  assert.deepEqual((await read(tess, a)).may as unknown, ['change', 'take', 'resolve'])
  await tess.post(`/api/tickets/${a}/take`, {}).answers(200)
  await tess.post(`/api/tickets/${a}/resolve`, {}).answers(200)
})

/** Tickets in one go: what a list has to do with is their number. */
async function manyTickets({ acme, database }: Cast, count: number, subject: string): Promise<void> {
  await asOwner(database, async (client) => {
    await client.query(
      `insert into tickets (company_id, requester_user_id, source, subject, status, status_kind, priority, priority_rank)
       select $1, $2, 'import', $3 || n, 'open', 'open', 'normal', 20 from generate_series(1, $4::int) n`,
      [acme.id, acme.bob.user_id, subject, count],
    )
  })
}

test('all that match a filter are changed by a job, and put back by one', async () => {
  const cast = await portal()
  const { acme, ada, globex, tess } = cast
  await manyTickets(cast, 1_000, 'Many ')
  const eves = await opens(globex.eve, 'Not this one')
  const filter = { company_id: [String(acme.id)], status: ['open'] }
  const ask = (expected: number) => ({ filter, expected, action: { priority: 'high', add_tags: ['moved'] } })
  const problem = await tess.post('/api/tickets/bulk', ask(500)).answers(409, 'expectation_failed')
  assert.equal(problem.found, 1_000)
  const started = await tess.post('/api/tickets/bulk', ask(980)).answers(202)
  assert.equal(started.total, 1_000)
  const path = String(started.path)
  const mine = await tess.get('/api/tickets/bulk').answers(200)
  assert.deepEqual(ids(mine), [started.id], 'found again by its person')
  assert.deepEqual(ids(await ada.get('/api/tickets/bulk').answers(200)), [])
  const ended = async (status: string) =>
    until(async () => String((await tess.get(path).answers(200)).status) === status, 60_000)
  await ended('done')
  const done = await tess.get(path).answers(200)
  assert.equal(done.done, 1_000)
  const page = await tess
    .get(`/api/tickets?company_id=${acme.id}&priority=high&tag=moved&limit=200&count=true`)
    .answers(200)
  assert.equal(page.total, 1_000)
  assert.equal((await read(tess, eves)).priority, 'normal')

  const [touched = 0, tagged = 0] = ids(page)
  await tess.patch(`/api/tickets/${touched}`, { priority: 'low' }).answers(200)
  await tess.patch(`/api/tickets/${tagged}`, { remove_tags: ['moved'] }).answers(200)
  await tess.post(`${path}/undo`).answers(200)
  await ended('undone')
  const left = await tess.get(`/api/tickets?company_id=${acme.id}&priority=high,low&count=true`).answers(200)
  assert.deepEqual([left.total, ids(left)], [1, [touched]])
  const still = await tess.get(`/api/tickets?company_id=${acme.id}&tag=moved&count=true`).answers(200)
  assert.equal(still.total, 0)
})
