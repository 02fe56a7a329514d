import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'
import { ownPath } from './return-url.ts'

/** Eve works at Globex and at Acme. */
async function eveInBoth(): Promise<Cast> {
  const cast = await portal()
  const { acme, globex } = cast
  const { items } = await acme.olive.get('/api/roles').answers(200)
  const role = (items as unknown as Loose[]).find(({ name }) => String(name) === 'Member')
  const { id } = await acme.olive
    .post(`/api/companies/${acme.id}/memberships`, { email: globex.eve.email, role_id: role?.id })
    .answers(201)
  await globex.eve.post(`/api/invitations/${id}/accept`).answers(200)
  return cast
}

/** As a browser's form does: no fetch metadata of a script, no JSON wanted. */
function submit(
  { portal: { app } }: Cast,
  person: Person,
  payload: string,
  type: string,
  url = '/switch-company',
) {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers = {
    cookie,
    'content-type': type,
    accept: 'text/html,*/*;q=0.8',
    'sec-fetch-mode': 'navigate',
  }
  return app.inject({ method: 'POST', url, headers, payload })
}

const csrfOf = (person: Person) => person.cookies.get('myportal_session_csrf') ?? ''
const urlencoded = 'application/x-www-form-urlencoded'

async function worksIn(person: Person): Promise<number> {
  const { company } = await person.get('/api/auth/session').answers(200)
  return Number(company?.id)
}

test('switching by JSON in both spellings gives company and rights', async () => {
  const { acme, globex } = await eveInBoth()
  const there = await globex.eve.post('/api/switch-company', { companyId: acme.id }).answers(200)
  assert.deepEqual([there.company?.id, there.return_url], [acme.id, '/'])
  assert.ok(!(there.permissions as unknown as string[]).includes('members.manage'))
  assert.equal(await worksIn(globex.eve), acme.id)
  await globex.eve.get(`/api/companies/${globex.id}`).answers(404)
  const back = await globex.eve.post('/switch-company', { company_id: globex.id }).answers(200)
  assert.ok((back.permissions as unknown as string[]).includes('members.manage'))
})

test('switching by query works, and a body wins over it', async () => {
  const { acme, globex } = await eveInBoth()
  await globex.eve.post(`/switch-company?companyId=${acme.id}`).answers(200)
  assert.equal(await worksIn(globex.eve), acme.id)
  await globex.eve.post(`/switch-company?company_id=${acme.id}`, { company_id: globex.id }).answers(200)
  assert.equal(await worksIn(globex.eve), globex.id)
})

test('a form is sent on to where it wanted to go', async () => {
  const cast = await eveInBoth()
  const { eve } = cast.globex
  for (const [key, urlKey] of [
    ['company_id', 'return_url'],
    ['companyId', 'returnUrl'],
  ] as const) {
    const id = String(key === 'company_id' ? cast.acme.id : cast.globex.id)
    const form = new URLSearchParams({ [key]: id, [urlKey]: '/tickets?x=1#y', _csrf: csrfOf(eve) })
    const reply = await submit(cast, eve, form.toString(), urlencoded)
    assert.equal(reply.statusCode, 303, reply.body)
    assert.equal(reply.headers.location, '/tickets?x=1#y')
    assert.equal(await worksIn(eve), Number(id))
  }
})

test('a multipart form is sent on, too', async () => {
  const cast = await eveInBoth()
  const { eve } = cast.globex
  const field = (name: string, value: string) =>
    `--cut\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const fields = { _csrf: csrfOf(eve), company_id: String(cast.acme.id), return_url: '/tickets' }
  const payload = `${Object.entries(fields)
    .map(([name, value]) => field(name, value))
    .join('')}--cut--\r\n`
  const reply = await submit(cast, eve, payload, 'multipart/form-data; boundary=cut')
  assert.equal(reply.statusCode, 303, reply.body)
  assert.equal(reply.headers.location, '/tickets')
  assert.equal(await worksIn(eve), cast.acme.id)
})

test('without the security token nothing is switched', async () => {
  const { acme, globex } = await eveInBoth()
  const before = await worksIn(globex.eve)
  await globex.eve
    .post('/switch-company', { company_id: acme.id }, { bare: true })
    .answers(403, 'csrf_missing')
  assert.equal(await worksIn(globex.eve), before)
  await globex.eve.get('/api/switch-company').answers(405)
})

test('where one may not work, archived or not there: one answer', async () => {
  const { acme, globex, provider } = await portal()
  for (const company_id of [globex.id, provider.id, 999_999, 0]) {
    await acme.bob.post('/api/switch-company', { company_id }).answers(404, 'not_found')
  }
  await acme.bob.post('/api/switch-company', { company_id: 'abc' }).answers(422)
  await acme.bob.post('/api/switch-company', {}).answers(422)
  assert.equal(await worksIn(acme.bob), acme.id)
})

test('a technician visits every customer; a tab left behind writes nothing', async () => {
  const { tess, acme, provider } = await portal()
  const there = await tess.post('/api/switch-company', { company_id: acme.id }).answers(200)
  assert.ok((there.permissions as unknown as string[]).includes('companies.view'))
  const { company } = await tess.get('/api/auth/session').answers(200)
  assert.deepEqual([company?.id, company?.is_visiting], [acme.id, true])
  await tess
    .get('/api/companies', { headers: { 'x-company': String(provider.id) } })
    .answers(409, 'company_changed')
  await tess.post('/api/switch-company', { company_id: provider.id }).answers(200)
})

test('a hostile return_url never fails the switch and leads to our own front page', async () => {
  const { globex } = await eveInBoth()
  const hostile = [
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e//evil.example',
    'https:/x',
    'https://evil.example',
    'javascript:1',
    'tickets',
    '',
    '/\r\nSet-Cookie:x=1',
    '/\t/evil.example',
    '/\u0000',
    `/${'x'.repeat(500)}`,
    `/${'x'.repeat(3_000)}`,
    null,
    7,
  ]
  for (const return_url of hostile) {
    const reply = await globex.eve.post('/switch-company', { company_id: globex.id, return_url }).answers(200)
    assert.equal(reply.return_url, '/', JSON.stringify(return_url))
  }
})

test('a path of our own is kept, and an encoded line break stays encoded', () => {
  assert.equal(ownPath('/tickets?x=1#y'), '/tickets?x=1#y')
  assert.equal(ownPath('/%0d%0aSet-Cookie:x'), '/%0d%0aSet-Cookie:x')
  assert.equal(ownPath('/ümlaut'), '/%C3%BCmlaut')
  assert.equal(ownPath(`/${'x'.repeat(499)}`).length, 500)
  assert.equal(ownPath(undefined), '/')
})
