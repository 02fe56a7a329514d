import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Loose, type Person, portal } from '../../test/portal.ts'
import { csvLines, csvRows } from './csv.ts'

const textOf = async (person: Person, path: string, headers: Record<string, string> = {}) => {
  const reply = await person.get(path, { headers })
  assert.equal(reply.status, 200, reply.text)
  return reply
}

test('a list comes as CSV by its ending, its format or the Accept header, and as JSON otherwise', async () => {
  const { acme } = await portal()
  const list = `/api/companies/${acme.id}/memberships`
  const asked = [
    await textOf(acme.olive, `${list}.csv`),
    await textOf(acme.olive, `${list}?format=csv`),
    await textOf(acme.olive, list, { accept: 'text/csv' }),
  ]
  for (const { headers, text } of asked) {
    assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8')
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="memberships\.csv"$/)
    const [head, bob] = text.split('\r\n')
    assert.equal(
      head,
      'id,name,email,role,status,source,covers_sites,invited_at,invited_by,joined_at,last_active_at,removed_at',
    )
    assert.match(
      bob ?? '',
      /^\d+,Bob Test,bob\.[\d.]+@people\.example,Member,active,invitation,false,\d{4}-\d\d-\d\dT/,
    )
  }
  const plain = await acme.olive.get(`${list}?format=json`).answers(200)
  assert.equal((plain.items as unknown as Loose[]).length, 2)
})

test('the file has the filters and the order of the list, and all of its pages', async () => {
  const { acme } = await portal()
  const list = `/api/companies/${acme.id}/memberships`
  const { text } = await textOf(acme.olive, `${list}.csv?sort=-joined_at&q=ol&limit=1`)
  const lines = text.trim().split('\r\n')
  assert.equal(lines.length, 2)
  assert.match(lines[1] ?? '', /Olive Test/)
})

test('who may not list may not export, and what is wrong is said as ever', async () => {
  const { acme, globex } = await portal()
  const list = `/api/companies/${acme.id}/memberships`
  await acme.bob.get(`${list}.csv`).answers(403, 'forbidden')
  await globex.eve.get(`${list}.csv`).answers(404, 'not_found')
  await acme.olive.get(`${list}.csv?sort=password`).answers(422, 'invalid_input')
  await acme.olive.get(`${list}?format=xml`).answers(422, 'invalid_input')
  await acme.olive.get('/api/invitations?format=csv').answers(422, 'invalid_input')
})

test('text that a spreadsheet would run gets an apostrophe, a number never', () => {
  const columns = { a: 'a', b: 'b.c' }
  const row = (a: unknown, c: unknown = null) => csvRows(columns, [{ a, b: { c } }])
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])
    assert.match(row(text), /^"?'/, JSON.stringify(text))
  assert.equal(row('=HYPERLINK("x")', 'a,"b"'), `"'=HYPERLINK(""x"")","a,""b"""\r\n`)
  assert.equal(row(-3, 4), '-3,4\r\n')
  assert.equal(row(true, ['=a', 'b']), "true,'=a, b\r\n".replace("'=a, b", `"'=a, b"`))
  assert.equal(csvRows(columns, [{ a: null, b: null }]), ',\r\n')
})

test('page follows page, and a file that is cut says so', async () => {
  const pages = [
    { items: [{ n: 3 }], next: null },
    { items: [{ n: 2 }], next: 'third' },
  ]
  const read = async (rows: number) => {
    const left = [...pages]
    const asked: string[] = []
    const more = async (after: string) => {
      asked.push(after)
      return left.pop() ?? { items: [], next: null }
    }
    const csv = { columns: { n: 'n' }, rows }
    let text = ''
    for await (const piece of csvLines(csv, { items: [{ n: 1 }], next: 'second' }, more)) text += piece
    return { text, asked }
  }
  assert.deepEqual(await read(3), { text: '\uFEFFn\r\n1\r\n2\r\n3\r\n', asked: ['second', 'third'] })
  const cut = await read(2)
  assert.match(cut.text, /^\uFEFFn\r\n1\r\n2\r\nThe list goes on: only its first 2 rows/)
  assert.deepEqual(cut.asked, ['second'])
})
