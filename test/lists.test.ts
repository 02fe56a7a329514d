import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { allApis } from '../app/contracts.ts'
import { type AnyEndpoint, pathOf } from '../platform/contract/endpoint.ts'
import { jsonSchemaOf, type Schema } from '../platform/contract/schema.ts'
import { asOwner, inTransaction } from '../platform/database/index.ts'
import { exportJob } from '../platform/exports/export.job.ts'
import { enqueue } from '../platform/jobs/index.ts'
import { retentions } from '../platform/retention/index.ts'
import { bearer, machine, tokenOf } from './harness/machine.ts'
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
      for (const after of forgedFrom(next)) {
        const { status, text } = await cast.ada.get(`${path}?limit=1&after=${after}`)
        assert.ok(status === 200 || status === 422, text)
      }
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

/** Cursors of this list whose values, one after another, are such as no row has. */
function forgedFrom(cursor: Loose | undefined | null): string[] {
  const parts = JSON.parse(Buffer.from(String(cursor ?? ''), 'base64url').toString() || '[]') as unknown[]
  return parts.flatMap((part, at) => {
    const isValue = at > 2 && typeof part === 'string'
    return isValue ? [Buffer.from(JSON.stringify(parts.with(at, '2026-13-45'))).toString('base64url')] : []
  })
}

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

const linesOf = (text: string) => text.split('\r\n').length - 2
const idle = () => cast.portal.background.idle()
const directory = '/api/staff-members.csv'

/** Lists with more rows than one answer gives become files (api §4.8). */
describe('as CSV', () => {
  before(async () => {
    for (const name of ['Ann', 'Ben', 'Cyd', 'Dee', 'Eli'])
      await cast.acme.olive
        .post('/api/staff-members', { first_name: name, last_name: 'Of Acme' })
        .answers(201)
  })
  after(() => limitTo(100_000))

  function limitTo(rows: number): void {
    cast.portal.door.csv_rows = rows
  }

  async function wholeFile(person: Person, address = directory): Promise<string> {
    limitTo(100_000)
    const { status, text } = await person.get(address)
    assert.equal(status, 200)
    return text
  }

  const offered = Object.values(allApis)
    .flatMap((api) => Object.values(api) as AnyEndpoint[])
    .filter(({ csv }) => csv)
  assert.ok(offered.length >= 6)

  for (const declared of offered) {
    test(`GET ${pathOf(declared)} is an answer up to its limit, and a file beyond it`, async () => {
      const { ada, acme } = cast
      await acme.bob.post('/api/tickets', { subject: 'Long', body: 'List' }).answers(201)
      await acme.bob.post('/api/tickets', { subject: 'Long', body: 'List' }).answers(201)
      await ada.post('/api/notifications/settings/test', {})
      await ada.post('/api/notifications/settings/test', {})
      await idle()
      const address = `${pathOf(declared).replace(':company_id', String(acme.id))}.csv`
      const rows = linesOf(await wholeFile(ada, address))
      assert.ok(rows >= 2, address)
      limitTo(rows)
      assert.equal((await ada.get(address)).status, 200)
      limitTo(rows - 1)
      const reply = await ada.get(address)
      assert.equal(reply.status, 202)
      assert.equal(reply.headers.get('location'), reply.body.path)
      await idle()
      const made = await ada.get(String(reply.body.path)).answers(200)
      assert.deepEqual([made.status, made.rows_done, made.progress], ['finished', rows, 100])
      assert.equal((await ada.get(String(made.content_path))).text, await wholeFile(ada, address))
    })
  }

  test('a file says how it goes, is asked for once, and is its asker’s alone', async () => {
    const { olive, bob } = cast.acme
    const whole = await wholeFile(olive)
    limitTo(3)
    const replies = await Promise.all([1, 2, 3].map(async () => await olive.get(directory)))
    const [first] = replies
    assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([202]))
    assert.equal(first?.body.kind, 'list_export')
    await idle()
    const path = String(first?.body.path)
    const told = await olive.get('/api/notifications?limit=200').answers(200)
    const links = (told.items as unknown as Loose[]).map(({ link }) => String(link))
    assert.ok(links.includes(`${path}/content`))
    const made = await olive.get(path).answers(200)
    assert.deepEqual([made.status, made.list, made.problems], ['finished', '/api/staff-members', []])
    const file = await olive.get(`${path}/content`)
    assert.equal(file.text, whole)
    assert.match(String(file.headers.get('content-disposition')), /attachment; filename="staff-members.csv"/)
    for (const other of [bob, cast.globex.eve, cast.ada]) {
      await other.get(path).answers(404, 'not_found')
      await other.get(`${path}/content`).answers(404, 'not_found')
    }
  })

  test('a right that is gone makes no file, and gives none out', async () => {
    const { id, olive } = cast.acme
    const oscar = await cast.member(id, 'Oscar', 'Owner')
    limitTo(3)
    const { body } = await oscar.get(directory)
    await idle()
    const content = `${body.path}/content`
    assert.equal((await oscar.get(content)).status, 200)
    const { items } = await olive.get(`/api/companies/${id}/memberships?limit=200`).answers(200)
    const own = (items as unknown as Loose[]).find((one) => Number(one.user?.id) === oscar.user_id)
    await olive.post(`/api/memberships/${own?.id}/suspend`, {}).answers(200)
    await oscar.get(content).answers(403, 'no_active_company')

    await begunAgain(Number(body.id), `user:${oscar.user_id}`)
    const failed = await oscar.get(String(body.path)).answers(200)
    assert.equal(failed.status, 'failed')
    assert.equal(failed.problems?.[0]?.code, 'no_active_company')
    await oscar.get(content).answers(409, 'export_not_ready')
  })

  /** As if the job had not run yet. */
  async function begunAgain(export_id: number, actor: string): Promise<void> {
    await asOwner(cast.database, (client) =>
      client.query(`update myportal.exports set status = 'waiting', file_id = null where id = $1`, [
        export_id,
      ]),
    )
    await inTransaction(cast.database, { role: 'portal_provider' }, (tx) =>
      enqueue({ tx }, exportJob, { export_id, actor }),
    )
    await idle()
  }

  test('keys and machine clients get the files that they could read, and no other', async () => {
    const { olive } = cast.acme
    const withKey = async (scopes: string[]) => {
      const made = await olive.post('/api/api-keys', { description: 'Export', scopes }).answers(201)
      return { headers: { authorization: `Bearer ${made.api_key}` } }
    }
    limitTo(3)
    const narrow = await withKey(['staff.view'])
    await cast.visitor.get(directory, narrow).answers(403, 'scope_missing')
    const key = await withKey(['staff.view', 'account.read'])
    const asked = await cast.visitor.get(directory, key).answers(202)
    await idle()
    assert.equal((await cast.visitor.get(`${asked.path}/content`, key)).text, await wholeFile(olive))
    await olive.get(String(asked.path)).answers(404, 'not_found')

    limitTo(1)
    const held = ['companies.view']
    const client = await machine(cast.ada, held, { company_ids: [cast.acme.id, cast.globex.id] })
    const token = bearer(await tokenOf(cast.visitor, client))
    const firms = await cast.visitor.get('/api/companies.csv', token).answers(202)
    await idle()
    assert.equal(linesOf((await cast.visitor.get(`${firms.path}/content`, token)).text), 2)
  })

  test('after its seven days a file is gone, with its bytes', async () => {
    const { olive } = cast.acme
    limitTo(2)
    const { id, path } = await olive.get(directory).answers(202)
    await idle()
    const gone = async (text: string) =>
      asOwner(cast.database, async (client) => (await client.query(text, [Number(id)])).rowCount)
    await gone(`update myportal.exports set expires_at = now() - interval '1 second' where id = $1`)
    await olive.get(String(path)).answers(404, 'not_found')
    const files = () =>
      asOwner(cast.database, async (client) =>
        Number(
          (await client.query(`select count(*)::int as n from myportal.files where kind = 'export'`)).rows[0]
            .n,
        ),
      )
    const before_ = await files()
    const sweep = retentions().find(({ name }) => name === 'platform.exports')
    await inTransaction(cast.database, { role: 'portal_system' }, async (tx) =>
      sweep?.remove(tx, { before: new Date(), limit: 100 }),
    )
    assert.equal(await gone('select from myportal.exports where id = $1'), 0)
    assert.equal(await files(), before_ - 1)
  })
})
