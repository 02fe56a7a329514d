import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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

test('a mail that arrived is sent, under the Message-ID of its delivery', async () => {
  await ada.post('/api/notifications/settings/test').answers(201)
  await until(async () => String((await latest())?.status) === 'sent')
  const id = (await latest())?.id
  const mail = smtp.messages.at(-1)
  assert.match(String(mail?.message_id), new RegExp(`notification-${id}@`))
  assert.match(String(mail?.raw), /Auto-Submitted: auto-generated/)
  assert.match(String(mail?.raw), /X-Auto-Response-Suppress: All/)
})

test('an address that refuses three times for good gets no more mail, and its person is told', async () => {
  smtp.answer((stage) => (stage === 'rcpt' ? '550 No such mailbox' : null))
  for (let round = 1; round <= 3; round++) {
    await ada.post('/api/notifications/settings/test').answers(201)
    await until(async () => {
      const rows = await deliveries()
      return rows.filter((one) => String(one.status) === 'failed').length === round
    })
  }
  smtp.answer(() => null)
  await until(async () => {
    const { banners } = await ada.get('/api/notifications/bell').answers(200)
    return (banners as unknown as Loose[]).some((one) => /refused/.test(String(one.message)))
  })
  await ada.post('/api/notifications/settings/test').answers(201)
  await until(async () => String((await latest())?.reason) === 'bounced')
  const failed = (await deliveries()).find((one) => String(one.status) === 'failed')
  const again = await ada.post(`/api/notification-deliveries/${failed?.id}/retry`).answers(202)
  assert.equal(again.status, 'scheduled')
  await ada
    .post(`/api/notification-deliveries/${(await latest())?.id}/retry`)
    .answers(409, 'delivery_finished')
})
