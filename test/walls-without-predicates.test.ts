import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type pg from 'pg'
import { allApis } from '../app/contracts.ts'
import { type AnyEndpoint, pathOf } from '../platform/contract/endpoint.ts'
import { jsonSchemaOf, type Schema } from '../platform/contract/schema.ts'
import { limitTo } from './harness/allow-list.ts'
import type { Reply } from './harness/person.ts'
import { type Cast, type Loose, type Person, portal } from './portal.ts'

/**
 * The third wall alone: every `company_id = …` is taken out of what requests ask, at the seam to the database, and
 * the answers stay the same (companies §10 row 3).
 */
const predicate =
  /(?:\b\w+\.|"\w+"\.)?"?company_id"? = (?:any \(\$\d+(?:::bigint\[\])?\)|\$\d+(?:::bigint)?|w\.v)/g
const reads = (text: string) => /^\s*(select|with)\b/i.test(text) && !/\b(insert|update|delete)\b/i.test(text)

let cast: Cast
let tim: Person
const seam = { is_open: false, taken: 0 }

before(async () => {
  cast = await portal()
  const { acme, globex, ada, provider, member } = cast
  await member(acme.id, 'Mia', 'Member')
  for (const person of [acme.bob, acme.olive, globex.eve]) {
    const { id } = await person.post('/api/tickets', { subject: `Of ${person.name}`, body: 'b' }).answers(201)
    await person.post(`/api/tickets/${id}/replies`, { body: 'More' }).answers(201)
  }
  tim = await member(provider.id, 'Tim', 'Manager')
  const { items } = await ada.get(`/api/companies/${provider.id}/memberships?limit=200`).answers(200)
  const his = (items as unknown as Loose[]).find(({ user }) => Number(user?.id) === tim.user_id)
  await limitTo(cast.database, Number(his?.id), [acme.id])
  takePredicatesOut(cast)
})

/** Only in transactions that a request began: as identity, by its entry statement. */
function takePredicatesOut({ database }: Cast): void {
  const patched = new WeakSet<object>()
  database.pool.on('acquire', (client: pg.PoolClient) => {
    if (patched.has(client)) return
    patched.add(client)
    let isRequest = false
    const ask = client.query.bind(client) as (...given: unknown[]) => unknown
    const query = (given: pg.QueryConfig, ...rest: unknown[]) => {
      const text = given.text ?? ''
      if (/^begin/.test(text)) isRequest = text.includes('portal_identity')
      if (!seam.is_open || !isRequest || !reads(text)) return ask(given, ...rest)
      const without = text.replace(predicate, (found) => {
        seam.taken++
        return `(${found} or true)`
      })
      return ask({ ...given, text: without, ...(given.name && { name: `${given.name}-` }) }, ...rest)
    }
    Object.assign(client, { query })
  })
}

async function withoutPredicates<T>(work: () => Promise<T>): Promise<T> {
  seam.is_open = true
  return work().finally(() => {
    seam.is_open = false
  })
}

interface QueryShape {
  properties?: Record<string, unknown>
}
const queryOf = (declared: AnyEndpoint) =>
  (declared.query ? jsonSchemaOf(declared.query as Schema, 'input') : {}) as QueryShape
const lists = Object.values(allApis)
  .flatMap((api) => Object.values(api) as AnyEndpoint[])
  .filter(({ method, path }) => method === 'GET' && !path.replace(':company_id', '').includes(':'))
  .filter((declared) => queryOf(declared).properties?.limit || declared.path.includes(':company_id'))

describe('with every predicate on the company taken out of the queries', () => {
  for (const who of ['olive', 'bob'] as const) {
    test(`${who} of Acme reads the same lists`, async () => {
      await readTwice(cast.acme[who], (first, second, path) =>
        assert.deepEqual(rowsOf(second.body), rowsOf(first.body), path),
      )
    })
  }

  // With two companies a list of one of them becomes one of both: what must not come is a third.
  test('a technician for Acme reads nothing of Globex', async () => {
    await readTwice(tim, (_, second, path) => assert.doesNotMatch(second.text, /Globex|Of Eve/, path))
  })
})

async function readTwice(
  person: Person,
  compare: (first: Reply, second: Reply, path: string) => void,
): Promise<void> {
  const before = seam.taken
  for (const declared of lists) {
    const path = pathOf(declared).replace(':company_id', String(cast.acme.id))
    const first = await person.get(path)
    if (first.status !== 200) continue
    const second = await withoutPredicates(() => person.get(path))
    assert.equal(second.status, 200, `${path}: ${second.text}`)
    compare(first, second, path)
  }
  assert.ok(seam.taken > before, 'predicates were taken out')
}

/** Without what the clock changes between two readings. */
const rowsOf = (body: Loose): unknown =>
  JSON.parse(JSON.stringify(body, (name, value) => (/_at$|^next$/.test(name) ? undefined : value)))
