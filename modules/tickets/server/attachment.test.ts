import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Loose, type Person, portal } from '../../../test/portal.ts'

function sends(person: Person, content: string | Buffer, name = 'notes.txt') {
  const form = new FormData()
  form.append('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), name)
  return person.post('/api/tickets/uploads', form)
}
const opens = (person: Person, more: object = {}) =>
  person.post('/api/tickets', { subject: 'With files', body: 'See there.', ...more }).answers(201)
const first = (entries: Loose | undefined, at = 0) => (entries as unknown as Loose[] | undefined)?.[at]

test('a file is sent, attached once, and read by who sees the ticket', async () => {
  const { acme, globex, tess } = await portal()
  const file = await sends(acme.bob, 'what happened').answers(201)
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
  const file = await sends(acme.bob, 'mine').answers(201)
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
