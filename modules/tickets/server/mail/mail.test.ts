import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { asOwner, type Database } from '../../../../platform/database/index.ts'
import { announce } from '../../../../platform/events/index.ts'
import { openFiles } from '../../../../platform/files/index.ts'
import { openLog } from '../../../../platform/log/index.ts'
import { openMail } from '../../../../platform/mail/index.ts'
import { runRetention } from '../../../../platform/retention/index.ts'
import { type ParsedMail, parseMail } from '../../../../test/harness/mail-parser.ts'
import { type Cast, type Loose, type Person, portal } from '../../../../test/portal.ts'
import { openSmtpStandIn, type SmtpStandIn } from '../../../../test/stand-ins/smtp.ts'
import { inHouseScope } from '../../../companies/server/index.ts'
import { portalOf } from '../../../notifications/server/index.ts'
import { slaBreached, slaWarned } from '../sla.events.ts'
import { ticketCreated } from '../ticket.events.ts'
import { readMailName, readReplyAddress } from './signature.ts'

const items = (body: Loose) => body.items as unknown as Loose[]
const idle = (cast: Cast) => cast.portal.background.idle()
const log = openLog({ level: 'silent', format: 'json', secrets: [] })

/** From now on mail goes to a server of the test; until then it waits in the outbox. */
async function switchOn(cast: Cast, smtp: SmtpStandIn | null) {
  const mails = openMail({
    smtp: smtp && { host: '127.0.0.1', port: smtp.port, secure: 'off', user: null, password: null },
    from: 'portal@msp.test',
    from_name: 'The Portal',
    portal_url: portalOf(cast.database).portal_url,
    read: openFiles({ data_dir: cast.folder, upload_max_bytes: 30_000_000 }).read,
    log,
    database: cast.database,
    timeout_ms: 2_000,
  })
  await mails.sweep()
  await idle(cast)
  return mails
}

async function withSmtp(cast: Cast, work: (smtp: SmtpStandIn) => Promise<void>): Promise<void> {
  const smtp = await openSmtpStandIn()
  const on = await switchOn(cast, smtp)
  try {
    await work(smtp)
  } finally {
    await switchOn(cast, null)
    await on.stop()
    await smtp.close()
  }
}

const sql = async <R extends object>(database: Database, text: string, values: unknown[] = []) =>
  (await asOwner(database, (client) => client.query<R>(text, values))).rows

/** Olive opens it for Bob, and so is in copy. */
const opensFor = async ({ acme }: Cast, subject: string) =>
  acme.olive
    .post('/api/tickets', { subject, body: `About ${subject}`, requester_user_id: acme.bob.user_id })
    .answers(201)
const says = (who: Person, id: unknown, body: string, more: object = {}) =>
  who.post(`/api/tickets/${id}/replies`, { body, ...more }).answers(201)
const prefer = (who: Person, ...preferences: object[]) =>
  who.put('/api/notifications/preferences', { preferences }).answers(200)
const mailsFor = (smtp: SmtpStandIn, who: Pick<Person, 'email'>, words: string): ParsedMail[] =>
  smtp.messages
    .filter(({ to }) => to.includes(who.email))
    .map(({ raw }) => parseMail(raw))
    .filter(({ text }) => text.includes(words))

test('an answer while mail is off is stored; when it is back each person gets one message, in one thread', async () => {
  const cast = await portal()
  const { acme, tess, ada, database } = cast
  await ada
    .patch('/api/tickets/settings', {
      support_address: 'support@msp.test',
      reply_address_template: 'support+{token}@msp.test',
    })
    .answers(200)
  const { id, number } = await opensFor(cast, 'Screen is black')
  const deep = `<img src=x onerror=alert(1)>${'<blockquote>'.repeat(8_000)}deep`
  await says(tess, id, `<p>Try the <em>other</em> cable.</p>${deep}`, { body_format: 'html' })
  await idle(cast)
  const { body } = await ada.get(
    `/api/mail-messages?q=${encodeURIComponent(acme.bob.email)}&purpose=tickets.replied`,
  )
  assert.deepEqual(
    items(body).map(({ state }) => state),
    ['queued'],
  )

  await withSmtp(cast, async (smtp) => {
    const [first, ...doubles] = mailsFor(smtp, acme.bob, 'Try the other cable.')
    assert.ok(first)
    assert.equal(doubles.length, 0)
    assert.equal(mailsFor(smtp, acme.olive, 'Try the other cable.').length, 1)
    assert.equal(mailsFor(smtp, tess, 'Try the other cable.').length, 0)
    const { headers } = first
    const { crypto } = portalOf(database)
    assert.equal(headers.subject, `[${number}] Screen is black`)
    assert.match(headers.from ?? '', /^"?Tess Test \(MyPortal\)"? <support@msp\.test>$/)
    assert.equal(readReplyAddress(crypto, headers['reply-to'] ?? ''), Number(id))
    assert.equal(readReplyAddress(crypto, (headers['reply-to'] ?? '').replace(`t${id}.`, 't1.')), null)
    assert.equal(headers['auto-submitted'], undefined)
    assert.equal(headers['x-auto-response-suppress'], 'OOF, AutoReply')
    const name = readMailName(crypto, headers['message-id'] ?? '')
    assert.equal(name?.ticket_id, Number(id))
    assert.deepEqual(readMailName(crypto, headers['x-myportal-id'] ?? ''), name)
    assert.equal(readMailName(crypto, '<t1042.r5.7.aaaaaaaaaaaaaaaa@x>'), null)
    assert.equal(readMailName(crypto, headers.references?.split(' ')[0] ?? '')?.ticket_id, Number(id))
    assert.match(first.html ?? '', /<em>other<\/em>/)
    assert.doesNotMatch(first.html ?? '', /onerror|(?:<blockquote[^>]*>\s*){51}/)
    assert.match(first.text, /> About Screen is black/)

    await tess.patch(`/api/tickets/${id}`, { subject: 'Cable is broken' }).answers(200)
    await says(tess, id, 'A second word')
    await idle(cast)
    const [second] = mailsFor(smtp, acme.bob, 'A second word')
    assert.equal(second?.headers.subject, headers.subject)
    assert.ok(second?.headers.references?.endsWith(headers['message-id'] ?? '?'))
    assert.equal(second?.headers['in-reply-to'], second?.headers.references?.split(' ').at(-1))
    assert.match(second?.text ?? '', /> Try the other cable\./)
    assert.equal(smtp.messages.filter(({ message_id }) => message_id === headers['message-id']).length, 1)
  })
})

test('a note is mailed to the desk only, and not to somebody who left it while the mail waited', async () => {
  const cast = await portal()
  const { acme, tess, ada, provider } = cast
  const tom = await cast.member(provider.id, 'Tom', 'Technician')
  for (const who of [tess, tom, acme.bob, acme.olive])
    await prefer(who, { event_type: 'tickets.note_added', channel_email: true })
  const { id } = await opensFor(cast, 'Notes')
  await tess.patch(`/api/tickets/${id}`, { assigned_user_id: tess.user_id }).answers(200)
  await sql(
    cast.database,
    `insert into myportal.ticket_watchers (company_id, ticket_id, kind, user_id) values ($1, $2, 'follower', $3)`,
    [acme.id, id, tom.user_id],
  )
  await says(ada, id, 'SECRET words', { is_internal: true })
  await idle(cast)
  const members = items(await ada.get(`/api/companies/${provider.id}/memberships?limit=200`).answers(200))
  const his = members.find(({ user }) => Number(user?.id) === tom.user_id)
  await ada.delete(`/api/memberships/${his?.id}`).answers(204)

  await withSmtp(cast, async (smtp) => {
    const [mail] = mailsFor(smtp, tess, 'SECRET')
    assert.match(mail?.text ?? '', /customers cannot see this/)
    assert.ok(
      smtp.messages.filter(({ raw }) => raw.includes('SECRET')).every(({ to }) => to[0] === tess.email),
    )
  })
  const states = items(
    await ada
      .get(`/api/mail-messages?q=${encodeURIComponent(tom.email)}&purpose=tickets.note_added`)
      .answers(200),
  ).map(({ state }) => state as unknown)
  assert.deepEqual(states, ['discarded'])
})

test('what a mail server refuses stands at the entry, and its author at the desk is told', async () => {
  const cast = await portal()
  const { acme, tess } = cast
  const { id, number } = await opensFor(cast, 'Refused')
  await withSmtp(cast, async (smtp) => {
    smtp.answer((stage, address) =>
      stage === 'rcpt' && address === acme.bob.email ? '550 No such mailbox' : null,
    )
    await says(tess, id, 'Can you read this?')
    await idle(cast)
  })
  const { deliveries, replies } = await tess.get(`/api/tickets/${id}`).answers(200)
  const newest = (replies as unknown as Loose[]).at(-1)?.id
  const states = (deliveries as unknown as Loose[])
    .filter(({ reply_id }) => reply_id === newest)
    .map(({ address, state, reason }) => `${address} ${state} ${reason}`)
  assert.deepEqual(states.sort(), [`${acme.bob.email} failed smtp_550`, `${acme.olive.email} sent null`])
  const seen = await acme.bob.get(`/api/tickets/${id}`).answers(200)
  assert.equal('deliveries' in seen, false)
  const told = items(await tess.get('/api/notifications?event_type=tickets.mail_failed').answers(200))
  assert.ok(
    told.some(
      ({ message }) => String(message).includes(`${number}: `) && String(message).includes(acme.bob.email),
    ),
  )
  assert.deepEqual(
    items(await acme.bob.get('/api/notifications?event_type=tickets.mail_failed').answers(200)),
    [],
  )
})

test('files up to 10 MB go along, the rest are links', async () => {
  const cast = await portal()
  const { acme, tess } = cast
  const { id } = await opensFor(cast, 'Files')
  const upload = async (name: string, text: string) => {
    const form = new FormData()
    form.append('file', new Blob([text], { type: 'text/plain' }), name)
    return Number((await tess.post('/api/tickets/uploads', form).answers(201)).id)
  }
  const small = 'line of a log\n'.repeat(1_000)
  const upload_ids = [await upload('large.txt', 'x'.repeat(10_500_000)), await upload('small.txt', small)]
  await says(tess, id, 'See files', { upload_ids })
  await withSmtp(cast, async (smtp) => {
    const [mail] = mailsFor(smtp, acme.bob, 'See files')
    assert.deepEqual(
      mail?.files.map(({ name }) => name),
      ['small.txt'],
    )
    const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
    assert.equal(hash(mail?.files[0]?.bytes ?? ''), hash(small))
    const link = /large\.txt: (\S+)/.exec(mail?.text ?? '')?.[1] ?? ''
    const answer = await acme.bob.get(new URL(link).pathname, { headers: { 'sec-fetch-mode': 'navigate' } })
    assert.equal(answer.status, 200)
  })
})

test('the link in a mail makes this ticket silent for this person, and nothing else', async () => {
  const cast = await portal()
  const { acme, tess, base } = cast
  const { id } = await opensFor(cast, 'Mute me')
  const other = await opensFor(cast, 'Not me')
  await withSmtp(cast, async (smtp) => {
    await says(tess, id, 'First')
    await idle(cast)
    const header = mailsFor(smtp, acme.bob, 'First')[0]?.headers['list-unsubscribe'] ?? ''
    const path = new URL(header.slice(1, -1)).pathname
    const press = (to: string, body: Record<string, string> = { 'List-Unsubscribe': 'One-Click' }) =>
      fetch(base + to, { method: 'POST', body: new URLSearchParams(body) })
    for (let i = 0; i < 3; i++)
      assert.match(await (await fetch(base + path, { headers: { accept: 'text/html' } })).text(), /<button>/)
    await says(tess, id, 'Second')
    await idle(cast)
    assert.equal(mailsFor(smtp, acme.bob, 'Second').length, 1)

    assert.equal((await press(`${path.slice(0, -3)}xxx`)).status, 404)
    for (let i = 0; i < 2; i++) assert.equal((await press(path)).status, 200)
    await says(tess, id, 'Third')
    await says(tess, other.id, 'Elsewhere')
    await idle(cast)
    assert.equal(mailsFor(smtp, acme.bob, 'Third').length, 0)
    assert.equal(mailsFor(smtp, acme.olive, 'Third').length, 1)
    assert.equal(mailsFor(smtp, acme.bob, 'Elsewhere').length, 1)

    await press(path, { again: '1' })
    await says(tess, id, 'Fourth')
    await idle(cast)
    assert.equal(mailsFor(smtp, acme.bob, 'Fourth').length, 1)
  })
})

test('who wrote by a form hears once an hour that it arrived; people of the directory and addresses are mailed', async () => {
  const cast = await portal()
  const { acme, database, tess } = cast
  const { id, number } = await acme.bob
    .post('/api/tickets', { subject: 'Form', body: 'By form' })
    .answers(201)
  const [entry] = await sql<{ id: number }>(
    database,
    `insert into myportal.staff_members (company_id, first_name, last_name, email, email_key)
     values ($1, 'Dora', 'Desk', 'dora@acme.test', 'dora@acme.test') returning id`,
    [acme.id],
  )
  await sql(
    database,
    `insert into myportal.ticket_watchers (company_id, ticket_id, kind, staff_member_id) values ($1, $2, 'cc', $3)`,
    [acme.id, id, entry?.id],
  )
  const arrives = () =>
    inHouseScope(database, { company_id: null }, (scope) =>
      announce(scope, ticketCreated, {
        subject_id: Number(id),
        company_id: acme.id,
        data: { source: 'form', category_id: null, priority: 'normal' },
      }),
    )
  await withSmtp(cast, async (smtp) => {
    for (let i = 0; i < 3; i++) {
      await arrives()
      await idle(cast)
    }
    const [thanks, ...more] = mailsFor(smtp, acme.bob, `it is ticket ${number}`)
    assert.equal(thanks?.headers['auto-submitted'], 'auto-replied')
    assert.equal(more.length, 0)
    await says(tess, id, 'For Dora too')
    await idle(cast)
    assert.equal(mailsFor(smtp, { email: 'dora@acme.test' }, 'For Dora too').length, 1)
  })
})

test('earlier tickets of an address become those of the person who comes with it, in their company only', async () => {
  const cast = await portal()
  const { acme, globex, tess, database } = cast
  const [home, other] = [
    await tess.post('/api/tickets', { subject: 'Home', body: 'x', company_id: acme.id }).answers(201),
    await tess.post('/api/tickets', { subject: 'Other', body: 'x', company_id: globex.id }).answers(201),
  ]
  const email = (await cast.member(acme.id, 'Early', 'Member')).email.replace(
    /\d+@/,
    (end) => `${Number.parseInt(end, 10) + 1}@`,
  )
  await sql(database, 'update myportal.tickets set requester_email = $1 where id = any ($2)', [
    email,
    [home.id, other.id],
  ])
  await sql(
    database,
    `insert into myportal.ticket_watchers (company_id, ticket_id, kind, email) values ($1, $2, 'requester', $3)`,
    [acme.id, home.id, email],
  )
  const early = await cast.member(acme.id, 'Early', 'Member')
  assert.equal(early.email, email)
  await idle(cast)
  const mine = items(await early.get('/api/tickets').answers(200)).map(({ id }) => id as unknown)
  assert.deepEqual(mine, [home.id])
  const of = await tess.get(`/api/tickets/${home.id}`).answers(200)
  assert.deepEqual(
    (of.watchers as unknown as Loose[]).map(({ kind, user_id }) => [kind, user_id] as unknown[]),
    [['requester', early.user_id]],
  )
  assert.equal((await tess.get(`/api/tickets/${other.id}`).answers(200)).requester?.id ?? null, null)
})

test('a deleted ticket is gone for good after 30 days, with its entries and its files', async () => {
  const cast = await portal()
  const { acme, ada, database } = cast
  const form = new FormData()
  form.append('file', new Blob(['some text\n'], { type: 'text/plain' }), 'gone.txt')
  const file = await acme.bob.post('/api/tickets/uploads', form).answers(201)
  const gone = await acme.bob
    .post('/api/tickets', { subject: 'Gone', body: 'x', upload_ids: [file.id] })
    .answers(201)
  const kept = await acme.bob.post('/api/tickets', { subject: 'Kept', body: 'x' }).answers(201)
  await says(acme.bob, gone.id, 'more')
  for (const { id } of [gone, kept]) await ada.delete(`/api/tickets/${id}`).answers(204)
  await idle(cast)
  await sql(database, `update myportal.tickets set deleted_at = now() - interval '31 days' where id = $1`, [
    gone.id,
  ])
  const { removed } = await runRetention(database, { log })
  assert.equal(removed['tickets.deleted'], 1)
  const left = async (table: string, column: string, id: unknown) =>
    (await sql(database, `select 1 from myportal.${table} where ${column} = $1`, [id])).length
  assert.deepEqual(
    [await left('ticket_replies', 'ticket_id', gone.id), await left('files', 'id', file.id)],
    [0, 0],
  )
  assert.equal(await left('tickets', 'id', gone.id), 0)
  assert.equal(await left('tickets', 'id', kept.id), 1)
})

test('who is responsible is told and mailed when a promise is nearly due or broken', async () => {
  const cast = await portal()
  const { acme, tess, database } = cast
  const { id, number } = await acme.bob.post('/api/tickets', { subject: 'Promise', body: 'x' }).answers(201)
  await tess.patch(`/api/tickets/${id}`, { assigned_user_id: tess.user_id }).answers(200)
  const due_at = '2026-11-23T12:30:00.000Z'
  for (const event of [slaWarned, slaBreached])
    await inHouseScope(database, { company_id: null }, (scope) =>
      announce(scope, event, {
        subject_id: Number(id),
        company_id: acme.id,
        data: { promise: 'resolve', due_at },
      }),
    )
  await idle(cast)
  await withSmtp(cast, async (smtp) => {
    const [late] = mailsFor(smtp, tess, 'was not kept')
    assert.match(late?.text ?? '', new RegExp(`${number}: what was promised for 23 Nov 2026`))
    assert.equal(late?.headers['auto-submitted'], 'auto-generated')
    assert.equal(mailsFor(smtp, tess, 'is nearly due').length, 1)
    assert.equal(mailsFor(smtp, acme.bob, 'promised').length, 0)
  })
})
