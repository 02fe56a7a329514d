import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Loose, portal } from '../../../test/portal.ts'

const path = '/api/mail-templates/general'
const plain = { subject: 'News', text: 'Hello {{ recipient.name }}: {{ notification.message }}', html: null }

test('a text that includes files, never ends or asks for what is not there is refused, with its part', async () => {
  const { ada } = await portal()
  const forever = '{% for i in (1..100000000) %}{% for j in (1..100000000) %}x{% endfor %}{% endfor %}'
  const wrong: [object, string, object][] = [
    [
      { text: 'x\n{% include "secret" %}' },
      'text',
      { kind: 'unknown_tag', word: 'include', line: 2, column: 1 },
    ],
    [{ text: forever }, 'text', { kind: 'takes_too_much' }],
    [
      { subject: '{{ recipient.nickname }}' },
      'subject',
      { kind: 'unknown_variable', word: 'recipient.nickname' },
    ],
    [
      { html: '<p>{{ x | no_such_filter }}' },
      'html',
      { kind: 'unknown_filter', word: 'no_such_filter', column: 4 },
    ],
    [{ text: '{{ unclosed' }, 'text', { kind: 'not_closed', word: '{{ unclosed', line: 1 }],
    [{ text: 'x\n\n{{ }}' }, 'text', { kind: 'not_readable', line: 3, column: 4 }],
  ]
  for (const [part, field, why] of wrong) {
    const problem = await ada.put(path, { ...plain, ...part, version: 0 }).answers(422, 'template_error')
    assert.equal((problem.errors as unknown as Loose[])[0]?.field, field, JSON.stringify(part))
    // The page says it in the reader's language.
    assert.partialDeepStrictEqual(problem, why)
    // A preview shows everything but what is missing.
    const shown = await ada.post(`${path}/preview`, { ...plain, ...part })
    assert.equal(shown.status, field === 'subject' ? 200 : 422, JSON.stringify(part))
  }
  assert.equal((await ada.get(path).answers(200)).version, 0)
})

test('a text of one’s own is mailed, markup in a message is inert in it, and it can be set back', async () => {
  const { ada, acme, portal: opened } = await portal()
  const { bob } = acme
  const html = '<p>{{ notification.message }}</p>'
  const saved = await ada.put(path, { ...plain, html, version: 0 }).answers(200)
  assert.equal(saved.version, 1)
  assert.equal((await ada.put(path, { ...plain, html, version: 1 }).answers(200)).version, 1)
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
  await ada.delete(path).answers(404)
  assert.equal((await ada.get(path).answers(200)).version, 0)

  const inGerman = `${path}?locale=de`
  assert.match(String((await ada.get(inGerman).answers(200)).text), /^Guten Tag/)
  await ada.put(inGerman, { ...plain, subject: 'Neues', version: 0 }).answers(200)
  assert.equal((await ada.get(path).answers(200)).version, 0)
  await bob.patch('/api/me', { locale: 'de-CH' }).answers(200)
  await ada.post('/api/notifications', { event_type: 'general', message, user_id: bob.user_id }).answers(201)
  await opened.background.idle()
  const sent = await ada.get(`/api/mail-messages?q=${encodeURIComponent(bob.email)}`).answers(200)
  assert.equal(String((sent.items as unknown as Loose[])[0]?.subject), 'Neues')
  await ada.delete(inGerman).answers(204)
  await bob.get(path).answers(403)
  await ada.get('/api/mail-templates/no.such_type').answers(404)
})

test('a real event shows what it would say, whom it told, and what was sent', async () => {
  const { ada, acme, portal: opened } = await portal()
  const { bob } = acme
  const unread = async () => Number((await ada.get('/api/auth/session').answers(200)).unread_count)
  const before = await unread()
  const ticket = await bob.post('/api/tickets', { subject: 'Printer on fire', body: 'b' }).answers(201)
  await opened.background.idle()
  const { items } = await ada
    .get(`/api/audit-logs?subject_type=ticket&subject_id=${ticket.id}&type=ticket.created`)
    .answers(200)
  const event_id = Number((items as unknown as Loose[])[0]?.id)
  const { effects } = await ada.get(`/api/events/${event_id}/effects`).answers(200)
  const told = (effects as unknown as Loose[]).filter(({ kind }) => String(kind) === 'notification')
  assert.ok(told.some(({ label }) => /→ Ada/.test(String(label))))
  assert.equal(await unread(), before + 1)

  const text = '{{ notification.message }} | {{ company.name }} | {{ event.type }} | {{ recipient.name }}'
  const shown = await ada
    .post('/api/mail-templates/tickets.created/preview', { ...plain, text, event_id })
    .answers(200)
  assert.match(String(shown.text), /Printer on fire.* \| Acme.* \| ticket.created \| Bob Miller/)
  await ada.post(`${path}/preview`, { ...plain, event_id: 9_000_000 }).answers(404)

  await bob
    .put('/api/notifications/preferences', { preferences: [{ event_type: 'general', channel_email: true }] })
    .answers(200)
  await ada
    .post('/api/notifications', { event_type: 'general', message: 'Hi', user_id: bob.user_id })
    .answers(201)
  const { text: csv } = await ada.get(`/api/notification-deliveries.csv?user_id=${bob.user_id}`)
  assert.match(csv, /^id,event_type,company,/m)
  assert.match(csv, /general,.*\*\*\*@/)
  assert.doesNotMatch(csv, new RegExp(bob.email))
})
