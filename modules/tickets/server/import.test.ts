import assert from 'node:assert/strict'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createGunzip } from 'node:zlib'
import { openPortal } from '../../../app/server.ts'
import { asOwner, inTransaction } from '../../../platform/database/index.ts'
import { freshDatabase } from '../../../test/harness/database.ts'
import { personAt } from '../../../test/harness/person.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, type Person, password, portal, testConfig } from '../../../test/portal.ts'
import { importFile } from './import-file.job.ts'

const path = '/api/tickets/imports'
let sources = 0
const newSource = () => `old-desk-${++sources}`

function send(by: Person, text: string, fields: Record<string, string>, name = 'tickets.csv') {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  form.append('file', new Blob([text]), name)
  return by.post(path, form)
}

async function ended(by: Person, id: unknown): Promise<Loose> {
  return until(async () => {
    const now = await by.get(`${path}/${id}`).answers(200)
    return ['queued', 'running'].includes(String(now.status)) ? null : now
  }, 120_000) as Promise<Loose>
}

async function imported(by: Person, text: string, fields: Record<string, string>, name?: string) {
  const { id } = await send(by, text, { mode: 'apply', ...fields }, name).answers(202)
  return ended(by, id)
}

const counts = ({ created, updated, skipped, refused }: Loose) =>
  [created, updated, skipped, refused].map(Number)

async function exported(by: Person, wanted: object): Promise<string> {
  const { id, content_path } = await by.post('/api/tickets/exports', wanted).answers(202)
  await by.get(`/api/tickets/exports/${id}`).answers(200)
  return (await by.get(String(content_path))).text
}

const rows = (database: Cast['database'], text: string, values: unknown[]) =>
  asOwner(database, async (client) => (await client.query(text, values)).rows)

test('a table is checked first, then imported: bad rows are named, unknown categories made, times and people kept', async () => {
  const { acme, ada, tess, database } = await portal()
  const source = newSource()
  const { name } = await ada.get(`/api/companies/${acme.id}`).answers(200)
  const csv = [
    'Ticket Number,Title,Description,Customer,Contact Email,State,Urgency,Queue,Labels,Assigned To,Created,Closed',
    `77,Printer,"Does not print",${String(name)},${acme.bob.email},Closed,High,Peripherals ${acme.id},"a b,Toner",${tess.email},2021-03-04 05:06,2021-04-01`,
    `78,,"First line of it\r\nand more",${String(name)},stranger@else.example,in progress,,,,,2022-01-01T10:00:00+02:00,`,
    '79,No such company,x,Nobody Inc,,,,,,,,',
    `80,No such status,x,${String(name)},,Frozen,,,,,,`,
    `81,Bad date,x,${String(name)},,,,,,,yesterday,`,
    `82,,,${String(name)},,,,,,,,`,
    `83,Month or day,x,${String(name)},,,,,,,5/3/2024,`,
    `84,Day first,x,${String(name)},,,,,,,5.3.24 9:30,`,
    `85,No such day,x,${String(name)},,,,,,,30.02.2024,`,
    `86,Month first,x,${String(name)},,,,,,,3/25/2024 3:04 PM,`,
    `87,Year or day,x,${String(name)},,,,,,,24-1-5,`,
    `88,No year,x,${String(name)},,,,,,,12.30,`,
  ].join('\r\n')
  const before = Number((await rows(database, 'select count(*) as n from tickets', []))[0]?.n)
  const checked = await imported(ada, csv, { source, mode: 'check' })
  assert.equal(checked.status, 'finished')
  assert.deepEqual(counts(checked), [4, 0, 0, 8])
  assert.equal((checked.sample as unknown as Loose[])[1]?.subject, 'First line of it')
  assert.equal(Number((await rows(database, 'select count(*) as n from tickets', []))[0]?.n), before)
  const done = await imported(ada, csv, { source })
  assert.deepEqual(counts(done), [4, 0, 0, 8])
  assert.deepEqual(
    (done.problems as unknown as Loose[]).map(({ line, field, code }) => `${line} ${field} ${code}`),
    [
      '5 company unknown_company',
      '6 status not_one_of',
      '7 created_at bad_format',
      '8 subject required',
      '9 created_at bad_format',
      '11 created_at bad_format',
      '13 created_at bad_format',
      '14 created_at bad_format',
    ],
  )
  const days = await rows(
    database,
    `select t.created_at at time zone 'UTC' || '' as day from tickets t join ticket_import_keys k on k.ticket_id = t.id
     where k.source = $1 and k.external_id in ('84', '86') order by k.external_id`,
    [source],
  )
  assert.deepEqual(
    days.map(({ day }) => String(day)),
    ['2024-03-05 09:30:00', '2024-03-25 15:04:00'],
  )
  const [printer] = await rows(
    database,
    `select t.*, c.name as category from tickets t
    join ticket_import_keys k on k.ticket_id = t.id and k.source = $1 and k.external_id = '77' and k.kind = 'ticket'
    join ticket_categories c on c.id = t.category_id`,
    [source],
  )
  assert.equal(printer?.created_at.toISOString?.() ?? printer?.created_at, '2021-03-04T05:06:00.000Z')
  assert.equal(Number(printer?.requester_user_id), acme.bob.user_id)
  assert.equal(Number(printer?.assigned_user_id), tess.user_id)
  assert.deepEqual(
    [printer?.status, printer?.priority, printer?.category, printer?.external_reference, printer?.source],
    ['closed', 'high', `Peripherals ${acme.id}`, '77', 'import'],
  )
  const seen = await acme.bob.get(`/api/tickets/${printer?.id}`).answers(200)
  assert.match(JSON.stringify(seen), /Does not print/)
  assert.equal(seen.closed_at, '2021-04-01T00:00:00.000Z')
  const mails = await ada.get('/api/mail-messages?q=Printer').answers(200)
  assert.deepEqual(mails.items, [], 'nobody is written to')
  assert.deepEqual(counts(await imported(ada, csv, { source })), [0, 0, 4, 8])
  await acme.olive.get(path).answers(403)
  await tess.get(`${path}/${done.id}`).answers(403)
})

test('what people changed here stays, the rest follows, and new entries come once', async () => {
  const { acme, ada, tess, database } = await portal()
  const source = newSource()
  const file = (more: object, entries: object[]) =>
    JSON.stringify([
      { id: 'A1', subject: 'Server', body: 'Slow.', priority: 'low', status: 'open', ...more, entries },
    ])
  const first = {
    id: 1,
    author: { name: 'Old Tech', email: 'tech@old.example' },
    side: 'staff',
    body: 'Looking',
  }
  const hidden = { id: 2, author: { name: 'Old Tech' }, hidden: true, body: 'Customer is difficult' }
  const fields = { source, company_id: String(acme.id) }
  assert.deepEqual(counts(await imported(ada, file({}, [first, hidden]), fields, 'a.json')), [1, 0, 0, 0])
  const [key] = await rows(
    database,
    `select ticket_id from ticket_import_keys where source = $1 and kind = 'ticket'`,
    [source],
  )
  const at = `/api/tickets/${key?.ticket_id}`
  const seen = await acme.olive.get(at).answers(200)
  assert.doesNotMatch(JSON.stringify(seen), /difficult/, 'hidden comments are notes')
  assert.match(JSON.stringify(await tess.get(at).answers(200)), /difficult/)
  assert.equal(seen.reply_count, 1)

  await tess.patch(at, { status: 'pending' }).answers(200)
  const again = { id: 3, author: { name: 'Bob' }, side: 'customer', body: 'Thanks' }
  const changed = file({ subject: 'Server is slow', priority: 'high', status: 'closed' }, [
    first,
    hidden,
    again,
  ])
  assert.deepEqual(counts(await imported(ada, changed, fields, 'a.json')), [0, 1, 0, 0])
  const now = await tess.get(at).answers(200)
  assert.deepEqual(
    [now.status, now.priority, now.subject, now.reply_count],
    ['pending', 'high', 'Server is slow', 2],
  )
  assert.deepEqual(counts(await imported(ada, changed, fields, 'a.json')), [0, 0, 1, 0])
  const other = file({ subject: 'Server is fast', priority: 'low', status: 'resolved' }, [
    first,
    hidden,
    again,
  ])
  assert.deepEqual(counts(await imported(ada, other, fields, 'a.json')), [0, 1, 0, 0])
  assert.equal((await tess.get(at).answers(200)).status, 'pending', 'people’s stays people’s')

  await ada.delete(at)
  const [was] = await rows(database, 'select deleted_at is not null as gone from tickets where id = $1', [
    key?.ticket_id,
  ])
  if (!was?.gone) return
  const third = file({ subject: 'Back again' }, [])
  assert.deepEqual(
    counts(await imported(ada, third, fields, 'a.json')),
    [0, 0, 1, 0],
    'deleted stays deleted',
  )
})

test('an export with entries is imported again without loss, and a customer’s holds what they see', async () => {
  const { acme, globex, ada, tess } = await portal()
  const { id } = await acme.bob
    .post('/api/tickets', { subject: 'Round trip', body: '**Bold** <b>' })
    .answers(201)
  await tess.post(`/api/tickets/${id}/replies`, { body: 'Answer' }).answers(201)
  await tess.post(`/api/tickets/${id}/replies`, { body: 'Note: secret', is_internal: true }).answers(201)
  await tess.patch(`/api/tickets/${id}`, { priority: 'high', add_tags: ['keep'] }).answers(200)
  await globex.eve.post('/api/tickets', { subject: 'Of Globex', body: 'x' }).answers(201)
  await acme.bob.post('/api/tickets', { subject: 'Without a tag', body: 'x' }).answers(201)
  const query = { format: 'ndjson', company_id: [acme.id], tag: ['keep'] }
  const text = await exported(ada, query)
  assert.equal(text.trim().split('\n').length, 1)
  const done = await imported(ada, text, { source: newSource() }, 'tickets.ndjson')
  assert.deepEqual(counts(done), [1, 0, 0, 0])
  const lines = (await exported(ada, query))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(lines.length, 2)
  const view = { name: newSource(), query: { priority: ['high'], source: ['portal'], sort: '-priority' } }
  const { id: view_id } = await ada.post('/api/tickets/views', { ...view, columns: [] }).answers(201)
  assert.match(await exported(ada, { ...query, view_id }), /^\{"id":\d+,"subject":"Round trip"[^\n]*\n$/)
  assert.equal(await exported(ada, { ...query, view_id, sort: 'next_due_at' }), '', 'nothing was promised')
  assert.match(await exported(ada, { view_id, q: 'Round', mine: false }), /\nRound trip|,Round trip/)
  await acme.olive.post('/api/tickets/exports', { tag: ['keep'] }).answers(422)
  const strip = (one: Loose) =>
    JSON.stringify(one, (key, value) =>
      ['id', 'external_reference', 'updated_at'].includes(key) ? undefined : value,
    )
  assert.equal(strip(lines[1]), strip(lines[0]))

  const own = await exported(acme.olive, { format: 'ndjson' })
  assert.match(own, /Answer/)
  assert.doesNotMatch(own, /secret|Globex|assignee":{/)
  assert.doesNotMatch(own, new RegExp(tess.email), 'addresses of the desk are not the customer’s')
  const table = await exported(acme.olive, { format: 'csv' })
  assert.match(table, /Round trip/)
  assert.doesNotMatch(table, /Globex/)
  await acme.bob.post('/api/tickets/exports', {}).answers(403)
  const other = await globex.eve.post('/api/tickets/exports', {}).answers(202)
  await acme.olive.get(`/api/tickets/exports/${other.id}`).answers(404)
  await acme.olive.get(`/api/tickets/exports/${other.id}/content`).answers(404)
})

test('a file may have 50 MB whatever the ceiling of uploads is; what cannot be kept of a text, or harms, is left out', async () => {
  const { acme, ada, tess, database } = await portal()
  const fields = { source: newSource(), company_id: String(acme.id) }
  const subject = `${'x'.repeat(254)}😀\u0000`
  const good = JSON.stringify({ id: 'a\u0000', subject, body: 'Half \ud83d', tags: ['\u0000'] })
  const wide = `${JSON.stringify({ id: 'b', subject: 'Closed', status: 'closed', pad: 'p'.repeat(1_000_000) })}\n`
  const evil = '<b>Bold</b><img src=x onerror=alert(1)><img src="https://tracker.example/p.gif">'
  const said = { body: `${'> '.repeat(10_000)}deep ${evil}`, body_format: 'markdown' }
  const html = { body: `${evil}${'<blockquote>'.repeat(10_000)}`, body_format: 'html', entries: [said] }
  const deep = JSON.stringify({ id: 'c', subject: 'Deep', ...html })
  const done = await imported(ada, `${good}\n${deep}\n${wide.repeat(26)}`, fields, 'wide.ndjson')
  assert.deepEqual(counts(done), [3, 0, 25, 0])
  const [first, second] = await rows(
    database,
    `select body_html from ticket_replies r join tickets t on t.id = r.ticket_id where t.subject = 'Deep' order by r.id`,
    [],
  )
  assert.match(first?.body_html, /^<strong>Bold<\/strong><a href="https:\/\/tracker[^>]*>Show image/)
  assert.ok(first?.body_html.match(/<blockquote>/g).length <= 50)
  assert.match(second?.body_html, /deep &lt;b&gt;/)
  assert.doesNotMatch(first?.body_html + second?.body_html, /<img/)
  const waiting = await tess.get('/api/tickets?q=Closed&needs_answer=true').answers(200)
  assert.deepEqual(waiting.items, [], 'what is closed waits for no answer')
  const { limit_bytes } = await send(ada, 'x'.repeat(50 * 1_048_576 + 1), {
    mode: 'check',
    ...fields,
  }).answers(413, 'file_too_large')
  assert.equal(limit_bytes, 50 * 1_048_576)
})

test('what is no table, no list or no object is said', async () => {
  const { acme, ada } = await portal()
  const fields = { source: newSource(), company_id: String(acme.id), mode: 'apply' }
  for (const [name, text] of [
    ['no.json', '{"a": 1}'],
    ['open.json', '[{"subject": "x"}'],
  ] as const)
    assert.equal((await imported(ada, text, fields, name)).status, 'failed', name)
  const odd = await imported(ada, '{"subject":"Good"}\nnot json\n[1]\n', fields, 'x.ndjson')
  assert.deepEqual(counts(odd), [1, 0, 0, 2])
  await send(ada, 'x', { ...fields, source: 'No Good' }).answers(422)
  await send(ada, 'x', { ...fields, mapping: '{' }).answers(422)
  await send(ada, 'x', { ...fields, company_id: '999999999' }).answers(422)
})

/** A file of so many rows: made up, or the real one when the whole is asked for. */
async function bigTable(): Promise<{ csv: string; rows: number }> {
  const real = process.env.TICKETS_CSV
  if (!real) {
    const rows = 2_600
    const lines = Array.from({ length: rows }, (_, n) => `"row ${n}, with a comma",Category ${n % 9}`)
    return { csv: ['description,category', ...lines].join('\n'), rows }
  }
  const parts: Buffer[] = []
  for await (const part of createReadStream(real).pipe(createGunzip())) parts.push(part as Buffer)
  return { csv: Buffer.concat(parts).toString('utf8'), rows: 20_000 }
}

/** A portal that serves and works on nothing: the test is its worker. */
async function withoutWorkers() {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-'))
  const { database, drop } = await freshDatabase()
  const opened = await openPortal(testConfig(folder), database, { role: 'web' })
  const ada = personAt(await opened.listen(), 'Ada', 'ada@provider.example')
  const person = { email: ada.email, password, first_name: 'Ada', last_name: 'L', company_name: 'Provider' }
  await ada.post('/api/auth/register', person).answers(201)
  const { id } = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
  const close = async () => {
    await opened.close()
    await drop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ada, database, company_id: String(id), close }
}

test('a worker that dies at half leaves no double: who takes over goes on; where nobody does, what was written is found', async () => {
  const { ada, database, company_id, close } = await withoutWorkers()
  after(close)
  const { csv, rows: all } = await bigTable()
  const source = newSource()
  const fields = { source, company_id, mode: 'apply' }
  const { id } = await send(ada, csv, fields).answers(202)
  assert.equal((await send(ada, csv, fields).answers(409, 'import_running')).id, id)
  const work = { data: { ticket_import_id: Number(id) }, database, attempt: 1 }
  const batches = Math.ceil(all / 500 / 2)
  let begun = 0
  const throwIfAborted = () => {
    if (++begun > batches) throw new Error('killed')
  }
  await assert.rejects(importFile({ ...work, signal: { throwIfAborted } as AbortSignal }), /killed/)
  const half = await ada.get(`${path}/${id}`).answers(200)
  assert.deepEqual([half.rows_done, half.status], [batches * 500, 'running'])
  const { signal } = new AbortController()
  await Promise.allSettled([importFile({ ...work, signal }), importFile({ ...work, signal })])
  await importFile({ ...work, signal })
  assert.deepEqual(counts(await ended(ada, id)), [all, 0, 0, 0])
  const stored = await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run<{ n: number; numbers: number }>(
      `select count(*)::int as n, count(distinct ticket_id)::int as numbers from ticket_import_keys where source = $1`,
      [source],
    ),
  )
  assert.deepEqual(stored.rows, [{ n: all, numbers: all }])
  const again = await send(ada, csv, fields).answers(202)
  await importFile({ ...work, data: { ticket_import_id: Number(again.id) }, signal })
  assert.deepEqual(counts(await ended(ada, again.id)), [0, 0, all, 0])
  const third = await send(ada, csv, { ...fields, source: newSource() }).answers(202)
  const cancelled = { ...work, data: { ticket_import_id: Number(third.id) } }
  begun = batches - 2
  await assert.rejects(importFile({ ...cancelled, signal: { throwIfAborted } as AbortSignal }), /killed/)
  await rows(database, 'delete from ticket_search', [])
  assert.equal((await ada.delete(`${path}/${third.id}`).answers(202)).status, 'cancelled')
  await ada.delete(`${path}/${third.id}`).answers(409, 'already_finished')
  await importFile({ ...cancelled, signal })
  assert.deepEqual(counts(await ended(ada, third.id)), [1_000, 0, 0, 0], 'what was cancelled is not taken up')
  const [left] = await rows(
    database,
    `select count(s.ticket_id)::int as found, (select file_id from ticket_imports where id = $1) as file_id
     from ticket_search s`,
    [third.id],
  )
  assert.deepEqual(left, { found: 1_000, file_id: null })
})
