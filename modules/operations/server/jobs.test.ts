import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { deadJob, waitingJob } from '../../../test/harness/stream-writes.ts'
import { type Cast, type Loose, portal } from '../../../test/portal.ts'
import de from '../web/work-messages.de.ts'
import en from '../web/work-messages.en.ts'

let cast: Cast
before(async () => {
  cast = await portal()
})

const items = (body: Loose) => body.items as unknown as { id: string; state: string; queue: string }[]
const at = (id: string) => `/api/operations/jobs/${id}`

test('queues say what waits, runs and lies dead; only those who may see operations see them', async () => {
  const { ada, tess, acme } = cast
  await deadJob(cast)
  const { items: queues } = await ada.get('/api/operations/queues').answers(200)
  const mail = (queues as unknown as { name: string; dead: number; kind: string }[]).find(
    ({ name }) => name === 'mail.send',
  )
  assert.ok(mail && mail.dead >= 1 && mail.kind === 'outside')
  await tess.get('/api/operations/queues').answers(403)
  await acme.olive.get('/api/operations/queues').answers(403)
})

test('every queue and every task of the house has a name in both languages', async () => {
  const { items: queues } = await cast.ada.get('/api/operations/queues').answers(200)
  const { items: tasks } = await cast.ada.get('/api/task-types').answers(200)
  const names = [
    ...(queues as unknown as { name: string }[]).map(({ name }) => name),
    ...(tasks as unknown as { task: string }[]).map(({ task }) => task),
  ]
  assert.ok(names.length > 30)
  for (const words of [en, de])
    assert.deepEqual(
      names.filter((name) => !(`work.${name}` in words)),
      [],
    )
})

test('jobs are found by queue, state and an id in their payload, page by page', async () => {
  const { ada } = cast
  const ids = [await waitingJob(cast), await waitingJob(cast), await waitingJob(cast)]
  const found: string[] = []
  let after = ''
  do {
    const query = `queue=mail.send&state=due&q=999999&limit=2${after && `&after=${after}`}`
    const page = await ada.get(`/api/operations/jobs?${query}`).answers(200)
    found.push(...items(page).map(({ id }) => id))
    after = page.next ? String(page.next) : ''
  } while (after)
  assert.deepEqual(found, ids.toReversed())
  const { next } = await ada.get('/api/operations/jobs?limit=1').answers(200)
  const [kind, sort, hash] = JSON.parse(Buffer.from(String(next), 'base64url').toString())
  for (const values of [
    ['x', ids[0]],
    ['2026-01-01 00:00:00+00', 'x'],
  ]) {
    const forged = Buffer.from(JSON.stringify([kind, sort, hash, ...values, 1])).toString('base64url')
    await ada.get(`/api/operations/jobs?limit=1&after=${forged}`).answers(422, 'invalid_cursor')
  }
  const own = await ada.get(`/api/operations/jobs?q=${ids[0]}`).answers(200)
  assert.deepEqual(
    items(own).map(({ id }) => id),
    [ids[0]],
  )
  // Also one of several that stand together.
  await ada.post('/api/notifications/settings/test').answers(201)
  await cast.portal.background.idle()
  const [told] = items(await ada.get('/api/notification-deliveries?event_type=general.test').answers(200))
  const mailed = await ada.get(`/api/operations/jobs?queue=notifications.email&q=${told?.id}`).answers(200)
  assert.equal(items(mailed).length, 1)
})

test('a dead job tells what it was and why, and goes back to its queue as a new one', async () => {
  const { ada } = cast
  const id = await deadJob(cast)
  const dead = await ada.get(at(id)).answers(200)
  const { queue, state, attempts, last_error_code, payload } = dead
  assert.deepEqual({ queue, state, attempts, last_error_code, payload } as unknown, {
    queue: 'mail.send',
    state: 'dead',
    attempts: 4,
    last_error_code: 'ECONNREFUSED',
    payload: { mail_message_id: 999_999 },
  })
  const retried = await ada.post(`${at(id)}/retry`).answers(202)
  assert.notEqual(retried.id, id)
  await ada.get(at(id)).answers(404)
  assert.equal((await ada.get(String(retried.path)).answers(200)).queue, 'mail.send')
})

test('what runs or has ended can be neither started nor removed', async () => {
  const { ada, portal: house } = cast
  const id = await waitingJob(cast)
  await ada.post(`${at(id)}/retry`).answers(409, 'job_finished')
  await ada.post(`${at(id)}/run`).answers(202)
  await house.background.idle()
  await ada.post(`${at(id)}/run`).answers(409, 'job_finished')
  await ada.delete(at(id)).answers(409, 'job_finished')
  const other = await waitingJob(cast)
  await ada.delete(at(other)).answers(204)
  await ada.get(at(other)).answers(404)
})

test('a redrive first says what it would move, and moves the oldest', async () => {
  const { ada } = cast
  const redrive = '/api/operations/queues/mail.send/redrive'
  await ada.post(redrive, {}).answers(200)
  const ids = [await deadJob(cast), await deadJob(cast), await deadJob(cast)]
  const wish = { limit: 2 }
  assert.deepEqual(await ada.post(redrive, { ...wish, preview: true }).answers(200), {
    moved: 2,
    left: 1,
  } as never)
  assert.deepEqual(await ada.post(redrive, wish).answers(200), { moved: 2, left: 1 } as never)
  const left = items(await ada.get('/api/operations/jobs?state=dead&queue=mail.send').answers(200))
  assert.equal(left.length, 1)
  assert.ok(ids.includes(String(left[0]?.id)))
  await ada.post('/api/operations/queues/no.such/redrive', {}).answers(404)
  await ada.post(redrive, { limit: 0 }).answers(422)
})
