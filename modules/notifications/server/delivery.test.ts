import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { replayEvents } from '../../../platform/events/index.ts'
import { personAt } from '../../../test/harness/person.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'
import { houseScope, inHouseScope } from '../../companies/server/index.ts'
import { mailDue } from './email.service.ts'

const items = (body: Loose) => body.items as unknown as Loose[]
const idle = (cast: Cast) => cast.portal.background.idle()
const mailsTo = async (cast: Cast, who: Pick<Person, 'email'>, purpose = 'notifications.single') =>
  items(
    await cast.ada
      .get(`/api/mail-messages?limit=200&q=${encodeURIComponent(who.email)}&purpose=${purpose}`)
      .answers(200),
  )
const prefer = (who: Person, ...preferences: object[]) =>
  who.put('/api/notifications/preferences', { preferences }).answers(200)
const speaksGerman = (who: Person) => who.patch('/api/me', { locale: 'de-DE' }).answers(200)
const tell = (cast: Cast, who: Person, more: object = {}) =>
  cast.ada
    .post('/api/notifications', {
      event_type: 'shop.order_submitted',
      message: 'Hi',
      user_id: who.user_id,
      ...more,
    })
    .answers(201)
const deliveriesOf = async (cast: Cast, who: Person) =>
  items(await cast.ada.get(`/api/notification-deliveries?user_id=${who.user_id}`).answers(200))
const settings = (who: Person, more: object) =>
  who
    .put('/api/notifications/settings', {
      time_zone: null,
      digest: 'daily',
      digest_time: '08:00',
      digest_weekday: 1,
      quiet_from: null,
      quiet_to: null,
      quiet_days: [1, 2, 3, 4, 5, 6, 7],
      ...more,
    })
    .answers(200)

async function mailOf(
  cast: Cast,
  who: Person,
): Promise<{ headers: Record<string, string>; text: string; id: number }> {
  const [mail] = await mailsTo(cast, who)
  const { rows } = await asOwner(cast.database, (client) =>
    client.query('select id, headers, body_text as text from myportal.mail_messages where id = $1', [
      mail?.id,
    ]),
  )
  return rows[0]
}

test('in app off and mail on: nothing in the feed, one mail in the outbox', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  await prefer(bob, { event_type: 'shop.order_submitted', channel_in_app: false, channel_email: true })
  await tell(cast, bob)
  await idle(cast)
  assert.deepEqual(items(await bob.get('/api/notifications?event_type=shop.*').answers(200)), [])
  assert.equal((await bob.get('/api/notifications/summary?event_type=shop.*').answers(200)).total_count, 0)
  assert.equal((await mailsTo(cast, bob)).length, 1)
  const [delivery] = await deliveriesOf(cast, bob)
  assert.equal(delivery?.status, 'sending')
  assert.match(String(delivery?.address), /^b\*\*\*@/)
  // What somebody publishes under a name whose mail a module or identity writes has no text of theirs.
  for (const event_type of ['tickets.replied', 'security.new_device']) await tell(cast, bob, { event_type })
  await idle(cast)
  assert.equal((await mailsTo(cast, bob)).length, 3)
})

test('an answer in a ticket is one row and one mail for each, and nothing for who wrote it', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  const ticket = await bob.post('/api/tickets', { subject: 'Printer', body: 'Broken' }).answers(201)
  await cast.ada
    .patch(`/api/tickets/${ticket.id}`, { assigned_user_id: cast.tess.user_id, version: ticket.version })
    .answers(200)
  await idle(cast)
  const assigned = items(await cast.tess.get('/api/notifications?event_type=tickets.assigned').answers(200))
  assert.equal(assigned.filter((one) => String(one.link).endsWith(String(ticket.number))).length, 1)
  const follower = { user_id: cast.tess.user_id, kind: 'follower' }
  await cast.ada.post(`/api/tickets/${ticket.id}/watchers`, follower).answers(201)
  const mailed = (await mailsTo(cast, cast.tess, 'tickets.replied')).length
  await bob.post(`/api/tickets/${ticket.id}/replies`, { body: 'Still broken' }).answers(201)
  await idle(cast)
  assert.equal((await mailsTo(cast, cast.tess, 'tickets.replied')).length, mailed + 1)
  const toTess = items(await cast.tess.get('/api/notifications?event_type=tickets.replied').answers(200))
  assert.equal(toTess.filter((one) => String(one.link).endsWith(String(ticket.number))).length, 1)
  assert.deepEqual(items(await bob.get('/api/notifications?event_type=tickets.*').answers(200)), [])
  assert.equal((await mailsTo(cast, bob, 'tickets.replied')).length, 0)
  const key = await cast.tess
    .post('/api/api-keys', { description: 'k', scopes: ['tickets.answer'] })
    .answers(201)
  const byKey = personAt(cast.base, 'key')
  const headers = { authorization: `Bearer ${key.api_key}` }
  await byKey.post(`/api/tickets/${ticket.id}/replies`, { body: 'By my program' }, { headers }).answers(201)
  await idle(cast)
  const again = items(await cast.tess.get('/api/notifications?event_type=tickets.replied').answers(200))
  assert.equal(again.length, toTess.length)
  assert.equal((await mailsTo(cast, bob, 'tickets.replied')).length, 1)
})

test('an internal note tells nobody of the customer, and says nothing of what it holds', async () => {
  const cast = await portal()
  const { bob, olive } = cast.acme
  const ticket = await bob.post('/api/tickets', { subject: 'Printer', body: 'Broken' }).answers(201)
  await cast.ada
    .patch(`/api/tickets/${ticket.id}`, { assigned_user_id: cast.tess.user_id, version: ticket.version })
    .answers(200)
  await cast.ada
    .post(`/api/tickets/${ticket.id}/replies`, { body: 'SECRET words', is_internal: true })
    .answers(201)
  await idle(cast)
  for (const who of [bob, olive])
    assert.deepEqual(
      items(await who.get('/api/notifications?event_type=tickets.note_added').answers(200)),
      [],
    )
  const [note] = items(await cast.tess.get('/api/notifications?event_type=tickets.note_added').answers(200))
  assert.ok(note)
  assert.ok(!JSON.stringify(note).includes('SECRET'))
})

test('two changes of status within a minute are one row with the last one', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  const ticket = await bob.post('/api/tickets', { subject: 'Printer', body: 'Broken' }).answers(201)
  await prefer(bob, { event_type: 'tickets.status_changed', channel_email: true })
  await cast.tess
    .patch(`/api/tickets/${ticket.id}`, { status: 'in_progress', version: ticket.version })
    .answers(200)
  await idle(cast)
  const second = await cast.tess.get(`/api/tickets/${ticket.id}`).answers(200)
  await cast.tess
    .patch(`/api/tickets/${ticket.id}`, { status: 'pending', version: second.version })
    .answers(200)
  await idle(cast)
  const told = async () =>
    items(await bob.get('/api/notifications?event_type=tickets.status_changed').answers(200))
  const rows = await told()
  assert.equal(rows.length, 1)
  await replayEvents(cast.database, {
    consumer: 'notifications',
    from: new Date(String(ticket.created_at)),
    scopeFor: (tx, company_id, caused_by) => houseScope(tx, { company_id, caused_by }),
  })
  assert.deepEqual(await told(), rows)
  assert.match(String(rows[0]?.message), /Waiting for you/)
  assert.equal((rows[0]?.metadata as Loose | undefined)?.count, 2)
  const deliveries = (await deliveriesOf(cast, bob)).filter(
    (one) => String(one.event_type) === 'tickets.status_changed',
  )
  assert.deepEqual(
    deliveries.map((one) => [one.status, one.notification_id]),
    [['scheduled', rows[0]?.id]],
  )
  await asOwner(cast.database, (client) =>
    client.query('update myportal.notification_deliveries set due_at = now() where user_id = $1', [
      bob.user_id,
    ]),
  )
  await release(cast)
  assert.equal((await mailsTo(cast, bob, 'tickets.status_changed')).length, 1)
})

test('one-click: the link switches mail of the type off, opening it does not, a changed one is not there', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  await prefer(bob, { event_type: 'shop.order_submitted', channel_email: true })
  await speaksGerman(bob)
  await tell(cast, bob, { message: '<img src=x onerror=alert(1)>' })
  await idle(cast)
  const { headers, text } = await mailOf(cast, bob)
  assert.match(text, /^Guten Tag Bob.*<img src=x/s)
  assert.equal(headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click')
  assert.match(String(headers['Message-ID']), /^<notification-\d+@/)
  const path = new URL(String(headers['List-Unsubscribe']).slice(1, -1)).pathname
  for (let i = 0; i < 10; i++) {
    const page = await fetch(cast.base + path, { headers: { accept: 'text/html' } })
    assert.equal(page.status, 200)
    assert.match(await page.text(), /lang="de".*Keine Mails mehr zu „shop.*<button>/s)
  }
  const email = async () =>
    ((await bob.get('/api/notifications/preferences').answers(200)).preferences as unknown as Loose[]).find(
      (one) => String(one.event_type) === 'shop.order_submitted',
    )?.channel_email
  assert.equal(await email(), true)
  const press = (to: string) =>
    fetch(cast.base + to, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })
  assert.equal((await press(`${path.slice(0, -2)}xx`)).status, 404)
  for (let i = 0; i < 2; i++) assert.equal((await press(path)).status, 200)
  assert.equal(await email(), false)
  const told = await cast.ada
    .get(`/api/audit-logs?type=notification_email.unsubscribed&subject_type=user&subject_id=${bob.user_id}`)
    .answers(200)
  assert.equal(items(told).length, 1)
  await tell(cast, bob)
  await idle(cast)
  assert.equal((await mailsTo(cast, bob)).length, 1)
  await prefer(bob, { event_type: 'custom.alert', channel_email: true })
  const all = { method: 'POST', body: new URLSearchParams({ scope: 'all' }) }
  assert.equal((await fetch(cast.base + path, all)).status, 200)
  const { preferences } = await bob.get('/api/notifications/preferences').answers(200)
  const mailed = (preferences as unknown as Loose[]).filter((one) => one.channel_email)
  assert.deepEqual(
    mailed.filter((one) => !String(one.event_type).startsWith('security.')),
    [],
  )
})

test('quiet hours hold mail back, but not what is critical', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  await prefer(bob, { event_type: 'shop.order_submitted', channel_email: true })
  const now = new Date()
  const clock = (hours: number) => `${String((now.getUTCHours() + hours + 24) % 24).padStart(2, '0')}:00`
  await settings(bob, { time_zone: 'UTC', quiet_from: clock(-1), quiet_to: clock(2) })
  await tell(cast, bob)
  await idle(cast)
  const [held] = await deliveriesOf(cast, bob)
  assert.equal(held?.status, 'scheduled')
  assert.equal(String(held?.due_at).slice(11, 16), clock(2))
  await tell(cast, bob, { severity: 'critical' })
  await idle(cast)
  assert.equal((await mailsTo(cast, bob)).length, 1)
  // What waited goes where the person reads mail by then.
  const email = `moved.${bob.email}`
  await asOwner(cast.database, async (client) => {
    await client.query('update myportal.users set email = $2 where id = $1', [bob.user_id, email])
    await client.query('update myportal.notification_deliveries set due_at = now() where id = $1', [held?.id])
  })
  await release(cast)
  assert.equal((await mailsTo(cast, { email })).length, 1)
})

test('who left the company between message and mail gets none, nor do the people of one that is archived', async () => {
  const cast = await portal()
  const { eve } = cast.globex
  const mia = await cast.member(cast.acme.id, 'Mia', 'Member')
  for (const one of [mia, eve]) {
    const ticket = await one.post('/api/tickets', { subject: 'Printer', body: 'Broken' }).answers(201)
    await settings(one, { time_zone: 'UTC', quiet_from: '00:00', quiet_to: '23:59' })
    await cast.tess.post(`/api/tickets/${ticket.id}/replies`, { body: 'Wait' }).answers(201)
  }
  await idle(cast)
  const { items: members } = await cast.ada
    .get(`/api/companies/${cast.acme.id}/memberships?limit=200`)
    .answers(200)
  const membership = (members as unknown as Loose[]).find((one) => Number(one.user?.id) === mia.user_id)
  await cast.ada.post(`/api/memberships/${membership?.id}/suspend`, {}).answers(200)
  await cast.ada.post(`/api/companies/${cast.globex.id}/archive`, { reason: 'Sold' }).answers(200)
  await asOwner(cast.database, (client) =>
    client.query(`update myportal.notification_deliveries set due_at = now() where user_id = any ($1)`, [
      [mia.user_id, eve.user_id],
    ]),
  )
  await release(cast)
  for (const one of [mia, eve]) {
    const [delivery] = (await deliveriesOf(cast, one)).filter(
      ({ event_type }) => String(event_type) === 'tickets.replied',
    )
    assert.deepEqual([delivery?.status, delivery?.reason], ['suppressed', 'access_ended'])
  }
  assert.deepEqual(items(await mia.get('/api/notifications?event_type=tickets.*').answers(200)), [])
})

test('a digest is one mail of what is unread; read before, it is not in it; nothing to say, no mail', async () => {
  const cast = await portal()
  const { bob, olive } = cast.acme
  for (const who of [bob, olive])
    await prefer(who, { event_type: 'shop.order_submitted', channel_email: true, email_mode: 'digest' })
  await speaksGerman(bob)
  await tell(cast, bob, { message: 'First <order>' })
  const second = await tell(cast, bob, { message: 'Second order' })
  const only = await tell(cast, olive, { message: 'Only order' })
  await bob.post(`/api/notifications/${second.id}/read`).answers(200)
  await olive.post(`/api/notifications/${only.id}/read`).answers(200)
  await idle(cast)
  assert.equal((await mailsTo(cast, bob)).length, 0)
  await asOwner(cast.database, (client) =>
    client.query(
      `update myportal.notification_deliveries set due_at = date_trunc('hour', now()) where is_digest`,
    ),
  )
  // What was told shortly before the digest was asked for at that time, too.
  const waiting = (await deliveriesOf(cast, bob)).map(({ id }) => Number(id))
  await inHouseScope(cast.database, { company_id: null }, (scope) => mailDue(scope, waiting))
  await Promise.all([digest(cast), digest(cast), digest(cast)])
  assert.equal((await mailsTo(cast, bob)).length, 0)
  const digests = await mailsTo(cast, bob, 'notifications.digest')
  assert.equal(digests.length, 1)
  const mail = await cast.ada.get(`/api/mail-messages/${digests[0]?.id}`).answers(200)
  assert.match(String(mail.subject), /: eine Nachricht$/)
  assert.match(String(mail.body_text), /^Guten Tag Bob.*- First <order>.*Keine Sammelmails mehr: http/s)
  assert.match(String(mail.body_html), /<li>First &#60;order&#62;<\/li>.*>Keine Sammelmails mehr<\/a>/s)
  assert.doesNotMatch(String(mail.body_text), /Second order/)
  assert.equal((await mailsTo(cast, olive, 'notifications.digest')).length, 0)
  await tell(cast, bob, { message: 'Third order' })
  await settings(bob, { digest: 'off' })
  assert.equal((await deliveriesOf(cast, bob))[0]?.status, 'cancelled')
})

test('mail of the security of an account is recorded once, by whoever wrote it', async () => {
  const cast = await portal()
  const { olive } = cast.acme
  await olive.post('/api/api-keys', { description: 'Report', scopes: ['account.read'] }).answers(201)
  await idle(cast)
  const deliveries = (await deliveriesOf(cast, olive)).filter(
    (one) => String(one.event_type) === 'security.api_key_created',
  )
  assert.deepEqual(
    deliveries.map((one) => [one.status, one.reason]),
    [['sent', 'mailed_by_identity']],
  )
  assert.equal((await mailsTo(cast, olive)).length, 0)
  const { rows } = await asOwner(cast.database, (client) =>
    client.query(
      `select headers from myportal.mail_messages where recipient = $1 and purpose like 'identity.%'`,
      [olive.email],
    ),
  )
  assert.ok(rows.length > 0)
  for (const { headers } of rows) assert.ok(!('List-Unsubscribe' in headers))
})

test('a message to many is mailed to those who want mail of that type', async () => {
  const cast = await portal()
  const { bob, olive } = cast.acme
  await prefer(bob, { event_type: 'general', channel_email: true })
  await cast.ada
    .post('/api/notifications', {
      event_type: 'general',
      message: 'All',
      company_id: cast.acme.id,
      channels: ['email'],
    })
    .answers(201)
  await idle(cast)
  assert.equal((await mailsTo(cast, bob)).length, 1)
  assert.equal((await mailsTo(cast, olive)).length, 0)
})

test('what many see later is mailed when it begins, and begins when it was put off to', async () => {
  const cast = await portal()
  const { bob } = cast.acme
  await prefer(bob, { event_type: 'general', channel_email: true })
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const begins = inHours(5)
  const { id } = await cast.ada
    .post('/api/notifications', {
      event_type: 'general',
      message: 'Maintenance',
      company_id: cast.acme.id,
      channels: ['email'],
      starts_at: begins,
    })
    .answers(201)
  await idle(cast)
  const due = async () => {
    const [delivery] = await deliveriesOf(cast, bob)
    return [delivery?.status, delivery?.due_at]
  }
  assert.deepEqual(await due(), ['scheduled', begins])
  const later = inHours(7)
  await cast.ada.patch(`/api/notifications/${id}/broadcast`, { starts_at: later }).answers(200)
  assert.deepEqual(await due(), ['scheduled', later])
  await cast.ada.patch(`/api/notifications/${id}/broadcast`, { starts_at: inHours(-1) }).answers(200)
  await release(cast)
  assert.equal((await mailsTo(cast, bob)).length, 1)
})

async function run(cast: Cast, name: string): Promise<void> {
  const { taskDefinitions } = await import('../../../platform/jobs/index.ts')
  const task = taskDefinitions().get(name)
  const signal = new AbortController().signal
  const work = {
    input: {},
    company_id: null,
    database: cast.database,
    run_id: 1,
    attempt: 1,
    signal,
    log: cast.portal.log,
  }
  await task?.run(work as never)
  await idle(cast)
}
const release = (cast: Cast) => run(cast, 'notifications.release')
const digest = (cast: Cast) => run(cast, 'notifications.digest')
