import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type pg from 'pg'
import { asOwner, type Database, type DatabaseRole, inTransaction } from '../platform/database/index.ts'
import { type Cast, portal } from './portal.ts'

/** Each table, each key and each index of company data against the walls (companies §4.3, §10 rows 1 and 2). */
let cast: Cast
let database: Database
let tables: string[] = []

before(async () => {
  cast = await portal()
  database = cast.database
  for (const person of [cast.acme.bob, cast.globex.eve]) {
    const { id } = await person.post('/api/tickets', { subject: 'Wall', body: 'b' }).answers(201)
    await person.post(`/api/tickets/${id}/replies`, { body: 'More' }).answers(201)
  }
  const rows = await catalogue<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'company_id'
     where c.relnamespace = 'myportal'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and not a.attisdropped and c.relrowsecurity order by 1`,
  )
  tables = rows.map(({ name }) => name)
  assert.ok(tables.length >= 15, 'the query finds the tables')
})

const catalogue = <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
  asOwner(database, async (client) => (await client.query<Row>(text, values)).rows)

/** What a statement ends with, and how many rows it touched; nothing of it stays. */
async function outcome(role: DatabaseRole, text: string, values: unknown[]): Promise<string> {
  let touched = -1
  const opening = { role, company_ids: [cast.acme.id], user_id: cast.acme.bob.user_id }
  const code = await inTransaction(database, opening, async (tx) => {
    const { rowCount } = await tx.run(text, values)
    touched = rowCount ?? 0
    throw Object.assign(new Error('undone'), { code: 'undone' })
  }).catch((error: { code?: string }) => error.code ?? String(error))
  return code === 'undone' ? `${touched} rows` : code
}

describe('every table of company data', () => {
  test('has a policy for each role that has a right on it', async () => {
    const rows = await catalogue(
      `select t.name, r.role from unnest($1::text[]) t(name)
       cross join unnest(array['portal_member', 'portal_provider']) r(role)
       where has_any_column_privilege(r.role, format('myportal.%I', t.name), 'select, insert, update')
         and not exists (select from pg_policies p where p.schemaname = 'myportal' and p.tablename = t.name
           and p.roles && array[r.role::name])`,
      [tables],
    )
    assert.deepEqual(rows, [])
  })

  for (const role of ['portal_member', 'portal_provider'] as const) {
    test(`refuses ${role} a row of another company, new or taken over`, async () => {
      let writable = 0
      for (const table of tables) {
        const insert = `insert into ${table} (company_id) values ($1)`
        assert.equal(await outcome(role, insert, [cast.globex.id]), '42501', `${table}: insert`)
        if ((await outcome(role, insert, [cast.acme.id])) !== '42501') writable++
        const move = `update ${table} set company_id = $1 where company_id = $2`
        const moved = await outcome(role, move, [cast.globex.id, cast.acme.id])
        assert.ok(['42501', '0 rows', '42P10'].includes(moved), `${table}: moved ${moved}`)
        const taken = await outcome(
          role,
          `update ${table} set company_id = company_id where company_id = $1`,
          [cast.globex.id],
        )
        assert.ok(['42501', '0 rows'].includes(taken), `${table}: taken ${taken}`)
        const gone = await outcome(role, `delete from ${table} where company_id = $1`, [cast.globex.id])
        assert.ok(['42501', '0 rows'].includes(gone), `${table}: deleted ${gone}`)
      }
      assert.ok(writable >= 5, `in the own company something may be written (${writable} tables)`)
    })
  }
})

interface Key {
  from_table: string
  to_table: string
  from_column: string
  to_column: string
}

/** Keys of two columns, the company and a thing of it. */
const keys = `select k.conrelid::regclass::text as from_table, k.confrelid::regclass::text as to_table,
    f.attname as from_column, t.attname as to_column
  from pg_constraint k
  cross join lateral unnest(k.conkey, k.confkey) c(from_number, to_number)
  join pg_attribute f on f.attrelid = k.conrelid and f.attnum = c.from_number
  join pg_attribute t on t.attrelid = k.confrelid and t.attnum = c.to_number
  where k.contype = 'f' and cardinality(k.conkey) = 2 and f.attname <> 'company_id'
    and exists (select from unnest(k.confkey) n join pg_attribute a on a.attrelid = k.confrelid and a.attnum = n
      where a.attname = 'company_id')
    and exists (select from unnest(k.conkey) n join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n
      where a.attname = 'company_id')
    and k.connamespace = 'myportal'::regnamespace`

test('no row refers to a thing of another company, whoever writes it', async () => {
  let tried = 0
  for (const { from_table, to_table, from_column, to_column } of await catalogue<Key>(keys)) {
    const [target] = await catalogue<{ id: unknown }>(
      `select ${to_column} as id from ${to_table} where company_id = $1 limit 1`,
      [cast.globex.id],
    )
    const [own] = await catalogue<{ place: string }>(
      `select ctid::text as place from ${from_table} where company_id = $1 limit 1`,
      [cast.acme.id],
    )
    if (!target || !own) continue
    tried++
    const change = catalogue(`update ${from_table} set ${from_column} = $1 where ctid = $2::tid`, [
      target.id,
      own.place,
    ])
    await assert.rejects(
      change,
      (error: { code?: string }) => ['23503', '42501', '23505', '23514', 'P0001'].includes(error.code ?? ''),
      `${from_table}.${from_column}`,
    )
  }
  assert.ok(tried >= 3, `${tried} keys were tried`)
})

/** Text search goes past policies by functions that apply the scope themselves, or by side tables. */
const searched: Readonly<Record<string, string>> = { staff_members: 'staff_search' }

test('every text index of a governed table is read by a function that applies the scope itself', async () => {
  const found = await catalogue<{ table_name: string }>(
    `select distinct i.indrelid::regclass::text as table_name from pg_index i join pg_class x on x.oid = i.indexrelid
     join pg_am m on m.oid = x.relam join pg_class t on t.oid = i.indrelid
     where m.amname in ('gin', 'gist') and t.relrowsecurity and t.relnamespace = 'myportal'::regnamespace order by 1`,
  )
  const functions = await catalogue<{ name: string }>(
    `select proname as name from pg_proc where pronamespace = 'myportal'::regnamespace and prosecdef`,
  )
  for (const { table_name } of found) {
    const reader = searched[table_name.replace(/^myportal\./, '')]
    assert.ok(reader, `${table_name} has an index that no policy lets be used`)
    assert.ok(functions.some(({ name }) => name === reader))
  }
})
