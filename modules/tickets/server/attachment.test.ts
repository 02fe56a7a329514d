import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../../platform/database/index.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'

function sends(person: Person, content: string | Buffer, name = 'notes.txt') {
  const form = new FormData()
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name)
  return person.post('/api/tickets/uploads', form)
}
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const opens = (person: Person, more: object = {}) =>
  person.post('/api/tickets', { subject: 'With files', body: 'See there.', ...more }).answers(201)
const first = (entries: Loose | undefined, at = 0) => (entries as unknown as Loose[] | undefined)?.[at]

test('a file is sent, attached once, and read by who sees the ticket', async () => {
  const { acme, globex, tess } = await portal()
  const file = await sends(acme.bob, 'what happened').answers(201)
  assert.deepEqual([file.name, file.byte_size] as unknown, ['notes.txt', 13])
  const opened = await opens(acme.bob, { upload_ids: [file.id] })
  assert.equal(opened.attachment_count, 1)
  const attachment = first(first(opened.replies)?.attachments)
  assert.equal(attachment?.name, 'notes.txt')
  const path = `/api/tickets/${opened.id}/attachments/${attachment?.id}/content`
  for (const person of [acme.bob, acme.olive, tess]) {
    const got = await person.get(path)
    assert.equal(got.status, 200)
    assert.equal(got.text, 'what happened')
  }
  await globex.eve.get(path).answers(404)
  const other = await opens(acme.bob)
  await acme.bob.get(`/api/tickets/${other.id}/attachments/${attachment?.id}/content`).answers(404)
  await acme.bob.post('/api/tickets', { subject: 'x', body: 'y', upload_ids: [file.id] }).answers(422)
})

test('an upload belongs to its uploader, until it is attached or taken back', async () => {
  const { acme, tess } = await portal()
  const sent = await sends(acme.bob, 'mine')
  const file = sent.body
  const place = String(sent.headers.get('location'))
  assert.equal(place, `/api/tickets/uploads/${file.id}`)
  assert.deepEqual(await acme.bob.get(place).answers(200), file)
  await acme.olive.get(place).answers(404)
  const taken = await acme.olive
    .post('/api/tickets', { subject: 'x', body: 'y', upload_ids: [file.id] })
    .answers(422)
  assert.equal(first(taken.errors)?.code, 'not_found')
  await tess.delete(`/api/tickets/uploads/${file.id}`).answers(404)
  await acme.bob.delete(`/api/tickets/uploads/${file.id}`).answers(204)
  await acme.bob.delete(`/api/tickets/uploads/${file.id}`).answers(404)
  await acme.bob.post('/api/tickets', { subject: 'x', body: 'y', upload_ids: [file.id] }).answers(422)
})

test('attachments of notes do not exist for customers', async () => {
  const { acme, tess } = await portal()
  const { id } = await opens(acme.bob)
  const file = await sends(tess, 'for us').answers(201)
  const { reply, ticket } = await tess
    .post(`/api/tickets/${id}/replies`, { body: 'Look', is_internal: true, upload_ids: [file.id] })
    .answers(201)
  const path = `/api/tickets/${id}/attachments/${first(reply?.attachments)?.id}/content`
  assert.equal((await tess.get(path)).text, 'for us')
  assert.equal(ticket?.attachment_count, 0)
  await acme.bob.get(path).answers(404)
})

test('the files of a ticket are read page by page, newest first; a customer gets those that are meant for them', async () => {
  const { acme, globex, tess } = await portal()
  const files = [await sends(acme.bob, '1').answers(201), await sends(acme.bob, '2').answers(201)]
  const { id } = await opens(acme.bob, { upload_ids: files.map((file) => file.id) })
  const noted = await sends(tess, '3', 'ours.txt').answers(201)
  const note = { body: 'Look', is_internal: true, upload_ids: [noted.id] }
  await tess.post(`/api/tickets/${id}/replies`, note).answers(201)
  const path = `/api/tickets/${id}/attachments`
  for (const [person, count] of [
    [tess, 3],
    [acme.bob, 2],
  ] as const) {
    const { items: whole, next } = await person.get(path).answers(200)
    const ids = (whole as unknown as Loose[]).map((file) => Number(file.id))
    assert.deepEqual([ids.length, next], [count, null])
    assert.deepEqual(
      ids,
      ids.toSorted((one, other) => other - one),
    )
    const page = await person.get(`${path}?limit=1`).answers(200)
    const rest = await person.get(`${path}?after=${page.next}`).answers(200)
    assert.deepEqual([page.items, rest.items].flat(), whole)
    await globex.eve.get(`${path}?after=${page.next}`).answers(404)
    const other = await opens(acme.bob)
    await person.get(`/api/tickets/${other.id}/attachments?after=${page.next}`).answers(422, 'invalid_cursor')
  }
})

/** How many entries, people, files and names of files a role of Acme finds at a ticket by SQL. */
const foundBy = ({ database, acme }: Cast, role: 'portal_member' | 'portal_provider', ticket: unknown) =>
  inTransaction(
    database,
    { role, company_ids: [acme.id], user_id: acme.olive.user_id, read_only: true },
    async (tx) => {
      const { rows } = await tx.run<Record<string, number>>(
        `select (select count(*)::int from ticket_replies where ticket_id = $1) as entries,
           (select count(*)::int from ticket_watchers where ticket_id = $1) as people,
           (select count(*)::int from ticket_attachments where ticket_id = $1) as files,
           (select count(*)::int from files where name like 'hung-%' and company_id = $2) as names`,
        [ticket, acme.id],
      )
      return Object.values(rows[0] ?? {})
    },
  )

test('what hangs on a deleted ticket is in no SQL of its company either, until it is restored', async () => {
  const cast = await portal()
  const { acme, tess, ada } = cast
  const { id } = await opens(acme.bob, { cc: [{ user_id: acme.olive.user_id }] })
  for (const is_internal of [false, true]) {
    const file = await sends(tess, 'x', `hung-${is_internal}.txt`).answers(201)
    const entry = { body: 'See there', is_internal, upload_ids: [file.id] }
    await tess.post(`/api/tickets/${id}/replies`, entry).answers(201)
  }
  assert.deepEqual(await foundBy(cast, 'portal_member', id), [2, 2, 1, 1])
  assert.deepEqual(await foundBy(cast, 'portal_provider', id), [3, 2, 2, 2])
  await ada.delete(`/api/tickets/${id}`).answers(204)
  assert.deepEqual(await foundBy(cast, 'portal_member', id), [0, 0, 0, 0])
  await ada.post(`/api/tickets/${id}/restore`).answers(200)
  assert.deepEqual(await foundBy(cast, 'portal_member', id), [2, 2, 1, 1])
})

test('Tess hands Reg a file, though he belongs to no company', async () => {
  const { reg, tess } = await portal()
  const opened = await opens(reg)
  const file = await sends(tess, 'a manual').answers(201)
  await tess.post(`/api/tickets/${opened.id}/replies`, { body: 'Here', upload_ids: [file.id] }).answers(201)
  const seen = await reg.get(`/api/tickets/${opened.id}`).answers(200)
  const attachment = first(first(seen.replies, 1)?.attachments)
  assert.equal(attachment?.name, 'notes.txt')
  assert.equal(
    (await reg.get(`/api/tickets/${opened.id}/attachments/${attachment?.id}/content`)).text,
    'a manual',
  )
})

test('programs and files that are too large are refused', async () => {
  const { acme } = await portal()
  const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300, 1)])
  await sends(acme.bob, program, 'setup.exe').answers(415)
  await sends(acme.bob, Buffer.alloc(26_214_401, 'a'), 'large.txt').answers(413)
})

test('a picture stands where it was put, in this ticket only; what was not sent leaves its words', async () => {
  const { acme, globex, tess } = await portal()
  const [shot, foreign] = [
    await sends(acme.bob, png, 'shot.png').answers(201),
    await sends(globex.eve, png, 'theirs.png').answers(201),
  ]
  const body = `Look: ![the screen](upload:${shot.id}) and ![theirs](upload:${foreign.id})
    ![far](https://tracker.example/p.png) ![x](data:image/png;base64,AAAA) ![y](/api/tickets/1/attachments/1/content)`
  const opened = await opens(acme.bob, { body })
  const request = first(opened.replies)
  const id = first(request?.attachments)?.id
  const src = `/api/tickets/${opened.id}/attachments/${id}/content?inline=true`
  const html = String(request?.body_html)
  assert.deepEqual(html.match(/<img[^>]*>/g), [`<img src="${src}" alt="the screen" />`])
  assert.ok(html.includes('and theirs') && html.includes('>far: Show image (tracker.example)</a>'), html)
  assert.equal(opened.attachment_count as unknown, 1)
  assert.equal((await acme.bob.get(src)).status, 200)
  assert.equal((await globex.eve.get(src)).status, 404)
  await sends(globex.eve, png, 'b.png').answers(201)
  await globex.eve.delete(`/api/tickets/uploads/${foreign.id}`).answers(204)

  const own = String(request?.body_source)
  const path = `/api/tickets/${opened.id}/replies/${request?.id}`
  const edited = await acme.bob.patch(path, { body: `${own}\n\nMore` }).answers(200)
  assert.ok(String(edited.body_html).includes(src))
  const note = await sends(tess, png, 'note.png').answers(201)
  const { reply } = await tess
    .post(`/api/tickets/${opened.id}/replies`, {
      body: `<p>Us <img src="upload:${note.id}" alt="n" onerror="x()"></p>`,
      body_format: 'html',
      is_internal: true,
    })
    .answers(201)
  assert.match(String(reply?.body_html), /^<p>Us <img src="[^"]+inline=true" alt="n" \/><\/p>$/)
})
