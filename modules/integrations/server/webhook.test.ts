import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { inTransaction } from '../../../platform/database/index.ts'
import { type Loose, type Person, personAt } from '../../../test/harness/person.ts'
import { until } from '../../../test/harness/until.ts'
import { emptyPortal, password } from '../../../test/portal.ts'
import {
  answers,
  floods,
  hangs,
  inTurn,
  type Received,
  type WebhookReceiver,
  webhookReceiver,
} from '../../../test/stand-ins/webhook-receiver.ts'
import { inHouseScope } from '../../companies/server/index.ts'
import { wakeSending } from './sending.job.ts'

let house: Awaited<ReturnType<typeof emptyPortal>>
let receiver: WebhookReceiver
let ada: Person
let acme: number
let globex: number

before(async () => {
  receiver = await webhookReceiver()
  house = await emptyPortal()
  ada = personAt(house.base, 'Ada', 'ada@provider.example')
  await ada
    .post('/api/auth/register', { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' })
    .answers(201)
  acme = Number((await ada.post('/api/companies', { name: 'Acme' }).answers(201)).id)
  globex = Number((await ada.post('/api/companies', { name: 'Globex' }).answers(201)).id)
})
after(async () => {
  await house.close()
  await receiver.close()
})

let count = 0
async function endpoint(more: Record<string, unknown> = {}) {
  const path = `/hook-${++count}`
  const wanted = { name: `Hook ${count}`, url: receiver.url + path, event_types: ['ticket.created'], ...more }
  const made = await ada.post('/api/webhook-endpoints', wanted).answers(201)
  const at = `/api/webhook-endpoints/${made.id}`
  return {
    path,
    at,
    id: Number(made.id),
    secret: String(made.secret),
    got: () => receiver.received.filter((one) => one.path === path),
    read: () => ada.get(at).answers(200),
    deliveries: async () =>
      (await ada.get(`/api/webhook-deliveries?endpoint_id=${made.id}`).answers(200))
        .items as unknown as Loose[],
    remove: () => ada.delete(at).answers(204),
  }
}

const ticket = (company_id = acme) =>
  ada.post('/api/tickets', { subject: `Ticket ${++count}`, body: 'b', company_id }).answers(201)

/** Waits until everything announced and due is done. */
const idle = () => house.portal.background.idle()
const verify = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body.toString('utf8'), headers as Record<string, string>)

/** Makes what waits due now: nobody waits a minute for a test. */
const hurry = () =>
  inTransaction(house.database, { role: 'portal_provider', all_companies: true }, async (tx) => {
    await tx.run("update webhook_deliveries set next_attempt_at = now() where status = 'pending'")
  })

async function sendDue(): Promise<void> {
  await hurry()
  const { items } = await ada.get('/api/webhook-endpoints').answers(200)
  await inHouseScope(house.database, { company_id: null }, async (scope) => {
    for (const one of items as unknown as Loose[]) await wakeSending(scope, Number(one.id))
  })
  await idle()
}

describe('what is sent', () => {
  test('is signed so that the published library verifies it, and stands in the monitor', async () => {
    const hook = await endpoint({ headers: { 'X-Api-Key': 'very secret' } })
    const made = await ticket()
    await idle()
    const [one, ...more] = hook.got()
    assert.ok(one)
    assert.equal(more.length, 0)
    const body = verify(hook.secret, one) as Record<string, unknown>
    assert.deepEqual(Object.keys(body), [
      'type',
      'timestamp',
      'event_id',
      'company_id',
      'subject',
      'actor',
      'data',
    ])
    assert.equal(body.type, 'ticket.created')
    assert.equal(body.company_id, acme)
    const subject = { type: 'ticket', id: made.id, url: `http://localhost:8000/tickets/${made.id}` }
    assert.deepEqual({ ...(body.subject as object), url: subject.url }, subject)
    assert.equal(one.headers['x-api-key'], 'very secret')

    const [delivery] = await hook.deliveries()
    assert.deepEqual([delivery?.status, delivery?.attempt_count].map(String), ['succeeded', '1'])
    const detail = await ada.get(`/api/webhook-deliveries/${delivery?.id}`).answers(200)
    assert.equal(String(detail.body), one.body.toString('utf8'))
    const sent = detail.attempts?.[0]?.request_headers as unknown as Record<string, string>
    assert.equal(sent['webhook-signature'], one.headers['webhook-signature'])
    assert.equal(sent['x-api-key'], '***')
    assert.equal(detail.attempts?.[0]?.remote_ip, '127.0.0.1')
    const { effects } = await ada.get(`/api/events/${body.event_id}/effects`).answers(200)
    assert.deepEqual(
      (effects as unknown as Loose[])
        .filter(({ kind }) => String(kind) === 'webhook_delivery')
        .map(({ id }) => Number(id)),
      [Number(delivery?.id)],
    )
    await hook.remove()
  })

  test('is what was asked for: by type, by company, by what the endpoint may see', async () => {
    const all = await endpoint({ event_types: ['*'] })
    const globexOnly = await endpoint({ company_ids: [globex], event_types: ['ticket.*'] })
    const inside = await endpoint({ view: 'provider', event_types: ['ticket.*'] })
    const { id } = await ticket()
    await ada.post(`/api/tickets/${id}/replies`, { body: 'not for customers', kind: 'internal_note' })
    await ada.post(`/api/tickets/${id}/notes`, { body: 'not for customers' })
    await ticket(globex)
    await idle()
    const types = (hook: typeof all) => hook.got().map(({ body }) => JSON.parse(body.toString()).type)
    assert.equal(globexOnly.got().length, 1)
    assert.ok(types(all).includes('ticket.created'))
    assert.ok(!types(all).some((type) => String(type).startsWith('webhook')))
    for (const { body } of all.got()) {
      assert.doesNotMatch(body.toString(), /provider_data|not for customers/)
    }
    assert.ok(types(inside).length >= 2)
    for (const hook of [all, globexOnly, inside]) await hook.remove()
  })

  test('is signed by both secrets for a day after a rotation', async () => {
    const hook = await endpoint()
    const { secret } = await ada.post(`${hook.at}/rotate-secret`).answers(200)
    await ticket()
    await idle()
    const [one] = hook.got()
    assert.ok(one)
    verify(hook.secret, one)
    verify(String(secret), one)
    for (const path of ['/api/webhook-endpoints', hook.at, '/api/audit-logs', '/api/webhook-deliveries']) {
      assert.doesNotMatch((await ada.get(path)).text, /whsec_/)
    }
    await hook.remove()
  })
})

describe('what fails', () => {
  test('is tried again under the same id, 5 s and a minute later, until it is taken', async () => {
    const hook = await endpoint()
    receiver.react(inTurn(answers(500), answers(500), answers(200)), hook.path)
    await ticket()
    await idle()
    const [first] = await hook.deliveries()
    const seconds = (Date.parse(String(first?.next_attempt_at)) - Date.now()) / 1_000
    assert.ok(seconds > 2 && seconds < 7, `${seconds} s`)
    await sendDue()
    const [second] = await hook.deliveries()
    const later = (Date.parse(String(second?.next_attempt_at)) - Date.now()) / 1_000
    assert.ok(later > 45 && later < 70, `${later} s`)
    await sendDue()
    assert.equal(new Set(hook.got().map(({ headers }) => headers['webhook-id'])).size, 1)
    for (const one of hook.got()) verify(hook.secret, one)
    const [done] = await hook.deliveries()
    assert.deepEqual([done?.status, done?.attempt_count].map(String), ['succeeded', '3'])
    await hook.remove()
  })

  test('eight times is given up, told once, and can be tried by hand', async () => {
    const hook = await endpoint()
    receiver.react(answers(503), hook.path)
    await ticket()
    await idle()
    // An attempt by hand takes none of the rest away.
    const [waits] = await hook.deliveries()
    const asked = await ada.post(`/api/webhook-deliveries/${waits?.id}/retry`).answers(202)
    assert.deepEqual([asked.kind, asked.path].map(String), [
      'webhook_delivery',
      `/api/webhook-deliveries/${waits?.id}`,
    ])
    await idle()
    const [still] = await hook.deliveries()
    assert.deepEqual([still?.status, still?.attempt_count].map(String), ['pending', '2'])
    for (let more = 0; more < 7; more++) await sendDue()
    const [failed] = await hook.deliveries()
    assert.deepEqual([failed?.status, failed?.attempt_count].map(String), ['failed', '9'])
    receiver.react(answers(200), hook.path)
    await ada.post(`/api/webhook-deliveries/${failed?.id}/retry`).answers(202)
    await idle()
    const [after_] = await hook.deliveries()
    assert.deepEqual([after_?.status, after_?.attempt_count].map(String), ['succeeded', '10'])
    await ada.post(`/api/webhook-deliveries/${failed?.id}/retry`).answers(409, 'delivery_finished')
    await hook.remove()
  })

  test('by a redirect inwards, a flood or silence is a failure that says why', {
    timeout: 60_000,
  }, async () => {
    const [inwards, flood, silent] = [await endpoint(), await endpoint(), await endpoint()]
    const quick = await endpoint()
    receiver.react(answers(302, { location: 'http://169.254.169.254/latest' }), inwards.path)
    receiver.react(floods(50_000_000), flood.path)
    receiver.react(hangs, silent.path)
    const begun = performance.now()
    await ticket()
    await until(() => quick.got().length === 1)
    assert.ok(performance.now() - begun < 9_000, 'a slow one delays nobody else')
    await idle()
    const errors = await Promise.all(
      [inwards, flood, silent].map(async (hook) => String((await hook.deliveries())[0]?.last_error_code)),
    )
    assert.deepEqual(errors, ['redirect', 'too_large', 'timeout'])
    for (const hook of [inwards, flood, silent, quick]) await hook.remove()
  })

  test('with 410, or for a day, switches the endpoint off; what comes is held and sent when it is resumed', async () => {
    const hook = await endpoint()
    receiver.react(answers(410), hook.path)
    await ticket()
    await idle()
    const off = await hook.read()
    assert.equal(String(off.disabled_reason), 'gone')
    await ticket()
    await idle()
    assert.equal(hook.got().length, 1)
    assert.equal(String((await hook.deliveries())[0]?.status), 'held')
    receiver.react(answers(200), hook.path)
    await ada.post(`${hook.at}/resume`, { held: 'send' }).answers(200)
    await idle()
    assert.equal(hook.got().length, 2)
    await hook.remove()

    const told = async () => {
      const { items } = await ada.get('/api/notifications?event_type=webhook.disabled').answers(200)
      return (items as unknown as unknown[]).length
    }
    const before = await told()
    const tired = await endpoint()
    receiver.react(answers(500), tired.path)
    const settings = '/api/webhook-endpoints/settings'
    assert.equal((await ada.get(settings).answers(200)).webhook_disable_after, 50)
    for (const n of [9, 501]) await ada.put(settings, { webhook_disable_after: n }).answers(422)
    await ada.put(settings, { webhook_disable_after: 60 }).answers(200)
    await inTransaction(house.database, { role: 'portal_provider', all_companies: true }, async (tx) => {
      await tx.run(
        "update webhook_endpoints set failure_streak = 58, failing_since = now() - interval '25 hours' where id = $1",
        [tired.id],
      )
    })
    await ticket()
    await idle()
    assert.equal((await tired.read()).disabled_at, null)
    await ticket()
    await idle()
    assert.equal(String((await tired.read()).disabled_reason), 'failing')
    await until(async () => (await told()) > before)
    await idle()
    assert.equal(await told(), before + 1)
    await tired.remove()
  })
})

describe('people', () => {
  test('pause, resume, test, cancel and replay', async () => {
    const hook = await endpoint()
    await ada.post(`${hook.at}/pause`).answers(200)
    await ticket()
    await idle()
    const [held] = await hook.deliveries()
    assert.equal(String(held?.status), 'held')
    const tested = await ada.post(`${hook.at}/test`).answers(202)
    await idle()
    assert.equal(hook.got().length, 1)
    assert.equal((verify(hook.secret, hook.got()[0] as Received) as { type: string }).type, 'webhook.test')
    await ada.post(`/api/webhook-deliveries/${held?.id}/cancel`).answers(200)
    await ada.post(`${hook.at}/resume`, { held: 'discard' }).answers(200)

    await ada.post(`/api/webhook-deliveries/${held?.id}/replay`, {}).answers(202)
    await ada.post(`/api/webhook-deliveries/${held?.id}/replay`, { new_id: true }).answers(202)
    await idle()
    const ids = hook
      .got()
      .slice(1)
      .map(({ headers }) => headers['webhook-id'])
    assert.equal(ids.length, 2)
    assert.ok(ids.includes(String(held?.message_id)))
    assert.equal(new Set(ids).size, 2)

    const from = String(tested.created_at)
    const bulk = { from: new Date(Date.parse(from) - 60_000).toISOString(), to: '2199-01-01T00:00:00Z' }
    const { done } = await ada.post(`${hook.at}/replay`, bulk).answers(200)
    assert.equal(Number(done), 2)
    await idle()
    assert.equal(hook.got().length, 5)
    await hook.remove()
  })

  test('try by hand what is held: if that fails it is sent with the rest, or discarded; a test is tried once', async () => {
    const hook = await endpoint()
    await ada.post(`${hook.at}/pause`).answers(200)
    await ticket()
    await idle()
    receiver.react(answers(500), hook.path)
    const [held] = await hook.deliveries()
    await ada.post(`/api/webhook-deliveries/${held?.id}/retry`).answers(202)
    await ada.post(`${hook.at}/test`).answers(202)
    await idle()
    const states = async () =>
      (await hook.deliveries()).map(({ status, attempt_count }) => `${status} ${attempt_count}`)
    assert.deepEqual(await states(), ['failed 1', 'held 1'])
    await ada.post(`/api/webhook-deliveries/${held?.id}/replay`, { new_id: true }).answers(202)
    await idle()
    assert.deepEqual(await states(), ['held 1', 'failed 1', 'held 1'])
    receiver.react(answers(200), hook.path)
    await ada.post(`${hook.at}/resume`, { held: 'send' }).answers(200)
    await idle()
    assert.deepEqual(await states(), ['succeeded 2', 'failed 1', 'succeeded 2'])

    // In bulk, while the endpoint is off: by hand, each of them.
    await ada.post(`${hook.at}/pause`).answers(200)
    const time = { from: '2020-01-01T00:00:00Z', to: '2199-01-01T00:00:00Z' }
    assert.equal((await ada.post(`${hook.at}/replay`, time).answers(200)).done, 2)
    await idle()
    assert.deepEqual((await states()).slice(0, 2), ['succeeded 1', 'succeeded 1'])
    await hook.remove()
  })

  test('are told what is wrong with an address, a type, a company', async () => {
    const hook = await endpoint()
    const wrong = (body: object) =>
      ada
        .post('/api/webhook-endpoints', { name: 'x', url: receiver.url, event_types: ['*'], ...body })
        .answers(422)
    const fieldOf = async (body: object) => String((await wrong(body)).errors?.[0]?.field)
    assert.equal(await fieldOf({ url: 'http://10.0.0.1/' }), 'url')
    assert.equal(await fieldOf({ url: 'http://[::ffff:10.0.0.1]/' }), 'url')
    assert.equal(await fieldOf({ url: 'nonsense' }), 'url')
    assert.equal(await fieldOf({ event_types: ['tickets.created'] }), 'event_types')
    const near = await ada.get('/api/webhook-deliveries?event_type=tickets.created').answers(422)
    assert.equal(near.errors?.[0]?.field, 'event_type')
    assert.match(String(near.errors?.[0]?.message), /There is ticket\.created, /)
    await ada
      .get('/api/webhook-deliveries?event_type=webhook.test&event_type=ticket.*&event_type=company.created')
      .answers(200)
    assert.equal(await fieldOf({ company_ids: [999_999] }), 'company_ids')
    for (const name of [
      'Host',
      'content-length',
      'Transfer-Encoding',
      'Connection',
      'webhook-id',
      'Content-Type',
    ])
      assert.equal(await fieldOf({ headers: { [name]: 'x' } }), `headers.${name}`)
    const stale = { headers: { 'if-match': '"99"' } }
    for (const verb of ['pause', 'resume', 'test', 'rotate-secret'])
      await ada.post(`${hook.at}/${verb}`, {}, stale).answers(412, 'stale_version')
    await ada.delete(hook.at, stale).answers(412, 'stale_version')
    await ada.patch(hook.at, { max_per_second: 20, version: 99 }).answers(409, 'stale_version')
    const changed = await ada.patch(hook.at, { max_per_second: 20 }).answers(200)
    assert.equal(Number(changed.max_per_second), 20)
    await hook.remove()
  })
})
