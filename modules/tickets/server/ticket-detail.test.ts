import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, inTransaction } from '../../../platform/database/index.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'
import { CustomerTicket, DeskTicket } from '../contract.ts'

const opens = (person: Person, subject: string, more: object = {}) =>
  person.post('/api/tickets', { subject, body: 'Help.', ...more }).answers(201)
const says = (person: Person, id: unknown, body: string, more: object = {}) =>
  person.post(`/api/tickets/${id}/replies`, { body, ...more })
const list = (value: unknown) => value as Loose[]
const bytes = (text: string) => text.replace(/"request_id":"[^"]*"/, '').replaceAll(/\d{4,}/g, 'N')
const fieldOf = (refused: Loose) => list(refused.errors)[0]?.field as unknown

async function staffOf({ acme }: Cast, name: string, more: object = {}): Promise<number> {
  const made = await acme.olive.post('/api/staff-members', { first_name: name, ...more }).answers(201)
  return Number(made.id)
}

test('the customer’s ticket is a shape of its own, in which nothing of the desk has a place', async () => {
  const { acme, tess } = await portal()
  const { id } = await opens(acme.bob, 'Two shapes')
  await tess
    .patch(`/api/tickets/${id}`, {
      tags: ['VPN', 'new laptop'],
      external_reference: 'X-1',
      module_slug: 'shop',
    })
    .answers(200)
  await tess.put(`/api/tickets/${id}/watching`).answers(204)
  await says(tess, id, 'A note', { is_internal: true }).answers(201)

  const desk = await tess.get(`/api/tickets/${id}`).answers(200)
  // What a search found is said in lists only.
  const { match: _, ...deskShape } = DeskTicket.shape
  assert.deepEqual(Object.keys(desk).sort(), Object.keys(deskShape).sort())
  assert.deepEqual(desk.tags, ['new-laptop', 'vpn'])
  const reply = await acme.bob.get(`/api/tickets/${id}`)
  assert.deepEqual(Object.keys(reply.body).sort(), Object.keys(CustomerTicket.shape).sort())
  assert.equal(reply.headers.get('etag'), `"${reply.body.version}"`)
  for (const hidden of ['tags', 'status', 'sla', 'updated_at', 'external_reference', 'module_slug'])
    assert.ok(!(hidden in reply.body), hidden)
  assert.ok(!/vpn|X-1|follower|A note/.test(reply.text))
})

test('Olive opens on behalf of Bob with copies; strangers are refused, and Reg has nobody to copy', async () => {
  const cast = await portal()
  const { acme, globex, reg, tess, member } = cast
  const sam = await staffOf(cast, 'Sam', { last_name: 'Stone' })
  const ticket = await opens(acme.olive, 'For Bob', {
    requester: { user_id: acme.bob.user_id },
    cc: [{ staff_member_id: sam }],
  })
  const people = list(ticket.watchers).map(({ kind, name }) => `${kind} ${name}`)
  assert.deepEqual(people.sort(), ['cc Olive Test', 'cc Sam Stone', 'requester Bob Test'])
  await says(acme.bob, ticket.id, 'Thank you').answers(201)
  const bea = await member(acme.id, 'Bea', 'Member')
  await bea.get(`/api/tickets/${ticket.id}`).answers(404)

  const asked = { subject: 's', body: 'b' }
  for (const [body, field] of [
    [{ requester: { user_id: globex.eve.user_id } }, 'requester'],
    [{ requester: { email: 'who@elsewhere.example' } }, 'requester.email'],
    [{ cc: [{ user_id: globex.eve.user_id }] }, 'cc.0'],
    [{ cc: [{ email: 'who@elsewhere.example' }] }, 'cc.0'],
    [{ cc: [{ user_id: acme.bob.user_id, email: 'a@b.example' }] }, 'cc.0'],
  ] as const)
    assert.equal(fieldOf(await acme.olive.post('/api/tickets', { ...asked, ...body }).answers(422)), field)
  const mine = await opens(reg, 'Alone', { cc: [{ email: 'who@elsewhere.example' }], tags: ['x'] })
  assert.deepEqual([...list(mine.ignored)].sort() as unknown, ['cc', 'tags'])

  const caller = { email: 'Jo@unknown.example', name: 'Jo' }
  const phoned = await opens(tess, 'Phoned', { requester: caller, cc: [{ email: 'boss@unknown.example' }] })
  assert.equal(phoned.company, null)
  assert.equal(phoned.requester_email, 'jo@unknown.example')
  assert.equal(phoned.requester?.name, 'Jo')
  assert.equal(
    fieldOf(
      await tess.post('/api/tickets', { ...asked, company_id: acme.id, requester: caller }).answers(422),
    ),
    'requester.email',
  )
})

test('people are put in copy and taken out; followers are the desk’s alone', async () => {
  const { acme, globex, tess, ada } = await portal()
  const { id } = await opens(acme.bob, 'People')
  const path = `/api/tickets/${id}/watchers`
  const added = await acme.bob.post(path, { user_id: acme.olive.user_id })
  const copied = added.body
  assert.deepEqual([added.status, added.headers.get('location')], [201, path])
  await acme.bob.post(path, { email: 'x@elsewhere.example' }).answers(422)
  await acme.bob.post(path, { user_id: globex.eve.user_id }).answers(422)
  await acme.bob.post(path, { kind: 'follower', user_id: tess.user_id }).answers(422)
  await tess.post(path, { email: 'x@elsewhere.example' }).answers(201)
  const followers = await tess.put(path, { user_ids: [ada.user_id] }).answers(200)
  const follower = list(followers.items).find(({ kind }) => String(kind) === 'follower')
  assert.equal(follower?.user_id, ada.user_id)
  assert.ok(!(await acme.bob.get(path)).text.includes('follower'))
  await acme.bob.delete(`${path}/${follower?.id}`).answers(404)
  await globex.eve.get(path).answers(404)

  const requester = list(followers.items).find(({ kind }) => String(kind) === 'requester')
  await acme.bob.delete(`${path}/${requester?.id}`).answers(409, 'requester_stays')
  await acme.bob.delete(`${path}/${copied.id}`).answers(204)
  await acme.bob.delete(`/api/tickets/${id}/watching`).answers(204)
  const before = await tess.get(`/api/tickets/${id}`).answers(200)
  assert.equal(list(before.watchers).find(({ kind }) => String(kind) === 'requester')?.is_muted, true)

  const many = Array.from({ length: 20 }, (_, at) => ({ email: `p${at}@many.example` }))
  await says(tess, id, 'To many', { cc: many }).answers(201)
  await says(tess, id, 'To more', { cc: many.map(({ email }) => ({ email: `q${email}` })) }).answers(201)
  const last = await says(tess, id, 'Too many', { cc: many.map(({ email }) => ({ email: `r${email}` })) })
  assert.equal(last.status, 422)
  assert.equal(list(last.body.errors)[0]?.code, 'too_many')
})

test('an entry is edited and removed by its author for some minutes; what it said before the desk can read', async () => {
  const { acme, globex, tess, ada, database } = await portal()
  const { id, replies } = await opens(acme.bob, 'Slip')
  const entry = list(replies)[0]
  assert.equal(entry?.can_edit, true)
  assert.equal(entry?.body_source, 'Help.')
  const path = `/api/tickets/${id}/replies/${entry?.id}`
  const edited = await acme.bob.patch(path, { body: 'Help *please*', version: 1 }).answers(200)
  assert.equal(edited.body_html, '<p>Help <em>please</em></p>')
  assert.ok(edited.edited_at)
  const same = await acme.bob.patch(path, { body: 'Help *please*' }).answers(200)
  assert.deepEqual([same.version, same.edited_at], [edited.version, edited.edited_at])
  await acme.bob.patch(path, { body: 'Again', version: 1 }).answers(409, 'stale_version')
  for (const other of [acme.olive, tess]) await other.patch(path, { body: 'Not mine' }).answers(403)
  await globex.eve.patch(path, { body: 'Foreign' }).answers(404)
  const versions = await tess.get(`${path}/versions`).answers(200)
  assert.equal(list(versions.items)[0]?.body_html, '<p>Help.</p>')
  assert.equal(list(versions.items)[0]?.replaced_by, 'Bob Test')

  await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run(`update ticket_replies set created_at = now() - interval '16 minutes' where id = ${entry?.id}`),
  )
  await acme.bob.delete(path).answers(409, 'too_late')
  await ada.delete(path).answers(204)
  await ada.delete(path).answers(404)
  const seen = list((await acme.bob.get(`/api/tickets/${id}`).answers(200)).replies)[0]
  assert.equal(seen?.body_html, '')
  assert.equal(seen?.removed_by, 'Ada Lovelace')
  assert.deepEqual((await tess.get(`${path}/versions`).answers(200)).items, [])
  await tess.get(`/api/tickets/${id}/replies/${Number(entry?.id) + 1}/versions`).answers(404)
})

test('files are listed, leave with their entry, and those of notes are the desk’s', async () => {
  const { acme, tess, ada } = await portal()
  const file = async (person: Person, name: string) => {
    const form = new FormData()
    form.append('file', new Blob([name]), name)
    return (await person.post('/api/tickets/uploads', form).answers(201)).id
  }
  const { id } = await opens(acme.bob, 'Files', { upload_ids: [await file(acme.bob, 'one.txt')] })
  const second = await says(acme.bob, id, 'And', { upload_ids: [await file(acme.bob, 'two.json')] }).answers(
    201,
  )
  await says(tess, id, 'Ours', { is_internal: true, upload_ids: [await file(tess, 'three.txt')] }).answers(
    201,
  )
  const path = `/api/tickets/${id}/attachments`
  const names = async (person: Person) =>
    list((await person.get(path).answers(200)).items).map(({ name }) => name as unknown)
  assert.deepEqual(await names(acme.bob), ['two.json', 'one.txt'])
  assert.deepEqual(await names(tess), ['three.txt', 'two.json', 'one.txt'])
  await acme.bob.delete(`/api/tickets/${id}/replies/${second.reply?.id}`).answers(204)
  assert.deepEqual(await names(acme.bob), ['one.txt'])
  const [left] = list((await acme.bob.get(path).answers(200)).items)
  await acme.bob.delete(`${path}/${left?.id}`).answers(403)
  await ada.delete(`${path}/${left?.id}`).answers(204)
  assert.equal((await acme.bob.get(`/api/tickets/${id}`).answers(200)).attachment_count, 0)
})

test('history tells each as much as concerns them, in words; in SQL a ticket of others has none', async () => {
  const { acme, globex, tess, reg, database } = await portal()
  const { id } = await opens(acme.bob, 'Story')
  await tess
    .patch(`/api/tickets/${id}`, {
      status: 'pending',
      priority: 'high',
      assigned_user_id: tess.user_id,
      tags: ['t'],
    })
    .answers(200)
  await says(tess, id, 'Secret', { is_internal: true }).answers(201)
  const path = `/api/tickets/${id}/history`
  const types = async (person: Person, query = '') =>
    list((await person.get(path + query).answers(200)).items).map(({ type }) => type as unknown)
  assert.deepEqual(await types(tess), [
    'ticket.noted',
    'ticket.status_changed',
    'ticket.assigned',
    'ticket.updated',
    'ticket.created',
  ])
  assert.deepEqual(await types(acme.bob), ['ticket.status_changed', 'ticket.updated', 'ticket.created'])
  const german = await acme.bob.get(`${path}?locale=de&type=ticket.status_changed`)
  const [moved] = list(german.body.items)
  assert.equal(moved?.actor?.name, 'Tess Test')
  assert.deepEqual(moved?.changes as unknown, [{ field: 'status', before: 'Open', after: 'Waiting for you' }])
  assert.match(
    String(moved?.sentence),
    /^Tess Test hat den Status von dieses Ticket|^Tess Test hat den Status/,
  )
  assert.ok(!german.text.includes('pending') && !(await acme.bob.get(path)).text.includes('tags'))
  const first = await tess.get(`${path}?limit=2`).answers(200)
  assert.deepEqual(await types(tess, `?limit=2&after=${first.next}`), ['ticket.assigned', 'ticket.updated'])
  assert.equal(
    bytes((await globex.eve.get(path)).text),
    bytes((await globex.eve.get('/api/tickets/999999999/history')).text),
  )

  const own = await opens(reg, 'Of Reg')
  assert.deepEqual(list((await reg.get(`/api/tickets/${own.id}/history`).answers(200)).items).length, 1)
  const asMember = (company: number, user: number, ticket: unknown) =>
    inTransaction(
      database,
      { role: 'portal_member', company_ids: [company], user_id: user, read_only: true },
      async (tx) => {
        const { rows } = await tx.run<{ audience: string; provider_data: unknown }>(
          'select * from ticket_history($1, 100)',
          [ticket],
        )
        return rows
      },
    )
  assert.equal((await asMember(globex.id, globex.eve.user_id, id)).length, 0)
  assert.equal((await asMember(acme.id, acme.bob.user_id, own.id)).length, 0)
  const mine = await asMember(acme.id, acme.bob.user_id, id)
  assert.ok(
    mine.length === 3 && mine.every((row) => row.audience === 'company' && row.provider_data === null),
  )
})

test('a ticket moves to another company with all that belongs to it, and leaves those who do not', async () => {
  const { acme, globex, tess, ada, database } = await portal()
  const { id, version, replies } = await opens(acme.bob, 'Wrong door', {
    cc: [{ user_id: acme.olive.user_id }],
  })
  await says(tess, id, 'Hm', { is_internal: true }).answers(201)
  const path = `/api/tickets/${id}`
  await ada.patch(path, { tags: ['moved'] }).answers(200)
  await tess.patch(path, { company_id: globex.id, confirm: true }).answers(403)
  await ada.patch(path, { company_id: globex.id }).answers(422)
  await ada.patch(path, { company_id: globex.id, confirm: true, version }).answers(409, 'stale_version')
  const [request] = list(replies)
  await asOwner(database, (client) =>
    client.query(
      `with sent as (insert into files (company_id, kind, name, content_type, size_bytes, sha256, storage_key)
         select $1, 'ticket', n || '.txt', 'text/plain', 1, sha256('x'),
           '00/00/' || md5('moved ' || n) from generate_series(1, 201) n returning id)
       insert into ticket_attachments (company_id, ticket_id, reply_id, file_id) select $1, $2, $3, id from sent`,
      [acme.id, id, request?.id],
    ),
  )
  const moved = await ada.patch(path, { company_id: globex.id, confirm: true }).answers(200)
  assert.deepEqual([moved.company?.id, moved.requester] as unknown, [globex.id, null])
  assert.deepEqual(moved.tags, ['moved'])
  assert.equal(list(moved.replies).length, 2)
  await acme.bob.get(path).answers(404)
  const theirs = await globex.eve.get(path).answers(200)
  assert.deepEqual([theirs.subject, theirs.description?.author?.name] as unknown, ['Wrong door', 'Bob Test'])
  const { items } = await tess.get(`${path}/history?type=ticket.moved`).answers(200)
  assert.equal(list(items).length, 1)
  const named = await ada.patch(path, { requester: { user_id: globex.eve.user_id } }).answers(200)
  assert.equal(named.requester?.id, globex.eve.user_id)
  await ada.patch(path, { requester: { user_id: acme.bob.user_id } }).answers(422)
})

test('a deleted ticket is nowhere, and comes back within 30 days', async () => {
  const { acme, tess, ada, database } = await portal()
  const { id } = await opens(acme.bob, 'Gone')
  const path = `/api/tickets/${id}`
  await tess.delete(path).answers(403)
  await ada.delete(path).answers(204)
  await ada.delete(path).answers(404)
  for (const person of [acme.bob, ada]) await person.get(path).answers(404)
  assert.equal((await ada.post(`${path}/restore`).answers(200)).id, id)
  await ada.post(`${path}/restore`).answers(409, 'already_restored')
  await acme.bob.get(path).answers(200)
  await ada.delete(path).answers(204)
  await asOwner(database, (client) =>
    client.query(`update myportal.tickets set deleted_at = now() - interval '31 days' where id = ${id}`),
  )
  await ada.post(`${path}/restore`).answers(404)
})

test('the desk knows who is at a ticket and who is replying; customers do not', async () => {
  const { acme, tess, ada } = await portal()
  const { id } = await opens(acme.bob, 'Crowd')
  const path = `/api/tickets/${id}/presence`
  await tess.put(path, { state: 'replying' }).answers(200)
  const { items } = await ada.put(path, { state: 'viewing' }).answers(200)
  assert.deepEqual(
    list(items).map(({ name, state }) => `${name} ${state}`),
    ['Ada Lovelace viewing', 'Tess Test replying'],
  )
  await tess.put(path, { state: 'left' }).answers(200)
  assert.equal(list((await ada.get(path).answers(200)).items).length, 1)
  const quiet = await opens(acme.bob, 'Quiet')
  const asked = `/api/tickets/presence?ticket_id=${quiet.id}&ticket_id=${id}`
  const { items: at } = await tess.get(asked).answers(200)
  assert.deepEqual(at as unknown, [
    { ticket_id: id, people: [{ user_id: ada.user_id, name: 'Ada Lovelace', state: 'viewing' }] },
  ])
  await acme.bob.get(asked).answers(403)
  await acme.bob.get(path).answers(403)
  await acme.bob.put(path, { state: 'viewing' }).answers(403)
})

test('HTML is cut down to what is harmless, and every word of it stays', async () => {
  const { acme, tess } = await portal()
  const body = `<p style="color:red" onclick="x()">Hello <b>you</b><script>alert(1)</script></p>
    <img src="https://tracker.example/p.gif" alt="logo"><img src=x onerror=alert(1)>
    <a href="javascript:alert(1)">link</a><svg><circle/></svg>${'<blockquote>'.repeat(8_000)}deep`
  const start = performance.now()
  const opened = await opens(acme.bob, 'From mail', { body, body_format: 'html' })
  assert.ok(performance.now() - start < 5_000)
  const html = String(list(opened.replies)[0]?.body_html)
  assert.ok(html.includes('Hello <strong>you</strong>') && html.includes('deep'), html.slice(0, 300))
  assert.ok(html.includes('href="https://tracker.example/p.gif"'))
  assert.ok(!/<script|<img|<svg|javascript:|onerror|style=|alert/i.test(html), html.slice(0, 500))
  assert.ok((html.match(/<blockquote>/g) ?? []).length <= 50)
  const plain = await opens(tess, 'Plain', {
    company_id: acme.id,
    body: '<b>1 < 2</b>\n*x*',
    body_format: 'text',
  })
  assert.equal(list(plain.replies)[0]?.body_html, '<p>&lt;b&gt;1 &lt; 2&lt;/b&gt;<br>*x*</p>')
})

test('people without a company open ten tickets a day', async () => {
  const { reg } = await portal()
  for (let n = 0; n < 10; n++) await opens(reg, `Ticket ${n}`)
  const refused = await reg.post('/api/tickets', { subject: 'One more', body: 'b' })
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 3_600)
})

test('a member writes neither notes nor into tickets of others, whatever SQL is sent', async () => {
  const { acme, globex, tess, database } = await portal()
  const theirs = await opens(globex.eve, 'Of Globex')
  const { id } = await opens(acme.bob, 'Of Acme')
  await says(tess, id, 'A note', { is_internal: true }).answers(201)
  const asBob = (text: string, values: unknown[]) =>
    inTransaction(
      database,
      { role: 'portal_member', company_ids: [acme.id], user_id: acme.bob.user_id },
      (tx) => tx.run(text, values),
    )
  const notes = await asBob('select from ticket_replies where ticket_id = $1 and is_internal', [id])
  assert.equal(notes.rowCount, 0)
  const write = `insert into ticket_replies (company_id, ticket_id, origin_ticket_id, kind, side, source, body_html, body_text)
    values ($1, $2, $2, $3, 'customer', 'portal', '', '')`
  await assert.rejects(asBob(write, [acme.id, id, 'note']), { code: '42501' })
  await assert.rejects(asBob(write, [null, theirs.id, 'reply']), { code: '42501' })
  await assert.rejects(asBob('select from ticket_reply_versions', []), { code: '42501' })
  await assert.rejects(asBob('select * from delete_ticket($1)', [id]), { code: '42501' })
})

test('a key of Olive opens and reads her tickets with the scope, and nothing without', async () => {
  const { acme, visitor } = await portal()
  const keyed = async (scopes: string[]) => {
    const made = await acme.olive.post('/api/api-keys', { description: 'Script', scopes }).answers(201)
    return { headers: { authorization: `Bearer ${made.api_key}` } }
  }
  const may = await keyed(['tickets.create'])
  const [sees, mayNot] = [await keyed(['tickets.view_company']), await keyed(['account.read'])]
  const opened = await visitor.post('/api/tickets', { subject: 'By script', body: 'b' }, may).answers(201)
  assert.equal(opened.source, 'api')
  for (const key of [may, sees]) await visitor.get(`/api/tickets/${opened.id}`, key).answers(200)
  await visitor.get(`/api/tickets/${opened.id}/history`, may).answers(200)
  await visitor.get(`/api/tickets/${opened.id}`, mayNot).answers(403)
  for (const key of [sees, mayNot])
    await visitor.post('/api/tickets', { subject: 's', body: 'b' }, key).answers(403)
})

test('the request stands in the ticket, however much was said since; thirty newest entries beside it', async () => {
  const { acme, tess, database } = await portal()
  const { id } = await opens(acme.bob, 'Long', { body: 'How it began' })
  await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run(
      `insert into ticket_replies (company_id, ticket_id, origin_ticket_id, kind, side, source, body_html, body_text)
       select $1, $2, $2, case when n % 2 = 0 then 'note' else 'reply' end, 'staff', 'desk', '<p>' || n || '</p>', n
       from generate_series(1, 80) n`,
      [acme.id, id],
    ),
  )
  for (const [person, earlier] of [
    [tess, 51],
    [acme.bob, 11],
  ] as const) {
    const seen = await person.get(`/api/tickets/${id}`).answers(200)
    assert.equal(seen.description?.body_html, '<p>How it began</p>')
    assert.deepEqual([list(seen.replies).length, seen.earlier as unknown], [30, earlier])
  }
})
