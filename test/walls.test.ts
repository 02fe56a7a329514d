import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type pg from 'pg'
import { definerFunctions, definerViews } from '../architecture.ts'
import { asOwner, type Database, type DatabaseRole, inTransaction } from '../platform/database/index.ts'
import { type Cast, portal } from './portal.ts'

/** What the database itself refuses, without any code of ours (architecture §1, companies §4.3). */
let cast: Cast
let database: Database
let companyTables: string[] = []

before(async () => {
  cast = await portal()
  database = cast.database
  await cast.acme.bob.post('/api/tickets', { subject: 'Of Acme', body: 'Secret of Acme' }).answers(201)
  await cast.globex.eve.post('/api/tickets', { subject: 'Of Globex', body: 'Secret of Globex' }).answers(201)
  companyTables = (await catalogue<{ name: string }>(tablesWithCompany)).map(({ name }) => name)
})
after(() => {})

const catalogue = <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
  asOwner(database, async (client) => (await client.query<Row>(text, values)).rows)

/** Tables of company data: they name a company, and those who serve companies may touch them. */
const tablesWithCompany = `select c.relname as name from pg_class c
  where c.relnamespace = 'myportal'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and (c.relname = 'companies' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'company_id' and not a.attisdropped))
    and (has_any_column_privilege('portal_member', c.oid, 'select, insert, update') or has_any_column_privilege('portal_provider', c.oid, 'select, insert, update'))
  order by 1`

/**
 * Two keys lead from one company to another on purpose: a technician's allow-list names customers beside the
 * provider's membership, and a task without a company has a run for each.
 */
const keysAcross = ['membership_customers', 'scheduled_task_runs']

describe('the catalogue', () => {
  test('every table of company data has forced row-level security and a policy for its owner', async () => {
    const rows = await catalogue<{ name: string }>(
      `select relname as name from pg_class c where relnamespace = 'myportal'::regnamespace and relname = any ($1)
         and not (relrowsecurity and relforcerowsecurity
           and exists (select from pg_policies p where p.schemaname = 'myportal' and p.tablename = c.relname and p.policyname = 'owner_all'))`,
      [companyTables],
    )
    assert.deepEqual(rows, [])
    assert.ok(companyTables.length >= 8, 'the query finds the tables')
  })

  test('keys between tables of company data carry the company', async () => {
    const rows = await catalogue<{ from_table: string }>(
      `select k.conrelid::regclass::text as from_table, pg_get_constraintdef(k.oid) as key from pg_constraint k
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
       where k.contype = 'f' and k.conrelid::regclass::text = any ($1) and k.confrelid::regclass::text = any ($1)
         and k.confrelid <> 'companies'::regclass and cardinality(k.conkey) = 1
         and exists (select from pg_attribute c where c.attrelid = k.confrelid and c.attname = 'company_id')
         and exists (select from pg_attribute c where c.attrelid = k.conrelid and c.attname = 'company_id')
         and not exists (select from pg_constraint b join pg_attribute ca on ca.attrelid = b.conrelid and ca.attname = 'company_id'
           where b.contype = 'f' and b.conrelid = k.conrelid and b.confrelid = k.confrelid
             and ca.attnum = any (b.conkey) and k.conkey[1] = any (b.conkey))`,
      [companyTables],
    )
    assert.deepEqual(rows.map(({ from_table }) => from_table).sort(), keysAcross)
  })

  test('every foreign key has an index that begins with its columns', async () => {
    const rows = await catalogue(
      `select k.conrelid::regclass::text as from_table, pg_get_constraintdef(k.oid) as key from pg_constraint k
       join pg_class c on c.oid = k.conrelid
       where k.contype = 'f' and c.relnamespace = 'myportal'::regnamespace and not c.relispartition and not exists (
         select from pg_index i where i.indrelid = k.conrelid
           and (select array_agg(x order by x) from unnest(k.conkey) x)
             = (select array_agg(x order by x) from unnest((i.indkey::int2[])[0:cardinality(k.conkey) - 1]) x))`,
    )
    assert.deepEqual(rows, [])
  })

  test('views and functions that run with their owner’s rights are those that architecture.ts lists', async () => {
    const open = await catalogue<{ name: string }>(
      `select relname as name from pg_class where relnamespace = 'myportal'::regnamespace and relkind in ('v', 'm')
         and not coalesce(reloptions::text[] @> '{security_invoker=true}', false) order by 1`,
    )
    assert.deepEqual(
      open.map(({ name }) => name),
      [...definerViews].sort(),
    )
    const definers = await catalogue<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'myportal'::regnamespace and prosecdef order by 1`,
    )
    assert.deepEqual(
      definers.map(({ name }) => name),
      [...definerFunctions].sort(),
    )
  })

  test('nothing is granted to everybody', async () => {
    const rows = await catalogue(
      `select table_name from information_schema.role_table_grants where table_schema = 'myportal' and grantee = 'PUBLIC'
       union all select proname from pg_proc where pronamespace = 'myportal'::regnamespace and prosecdef
         and (proacl is null or proacl::text like '%{=X%' or proacl::text like '%,=X%')`,
    )
    assert.deepEqual(rows, [])
  })
})

describe('the roles', () => {
  test('outside a scoped transaction nothing can be read', async () => {
    await assert.rejects(database.pool.query('select 1 from tickets'), { code: '42501' })
  })

  test('a member without a scope sees no row of company data', async () => {
    for (const table of companyTables) {
      assert.equal(await seen('portal_member', table, []), table === 'companies' ? 1 : 0, table)
    }
  })

  for (const role of ['portal_member', 'portal_provider'] as const) {
    test(`with a scope, ${role} sees that company alone`, async () => {
      for (const table of companyTables)
        assert.equal(await seen(role, table, [cast.acme.id], foreignTo(table)), 0, table)
      assert.ok((await seen(role, 'tickets', [cast.acme.id])) > 0)
    })
  }

  test('a row of another company can neither be written nor taken over', async () => {
    const write = (text: string) =>
      inTransaction(
        database,
        { role: 'portal_member', company_ids: [cast.acme.id], user_id: cast.acme.bob.user_id },
        (tx) => tx.run(text),
      )
    const columns = `(company_id, source, subject, status, status_kind, priority, priority_rank)`
    const values = (company: number) => `(${company}, 'portal', 'x', 'open', 'open', 'normal', 20)`
    await assert.rejects(write(`insert into tickets ${columns} values ${values(cast.globex.id)}`), {
      code: '42501',
    })
    await assert.rejects(write(`update tickets set company_id = ${cast.globex.id}`), { code: '42501' })
    await assert.rejects(
      write(`insert into ticket_replies (company_id, ticket_id, origin_ticket_id, kind, side, source, body_html, body_text)
        values (${cast.acme.id}, (select max(id) from tickets) + 1, (select max(id) from tickets) + 1, 'reply', 'customer', 'portal', '', '')`),
      { code: '23503' },
    )
  })

  test('members and the desk cannot read accounts or secrets', async () => {
    for (const role of ['portal_member', 'portal_provider'] as const) {
      for (const table of [
        'users',
        'sessions',
        'user_tokens',
        'api_keys',
        'login_failures',
        'api_key_usage',
        'machine_client_secrets',
        'signing_keys',
        'mail_messages',
      ]) {
        await assert.rejects(count(role, table, [cast.acme.id]), { code: '42501' }, `${role} ${table}`)
      }
    }
  })

  test('a customer’s people cannot read notes, not even by SQL', async () => {
    const ticket = await cast.acme.bob.post('/api/tickets', { subject: 'Note', body: 'Ask' }).answers(201)
    await cast.tess
      .post(`/api/tickets/${ticket.id}/replies`, { body: 'Between us', is_internal: true })
      .answers(201)
    assert.equal(
      await count('portal_member', 'ticket_replies', [cast.acme.id], "body_text like '%Between us%'"),
      0,
    )
    assert.equal(
      await count('portal_provider', 'ticket_replies', [cast.acme.id], "body_text like '%Between us%'"),
      1,
    )
  })

  test('the stream of events cannot be changed, by nobody', async () => {
    for (const role of ['portal_member', 'portal_provider', 'portal_identity', 'portal_system'] as const) {
      for (const text of ['update events set type = type', 'delete from events', 'truncate events']) {
        await assert.rejects(
          inTransaction(database, { role }, (tx) => tx.run(text)),
          { code: '42501' },
          `${role}: ${text}`,
        )
      }
    }
    await assert.rejects(catalogue('set role portal_owner; update events set type = type'), { code: '42501' })
  })

  test('a customer’s membership with a provider role, or a provider permission in a customer role, cannot be stored', async () => {
    const provider = { role: 'portal_provider', all_companies: true } as const
    const tech = `(select id from roles where kind = 'provider' and name = 'Technician')`
    await assert.rejects(
      inTransaction(database, provider, (tx) =>
        tx.run(
          `update memberships set role_id = ${tech} where company_id = ${cast.acme.id} and user_id = ${cast.acme.bob.user_id}`,
        ),
      ),
      { code: '23503' },
    )
    await assert.rejects(
      inTransaction(database, provider, (tx) =>
        tx.run(
          `insert into role_permissions select id, kind, 'tickets.answer' from roles where kind = 'customer' and name = 'Member'`,
        ),
      ),
      { code: '23503' },
    )
  })
})

async function count(
  role: DatabaseRole,
  table: string,
  companies: number[],
  where = 'true',
): Promise<number> {
  const { rows } = await inTransaction(database, { role, company_ids: companies, read_only: true }, (tx) =>
    tx.run<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`),
  )
  return rows[0]?.n ?? -1
}

/** Rows of other companies than Acme; the provider's own row is everybody's to see. */
const foreignTo = (table: string) =>
  table === 'companies'
    ? `id <> ${cast.acme.id} and kind <> 'provider'`
    : `company_id is distinct from ${cast.acme.id}`

/** Rows that a role sees; a table it has no grant on shows none. */
const seen = (role: DatabaseRole, table: string, companies: number[], where?: string) =>
  count(role, table, companies, where).catch((error) => {
    if (error.code === '42501') return 0
    throw error
  })
