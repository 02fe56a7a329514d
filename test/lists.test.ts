import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { allApis } from '../app/contracts.ts'
import { type AnyEndpoint, pathOf } from '../platform/contract/endpoint.ts'
import { jsonSchemaOf, type Schema } from '../platform/contract/schema.ts'
import { asOwner } from '../platform/database/index.ts'
import { type Cast, type Loose, type Person, portal } from './portal.ts'

/** What every list does alike (api §4.8, §10 rows 5 and 6). */
interface QueryShape {
  properties?: Record<string, { enum?: string[] }>
}

const queryOf = (declared: AnyEndpoint) =>
  (declared.query ? jsonSchemaOf(declared.query as Schema, 'input') : {}) as QueryShape
const lists = Object.values(allApis)
  .flatMap((api) => Object.values(api) as AnyEndpoint[])
  .filter((declared) => queryOf(declared).properties?.after && isFound(declared))

/** Lists below one thing, of things that this file has; the others are walked beside what they list. */
function isFound(declared: AnyEndpoint): boolean {
  const [, ...ids] = pathOf(declared).split('/:')
  return ids.every((rest) => /^(company_id|role_id)(\/|$)/.test(rest))
}

/** What runs beside the requests comes and goes between two pages. */
const moving = new Set(['GET /api/operations/jobs'])

let cast: Cast
let roleId: unknown
before(async () => {
  cast = await portal()
  roleId = (await cast.ada.get('/api/roles?kind=customer&limit=1').answers(200)).items?.[0]?.id
})
const addressOf = (declared: AnyEndpoint) =>
  pathOf(declared).replace(':company_id', String(cast.acme.id)).replace(':role_id', String(roleId))

describe('every list', () => {
  for (const declared of lists) {
    const name = `${declared.method} ${pathOf(declared)}`

    test(`${name} is a page with a next one, and refuses what is no page`, async () => {
      const path = addressOf(declared)
      const { items, next } = await cast.ada.get(`${path}?limit=1`).answers(200)
      assert.ok(Array.isArray(items) && items.length <= 1)
      assert.ok(next === null || typeof next === 'string')
      for (const limit of ['0', '201', '-1', '1.5', 'many'])
        await cast.ada.get(`${path}?limit=${limit}`).answers(422, 'invalid_input')
      for (const after of ['x', 'WzFd', Buffer.from('[1,"name","00000000","a",1]').toString('base64url')])
        await cast.ada.get(`${path}?after=${after}`).answers(422, 'invalid_cursor')
      await cast.ada.get(`${path}?sort=password_hash`).answers(422)
    })

    if (moving.has(name)) continue
    test(`${name} shows each row once, in each of its orders, page by page`, async () => {
      const sorts = queryOf(declared).properties?.sort?.enum ?? [null]
      for (const sort of sorts) {
        const order = sort ? `&sort=${sort}` : ''
        const whole = await walk(cast.ada, `${addressOf(declared)}?limit=200${order}`)
        const small = await walk(cast.ada, `${addressOf(declared)}?limit=2${order}`)
        assert.deepEqual(small, whole, order)
        assert.equal(new Set(small).size, small.length, order)
      }
    })
  }
})

/** The ids of all pages, in their order; `between` runs after each page. */
async function walk(person: Person, address: string, between?: () => Promise<unknown>): Promise<number[]> {
  const ids: number[] = []
  let after = ''
  for (;;) {
    const page = await person.get(address + after).answers(200)
    ids.push(...(page.items as unknown as Loose[]).map(({ id }) => Number(id)))
    if (page.next === null) return ids
    after = `&after=${page.next}`
    await between?.()
  }
}

describe('a long list', () => {
  const rows = 2_000

  test('that changes while it is walked shows every row that stayed exactly once', async () => {
    const { bob, id } = cast.acme
    const stayed = await insertTickets(id, bob.user_id, rows, 'stays')
    let round = 0
    const between = async () => {
      await insertTickets(id, bob.user_id, 5, `passes ${++round}`)
      await removeTickets(id, `passes ${round - 2}`)
    }
    const sorts = ['created_at', '-created_at']
    for (const sort of sorts) {
      const seen = await walk(cast.tess, `/api/tickets?company_id=${id}&sort=${sort}&limit=50`, between)
      const counted = new Map<number, number>()
      for (const one of seen) counted.set(one, (counted.get(one) ?? 0) + 1)
      assert.deepEqual(
        stayed.filter((one) => counted.get(one) !== 1),
        [],
        sort,
      )
      assert.ok(round > 30, 'the list changed')
    }
  })

  test('counts only when asked, and never more than 10 000', async () => {
    const { id } = cast.acme
    const plain = await cast.tess.get(`/api/tickets?company_id=${id}`).answers(200)
    assert.ok(!('total' in plain))
    const counted = await cast.tess.get(`/api/tickets?company_id=${id}&count=true`).answers(200)
    assert.ok(Number(counted.total) >= rows)
    assert.equal(counted.total_capped, false)
  })
})

/** Rows one microsecond apart, spread over the same minute by every call; gives back their ids. */
function insertTickets(companyId: number, userId: number, count: number, subject: string): Promise<number[]> {
  return asOwner(cast.database, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `insert into myportal.tickets (company_id, requester_user_id, source, subject, status, status_kind, priority,
         priority_rank, last_reply_side, created_at, updated_at, public_updated_at)
       select $1, $2, 'import', $3, 'open', 'open', 'normal', 20, 'customer', at, at, at
       from (select timestamptz '2026-01-01 00:00:00+00' + make_interval(secs => (n * (2000 / $4))::numeric / 1000000) as at
         from generate_series(1, $4::int) n) moments returning id`,
      [companyId, userId, subject, count],
    )
    return rows.map(({ id }) => Number(id))
  })
}

const removeTickets = (companyId: number, subject: string) =>
  asOwner(cast.database, (client) =>
    client.query('delete from myportal.tickets where company_id = $1 and subject = $2', [companyId, subject]),
  )

describe('a cursor', () => {
  test('of another list, order or filter, or cut short, is 422', async () => {
    const { tess, acme } = cast
    const next = async (query: string) =>
      String((await tess.get(`/api/tickets?limit=1&${query}`).answers(200)).next)
    for (const subject of ['One', 'Two', 'Three'])
      await acme.bob.post('/api/tickets', { subject, body: 'b' }).answers(201)
    const cursor = await next('sort=created_at')
    const refused = [
      `/api/companies?after=${cursor}`,
      `/api/tickets?after=${cursor}`,
      `/api/tickets?sort=-created_at&after=${cursor}`,
      `/api/tickets?sort=created_at&status=open&after=${cursor}`,
      `/api/tickets?sort=created_at&after=${cursor.slice(0, -1)}`,
      `/api/tickets?sort=created_at&after=${cursor.slice(1)}`,
    ]
    for (const address of refused) await tess.get(address).answers(422, 'invalid_cursor')
    await tess.get(`/api/tickets?sort=created_at&after=${cursor}`).answers(200)
  })

  test('in the hands of another company shows that company’s rows only', async () => {
    const { acme, globex } = cast
    const own = Number((await globex.eve.post('/api/tickets', { subject: 'Eve', body: 'b' }).answers(201)).id)
    for (const subject of ['One', 'Two'])
      await acme.bob.post('/api/tickets', { subject, body: 'b' }).answers(201)
    const { next } = await acme.bob.get('/api/tickets?limit=1').answers(200)
    const seen = await walk(globex.eve, `/api/tickets?limit=50&after=${next}`)
    assert.ok(seen.every((id) => id === own))
  })
})
