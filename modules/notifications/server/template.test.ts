import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Loose, portal } from '../../../test/portal.ts'

const path = '/api/mail-templates/general'
const plain = { subject: 'News', text: 'Hello {{ recipient.name }}: {{ notification.message }}', html: null }

test('a text that includes files, never ends or asks for what is not there is refused, with its part', async () => {
  const { ada } = await portal()
  const wrong: [object, string][] = [
    [{ text: 'x\n{% include "secret" %}' }, 'text'],
    [{ text: '{% for i in (1..100000000) %}{% for j in (1..100000000) %}x{% endfor %}{% endfor %}' }, 'text'],
    [{ subject: '{{ recipient.nickname }}' }, 'subject'],
    [{ html: '{{ notification.message | no_such_filter }}' }, 'html'],
    [{ text: '{{ unclosed' }, 'text'],
  ]
  for (const [part, field] of wrong) {
    const problem = await ada.put(path, { ...plain, ...part, version: 0 }).answers(422, 'template_error')
    assert.equal((problem.errors as unknown as Loose[])[0]?.field, field, JSON.stringify(part))
  }
  assert.equal((await ada.get(path).answers(200)).version, 0)
})

test('a text of one’s own is mailed, markup in a message is inert in it, and it can be set back', async () => {
  const { ada, acme, portal: opened } = await portal()
  const { bob } = acme
  const html = '<p>{{ notification.message }}</p>'
  const saved = await ada.put(path, { ...plain, html, version: 0 }).answers(200)
  assert.equal(saved.version, 1)
  await ada.put(path, { ...plain, version: 0 }).answers(409, 'stale_version')
  await bob
    .put('/api/notifications/preferences', { preferences: [{ event_type: 'general', channel_email: true }] })
    .answers(200)
  const message = '<img src=x onerror=alert(1)>'
  await ada.post('/api/notifications', { event_type: 'general', message, user_id: bob.user_id }).answers(201)
  await opened.background.idle()
  const { items } = await ada
    .get(`/api/mail-messages?q=${encodeURIComponent(bob.email)}&purpose=notifications.single`)
    .answers(200)
  const mail = await ada.get(`/api/mail-messages/${(items as unknown as Loose[])[0]?.id}`).answers(200)
  assert.equal(mail.subject, 'News')
  assert.equal(mail.body_html, '<p>&lt;img src=x onerror=alert(1)&gt;</p>')
  const shown = await ada
    .post(`${path}/preview`, { ...plain, text: '{{ recipient.name }} {{ nothing }}' })
    .answers(200)
  assert.deepEqual(shown.unknown_variables, ['nothing'])
  assert.match(String(shown.text), /^Bob Miller/)
  await ada.delete(path).answers(204)
  assert.equal((await ada.get(path).answers(200)).version, 0)
  await bob.get(path).answers(403)
  await ada.get('/api/mail-templates/no.such_type').answers(404)
})
