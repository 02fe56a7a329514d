import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { failureOf } from '../../../test/harness/stream-writes.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, portal } from '../../../test/portal.ts'

let cast: Cast
before(async () => {
  cast = await portal()
})

test('a comparison that was asked for is made by a job, and is an event', async () => {
  const { ada, acme, portal: house } = cast
  await acme.bob.post('/api/tickets', { subject: 'Sealed', body: 'b' }).answers(201)
  await house.background.idle()
  const asked = await ada
    .post('/api/events/verifications', { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' })
    .answers(202)
  assert.equal(asked.kind, 'event_verification')
  const done = await until(async () => {
    await house.background.idle()
    const one = await ada.get(String(asked.path)).answers(200)
    return String(one.status) === 'done' ? one : null
  })
  assert.deepEqual(done?.first_bad, null)
  assert.ok(Number(done?.checked) > 10)
  await ada
    .post('/api/events/verifications', { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' })
    .answers(422)
})

test('what a consumer gave up is listed, retried and dismissed; what is settled stays so', async () => {
  const { ada, tess } = cast
  const id = await failureOf(cast, 'lister')
  const list = await ada.get('/api/event-failures?consumer=lister&state=dead').answers(200)
  assert.deepEqual(
    (list.items as unknown as { id: number; attempts: number }[]).map((one) => [one.id, one.attempts]),
    [[id, 6]],
  )
  await tess.get('/api/event-failures').answers(403)
  const retried = await ada.post(`/api/event-failures/${id}/retry`).answers(200)
  assert.equal(retried.state, 'waiting')
  const dismissed = await ada.post(`/api/event-failures/${id}/dismiss`).answers(200)
  assert.equal(dismissed.state, 'resolved')
  await ada.post(`/api/event-failures/${id}/retry`).answers(409, 'already_resolved')
  await ada.post('/api/event-failures/999999/retry').answers(404)
})
