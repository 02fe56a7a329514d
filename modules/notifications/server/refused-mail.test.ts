import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { taskDefinitions } from '../../../platform/jobs/index.ts'
import { personAt } from '../../../test/harness/person.ts'
import { until } from '../../../test/harness/until.ts'
import { emptyPortal, type Loose, password } from '../../../test/portal.ts'
import { openSmtpStandIn, type SmtpStandIn } from '../../../test/stand-ins/smtp.ts'

let smtp: SmtpStandIn
let house: Awaited<ReturnType<typeof emptyPortal>>
let ada: ReturnType<typeof personAt>

before(async () => {
  smtp = await openSmtpStandIn()
  house = await emptyPortal({
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(smtp.port),
    SMTP_SECURE: 'off',
    SMTP_FROM: 'portal@provider.example',
    DEFAULT_LOCALE: 'de-AT',
  })
  ada = personAt(house.base, 'Ada', 'ada@provider.example')
  const person = { email: ada.email, password, first_name: 'Ada', last_name: 'L', company_name: 'Provider' }
  const { user } = await ada.post('/api/auth/register', person).answers(201)
  ada.user_id = Number(user?.id)
})
after(async () => {
  await house.close()
  await smtp.close()
})

const deliveries = async () =>
  (await ada.get('/api/notification-deliveries?event_type=general.test').answers(200))
    .items as unknown as Loose[]
const latest = async () => (await deliveries())[0]

test('a mail that arrived is sent, under the Message-ID of its delivery, in the portal’s language where nobody chose one', async () => {
  await ada.post('/api/notifications/settings/test').answers(201)
  await until(async () => String((await latest())?.status) === 'sent')
  const id = (await latest())?.id
  const mail = smtp.messages.at(-1)
  assert.match(String(mail?.message_id), new RegExp(`notification-${id}@`))
  assert.equal(mail?.subject, 'Testnachricht')
  assert.match(String(mail?.raw), /Guten Tag Ada L/)
  assert.match(String(mail?.raw), /Auto-Submitted: auto-generated/)
  assert.match(String(mail?.raw), /X-Auto-Response-Suppress: All/)
})

/** All mail that waits is tried once more, and no more after that. */
async function lastTry(): Promise<void> {
  await asOwner(house.database, async (client) => {
    await client.query(
      `update myportal.mail_messages set attempts = 7, next_try_at = now() where state = 'queued'`,
    )
    await client.query(
      `update pgboss.job set start_after = now() where state = 'created' and name like 'mail.%'`,
    )
  })
  await house.portal.background.idle()
}

test('mail that the relay does not take until its last try is one alarm in an hour for super administrators', async () => {
  smtp.answer((stage) => (stage === 'message' ? '451 4.3.0 Try later' : null))
  for (let round = 1; round <= 2; round++) {
    await ada.post('/api/notifications/settings/test').answers(201)
    await house.portal.background.idle()
    await lastTry()
    const latestOne = await latest()
    assert.deepEqual([latestOne?.status, latestOne?.last_error], ['failed', 'smtp_451'])
  }
  await ada.post('/api/api-keys', { description: 'Report', scopes: ['account.read'] }).answers(201)
  await house.portal.background.idle()
  await lastTry()
  smtp.answer(() => null)
  const failed = await ada.get('/api/mail-messages?state=failed&purpose=identity.api_key_made').answers(200)
  assert.equal((failed.items as unknown as Loose[]).length, 1)
  const { items } = await ada.get('/api/notifications?event_type=system.delivery_failed').answers(200)
  assert.deepEqual(
    (items as unknown as Loose[]).map(({ message, severity, link }) => [message, severity, link]),
    [
      [
        'Eine Mail konnte nicht zugestellt werden (smtp_451). Weitere können warten oder scheitern.',
        'warning',
        '/admin/deliveries?status=failed',
      ],
    ],
  )
})

test('an address that refuses three times for good gets no more mail, and its person is told', async () => {
  smtp.answer((stage) => (stage === 'rcpt' ? '550 No such mailbox' : null))
  const refused = (count: number) =>
    until(async () => {
      const rows = await deliveries()
      return rows.filter((one) => String(one.last_error) === 'smtp_550').length === count
    })
  const prefer = (email_mode: string) =>
    ada
      .put('/api/notifications/preferences', { preferences: [{ event_type: 'general.test', email_mode }] })
      .answers(200)
  await prefer('digest')
  // Three messages in one mail are refused once.
  for (let n = 1; n <= 3; n++) await ada.post('/api/notifications/settings/test').answers(201)
  await digest()
  await refused(3)
  await prefer('instant')
  for (let round = 1; round <= 2; round++) {
    await ada.post('/api/notifications/settings/test').answers(201)
    await refused(3 + round)
  }
  smtp.answer(() => null)
  await until(async () => {
    const { banners } = await ada.get('/api/notifications/bell').answers(200)
    return (banners as unknown as Loose[]).some((one) => /abgelehnt/.test(String(one.message)))
  })
  await ada.post('/api/notifications/settings/test').answers(201)
  await until(async () => String((await latest())?.reason) === 'bounced')
  // By hand it goes there again, and so does what follows.
  const at = `/api/notification-deliveries/${(await latest())?.id}`
  const again = await ada.post(`${at}/retry`).answers(202)
  const accepted = [again.status, again.kind, again.path].map(String)
  assert.deepEqual(accepted, ['scheduled', 'notification_delivery', at])
  assert.equal((await ada.get(at).answers(200)).id, again.id)
  await ada.post('/api/notifications/settings/test').answers(201)
  const settled = async () => (await deliveries()).slice(0, 2).map(({ status }) => String(status))
  await until(async () => (await settled()).every((status) => status === 'sent'))
  await ada
    .post(`/api/notification-deliveries/${(await latest())?.id}/retry`)
    .answers(409, 'delivery_finished')
})

async function digest(): Promise<void> {
  await asOwner(house.database, (client) =>
    client.query(`update myportal.notification_deliveries set due_at = now() where is_digest`),
  )
  const work = { input: {}, company_id: null, database: house.database, run_id: 1, attempt: 1 }
  const signal = new AbortController().signal
  const task = taskDefinitions().get('notifications.digest')
  await task?.run({ ...work, signal, log: house.portal.log } as never)
}
