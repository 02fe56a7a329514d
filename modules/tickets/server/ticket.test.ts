import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portal } from '../../../test/portal.ts'

test('Bob opens a ticket, Tess answers, and Bob sees a new answer', async () => {
  const { acme, tess } = await portal()
  const opened = await acme.bob.post('/api/tickets', { subject: 'Printer on fire', body: 'It *burns*.' }).answers(201)
  assert.match(String(opened.number), /^T-\d+$/)
  assert.equal(opened.status, 'open')
  assert.deepEqual(opened.ignored, [])
  assert.equal(opened.replies?.[0]?.body_html, '<p>It <em>burns</em>.</p>')

  await tess.post(`/api/tickets/${opened.id}/replies`, { body: 'Water is on its way.' }).answers(201)
  const list = await acme.bob.get('/api/tickets').answers(200)
  const item = list.items?.[0]
  assert.equal(item?.id, opened.id)
  assert.equal(item?.is_unread, true)
  assert.equal(item?.reply_count, 1)
})
