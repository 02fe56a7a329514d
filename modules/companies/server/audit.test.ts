import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAll } from '../../../platform/events/index.ts'
import { limitTo } from '../../../test/harness/allow-list.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'
import { inHouseScope } from './index.ts'

const items = (body: Loose) => body.items as unknown as Loose[]
const list = async (person: Person, query = '') =>
  items(await person.get(`/api/audit-logs${query}`).answers(200))
const types = (entries: Loose[]) => entries.map(({ type }) => String(type))

async function membershipOf({ ada }: Cast, companyId: number, person: Person): Promise<number> {
  const found = await ada.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200)
  return Number(items(found).find(({ user }) => Number(user?.id) === person.user_id)?.id)
}

async function roleId({ ada }: Cast, name: string): Promise<unknown> {
  return items(await ada.get('/api/roles?kind=customer').answers(200)).find(
    (role) => String(role.name) === name,
  )?.id
}

test('a changed role stands there as a sentence, with before and after', async () => {
  const cast = await portal()
  const { acme, ada } = cast
  const id = await membershipOf(cast, acme.id, acme.bob)
  // Invited and accepted: its second version.
  const changed = { role_id: await roleId(cast, 'Requester'), version: 2 }
  await ada.patch(`/api/memberships/${id}`, changed).answers(200)

  const [entry] = await list(
    acme.olive,
    `?type=membership.role_changed&subject_type=membership&subject_id=${id}`,
  )
  assert.equal(entry?.sentence, 'Ada Lovelace changed the role of Bob Test from Member to Requester')
  assert.deepEqual(entry?.changes, [{ field: 'role', before: 'Member', after: 'Requester' }])
  assert.equal(entry?.company?.name, 'Acme 1')
  assert.equal(entry?.ip, null, 'addresses are the provider’s')
  const [german] = await list(ada, `?type=membership.role_changed&company_id=${acme.id}&locale=de`)
  assert.equal(german?.sentence, 'Ada Lovelace hat die Rolle von Bob Test von Member in Requester geändert')
  assert.equal(german?.label, 'Rolle geändert')
  assert.equal(german?.ip, '127.0.0.1')
  const one = await ada.get(`/api/audit-logs/${german?.id}`).answers(200)
  assert.equal(one.sentence, entry?.sentence)
})

test('one address more leads there: /audit-logs and /api/events', async () => {
  const { acme, ada } = await portal()
  const query = `?company_id=${acme.id}&type=membership.*`
  const asked = await Promise.all(
    ['/api/audit-logs', '/audit-logs', '/api/events'].map((path) => ada.get(path + query)),
  )
  for (const { status, body } of asked) {
    assert.equal(status, 200)
    assert.deepEqual(types(items(body)), types(items(asked[0]?.body ?? ({} as Loose))))
  }
  const id = items(asked[0]?.body ?? ({} as Loose))[0]?.id
  await ada.get(`/api/events/${id}`).answers(200)
  await ada.get(`/audit-logs/${id}`).answers(200)
  const { effects, events } = await ada.get(`/api/events/${id}/effects`).answers(200)
  assert.ok(Array.isArray(effects) && Array.isArray(events))
})

test('an owner reads what happened in the own company, and nothing that only the provider may read', async () => {
  const cast = await portal()
  const { acme, globex, ada, tess } = cast
  const ticket = await globex.eve.post('/api/tickets', { subject: 'Of Globex', body: 'b' }).answers(201)
  const own = await acme.bob.post('/api/tickets', { subject: 'Of Acme', body: 'b' }).answers(201)
  await tess.post(`/api/tickets/${own.id}/replies`, { body: 'Between us', is_internal: true }).answers(201)

  const seen = await list(acme.olive, '?limit=200')
  assert.ok(seen.length > 3)
  assert.ok(seen.every((entry) => Number(entry.company?.id) === acme.id))
  assert.ok(seen.every((entry) => (entry.audience as unknown) === 'company'))
  assert.ok(!types(seen).includes('ticket.noted'))
  const [noted] = await list(ada, `?type=ticket.noted&subject_type=ticket&subject_id=${own.id}`)
  await acme.olive.get(`/api/audit-logs/${noted?.id}`).answers(404)
  const [foreign] = await list(ada, `?subject_type=ticket&subject_id=${ticket.id}`)
  await acme.olive.get(`/api/audit-logs/${foreign?.id}`).answers(404)
  await acme.olive.get(`/api/audit-logs?company_id=${globex.id}`).answers(422)
  await acme.olive.get('/api/audit-logs?company_id=null').answers(422)
  await acme.olive.get('/api/audit-logs?ip=127.0.0.1').answers(422)
  await acme.olive.get(`/api/events/${noted?.id}/effects`).answers(403, 'forbidden')
  await acme.bob.get('/api/audit-logs').answers(403, 'forbidden')
})

test('a manager sees the customers allowed to them, and nothing of the whole portal', async () => {
  const cast = await portal()
  const { acme, globex, provider, member, ada, database } = cast
  const mona = await member(provider.id, 'Mona', 'Manager')
  assert.ok((await list(mona, '?limit=200')).every(({ company }) => company !== null))
  assert.deepEqual(await list(mona, '?type=session.created'), [])
  assert.ok((await list(ada, '?type=session.created')).length > 0)
  const [signIn] = await list(ada, '?type=session.created&company_id=null')
  await mona.get(`/api/audit-logs/${signIn?.id}`).answers(404)

  await limitTo(database, await membershipOf(cast, provider.id, mona), [acme.id])
  const seen = await list(mona, '?limit=200')
  assert.ok(seen.some(({ company }) => Number(company?.id) === acme.id))
  assert.ok(seen.every(({ company }) => Number(company?.id) !== globex.id))
  await mona.get(`/api/audit-logs?company_id=${globex.id}`).answers(422)
})

test('each filter finds its entries and no other', async () => {
  const cast = await portal()
  const { acme, ada } = cast
  const reply = await ada.patch(`/api/companies/${acme.id}`, { version: 1, city: 'Perth' })
  const request = reply.headers.get('x-request-id')
  const found = await list(ada, `?request_id=${request}`)
  assert.deepEqual(types(found), ['company.updated'])
  assert.deepEqual(found[0]?.changes, [{ field: 'city', before: null, after: 'Perth' }])
  const byActor = await list(ada, `?actor_id=${ada.user_id}&limit=200`)
  assert.ok(byActor.length > 5 && byActor.every(({ actor }) => Number(actor?.id) === ada.user_id))
  const byKind = await list(ada, '?actor_kind=system')
  assert.ok(byKind.every(({ actor }) => (actor?.kind as unknown) === 'system'))
  const access = types(await list(ada, `?preset=access_changes&company_id=${acme.id}`))
  assert.ok(
    access.length > 0 &&
      access.every((type) => /^(membership|role|super_admin|api_key|machine_client)\./.test(type)),
  )
  assert.ok((await list(ada, `?ip=127.0.0.1&company_id=${acme.id}`)).length > 3)
  assert.deepEqual(await list(ada, '?ip=192.0.2.7'), [])
  assert.deepEqual(await list(ada, '?impersonated=true'), [])
  const now = new Date(Date.now() + 1_000).toISOString()
  assert.deepEqual(await list(ada, `?from=${encodeURIComponent(now)}`), [])
  assert.ok((await list(ada, `?to=${encodeURIComponent(now)}&from=2020-01-01`)).length > 5)
  const unknown = await ada.get('/api/audit-logs?type=membership.exploded').answers(422)
  assert.match(String(unknown.errors?.[0]?.message), /membership\.removed/)
  for (const query of [
    'ip=x',
    'ip=1.2',
    'from=2026-02-31',
    'to=2026-02-30T10:00:00Z',
    'from=0000-01-01',
    'from=2026-01-01T10:00:00-23:00',
    'subject_id=4',
    'from=yesterday',
    'sort=-type',
    'company_id=-1',
    'actor_kind=robot',
  ])
    await ada.get(`/api/audit-logs?${query}`).answers(422)
})

test('the export is streamed, names what it holds, is an event, and runs no formula', async () => {
  const cast = await portal()
  const { acme, ada } = cast
  await ada
    .patch(`/api/companies/${acme.id}`, { version: 1, legal_name: '=HYPERLINK("http://x")' })
    .answers(200)
  const query = `?company_id=${acme.id}`
  const csv = await ada.get(`/api/audit-logs/export${query}`)
  assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8')
  assert.match(csv.headers.get('content-disposition') ?? '', /audit-log\.csv/)
  assert.ok(csv.text.includes('Ada Lovelace changed the business information of Acme'))
  assert.ok(csv.text.split('\r\n').every((line) => !/(^|,)"?=/.test(line)))
  const lines = (await ada.get(`/api/audit-logs/export${query}&format=ndjson`)).text.trim().split('\n')
  const first = JSON.parse(lines[0] ?? '') as Loose
  assert.equal(Number(first.company?.id), acme.id)
  const [exported] = await list(ada, '?type=audit_log.exported')
  assert.equal(exported?.facts?.rows, lines.length)
  await acme.bob.get('/api/audit-logs/export').answers(403, 'forbidden')
  const own = (await acme.olive.get('/api/audit-logs/export?format=ndjson')).text.trim().split('\n')
  assert.ok(own.every((line) => (JSON.parse(line) as Loose).ip === (null as unknown)))
})

test('more than one file takes is not even read', async () => {
  const { database } = await portal()
  await inHouseScope(database, { company_id: null }, async (scope) => {
    assert.equal(await findAll(scope, {}, '-created_at', 3), null)
    assert.ok(((await findAll(scope, {}, 'type', 5_000)) ?? []).length > 3)
  })
})

test('kinds of events are described, and counted for whoever may see the log', async () => {
  const { acme, reg } = await portal()
  const all = items(await acme.olive.get('/api/event-types').answers(200))
  const joined = all.find(({ type }) => String(type) === 'membership.accepted')
  assert.ok(Number(joined?.count) >= 2)
  assert.equal(joined?.module, 'companies')
  assert.ok(all.every(({ audience }) => (audience as unknown) === 'company'))
  const [found] = items(await reg.get('/api/event-types?q=role+changed').answers(200))
  assert.equal(found?.type, 'membership.role_changed')
  assert.equal(found?.count, null)
})
