import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { asOwner, inTransaction } from '../platform/database/index.ts'
import { type Cast, type Loose, portal } from './portal.ts'

/** The audit log walked in each order and by each filter, a hundred pages each, while people go on (companies §10 row 16). */
/** The embedded database answers one request at a time: there fewer pages have to do. */
const pages = process.env.TEST_DATABASE_URL ? 100 : 15
const limit = 10
const rows = pages * limit + 100

let cast: Cast
before(async () => {
  cast = await portal()
  const { acme, ada } = cast
  await inTransaction(cast.database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run(
      `insert into events (type, company_id, subject_type, subject_id, actor_kind, actor_id, audience, data, request_id,
         impersonator_id)
       select (array['membership.removed', 'membership.suspended'])[n % 2 + 1], $1, 'membership', 1, 'user', $2, 'company',
         '{"user_id": 1, "changes": [], "reason": null}', 'pages-of-a-test', $2 from generate_series(1, $3::int) n`,
      [acme.id, ada.user_id, rows],
    ),
  )
})

async function walk(query: string): Promise<number[]> {
  const seen: number[] = []
  let after = ''
  for (let page = 0; page < pages; page++) {
    if (page % 10 === 0) await happens()
    const path = `/api/audit-logs?limit=${limit}&${query}${after}`
    const { items, next } = await cast.ada.get(path).answers(200)
    seen.push(...(items as unknown as Loose[]).map(({ id }) => Number(id)))
    assert.notEqual(next, null, `page ${page} of ${query}`)
    after = `&after=${next}`
  }
  return seen
}

/** Something happens meanwhile: at the desk, which no limit holds up. */
const happens = () =>
  cast.tess
    .post('/api/tickets', { company_id: cast.acme.id, subject: crypto.randomUUID(), body: 'b' })
    .answers(201)

describe('a hundred pages of the audit log, while people go on', () => {
  const queries = [
    'sort=-created_at',
    'sort=created_at',
    'sort=type',
    'sort=actor',
    'sort=company',
    'type=membership.*',
    'type=membership.removed&type=membership.suspended&sort=created_at',
    'preset=access_changes&sort=type',
    'subject_type=membership&subject_id=1',
    'actor_kind=user&actor_id={ada}',
    'company_id={acme}',
    'company_id={acme}&sort=actor',
    'company_id={acme}&sort=type&actor_kind=user',
    'impersonated=true',
    'request_id=pages-of-a-test',
    'from=2020-01-01&to=2100-01-01',
  ]
  for (const query of queries) {
    test(`repeats nothing: ${query}`, async () => {
      const asked = query.replace('{ada}', String(cast.ada.user_id)).replace('{acme}', String(cast.acme.id))
      const seen = await walk(asked)
      assert.equal(new Set(seen).size, seen.length)
      assert.equal(seen.length, pages * limit, 'pages are full')
    })
  }
})

test('what stands there can be changed by nobody, the owner of the tables included', async () => {
  for (const text of ['update events set type = type', 'delete from events', 'truncate events']) {
    for (const role of ['portal_member', 'portal_provider', 'portal_identity', 'portal_system'] as const)
      await assert.rejects(
        inTransaction(cast.database, { role, all_companies: true }, (tx) => tx.run(text)),
        { code: '42501' },
        `${role}: ${text}`,
      )
    const asItsOwner = asOwner(cast.database, (client) =>
      client
        .query(`begin; set local role portal_owner; set local search_path = myportal; ${text}; commit`)
        .finally(() => client.query('rollback')),
    )
    await assert.rejects(asItsOwner, { code: '42501' }, text)
  }
})
