import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type Loose, type Person, portal } from '../../../test/portal.ts'

const opens = (person: Person, subject = 'Printer on fire', more: object = {}) =>
  person.post('/api/tickets', { subject, body: 'It *burns*.', ...more }).answers(201)
const says = (person: Person, id: unknown, body: string, more: object = {}) =>
  person.post(`/api/tickets/${id}/replies`, { body, ...more })
const items = (page: Loose) => page.items as unknown as Loose[]

test('Bob opens a ticket, Tess answers, and Bob sees a new answer until he read it', async () => {
  const { acme, tess } = await portal()
  const opened = await opens(acme.bob)
  assert.match(String(opened.number), /^T-\d+$/)
  assert.equal(opened.status_kind, 'open')
  assert.equal(opened.source, 'portal')
  assert.deepEqual(opened.ignored, [])
  assert.equal(opened.replies?.[0]?.kind, 'request')
  assert.equal(opened.replies?.[0]?.body_html, '<p>It <em>burns</em>.</p>')
  assert.equal(opened.requester?.id, acme.bob.user_id)

  const { reply, ticket } = await says(tess, opened.id, 'Water is on its way.').answers(201)
  assert.equal(reply?.side, 'staff')
  assert.equal(ticket?.reply_count, 1)
  assert.equal(ticket?.needs_answer_since, null)

  const [item] = items(await acme.bob.get('/api/tickets').answers(200))
  assert.equal(item?.id, opened.id)
  assert.equal(item?.is_unread, true)
  await acme.bob.put(`/api/tickets/${opened.id}/reading`, { last_reply_id: reply?.id }).answers(204)
  const [after] = items(await acme.bob.get('/api/tickets').answers(200))
  assert.equal(after?.is_unread, false)
})

test('an answer of staff is mailed to the requester, never to its author, and a note to nobody', async () => {
  const {
    acme,
    tess,
    ada,
    portal: { background },
  } = await portal()
  const { id, number } = await opens(acme.bob, 'Screen is black')
  const mails = async () =>
    items(await ada.get(`/api/mail-messages?q=${encodeURIComponent(acme.bob.email)}`).answers(200)).filter(
      ({ subject }) => String(subject).includes(String(number)),
    )
  await says(tess, id, 'A note', { is_internal: true }).answers(201)
  await background.idle()
  assert.equal((await mails()).length, 0)

  await says(tess, id, 'Try the other cable').answers(201)
  await background.idle()
  const [mail] = await mails()
  assert.equal(mail?.subject, `[${number}] Screen is black`)
  assert.equal((await mails()).length, 1)
  await says(acme.bob, id, 'That was it').answers(201)
  await background.idle()
  assert.equal((await mails()).length, 1)
})

test('an entry of which nothing can be shown is refused: a script alone, a picture that is none', async () => {
  const { acme } = await portal()
  const { id, replies } = await opens(acme.bob)
  const blanks: [string, string][] = [
    ['<script>alert(1)</script><p><br></p>', 'html'],
    ['![](upload:999999)', 'markdown'],
  ]
  for (const [body, body_format] of blanks)
    for (const [path, more] of [
      ['/api/tickets', { subject: 'Blank' }],
      [`/api/tickets/${id}/replies`, {}],
    ] as const) {
      const { errors } = await acme.bob.post(path, { body, body_format, ...more }).answers(422)
      assert.deepEqual([errors?.[0]?.field, errors?.[0]?.code], ['body', 'required'] as unknown)
    }
  await acme.bob.patch(`/api/tickets/${id}/replies/${replies?.[0]?.id}`, { body: '![](x)' }).answers(422)
})

test('two changes of the same version: the second is told what changed; a reply in between does no harm', async () => {
  const { acme, tess, ada } = await portal()
  const opened = await opens(acme.bob)
  const path = `/api/tickets/${opened.id}`
  const etag = { headers: { 'if-match': `"${opened.version}"` } }
  await says(acme.bob, opened.id, 'One more thing').answers(201)
  const changed = await tess.patch(path, { priority: 'high' }, etag).answers(200)
  assert.equal(changed.priority, 'high')

  const stale = await ada.patch(path, { priority: 'low' }, etag).answers(412, 'stale_version')
  assert.equal(stale.changed?.[0]?.field, 'priority')
  assert.equal(stale.changed?.[0]?.by?.name, 'Tess Test')
  assert.equal(stale.current?.priority, 'high')
  await ada.patch(path, { version: opened.version, subject: 'Other' }).answers(409, 'stale_version')

  const same = await tess.patch(path, { priority: 'high', version: changed.version }).answers(200)
  assert.equal(same.version, changed.version)
  assert.equal(same.updated_at, changed.updated_at)
})

test('of two who take a ticket at once one wins, and the other learns who', async () => {
  const { acme, tess, ada } = await portal()
  const { id } = await opens(acme.bob)
  const answers = await Promise.all([tess, ada].map((person) => person.post(`/api/tickets/${id}/take`)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  const lost = answers.find(({ status }) => status === 409)
  const won = answers.find(({ status }) => status === 200)
  assert.equal(lost?.body.code, 'already_taken')
  assert.deepEqual(lost?.body.assignee, won?.body.assignee)
  assert.ok(String(won?.body.assignee?.name).length > 0)
})

test('an answer to what somebody did not see yet is held back, unless they insist', async () => {
  const { acme, tess } = await portal()
  const opened = await opens(acme.bob)
  const seen = opened.replies?.[0]?.id
  await says(tess, opened.id, 'First').answers(201)
  const held = await says(acme.bob, opened.id, 'Meanwhile', { last_seen_reply_id: seen }).answers(
    409,
    'newer_replies',
  )
  assert.equal((held.replies as unknown as Loose[]).length, 1)
  assert.equal(held.replies?.[0]?.body_html, '<p>First</p>')

  const { ticket } = await says(acme.bob, opened.id, 'Meanwhile', {
    last_seen_reply_id: seen,
    force: true,
  }).answers(201)
  assert.equal(items({ items: ticket?.replies } as Loose).length, 3)
})

test('fifty replies at once with one key are one entry and one mail', async () => {
  const {
    acme,
    ada,
    tess,
    portal: { background },
  } = await portal()
  const { id, number } = await opens(acme.bob)
  const headers = { 'idempotency-key': randomUUID() }
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => tess.post(`/api/tickets/${id}/replies`, { body: 'Hello' }, { headers })),
  )
  const made = answers.filter(({ status }) => status === 201)
  assert.ok(made.length >= 1)
  assert.equal(new Set(made.map(({ body }) => body.reply?.id)).size, 1)
  assert.ok(
    answers.every(
      ({ status, body }) => status === 201 || ['request_in_progress', 'busy'].includes(String(body.code)),
    ),
  )
  const { items: entries } = await acme.bob.get(`/api/tickets/${id}/replies`).answers(200)
  assert.equal((entries as unknown as Loose[]).length, 2)
  await background.idle()
  const mails = items(
    await ada.get(`/api/mail-messages?q=${encodeURIComponent(acme.bob.email)}`).answers(200),
  )
  assert.equal(mails.filter(({ subject }) => String(subject).includes(String(number))).length, 1)
})

test('resolved, closed, and open again when the customer answers; after two weeks a new ticket is needed', async () => {
  const { acme, tess, database } = await portal()
  const { id } = await opens(acme.bob)
  const path = `/api/tickets/${id}`
  await tess.patch(path, { status: 'closed' }).answers(409, 'transition_not_allowed')
  const resolved = await tess.patch(path, { status: 'resolved' }).answers(200)
  assert.ok(resolved.resolved_at)
  const closed = await tess.patch(path, { status: 'closed' }).answers(200)
  assert.ok(closed.closed_at)
  const seen = await acme.bob.get(path).answers(200)
  assert.equal(seen.status_label, 'Closed')
  assert.deepEqual(seen.may, ['reply', 'reopen', 'cc'])

  const { ticket } = await says(acme.bob, id, 'Still broken').answers(201)
  assert.equal(ticket?.status_kind, 'open')
  assert.equal(ticket?.resolved_at, null)
  assert.equal(ticket?.closed_at, null)

  await acme.bob.post(`${path}/resolve`, { comment: 'Now it works' }).answers(200)
  await acme.bob.post(`${path}/resolve`, {}).answers(409, 'transition_not_allowed')
  await asOwner(database, `update tickets set resolved_at = now() - interval '15 days' where id = ${id}`)
  await says(acme.bob, id, 'Again').answers(409, 'ticket_closed')
  await acme.bob.post(`${path}/reopen`, {}).answers(409, 'ticket_closed')
  assert.deepEqual((await acme.bob.get(path).answers(200)).may, [])
  await tess.post(`${path}/reopen`, {}).answers(200)
})

test('each change of status is one event, and texts are in none', async () => {
  const { acme, tess, database } = await portal()
  const { id } = await opens(acme.bob, 'Secret subject')
  await says(tess, id, 'Secret words', { status: 'pending' }).answers(201)
  await says(acme.bob, id, 'Secret answer').answers(201)
  await tess
    .patch(`/api/tickets/${id}`, { status: 'resolved', assigned_user_id: tess.user_id, priority: 'high' })
    .answers(200)
  const events = await asOwner(
    database,
    `select type, audience, data from events where subject_type = 'ticket' and subject_id = ${id} order by id`,
  )
  assert.deepEqual(
    events.map(({ type }) => type),
    [
      'ticket.created',
      'ticket.replied',
      'ticket.status_changed',
      'ticket.replied',
      'ticket.status_changed',
      'ticket.updated',
      'ticket.assigned',
      'ticket.resolved',
    ],
  )
  assert.ok(!JSON.stringify(events).includes('Secret'))
})

test('scripts, dangerous links and bottomless quotes are inert, and their words are kept', async () => {
  const { acme, tess } = await portal()
  const body = '<script>alert(1)</script> Grüße 😀 [x](javascript:alert(1)) <img src=x onerror=alert(1)>'
  const opened = await opens(acme.bob, 'Ünïcode 😀 <b>', { body })
  const html = String(opened.replies?.[0]?.body_html)
  assert.ok(html.includes('&lt;script&gt;') && html.includes('Grüße 😀'))
  assert.ok(!/<script|<img|href="javascript/i.test(html))
  assert.equal(opened.subject, 'Ünïcode 😀 <b>')

  const { reply } = await says(tess, opened.id, `${'> '.repeat(10_000)}deep`).answers(201)
  assert.ok(String(reply?.body_html).includes('deep'))
})

test('the desk opens for a customer: company, people and choices must be there', async () => {
  const { acme, globex, tess, ada, customer } = await portal()
  const wanted = { subject: 'Phoned', body: 'x', company_id: acme.id }
  await tess.post('/api/tickets', { subject: 'Phoned', body: 'x' }).answers(422)
  await tess.post('/api/tickets', { ...wanted, requester_user_id: globex.eve.user_id }).answers(422)
  await tess.post('/api/tickets', { ...wanted, assigned_user_id: acme.bob.user_id }).answers(422)
  await tess.post('/api/tickets', { ...wanted, status: 'nonsense' }).answers(422)
  await tess.post('/api/tickets', { ...wanted, category: 'Unheard of' }).answers(422)
  const made = await ada
    .post('/api/tickets', {
      ...wanted,
      category: 'Hardware',
      requester_user_id: acme.bob.user_id,
      status: 'closed',
    })
    .answers(201)
  assert.equal(made.category?.name, 'Hardware')
  assert.ok(made.closed_at)
  assert.equal((await acme.bob.get(`/api/tickets/${made.id}`).answers(200)).is_unread, true)
  await acme.bob.post('/api/tickets', { subject: 's', body: 'b', category: 'Hardware' }).answers(201)
  await acme.bob.post('/api/tickets', { subject: 's', body: 'b', category: 'Software' }).answers(422)
  assert.ok(await customer('Elsewhere'))
})

test('fields that are wrong are named', async () => {
  const { acme } = await portal()
  const missing = await acme.bob
    .post('/api/tickets', { subject: ' ', body: '' })
    .answers(422, 'invalid_input')
  assert.deepEqual(
    (missing.errors as unknown as Loose[]).map(({ field }) => field as unknown),
    ['subject', 'body'],
  )
  await acme.bob.post('/api/tickets', { subject: 'x'.repeat(256), body: 'b' }).answers(422)
  await acme.bob.post('/api/tickets', { subject: 'x', body: 'b'.repeat(100_001) }).answers(422)
})

async function asOwner(
  database: { pool: import('pg').Pool },
  text: string,
): Promise<Record<string, unknown>[]> {
  const client = await database.pool.connect()
  try {
    await client.query("begin; select set_config('role', 'portal_owner', true)")
    const { rows } = await client.query(text)
    await client.query('commit')
    return rows
  } finally {
    client.release()
  }
}
