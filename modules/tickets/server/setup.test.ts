import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'

let cast: Cast
before(async () => {
  cast = await portal()
})

const rows = (body: Loose) => body.items as unknown as Loose[]
const row = (body: Loose, key: string) => rows(body).find((one) => String(one.key) === key)

describe('settings', () => {
  test('are the usual ones until somebody says otherwise, and count from the next request', async () => {
    const { ada, acme } = cast
    const settings = await ada.get('/api/tickets/settings').answers(200)
    assert.deepEqual(
      [settings.number_prefix, settings.reopen_days, settings.auto_close_days, settings.max_attachment_mb],
      ['T-', 14, 7, 25],
    )
    const old = await acme.bob.post('/api/tickets', { subject: 'Before', body: 'b' }).answers(201)
    await ada.patch('/api/tickets/settings', { number_prefix: 'acme-' }).answers(200)
    const { number } = await acme.bob.get(`/api/tickets/${old.id}`).answers(200)
    assert.equal(number, `ACME-${old.id}`)
    for (const q of [`T-${old.id}`, `acme${old.id}`, `#${old.id}`]) {
      const { items } = await acme.bob.get(`/api/tickets?q=${encodeURIComponent(q)}`).answers(200)
      assert.equal((items as unknown as Loose[])[0]?.id, old.id, q)
    }
    await ada.patch('/api/tickets/settings', { number_prefix: 'T-' }).answers(200)
  })

  test('of reopening and of open requests hold at once', async () => {
    const { ada, acme, reg } = cast
    const { id } = await acme.bob.post('/api/tickets', { subject: 'Solved', body: 'b' }).answers(201)
    await acme.bob.post(`/api/tickets/${id}/resolve`, {}).answers(200)
    await ada.patch('/api/tickets/settings', { reopen_days: 0, open_requests: false }).answers(200)
    await acme.bob.post(`/api/tickets/${id}/replies`, { body: 'Again' }).answers(409, 'ticket_closed')
    await reg.post('/api/tickets', { subject: 'Hello', body: 'b' }).answers(409, 'not_enabled')
    await ada.patch('/api/tickets/settings', { reopen_days: 14, open_requests: true }).answers(200)
    await acme.bob.post(`/api/tickets/${id}/replies`, { body: 'Again' }).answers(201)
  })

  test('of priorities: customers who may not choose one are told so', async () => {
    const { ada, acme } = cast
    await ada.patch('/api/tickets/settings', { customers_choose_priority: false }).answers(200)
    const made = await acme.bob
      .post('/api/tickets', { subject: 'x', body: 'b', priority: 'high' })
      .answers(201)
    assert.deepEqual([made.priority, made.ignored], ['normal', ['priority']] as unknown as Loose[])
    assert.deepEqual((await acme.bob.get('/api/tickets/options').answers(200)).priorities, [])
    await ada.patch('/api/tickets/settings', { customers_choose_priority: true }).answers(200)
  })

  test('that make no sense are refused, field by field', async () => {
    const refused: Record<string, unknown>[] = [
      { number_prefix: 'TOOLONG-' },
      { number_prefix: 'T1' },
      { number_prefix: '-' },
      { reopen_days: -1 },
      { reopen_days: 366 },
      { max_attachment_mb: 26 },
      { support_address: 'nobody' },
      { reply_address_template: 'support@acme.example' },
      { reply_address_template: 'support+{token}{token}@acme.example' },
      { owner: 1 },
    ]
    for (const body of refused) {
      const problem = await cast.ada.patch('/api/tickets/settings', body).answers(422)
      assert.equal(problem.errors?.[0 as unknown as string]?.field, Object.keys(body)[0])
    }
    await cast.ada
      .patch('/api/tickets/settings', { reply_address_template: 'support+{token}@acme.example' })
      .answers(200)
  })
})

test('what sets up the desk is read by the desk and changed by those who set it up', async () => {
  const { tess, acme } = cast
  for (const noun of ['statuses', 'priorities', 'categories', 'tags']) {
    await tess.get(`/api/tickets/${noun}`).answers(200)
    await acme.olive.get(`/api/tickets/${noun}`).answers(403)
    await tess.post(`/api/tickets/${noun}`, {}).answers(403, 'forbidden')
  }
  await tess.get('/api/tickets/settings').answers(403, 'forbidden')
})

test('what was made is read where its answer says it is: by the desk, nobody else', async () => {
  const { ada, tess, acme } = cast
  const made = async (person: Person, noun: string, body: object) => {
    const { status, headers, body: row } = await person.post(`/api/tickets/${noun}`, body)
    assert.equal(status, 201, noun)
    const at = String(headers.get('location'))
    assert.equal(at, `/api/tickets/${noun}/${row.key ?? row.id}`)
    const read = await tess.get(at)
    assert.deepEqual([read.status, read.body, read.headers.get('etag')], [200, row, `"${row.version}"`])
    await acme.olive.get(at).answers(403)
    await tess.get(`/api/tickets/${noun}/${row.key ? 'nope' : 999_999_999}`).answers(404)
    return { at, id: row.id }
  }
  const calendar = await made(ada, 'calendars', { name: 'Found', time_zone: 'Asia/Tokyo' })
  const found = { name: 'Found', calendar_id: calendar.id }
  const shared = [
    await made(ada, 'sla-policies', found),
    calendar,
    await made(ada, 'priorities', { key: 'found', label: 'Found', rank: 77 }),
    await made(ada, 'categories', { name: 'Found' }),
    await made(ada, 'tags', { slug: 'found' }),
  ]
  for (const { at } of shared) await ada.delete(at).answers(204)
  const own = [
    await made(tess, 'views', { name: 'Found', query: {} }),
    await made(tess, 'canned-replies', { title: 'F', shortcut: 'f', body: 'F' }),
  ]
  for (const { at } of own) {
    await ada.get(at).answers(404)
    await tess.delete(at).answers(204)
  }
})

describe('statuses', () => {
  test('have a key and a kind for ever, labels for the desk and for customers, and a place', async () => {
    const { ada, acme } = cast
    const body = { key: 'vendor', label: 'At the vendor', public_label: 'With our supplier', kind: 'pending' }
    const made = await ada
      .post('/api/tickets/statuses', { ...body, pauses_sla: true, position: 2 })
      .answers(201)
    assert.deepEqual([made.position, made.version], [2, 1] as unknown as Loose[])
    const { items } = await ada.get('/api/tickets/statuses').answers(200)
    assert.deepEqual(
      (items as unknown as Loose[]).map(({ position }) => position),
      [1, 2, 3, 4, 5, 6] as unknown as Loose[],
    )
    await ada.post('/api/tickets/statuses', body).answers(409, 'key_taken')
    await ada.patch('/api/tickets/statuses/vendor', { kind: 'open' }).answers(422)
    await ada.patch('/api/tickets/statuses/vendor', { key: 'other' }).answers(422)
    await ada.patch('/api/tickets/statuses/vendor', { version: 7, label: 'x' }).answers(409, 'stale_version')
    const { statuses } = await acme.bob.get('/api/tickets/options').answers(200)
    assert.equal(
      (statuses as unknown as Loose[]).find(({ key }) => String(key) === 'vendor')?.label,
      'With our supplier' as unknown as Loose,
    )
  })

  test('of which the desk needs one stay', async () => {
    const { ada } = cast
    for (const key of ['open', 'resolved', 'closed'])
      await ada.delete(`/api/tickets/statuses/${key}`).answers(409, 'last_default')
    await ada.patch('/api/tickets/statuses/open', { is_default: false }).answers(409, 'last_default')
    await ada.patch('/api/tickets/statuses/resolved', { is_active: false }).answers(409, 'last_default')
    await ada.patch('/api/tickets/statuses/vendor', { is_default: true }).answers(422)
    await ada.patch('/api/tickets/statuses/in_progress', { is_default: true }).answers(200)
    const { items } = await ada.get('/api/tickets/statuses').answers(200)
    assert.deepEqual(
      (items as unknown as Loose[]).filter(({ is_default }) => is_default).map(({ key }) => key),
      ['in_progress'] as unknown as Loose[],
    )
    await ada.patch('/api/tickets/statuses/open', { is_default: true }).answers(200)
  })

  test('that tickets have are removed once these have moved on; nobody is mailed about it', async () => {
    const { ada, tess, acme } = cast
    await ada.post('/api/tickets/statuses', { key: 'lab', label: 'In the lab', kind: 'open' }).answers(201)
    const { id } = await acme.bob.post('/api/tickets', { subject: 'Lab', body: 'b' }).answers(201)
    await tess.patch(`/api/tickets/${id}`, { status: 'lab' }).answers(200)
    const refused = await ada.delete('/api/tickets/statuses/lab').answers(409, 'status_in_use')
    assert.deepEqual(refused.counts as unknown, { tickets: 1 })
    await ada.delete('/api/tickets/statuses/lab?move_to=nowhere').answers(422)
    await ada.delete('/api/tickets/statuses/lab?move_to=lab').answers(422)
    await ada.delete('/api/tickets/statuses/lab?move_to=closed').answers(422)
    const moving = await ada.delete('/api/tickets/statuses/lab?move_to=pending').answers(202)
    assert.equal(moving.path, '/api/tickets/statuses/lab')
    await until(async () => (await ada.get('/api/tickets/statuses/lab')).status === 404)
    const ticket = await tess.get(`/api/tickets/${id}`).answers(200)
    assert.equal(ticket.status, 'pending')
    assert.equal(row(await ada.get('/api/tickets/statuses').answers(200), 'lab'), undefined)
  })

  test('are 30 at most', async () => {
    const { ada } = cast
    const { items } = await ada.get('/api/tickets/statuses').answers(200)
    const extra = Array.from({ length: 30 - Number(items?.length) }, (_, n) => `extra_${n}`)
    for (const key of extra)
      await ada.post('/api/tickets/statuses', { key, label: key, kind: 'open' }).answers(201)
    await ada.post('/api/tickets/statuses', { key: 'more', label: 'More', kind: 'open' }).answers(422)
    for (const key of extra) await ada.delete(`/api/tickets/statuses/${key}`).answers(204)
  })
})

test('priorities keep key and rank; the default one and used ones stay', async () => {
  const { ada, acme } = cast
  const body = { key: 'vip', label: 'Very important', rank: 90, is_public: false }
  await ada.post('/api/tickets/priorities', body).answers(201)
  await ada.post('/api/tickets/priorities', { ...body, rank: 91 }).answers(409, 'key_taken')
  await ada.post('/api/tickets/priorities', { ...body, key: 'vip2' }).answers(409, 'rank_taken')
  await ada.patch('/api/tickets/priorities/vip', { rank: 3 }).answers(422)
  await ada.patch('/api/tickets/priorities/normal', { is_active: false }).answers(409, 'last_default')
  await ada.delete('/api/tickets/priorities/normal').answers(409, 'last_default')
  await ada.patch('/api/tickets/priorities/vip', { is_active: false }).answers(200)
  await ada.patch('/api/tickets/priorities/vip', { is_default: true }).answers(422)
  await acme.bob.post('/api/tickets', { subject: 'High', body: 'b', priority: 'high' }).answers(201)
  const refused = await ada.delete('/api/tickets/priorities/high').answers(409, 'priority_in_use')
  assert.deepEqual(refused.counts as unknown, { tickets: 1 })
  await ada.delete('/api/tickets/priorities/vip').answers(204)
  await ada.delete('/api/tickets/priorities/vip').answers(404)
})

test('categories have one name each, a place, and stay while tickets have them', async () => {
  const { ada, acme } = cast
  const made = await ada
    .post('/api/tickets/categories', { name: 'Printers', default_priority: 'low' })
    .answers(201)
  await ada.post('/api/tickets/categories', { name: 'printers' }).answers(409, 'name_taken')
  await ada.post('/api/tickets/categories', { name: 'x', default_priority: 'none' }).answers(422)
  const second = await ada.post('/api/tickets/categories', { name: 'Phones', position: 1 }).answers(201)
  const names = async () =>
    rows(await ada.get('/api/tickets/categories').answers(200)).map(({ name }) => String(name))
  assert.deepEqual((await names()).slice(0, 2), ['Phones', 'Printers'])
  await ada.patch(`/api/tickets/categories/${made.id}`, { position: 1 }).answers(200)
  assert.deepEqual((await names()).slice(0, 2), ['Printers', 'Phones'])
  const { options } = { options: await acme.bob.get('/api/tickets/options').answers(200) }
  assert.ok((options.categories as unknown as Loose[]).some(({ id }) => String(id) === String(made.id)))
  await acme.bob.post('/api/tickets', { subject: 'Jam', body: 'b', category: 'Printers' }).answers(201)
  const gone = await acme.bob
    .post('/api/tickets', { subject: 'Jam', body: 'b', category: 'Printers' })
    .answers(201)
  await ada.delete(`/api/tickets/${gone.id}`).answers(204)
  const refused = await ada.delete(`/api/tickets/categories/${made.id}`).answers(409, 'category_in_use')
  assert.deepEqual(refused.counts as unknown, { tickets: 1, deleted_tickets: 1 })
  assert.equal(refused.count as unknown, 2)
  await ada.delete(`/api/tickets/categories/${second.id}`).answers(204)
})

test('tickets of a category begin with its priority, whoever may choose it; one that is switched off stops nobody', async () => {
  const { ada, acme } = cast
  const outage = { name: 'Outage', default_priority: 'urgent' }
  const { id } = await ada.post('/api/tickets/categories', outage).answers(201)
  const opened = async () =>
    (await acme.bob.post('/api/tickets', { subject: 'Down', body: 'b', category_id: id }).answers(201))
      .priority
  await ada.patch('/api/tickets/settings', { customers_choose_priority: false }).answers(200)
  assert.equal(await opened(), 'urgent')
  await ada.patch('/api/tickets/settings', { customers_choose_priority: true }).answers(200)
  assert.equal(await opened(), 'urgent')
  await ada.patch('/api/tickets/priorities/urgent', { is_active: false }).answers(200)
  assert.equal(await opened(), 'normal')
  await ada.patch('/api/tickets/priorities/urgent', { is_active: true }).answers(200)
})

test('tags are one word each, and stay while tickets have them', async () => {
  const { ada, tess, acme } = cast
  const made = await ada.post('/api/tickets/tags', { slug: 'Big Job' }).answers(201)
  assert.deepEqual([made.slug, made.tickets], ['big-job', 0] as unknown as Loose[])
  await ada.post('/api/tickets/tags', { slug: 'big job' }).answers(409, 'slug_taken')
  await ada.post('/api/tickets/tags', { slug: '<b>' }).answers(422)
  const { items } = await tess.get('/api/tickets/tags?q=JOB').answers(200)
  assert.equal((items as unknown as Loose[])[0]?.id, made.id)
  await ada.patch(`/api/tickets/tags/${made.id}`, { slug: 'huge-job' }).answers(200)
  const { id } = await acme.bob.post('/api/tickets', { subject: 'Big', body: 'b' }).answers(201)
  await tess.patch(`/api/tickets/${id}`, { tags: ['huge-job'] }).answers(200)
  const refused = await ada.delete(`/api/tickets/tags/${made.id}`).answers(409, 'tag_in_use')
  assert.deepEqual(refused.counts as unknown, { tickets: 1 })
  await tess.patch(`/api/tickets/${id}`, { tags: [] }).answers(200)
  await ada.delete(`/api/tickets/tags/${made.id}`).answers(204)
})

describe('canned replies', () => {
  const text = {
    title: 'Hello',
    shortcut: '/Hello',
    body: 'Dear {{requester.firstName}}, {{ticket.number}} “{{ticket.subject}}” of {{ticket.companyName}} is {{ticket.statusLabel}}: {{ticket.url}}. {{ticket.note}} {{technician.fullName}}',
  }

  test('are filled with what the requester knows; sending is another act', async () => {
    const { tess, acme } = cast
    const made = await tess.post('/api/tickets/canned-replies', text).answers(201)
    assert.deepEqual([made.shortcut, made.is_shared], ['hello', false] as unknown as Loose[])
    const { id, number } = await acme.bob.post('/api/tickets', { subject: '{{x}}', body: 'b' }).answers(201)
    const filled = await tess
      .post(`/api/tickets/canned-replies/${made.id}/render`, { ticket_id: id })
      .answers(200)
    assert.match(
      String(filled.text),
      new RegExp(
        `^Dear Bob, ${number} “{{x}}” of Acme \\d+ is Open: http.*/tickets/${number}. {{ticket.note}} Tess Test$`,
      ),
    )
    assert.deepEqual(filled.unknown, ['ticket.note'] as unknown as Loose)
    const { items } = await tess.get('/api/tickets/canned-replies?q=HELL').answers(200)
    assert.equal((items as unknown as Loose[])[0]?.used_count, 1 as unknown as Loose)
    assert.equal((await acme.bob.get(`/api/tickets/${id}`).answers(200)).reply_count, 0 as unknown as Loose)
    await tess.post(`/api/tickets/canned-replies/${made.id}/render`, { ticket_id: 999_999 }).answers(422)
  })

  test('of one’s own are nobody else’s; the desk’s are written by those who set it up', async () => {
    const { ada, tess, acme } = cast
    const own = await tess.post('/api/tickets/canned-replies', { ...text, shortcut: 'own' }).answers(201)
    await tess
      .post('/api/tickets/canned-replies', { ...text, shortcut: 'OWN' })
      .answers(409, 'shortcut_taken')
    await ada.post('/api/tickets/canned-replies', { ...text, shortcut: 'own' }).answers(201)
    await ada.patch(`/api/tickets/canned-replies/${own.id}`, { title: 'Mine' }).answers(404)
    await ada.delete(`/api/tickets/canned-replies/${own.id}`).answers(404)
    const shared = { ...text, shortcut: 'shared', is_shared: true }
    await tess.post('/api/tickets/canned-replies', shared).answers(403, 'forbidden')
    const all = await ada.post('/api/tickets/canned-replies', shared).answers(201)
    await ada.post('/api/tickets/canned-replies', shared).answers(409, 'shortcut_taken')
    await tess.patch(`/api/tickets/canned-replies/${all.id}`, { title: 'x' }).answers(403, 'forbidden')
    const { items } = await tess.get('/api/tickets/canned-replies?is_shared=true').answers(200)
    assert.equal((items as unknown as Loose[]).length, 1)
    await acme.olive.get('/api/tickets/canned-replies').answers(403)
    await ada.patch(`/api/tickets/canned-replies/${all.id}`, { is_archived: true }).answers(200)
    await ada.post('/api/tickets/canned-replies', shared).answers(201)
    await ada.delete(`/api/tickets/canned-replies/${all.id}`).answers(204)
    for (const shortcut of ['', 'two words', 'ä', 'x'.repeat(31)])
      await tess.post('/api/tickets/canned-replies', { ...text, shortcut }).answers(422)
  })
})

test('what may be chosen is kept for a minute; tags and people of the desk are the desk’s', async () => {
  const { ada, tess, acme } = cast
  await ada.post('/api/tickets/tags', { slug: 'router' }).answers(201)
  const reply = await tess.get(`/api/tickets/options?company_id=${acme.id}`)
  assert.equal(reply.headers.get('cache-control'), 'private, max-age=60')
  assert.ok((reply.body.assignees as unknown as Loose[]).length >= 2)
  assert.ok(Array.isArray(reply.body.tags))
  const { tags, assignees } = await acme.bob.get('/api/tickets/options').answers(200)
  assert.deepEqual([tags, assignees], [[], []] as unknown as Loose[])
})
