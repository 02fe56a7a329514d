import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { allApis } from '../app/contracts.ts'
import { type AnyEndpoint, pathOf } from '../platform/contract/endpoint.ts'
import { inTransaction } from '../platform/database/index.ts'
import { limitTo } from './harness/allow-list.ts'
import { hearing } from './harness/hearing.ts'
import { until } from './harness/until.ts'
import { type Cast, type Loose, type Person, portal } from './portal.ts'

/**
 * Everything of one customer has a word in it that is found nowhere else; whoever has no business there must never
 * read it, in no list, search, file, count or stream (companies §10 row 4).
 */
const word = 'Zanzibar'
const reads = Object.entries(allApis).flatMap(([, api]) =>
  (Object.values(api) as AnyEndpoint[]).filter(({ method, path }) => method === 'GET' && path !== '/live'),
)

let cast: Cast
let zara: Person
let people: Record<string, Person> = {}
let ids: Record<string, number> = {}

before(async () => {
  cast = await portal()
  const { ada, acme, provider, member } = cast
  const id = await cast.customer(`${word} Ltd`)
  zara = await member(id, `Zara${word}`, 'Owner')
  const ticket = await zara.post('/api/tickets', { subject: `${word} printer`, body: word }).answers(201)
  await zara.post(`/api/tickets/${ticket.id}/replies`, { body: `${word} again` }).answers(201)
  await ada.patch(`/api/companies/${id}`, { version: 1, city: word, legal_name: word }).answers(200)
  const key = await zara.post('/api/api-keys', { description: word, scopes: ['account.read'] }).answers(201)
  const tim = await member(provider.id, 'Tim', 'Manager')
  const ted = await member(provider.id, 'Ted', 'Technician')
  for (const person of [tim, ted])
    await limitTo(cast.database, await membershipOf(provider.id, person), [acme.id])
  people = {
    'a manager for another customer': tim,
    'a technician for another customer': ted,
    'an owner of another company': acme.olive,
    'a person without company': cast.reg,
  }
  const [entry] = (await ada.get(`/api/audit-logs?company_id=${id}`).answers(200)).items as unknown as Loose[]
  ids = {
    company_id: id,
    ticket_id: Number(ticket.id),
    membership_id: await membershipOf(id, zara),
    user_id: zara.user_id,
    event_id: Number(entry?.id),
    api_key_id: Number(key.key?.id),
  }
})

async function membershipOf(companyId: number, person: Person): Promise<number> {
  const { items } = await cast.ada.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200)
  return Number((items as unknown as Loose[]).find(({ user }) => Number(user?.id) === person.user_id)?.id)
}

const ways = ['', `?q=${word}`, '?q=Zanzibra', '?limit=200', '?format=csv', '?count=true']

const open: AbortController[] = []
after(() => {
  for (const one of open) one.abort()
})

/** What somebody hears of tickets. */
function earOf(person: Person): Promise<string[]> {
  const abort = new AbortController()
  open.push(abort)
  return hearing(person, 'tickets', abort.signal)
}

describe('what belongs to one customer', () => {
  for (const declared of reads) {
    test(`GET ${pathOf(declared)} shows to nobody else`, async () => {
      for (const [who, person] of Object.entries(people)) await lookFor(declared, who, person)
    })
  }

  test('is counted for nobody else, and found by no number', async () => {
    const counts = () =>
      Promise.all(
        Object.values(people).flatMap((person) =>
          ['/api/tickets?count=true', `/api/tickets?count=true&q=${word}`, '/api/tickets/views/counts'].map(
            async (path) => {
              const { status, body } = await person.get(path)
              return status === 200 ? body : status
            },
          ),
        ),
      )
    const before = await counts()
    await zara.post('/api/tickets', { subject: `Second ${word}`, body: word }).answers(201)
    await cast.portal.background.idle()
    assert.deepEqual(await counts(), before)
    for (const [who, person] of Object.entries(people))
      for (const q of [`T-${ids.ticket_id}`, `${ids.ticket_id}`, `@c${ids.company_id}`, `@p${ids.user_id}`]) {
        const { items } = await person.get(`/api/tickets?q=${q}`).answers(200)
        assert.deepEqual(items, [], `${who} finds ${q}`)
      }
  })

  test('is told live to nobody else, and to customers neither notes nor who is there', async () => {
    const { acme, reg, tess, portal: opened } = cast
    for (const [who, person] of Object.entries(people)) {
      const { status } = await person.get(`/api/live?topics=ticket:${ids.ticket_id}`)
      assert.equal(status, 422, who)
    }
    const ticketOf = async (person: Person) =>
      Number((await person.post('/api/tickets', { subject: 'Ours', body: 'b' }).answers(201)).id)
    const [bobs, regs] = [await ticketOf(acme.bob), await ticketOf(reg)]
    const answer = (id: unknown, more: object = {}) =>
      tess.post(`/api/tickets/${id}/replies`, { body: word, ...more }).answers(201)
    await opened.background.idle()
    const listeners = Object.entries({ ...people, 'a member of another company': acme.bob })
    const ears = await Promise.all(
      listeners.map(async ([who, person]) => ({ who, heard: await earOf(person) })),
    )
    await answer(ids.ticket_id)
    for (const id of [ids.ticket_id, bobs, regs]) {
      await tess.put(`/api/tickets/${id}/presence`, { state: 'replying' }).answers(200)
      await answer(id, { is_internal: true })
    }
    // Events are told in their order: who heard these heard all that they will.
    for (const id of [bobs, regs]) await answer(id)
    for (const { who, heard } of ears) {
      await until(() => heard.join('').includes('ticket.replied'))
      const said = heard.join('')
      assert.ok(!said.includes(word), who)
      assert.ok(!said.includes(`"subject_id":${ids.ticket_id}`), `${who}: ${said}`)
      if (!/manager|technician/.test(who)) assert.doesNotMatch(said, /noted|presence/, who)
    }
  })
})

test('what belongs to no company is written by a technician with a list, and read and heard by its person alone', async () => {
  const { acme, reg, database, portal: opened } = cast
  const [ted, other] = [people['a technician for another customer'] ?? cast.visitor, (await portal()).reg]
  await opened.background.idle()
  const heard = await earOf(reg)
  const written = [
    await ted.post('/api/api-keys', { description: 'Ted', scopes: ['account.read'] }),
    await other.post('/api/tickets', { subject: 'Other', body: 'b' }),
    await reg.post('/api/tickets', { subject: 'Mine', body: 'b' }),
  ]
  const requests = written.map(({ headers }) => headers.get('x-request-id'))
  const found = 'select id, company_id, request_id from events where request_id = any ($1) order by id'
  const { rows } = await inTransaction(database, { role: 'portal_system', read_only: true }, (tx) =>
    tx.run<{ id: number; company_id: number | null; request_id: string }>(found, [requests]),
  )
  assert.ok(rows.length >= 3 && rows.every(({ company_id }) => company_id === null), JSON.stringify(rows))

  const bob = { role: 'portal_member', company_ids: [acme.id], user_id: acme.bob.user_id } as const
  const his = await inTransaction(database, bob, (tx) =>
    tx.run('select id from events where id = any ($1::bigint[])', [rows.map(({ id }) => id)]),
  )
  assert.deepEqual(his.rows, [])
  const mine = written[2]?.body.id
  await acme.bob.get(`/api/tickets/${mine}/history`).answers(404)
  const { items } = await reg.get(`/api/tickets/${mine}/history`).answers(200)
  assert.ok((items as unknown as Loose[]).some(({ type }) => String(type) === 'ticket.created'))
  const by = (index: number) => rows.filter(({ request_id }) => request_id === requests[index])
  const says = ({ id }: { id: number }) => heard.join('').includes(`id: ${id}\n`)
  // Told in the order of the events: who heard the last one would have heard the others.
  await until(() => by(2).some(says))
  assert.ok(![...by(0), ...by(1)].some(says), heard.join(''))
})

async function lookFor(declared: AnyEndpoint, who: string, person: Person): Promise<void> {
  const path = pathOf(declared)
  const address = path.replace(/:(\w+)/g, (_, name: string) => String(ids[name] ?? 1))
  const isItsOwn = /:(company|ticket|membership|event)_id/.test(path) && declared.credential !== 'none'
  for (const way of ways) {
    const { status, text } = await person.get(address + way)
    assert.ok(status < 500, `${who}: ${address}${way}: ${status} ${text}`)
    // What somebody typed is repeated to them when it is wrong.
    if (status !== 422)
      assert.ok(!text.includes(word), `${who} reads it: ${address}${way}: ${text.slice(0, 400)}`)
    if (isItsOwn) assert.notEqual(Math.floor(status / 100), 2, `${who}: ${address} ${status}`)
  }
}
