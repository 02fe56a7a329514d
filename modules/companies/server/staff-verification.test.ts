import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { openOutbound } from '../../../platform/outbound/index.ts'
import { openSms } from '../../../platform/sms/index.ts'
import { limitTo } from '../../../test/harness/allow-list.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'
import { openSmsGateway, type SmsGateway } from '../../../test/stand-ins/sms-gateway.ts'
import { openStaffWork, staffWorkOf } from './staff-work.ts'

const path = '/api/staff-members'
let gateway: SmsGateway
const outbound = openOutbound({ allow: '127.0.0.1' })

before(async () => {
  gateway = await openSmsGateway()
})
after(async () => {
  await outbound.close()
  await gateway.close()
})

/** The portal sends text messages to the stand-in; an entry of Acme with a mobile phone. */
async function ready(
  mobile_phone: string | null = '+61412345678',
): Promise<Cast & { id: number; where: string }> {
  const cast = await portal()
  openSms({ database: cast.database, settings: { endpoint: gateway.url, auth: 'x' }, outbound })
  gateway.answer(202)
  const made = await cast.acme.olive.post(path, { first_name: 'Cal', mobile_phone }).answers(201)
  return { ...cast, id: Number(made.id), where: `${path}/${made.id}/verifications` }
}

const textOf = (gateway_: SmsGateway) =>
  String((gateway_.received.at(-1)?.body.textMessage as { text?: string } | undefined)?.text)

/** Asks for a code, and reads it off the phone. */
async function codeSent(by: Person, where: string): Promise<string> {
  const already = gateway.received.length
  await by.post(where, {}).answers(202)
  await until(() => gateway.received.length > already)
  await until(async () => String((await newest(by, where)).status) === 'sent')
  return /\b(\d{6})\b/.exec(textOf(gateway))?.[1] ?? ''
}

const newest = async (by: Person, where: string) =>
  ((await by.get(where).answers(200)).items as unknown as Loose[])[0] as Loose

const check = (by: Person, where: string, code: string) => by.post(`${where}/check`, { code })
const wrong = (code: string) => (code === '111111' ? '222222' : '111111')

test('a caller reads the code aloud and is confirmed, once', async () => {
  const { tess, acme, where, provider, ada } = await ready()
  const asked = await tess.post(where, { subject_type: 'ticket', subject_id: 1001 }).answers(202)
  assert.deepEqual([asked.destination_hint, asked.mobile_changed_recently], ['678', true])
  assert.deepEqual([asked.kind, asked.path], ['staff_verification', `${where}/${asked.id}`])
  const code = await codeSent(tess, where)
  assert.match(textOf(gateway), /^Provider: Tess Test .* We never ask for a password\.$/)
  assert.ok(provider.id)
  await check(tess, where, '12345').answers(422)
  const two = await Promise.all([
    check(tess, where, `${code.slice(0, 3)} ${code.slice(3)}`),
    check(ada, where, code),
  ])
  assert.deepEqual(two.map(({ status }) => status).sort(), [200, 409])
  await check(tess, where, code).answers(409, 'no_open_verification')
  const seen = await newest(tess, where)
  assert.equal(seen.status, 'confirmed')
  await tess.get(`${where}/${seen.id}`).answers(200)
  await acme.olive.post(where, {}).answers(403)
  await acme.olive.get(where).answers(403)
})

test('the digits that the phone received stand nowhere else', async () => {
  const cast = await ready()
  const { tess, where, database, id, ada, acme } = cast
  const code = await codeSent(tess, where)
  const lists = [where, `${path}/${id}`, path, `/api/events?limit=200`]
  for (const one of lists)
    assert.ok(!(await (one.startsWith('/api/events') ? ada : tess).get(one)).text.includes(code), one)
  assert.ok(!(await acme.olive.get(`${path}/${id}`)).text.includes(code))
  const found = await asOwner(database, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
    )
    const holding: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(
        `select t::text as row from ${name} t where t::text ~ '(^|[^0-9a-f])${code}([^0-9a-f]|$)'`,
      )
      // Times have six digits behind the second, too.
      if (rows.some(({ row }) => row.replace(/:\d\d\.\d+/g, '').includes(code))) holding.push(name)
    }
    return holding
  })
  assert.deepEqual(found, [])
})

test('after five wrong tries the code is dead, also for the right one', async () => {
  const { tess, where } = await ready()
  const code = await codeSent(tess, where)
  for (let left = 4; left >= 0; left--) {
    const refused = await check(tess, where, wrong(code)).answers(422, 'wrong_code')
    assert.equal(refused.attempts_left, left)
  }
  await check(tess, where, wrong(code)).answers(410, 'gone')
  await check(tess, where, code).answers(410, 'gone')
  assert.equal((await newest(tess, where)).status, 'failed')
})

test('a new code voids the old one, and there are three an hour', async () => {
  const { tess, where } = await ready()
  const old = await codeSent(tess, where)
  const code = await codeSent(tess, where)
  if (old !== code) await check(tess, where, old).answers(422, 'wrong_code')
  await check(tess, where, code).answers(200)
  await codeSent(tess, where)
  await tess.post(where, {}).answers(429, 'rate_limited')
})

test('without a phone, without a gateway and without the customer nothing is sent', async () => {
  const cast = await ready(null)
  const { tess, where, provider, globex, ada, database } = cast
  await tess.post(where, {}).answers(409, 'no_mobile_phone')
  const tim = await cast.member(provider.id, 'Tim', 'Technician')
  const { items } = await ada.get(`/api/companies/${provider.id}/memberships?limit=200`).answers(200)
  const his = (items as unknown as Loose[]).find(({ user }) => Number(user?.id) === tim.user_id)
  await limitTo(database, Number(his?.id), [globex.id])
  await tim.post(where, {}).answers(404)
  await check(tim, where, '123456').answers(404)
})

test('a code that cannot be sent says so, and is no code', async () => {
  const { tess, where, database } = await ready()
  gateway.answer(400)
  await tess.post(where, {}).answers(202)
  await until(async () => String((await newest(tess, where)).status) === 'undeliverable')
  await check(tess, where, '123456').answers(409, 'no_open_verification')
  // Busy: what was certainly not taken is sent again, with a new code.
  const already = gateway.received.length
  gateway.answer(503)
  await tess.post(where, {}).answers(202)
  await until(() => gateway.received.length > already)
  const first = textOf(gateway)
  gateway.answer(202)
  await until(() => gateway.received.length > already + 1, 30_000)
  assert.notEqual(textOf(gateway), first)
  assert.ok(database)
})

test('with a webhook the code goes there, with its key', async () => {
  const { tess, where, database } = await ready()
  const work = staffWorkOf(database)
  openStaffWork(database, { ...work, outbound, webhook: { url: gateway.url, key: 'secret key' } })
  const already = gateway.received.length
  await tess.post(where, {}).answers(202)
  await until(() => gateway.received.length > already)
  openStaffWork(database, work)
  const { body, authorization } = gateway.received.at(-1) ?? { body: {}, authorization: null }
  assert.equal(authorization, 'Bearer secret key')
  assert.deepEqual([body.phone, body.technician], ['+61412345678', 'Tess Test'])
  await until(async () => String((await newest(tess, where)).status) === 'sent')
  await check(tess, where, String(body.code)).answers(200)
})
