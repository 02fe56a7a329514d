import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { taskDefinitions } from '../../../platform/jobs/index.ts'
import { personAt } from '../../../test/harness/person.ts'
import { emptyPortal, type Loose, password } from '../../../test/portal.ts'
import { openSmsGateway, type SmsGateway } from '../../../test/stand-ins/sms-gateway.ts'

let gateway: SmsGateway
let house: Awaited<ReturnType<typeof emptyPortal>>
let ada: ReturnType<typeof personAt>

before(async () => {
  gateway = await openSmsGateway()
  house = await emptyPortal({
    SMS_ENDPOINT: gateway.url,
    SMS_AUTH: 'dXNlcjpwdw==',
    OUTBOUND_ALLOW: '127.0.0.1',
  })
  ada = personAt(house.base, 'Ada', 'ada@provider.example')
  const person = { email: ada.email, password, first_name: 'Ada', last_name: 'L', company_name: 'Provider' }
  const { user } = await ada.post('/api/auth/register', person).answers(201)
  ada.user_id = Number(user?.id)
})
after(async () => {
  await house.close()
  await gateway.close()
})

const prefer = () =>
  ada.put('/api/notifications/preferences', {
    preferences: [{ event_type: 'shop.order_submitted', channel_sms: true }],
  })
const texts = () => gateway.received.map(({ body }) => String((body.textMessage as { text: string }).text))
const tell = (message: string) =>
  ada
    .post('/api/notifications', {
      event_type: 'shop.order_submitted',
      message,
      user_id: ada.user_id,
      severity: 'critical',
    })
    .answers(201)
const deliveries = async () =>
  (await ada.get('/api/notification-deliveries?channel=sms').answers(200)).items as unknown as Loose[]

test('a number counts once its code was typed in; a wrong one does not, and there are three codes an hour', async () => {
  await prefer().then((reply) => assert.equal(reply.status, 422))
  const named = (number: string) => ada.post('/api/notifications/sms-number', { number })
  await named('12').answers(422)
  // Without a country of the company nobody knows whose number this is.
  assert.equal((await named('0400 000 123').answers(422)).errors?.[0]?.field, 'number')
  await asOwner(house.database, (client) => client.query(`update myportal.companies set country = 'AU'`))
  await named('0400 000 123').answers(200)
  assert.deepEqual(gateway.received.at(-1)?.body.phoneNumbers, ['+61400000123'])
  const code = /^\d{6}/.exec(texts().at(-1) ?? '')?.[0] ?? ''
  const wrong = code === '000000' ? '000001' : '000000'
  await ada.post('/api/notifications/sms-number/confirm', { code: wrong }).answers(422)
  const settings = await ada.post('/api/notifications/sms-number/confirm', { code }).answers(200)
  assert.equal(settings.sms_confirmed, true)
  assert.equal((await prefer()).status, 200)
  await ada.post('/api/notifications/sms-number', { number: '+61 400 000 124' }).answers(200)
  await ada.post('/api/notifications/sms-number', { number: '+61 400 000 125' }).answers(200)
  await ada
    .post('/api/notifications/sms-number', { number: '+61 400 000 126' })
    .answers(429, 'too_many_attempts')
  for (let i = 0; i < 4; i++)
    await ada.post('/api/notifications/sms-number/confirm', { code: wrong }).answers(422)
  await ada.post('/api/notifications/sms-number/confirm', { code: wrong }).answers(429)
  const last = /^\d{6}/.exec(texts().at(-1) ?? '')?.[0] ?? ''
  await ada.post('/api/notifications/sms-number/confirm', { code: last }).answers(429)
  await asOwner(house.database, (client) =>
    client.query(
      "update myportal.notification_settings set sms_number = '+61400000123', sms_confirmed_at = now()",
    ),
  )
})

test('the body is exactly as promised, a refusal ends it at once, and the sixth in an hour is not sent', async () => {
  const before = gateway.received.length
  await tell('Order A-77')
  await house.portal.background.idle()
  const sent = gateway.received.at(-1)
  assert.equal(gateway.received.length, before + 1)
  assert.equal(sent?.authorization, 'Basic dXNlcjpwdw==')
  assert.deepEqual(sent?.body, {
    textMessage: { text: 'Order A-77 http://localhost:0/notifications' },
    phoneNumbers: ['+61400000123'],
    simNumber: 1,
    ttl: 3600,
    priority: 100,
  })
  gateway.answer(400)
  await tell('Refused')
  await house.portal.background.idle()
  const [refused] = await deliveries()
  assert.deepEqual([refused?.status, refused?.attempt_count, refused?.last_error], ['failed', 1, 'http_400'])
  gateway.answer(503)
  await tell('Later')
  await house.portal.background.idle()
  const [later] = await deliveries()
  assert.deepEqual([later?.status, later?.attempt_count], ['scheduled', 1])
  const { rows } = await asOwner(house.database, (client) =>
    client.query(
      `select round(extract(epoch from start_after - now()))::int as wait from pgboss.job
       where name = 'notifications.sms' and state = 'created'`,
    ),
  )
  assert.ok(rows.length === 1 && rows[0].wait > 15 && rows[0].wait <= 30, JSON.stringify(rows))
  // What follows does not wait for it.
  await asOwner(house.database, async (client) => {
    await client.query(`delete from pgboss.job where name = 'notifications.sms' and state = 'created'`)
    await client.query(`delete from myportal.notification_deliveries where id = $1`, [later?.id])
  })
  gateway.answer(202)
  for (let i = 0; i < 5; i++) await tell(`Again ${i}`)
  await house.portal.background.idle()
  // They are sent at once: any of the five may have come last.
  const reasons = (await deliveries()).filter(({ status }) => String(status) === 'suppressed')
  assert.deepEqual(
    reasons.map(({ reason }) => String(reason)),
    ['limit'],
  )
  assert.equal((await deliveries()).filter((one) => String(one.status) === 'sent').length, 5)
  // It counts when they went: those of a night are written hours before.
  await asOwner(house.database, (client) =>
    client.query("update myportal.notification_deliveries set created_at = created_at - interval '9 hours'"),
  )
  await tell('Of the night')
  await house.portal.background.idle()
  assert.equal((await deliveries())[0]?.reason, 'limit')
})

test('an SMS whose worker died is tried again, and fails after its last attempt', async () => {
  gateway.answer(202)
  const later = (await deliveries()).at(-1)
  const dies = (attempts: number) =>
    asOwner(house.database, (client) =>
      client.query(
        `update myportal.notification_deliveries set status = 'sending', attempt_count = $2,
           due_at = now() - interval '1 second' where id = $1`,
        [later?.id, attempts],
      ),
    )
  const end = async () =>
    (await deliveries())
      .filter(({ id }) => Number(id) === Number(later?.id))
      .map(({ status, last_error }) => [status, last_error])
  await dies(3)
  await release()
  assert.deepEqual(await end(), [['failed', 'no_answer']])
  await twoHoursPass()
  await dies(1)
  await release()
  assert.deepEqual(await end(), [['sent', null]])
})

const twoHoursPass = () =>
  asOwner(house.database, (client) =>
    client.query(`update myportal.notification_deliveries set due_at = due_at - interval '2 hours',
      sent_at = sent_at - interval '2 hours'`),
  )

async function release(): Promise<void> {
  const task = taskDefinitions().get('notifications.release')
  const work = { input: {}, company_id: null, database: house.database, run_id: 1, attempt: 1 }
  const signal = new AbortController().signal
  await task?.run({ ...work, signal, log: house.portal.log } as never)
  await house.portal.background.idle()
}

const alarms = async (type: string) =>
  (await ada.get(`/api/notifications?event_type=${type}`).answers(200)).items as unknown as Loose[]

test('super administrators hear once an hour that something failed, and once a day that SMS are at their limit, each in their language', async () => {
  const [failed, ...others] = await alarms('system.delivery_failed')
  assert.match(String(failed?.message), /^An SMS could not be delivered \(http_400\)/)
  assert.deepEqual(others, [])
  assert.deepEqual(await alarms('system.sms_limit'), [])
  await asOwner(house.database, async (client) => {
    await client.query("update myportal.users set locale = 'de-DE'")
    await client.query(
      `insert into myportal.notification_deliveries (notification_id, event_type, user_id, address, channel, status, due_at, created_at)
       select d.notification_id, d.event_type, d.user_id, '+6140000' || n, 'sms', 'sent', now(), now() from
         (select * from myportal.notification_deliveries where channel = 'sms' order by id limit 1) d, generate_series(1000, 1199) n`,
    )
  })
  await tell('One too many')
  await tell('Two too many')
  await house.portal.background.idle()
  const told = await alarms('system.sms_limit')
  assert.equal(told.length, 1)
  assert.match(String(told[0]?.message), /^Heute wurden 200 SMS gesendet/)
  const found = await ada.get('/api/notifications?q=mitternacht').answers(200)
  assert.equal(found.items?.length, 1)
  await ada.post('/api/notifications/settings/test').answers(201)
  await house.portal.background.idle()
  const mails = await ada.get('/api/mail-messages?purpose=notifications.single').answers(200)
  const [newest] = mails.items as unknown as Loose[]
  const mail = await ada.get(`/api/mail-messages/${newest?.id}`).answers(200)
  assert.match(String(mail.subject), /^Testnachricht/)
  assert.match(String(mail.body_text), /^Guten Tag Ada L,\s+Das ist ein Test/)
})

test('the limit of a day can be set; of a ticket an SMS says nothing but that there is news, in the language of its reader', async () => {
  const path = '/api/notifications/sms-limit'
  const found = await ada.get(path).answers(200)
  assert.deepEqual([found.sms_daily_limit, Number(found.sms_sent_today) >= 200], [200, true])
  await ada.put(path, { sms_daily_limit: -1 }).answers(422)
  assert.equal((await ada.put(path, { sms_daily_limit: 1_000 }).answers(200)).sms_daily_limit, 1_000)
  await twoHoursPass()
  const preferences = ['tickets.replied', 'shop.order_submitted'].map((event_type) => ({
    event_type,
    channel_sms: true,
  }))
  await ada.put('/api/notifications/preferences', { preferences }).answers(200)
  const secret = { message: 'T-7: the password is', link: '/tickets/T-7', severity: 'critical' }
  await ada
    .post('/api/notifications', { event_type: 'tickets.replied', user_id: ada.user_id, ...secret })
    .answers(201)
  await house.portal.background.idle()
  assert.equal(texts().at(-1), 'Es gibt Neues in einem Ticket. http://localhost:0/tickets/T-7')
  const far = { message: '😀'.repeat(300), link: `/shop/${'x'.repeat(490)}`, severity: 'critical' }
  await ada
    .post('/api/notifications', { event_type: 'shop.order_submitted', user_id: ada.user_id, ...far })
    .answers(201)
  await house.portal.background.idle()
  assert.match(texts().at(-1) ?? '', /^(😀)+… http:\/\/localhost:0\/notifications$/u)
  assert.ok((texts().at(-1) ?? '').length <= 480)
  await ada.delete('/api/notifications/sms-number').answers(204)
  await ada.delete('/api/notifications/sms-number').answers(404)
})
