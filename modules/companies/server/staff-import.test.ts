import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, inTransaction } from '../../../platform/database/index.ts'
import { openLog } from '../../../platform/log/index.ts'
import { runRetention } from '../../../platform/retention/index.ts'
import { until } from '../../../test/harness/until.ts'
import { type Loose, type Person, portal } from '../../../test/portal.ts'
import { countLines, readTable } from './staff-import.csv.ts'

const path = '/api/staff-members'
const items = (page: Loose) => page.items as unknown as Loose[]

function send(by: Person, text: string, mode: string, more: Record<string, string> = {}) {
  const form = new FormData()
  for (const [name, value] of Object.entries({ mode, ...more })) form.append(name, value)
  form.append('file', new Blob([text], { type: 'text/csv' }), 'people.csv')
  return by.post(`${path}/imports`, form)
}

async function imported(by: Person, text: string, mode = 'apply', more = {}): Promise<Loose> {
  const { id } = await send(by, text, mode, more).answers(202)
  const ended = await until(async () => {
    const now = await by.get(`${path}/imports/${id}`).answers(200)
    return ['done', 'failed'].includes(String(now.status)) ? now : null
  }, 60_000)
  return ended as Loose
}

const counts = ({ rows_created, rows_updated, rows_skipped }: Loose) =>
  [rows_created, rows_updated, rows_skipped].map(Number)

test('an import adds and completes people, never blanks, never disables, and names bad rows', async () => {
  const { acme, ada } = await portal()
  await ada.patch(`/api/companies/${acme.id}`, { version: 1, country: 'AU' }).answers(200)
  const { olive } = acme
  const known = await olive
    .post(path, {
      first_name: 'Grace',
      last_name: 'Hopper',
      email: 'grace@acme.example',
      job_title: 'Admiral',
    })
    .answers(201)
  const unnamed = await olive.post(path, { first_name: 'Alan', last_name: 'Turing' }).answers(201)
  const csv = [
    'First Name;Last name;E-Mail;Mobile Phone;Job Title;Department;Enabled',
    'Grace;Hopper;GRACE@acme.example;0412 345 678;;Navy;no',
    'Alan;Turing;alan@acme.example;;;;',
    'Ada;"Lovelace; Countess";ada@acme.example;;;;',
    ';Nobody;x@acme.example;;;;',
    'Bad;Mail;nonsense;;;;',
    'Bad;Number;;hello;;;',
    'Twice;Sent;ada@acme.example;;;;',
    '',
  ].join('\r\n')
  const checked = await imported(olive, csv, 'check')
  assert.equal(checked.status, 'done')
  assert.equal(items(await olive.get(path).answers(200)).length, 2, 'a check changes nothing')
  const done = await imported(olive, csv)
  assert.deepEqual(counts(done), counts(checked))
  assert.deepEqual(counts(done), [1, 2, 4])
  assert.deepEqual(
    (done.problems as unknown as Loose[]).map(({ row, field }) => `${row} ${field}`),
    ['5 first_name', '6 email', '7 mobile_phone', '8 email'],
  )
  const now = await olive.get(`${path}/${known.id}`).answers(200)
  assert.deepEqual(
    [now.mobile_phone, now.job_title, now.department, now.enabled],
    ['+61412345678', 'Admiral', 'Navy', true],
  )
  assert.equal((await olive.get(`${path}/${unnamed.id}`).answers(200)).email, 'alan@acme.example')
  assert.deepEqual(counts(await imported(olive, csv)), [0, 0, 4], 'the same file again changes nothing')
})

test('a file that names no people, or too many, is refused at once; foreign companies do not exist', async () => {
  const { acme, globex, tess, ada } = await portal()
  const { olive, bob } = acme
  await send(olive, 'a,b\n1,2\n', 'check').answers(422)
  await send(olive, 'First name\nX\n', 'destroy').answers(422)
  await send(olive, `First name\n${'X\n'.repeat(20_001)}`, 'check').answers(422)
  await send(bob, 'First name\nX\n', 'check').answers(403)
  await send(olive, 'First name\nX\n', 'check', { company_id: String(globex.id) }).answers(422)
  await send(ada, 'First name\nX\n', 'check').answers(422)
  const { id, kind, path: at } = await send(olive, 'First name\nX\n', 'check').answers(202)
  assert.deepEqual([kind, at], ['staff_import', `${path}/imports/${id}`])
  await globex.eve.get(`${path}/imports/${id}`).answers(404)
  await tess.get(`${path}/imports/${id}`).answers(403)
  await ada.get(`${path}/imports/${id}`).answers(200)
})

test('1,200 rows are dealt with in order, and the file is not kept', async () => {
  const { acme, database } = await portal()
  const rows = Array.from({ length: 1_200 }, (_, n) => `P${n},L${n},p${n}@bulk.example`)
  const done = await imported(acme.olive, `Given name,Surname,Mail\n${rows.join('\n')}`)
  assert.deepEqual(counts(done), [1_200, 0, 0])
  assert.equal(done.rows_done, 1_200)
  const { rows: kept } = await asOwner(database, (client) =>
    client.query(
      `select from myportal.files where kind = 'staff_import' and company_id = $1 and deleted_at is null`,
      [acme.id],
    ),
  )
  assert.equal(kept.length, 0)
})

test('separators, quotes and line ends of other programs are understood', () => {
  assert.deepEqual(readTable(Buffer.from('\ufeffa;b\r\n1;"2;3"\r\n')), [
    ['a', 'b'],
    ['1', '2;3'],
  ])
  assert.deepEqual(readTable(Buffer.from('a\tb\n1\t2')), [
    ['a', 'b'],
    ['1', '2'],
  ])
  assert.equal(countLines(Buffer.from('a,b\n1,"x\ny"\n\n3,4')), 3)
})

test('archived people lose their names after their time, and the row stays', async () => {
  const { acme, database } = await portal()
  const old = await acme.olive.post(path, { first_name: 'Old', email: 'old@acme.example' }).answers(201)
  const young = await acme.olive.post(path, { first_name: 'Young' }).answers(201)
  for (const { id } of [old, young]) await acme.olive.drop(`${path}/${id}`).answers(204)
  await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run(`update staff_members set archived_at = now() - interval '31 days' where id = $1`, [old.id]),
  )
  await runRetention(database, { log: openLog({ level: 'silent', format: 'json', secrets: [] }) })
  const blanked = await acme.olive.get(`${path}/${old.id}`).answers(200)
  assert.deepEqual([blanked.first_name, blanked.email], ['Former staff member', null])
  assert.equal((await acme.olive.get(`${path}/${young.id}`).answers(200)).first_name, 'Young')
})
