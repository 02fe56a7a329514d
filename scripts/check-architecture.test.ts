import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceOf } from './architecture/source.ts'
import { checkArchitecture } from './check-architecture.ts'

/** What the check says about a file with this content. */
const said = (path: string, ...lines: string[]) =>
  checkArchitecture([sourceOf(path, `${lines.join('\n')}\n`)])

function refuses(path: string, line: string, sentence: RegExp): void {
  const faults = said(path, line)
  assert.equal(
    faults.length > 0 && faults.every((fault) => sentence.test(fault)),
    true,
    `${line} → ${faults.join(' | ')}`,
  )
}

const accepts = (path: string, ...lines: string[]) => assert.deepEqual(said(path, ...lines), [])

const service = 'modules/tickets/server/ticket.service.ts'
const queries = 'modules/tickets/server/ticket.queries.ts'
const page = 'modules/tickets/web/ticket-list.page.tsx'

test('a lower part never imports a higher one, nor one beside it', () => {
  refuses(
    'modules/companies/server/role.service.ts',
    `import { openTicket } from '../../tickets/server/index.ts'`,
    /floor/,
  )
  refuses(service, `import { order } from '../../shop/contract.ts'`, /floor/)
  refuses(
    'platform/http/routes.ts',
    `import { users } from '../../modules/identity/server/index.ts'`,
    /floor/,
  )
  refuses(service, `const late = await import('../../../app/server.ts')`, /floor/)
  accepts(service, `import { scope } from '../../companies/server/index.ts'`)
  accepts(service, `const text = "import { order } from '../../shop/contract.ts'"`)
  accepts(service, `// import { order } from '../../shop/contract.ts'`)
})

test('a foreign module is reached through its front door', () => {
  refuses(service, `import { x } from '../../companies/server/role.service.ts'`, /front door/)
  refuses('app/server.ts', `import { x } from '../modules/tickets/server/ticket.service.ts'`, /front door/)
  accepts('app/web/router.tsx', `import { routes } from '../../modules/tickets/web/index.tsx'`)
})

test('an unknown part has no floor', () => {
  refuses('modules/surprise/server/index.ts', `import { x } from '../../companies/contract.ts'`, /no floor/)
})

test('nothing below imports tests or scripts; tests import what they need', () => {
  refuses(service, `import { portal } from '../../../test/portal.ts'`, /above everything/)
  accepts('modules/tickets/server/ticket.test.ts', `import { portal } from '../../../test/portal.ts'`)
})

test('browser and server meet in contracts only', () => {
  refuses(page, `import { openTicket } from '../server/index.ts'`, /runs on the server/)
  refuses(page, `import { openPool } from '../../../platform/database/pool.ts'`, /runs on the server/)
  refuses(service, `import { page } from '../web/index.tsx'`, /runs in the browser/)
  refuses('modules/tickets/contract.ts', `import { x } from './server/index.ts'`, /a contract imports/)
  accepts(page, `import { ticketsApi } from '../contract.ts'`)
})

test('a table is named by its owner only', () => {
  refuses(queries, `db.selectFrom('users').select('id')`, /belongs to identity/)
  refuses(
    queries,
    `db.selectFrom('tickets').leftJoin('users as u', 'u.id', 'tickets.id')`,
    /belongs to identity/,
  )
  refuses(queries, `db.insertInto('nobodys_things')`, /belongs to nobody/)
  refuses(queries, 'sql`select id from tickets join memberships on true`', /belongs to companies/)
  refuses(queries, 'sql<{ id: number }>`update myportal.users set name = null`', /belongs to identity/)
  refuses(
    'platform/files/store.ts',
    `await client.query('delete from tickets where id = $1')`,
    /belongs to tickets/,
  )
  accepts(queries, `db.with('newest', (q) => q.selectFrom('tickets')).selectFrom('newest')`)
  accepts(queries, 'sql`extract(epoch from created_at) … on conflict do update set x = 1`')
  accepts('modules/tickets/server/ticket.test.ts', `db.selectFrom('users')`)
})

test('the SQL of a module stands in its queries', () => {
  refuses(service, `scope.db.selectFrom('tickets')`, /queries\.ts/)
  refuses(service, 'sql`select 1 from tickets`', /queries\.ts/)
  accepts('platform/files/store.ts', `db.selectFrom('files')`)
})

test('what reaches past the scope is listed', () => {
  const migration = 'database/migrations/0099_test.sql'
  refuses(
    migration,
    'create function peek() returns int language sql security definer as $$ select 1 $$;',
    /definerFunctions/,
  )
  refuses(migration, 'create view leaky as select * from tickets;', /security_invoker/)
  accepts(migration, 'create view tight with (security_invoker = true) as select * from tickets;')
  refuses(migration, 'create table orphans (id bigint);', /no owner/)
  accepts(migration, 'create table events_2027 partition of events for values in (1);')
  accepts(migration, '-- create view leaky as select 1')
})

test('some things are done in one place only', () => {
  refuses(service, 'const port = process.env.PORT', /platform\/config/)
  refuses(service, `import { z } from 'zod/mini'`, /schema\.ts/)
  refuses('platform/contract/schema.ts', `import { z } from 'zod'`, /classic zod/)
  refuses('modules/tickets/contract.ts', 'const Name = z.string().max(20)', /classic zod/)
  refuses('modules/tickets/contract.ts', 'const Name = z.array(z.string()).optional()', /classic zod/)
  refuses(queries, `sql\`select set_config('portal.company_ids', $1, true)\``, /scope settings/)
  refuses('platform/http/door.ts', `await client.query('set local role portal_provider')`, /scope settings/)
  refuses(service, 'const scope = {} as Scope', /proven/)
  refuses(service, 'const scope = sealScope({})', /companies/)
  refuses(service, `import { request } from 'undici'`, /platform\/outbound/)
  refuses(service, `await fetch('https://example.com')`, /platform\/outbound/)
  refuses(service, `import { request } from 'node:https'`, /platform\/outbound/)
  refuses(service, `import nodemailer from 'nodemailer'`, /platform\/mail/)
  refuses(service, `import { PgBoss } from 'pg-boss'`, /platform\/jobs/)
  refuses(page, 'const x = <div dangerouslySetInnerHTML={{ __html: body }} />', /rich-text/)
  accepts('modules/companies/server/scope.ts', 'export const enter = () => sealScope({})')
  accepts('platform/web/client/call.ts', `const answer = await fetch('/api/tickets')`)
  accepts(service, `// process.env is read elsewhere; fetch( too`, `const said = 'process.env'`)
})

test('files are short', () => {
  const lines = (count: number) => Array.from({ length: count }, () => '// line')
  assert.match(said(service, ...lines(251))[0] ?? '', /251 lines, at most 250/)
  assert.match(said('modules/tickets/contract.ts', ...lines(401))[0] ?? '', /at most 400/)
  accepts('modules/tickets/contract.ts', ...lines(400))
  accepts('platform/database/tables.ts', ...lines(900))
})

test('no file is a drawer for everything', () => {
  refuses('modules/tickets/server/utils.ts', '', /says nothing/)
  refuses('platform/common/dates.ts', '', /says nothing/)
  refuses('modules/tickets/server/date-helpers.ts', '', /says nothing/)
})

test('every problem code is declared, once', () => {
  const contract = sourceOf(
    'modules/tickets/contract.ts',
    `declareProblems({ ticket_closed: [409, 'Closed: really', 'x'] })`,
  )
  const again = sourceOf(
    'modules/shop/contract.ts',
    `declareProblems({\n  ticket_closed: [409, 'a', 'b'],\n})`,
  )
  const elsewhere = sourceOf(
    service,
    `throw problem('ticket_closed')\nthrow problem('ticket_lost', { detail })`,
  )

  assert.match(
    checkArchitecture([contract, elsewhere]).join(),
    /^[^,]*:2: problem code ticket_lost is declared nowhere/,
  )
  assert.match(checkArchitecture([contract, again]).join(), /is declared already/)
  refuses(service, `declareProblems({ odd_one: [409, 'a', 'b'] })`, /contract\.ts/)
})

test('texts of pages come from the catalogues', () => {
  refuses(page, 'const x = <p>Nothing here</p>', /literal text "Nothing here"/)
  refuses(page, 'const x = <p>{count} tickets</p>', /literal text "tickets"/)
  refuses(page, 'const x = <TextInput label="Subject" />', /literal text/)
  refuses(page, 'const x = <Button onClick={() => open(1)}>Don’t <b>{name}</b></Button>', /literal text/)
  accepts(page, `const x = <p className="wide">{t('tickets.none')} · <kbd>⌘K</kbd></p>`)
  accepts(
    page,
    'const pairs = new Map<string, number>()',
    'const less = a < b && c > d',
    'const f = <T,>(x: T) => x',
  )
  accepts(page, 'const x = list.map((one) => one.id > 0 && <Row key={one.id} title={t(one.key)} />)')
  accepts(page, 'const x = <>{isOpen ? <Badge>{open}</Badge> : null}</>')
})

test('both languages have the same messages', () => {
  const en = sourceOf(
    'modules/tickets/web/messages.en.ts',
    `export const en = { 'a.b': 'One: {n}', c: { d: 'x', e: 'y' } }`,
  )
  const de = sourceOf(
    'modules/tickets/web/messages.de.ts',
    `export const de = { 'a.b': 'Eins', c: { d: 'x' }, f: 'z' }`,
  )
  const faults = checkArchitecture([en, de])

  assert.equal(faults.length, 2)
  assert.match(
    faults.join('\n'),
    /messages\.de\.ts:1: message c\.e is missing[\s\S]*messages\.en\.ts:1: message f is missing/,
  )
  assert.match(checkArchitecture([en]).join(), /messages\.de\.ts:1: this catalogue is missing/)
})

test('no two modules have a message of the same name', () => {
  const catalogueOf = (path: string) => sourceOf(path, `export const words = { 'a.b': 'x', 'a.c': 'y' }`)
  const paths = [
    'modules/tickets/web/messages',
    'modules/tickets/web/setup/messages',
    'modules/shop/web/messages',
  ]
  const faults = checkArchitecture(
    paths.flatMap((path) => ['en', 'de'].map((one) => catalogueOf(`${path}.${one}.ts`))),
  )
  assert.equal(faults.length, 2)
  assert.match(faults.join('\n'), /shop\/web\/messages\.en\.ts:1: message a\.b is one of modules\/tickets/)
})
