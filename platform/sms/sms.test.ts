import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openSmsGateway, type SmsGateway } from '../../test/stand-ins/sms-gateway.ts'
import type { Database } from '../database/index.ts'
import { openOutbound } from '../outbound/index.ts'
import { openSms, sendSms, smsConfigured } from './index.ts'

let gateway: SmsGateway
const outbound = openOutbound({ allow: '127.0.0.1' })
const strict = openOutbound({ allow: '' })
/** Only its identity counts here. */
const someDatabase = () => ({}) as Database
const message = { to: ['+61400000123'], text: 'Hello' }

before(async () => {
  gateway = await openSmsGateway()
})
after(async () => {
  await outbound.close()
  await strict.close()
  await gateway.close()
})

function open(database: Database, by = outbound, auth: string | null = 'dXNlcjpwdw==') {
  openSms({ database, settings: { endpoint: gateway.url, auth }, outbound: by })
  return database
}

test('a message reaches the gateway in its own words', async () => {
  const database = open(someDatabase())
  assert.equal(smsConfigured(database), true)
  gateway.answer(202)
  const sent = await sendSms(database, { to: message.to, text: 'ä'.repeat(500) })
  assert.deepEqual(sent, { outcome: 'sent', reference: `sms-${gateway.received.length}` })
  assert.deepEqual(gateway.received.at(-1), {
    path: '/messages',
    authorization: 'Basic dXNlcjpwdw==',
    body: {
      textMessage: { text: 'ä'.repeat(480) },
      phoneNumbers: ['+61400000123'],
      simNumber: 1,
      ttl: 3600,
      priority: 100,
    },
  })
})

test('without settings nothing is offered, and nothing sent', async () => {
  const database = someDatabase()
  openSms({ database, settings: null, outbound })
  assert.equal(smsConfigured(database), false)
  assert.deepEqual(await sendSms(database, message), { outcome: 'refused', error_code: 'not_configured' })
})

test('what the gateway refuses ends at once; what may pass later is worth another try', async () => {
  const database = open(someDatabase(), outbound, null)
  for (const [status, outcome] of [
    [400, 'refused'],
    [401, 'refused'],
    [408, 'retry'],
    [429, 'retry'],
    [503, 'retry'],
  ] as const) {
    gateway.answer(status)
    const got = await sendSms(database, message)
    assert.equal(got.outcome, outcome, String(status))
    assert.equal(gateway.received.at(-1)?.authorization, null)
  }
})

test('an address that the portal must not call is refused before anything is sent', async () => {
  const database = open(someDatabase(), strict)
  const before_ = gateway.received.length
  assert.deepEqual(await sendSms(database, message), {
    outcome: 'refused',
    error_code: 'address_not_allowed',
  })
  assert.equal(gateway.received.length, before_)
})
