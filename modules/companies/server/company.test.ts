import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Loose, portal } from '../../../test/portal.ts'

const ids = (page: Loose) => (page.items as unknown as Loose[]).map(({ id }) => Number(id))

test('a company that seems to be there already is not added by accident', async () => {
  const { ada } = await portal()
  const domain = `dup${Date.now()}.example`
  const first = await ada.post('/api/companies', { name: `Initech ${domain}`, domain }).answers(201)
  assert.equal(first.domains?.[0]?.domain, domain)
  const same = await ada
    .post('/api/companies', { name: `INITECH ${domain}` })
    .answers(409, 'possible_duplicate')
  assert.deepEqual(same.ids, [first.id])
  await ada.post('/api/companies', { name: 'Other', domain }).answers(409, 'possible_duplicate')
  await ada.post('/api/companies', { name: `Initech ${domain}`, allow_duplicate: true }).answers(201)
  await ada
    .post('/api/companies', { name: 'Other', domain, allow_duplicate: true })
    .answers(409, 'domain_taken')
})

test('a domain in which everybody can have an address belongs to nobody', async () => {
  const { ada } = await portal()
  for (const domain of [
    'gmail.com',
    'GMail.com',
    'co.uk',
    'com.au',
    '*',
    '*.acme.example',
    'a@acme.example',
    'local',
    '10.0.0.1',
  ]) {
    await ada
      .post('/api/companies', { name: 'Nowhere', domain, allow_duplicate: true })
      .answers(422, 'invalid_input')
  }
  const ours = await ada
    .post('/api/companies', { name: 'Bücher', domain: 'Bücher.Example', allow_duplicate: true })
    .answers(201)
  assert.equal(ours.domains?.[0]?.domain, 'xn--bcher-kva.example')
  const q = encodeURIComponent('bücher.example')
  assert.deepEqual(ids(await ada.get(`/api/companies?q=${q}`).answers(200)), [ours.id])
})

test('country and website are brought into form or refused', async () => {
  const { ada, acme } = await portal()
  const url = `/api/companies/${acme.id}`
  const changed = await ada.edit(url, { country: 'au', website: 'acme.example' }).answers(200)
  assert.deepEqual([changed.country, changed.website], ['AU', 'https://acme.example'])
  await ada.edit(url, { country: 'QQ' }).answers(422)
  await ada.edit(url, { website: 'javascript:alert(1)' }).answers(422)
  await ada.edit(url, { time_zone: 'Mars/Olympus' }).answers(422)
})

test('members change how they are reached, the rest is the provider’s', async () => {
  const { acme, globex } = await portal()
  const url = `/api/companies/${acme.id}`
  const changed = await acme.olive.edit(url, { phone: '+61 2 5550 1234', city: 'Sydney' }).answers(200)
  assert.deepEqual([changed.phone, changed.city, changed.version], ['+61 2 5550 1234', 'Sydney', 2])
  const refused = await acme.olive.edit(url, { name: 'Mine', support_note: 'x' }).answers(422)
  assert.deepEqual(
    (refused.errors as unknown as Loose[]).map(({ field, code }) => [field, code]),
    [
      ['name', 'not_allowed'],
      ['support_note', 'not_allowed'],
    ],
  )
  await acme.bob.edit(url, { phone: '1' }).answers(403, 'forbidden')
  await globex.eve.edit(url, { phone: '1' }).answers(404)
})

test('a change that changes nothing makes no version', async () => {
  const { ada, acme } = await portal()
  const url = `/api/companies/${acme.id}`
  await ada.patch(url, { city: 'Perth' }).answers(428, 'version_required')
  const { version } = await ada.edit(url, { city: 'Perth' }).answers(200)
  const again = await ada.edit(url, { city: 'Perth' }).answers(200)
  assert.equal(again.version, version)
  await ada.patch(url, { city: 'Hobart', version: Number(version) - 1 }).answers(409, 'stale_version')
  await ada.patch(url, { city: 'Hobart' }, { headers: { 'if-match': '"999"' } }).answers(412, 'stale_version')
})

test('another company does not exist, nor does the provider’s for its customers', async () => {
  const { acme, globex, provider } = await portal()
  await acme.olive.get(`/api/companies/${acme.id}`).answers(200)
  await acme.olive.get(`/api/companies/${globex.id}`).answers(404)
  await acme.olive.get(`/api/companies/${provider.id}`).answers(404)
  await acme.olive.get('/api/companies').answers(403, 'forbidden')
  await acme.olive.get('/api/companies/0').answers(404)
})

test('the list of companies pages through every order without gap or repeat', async () => {
  const { ada, customer } = await portal()
  const word = `Walk${Date.now()}`
  const made = []
  for (const name of ['b', 'A', 'c', 'B', 'a']) made.push(await customer(`${word} ${name}`))
  for (const sort of ['name', '-created_at', '-updated_at']) {
    const seen: number[] = []
    let after = ''
    do {
      const page = await ada.get(`/api/companies?q=${word}&sort=${sort}&limit=2${after}`).answers(200)
      seen.push(...ids(page))
      after = page.next ? `&after=${page.next}` : ''
    } while (after)
    assert.deepEqual([...seen].sort(), [...made].sort(), sort)
    if (sort === '-created_at') assert.deepEqual(seen, [...made].reverse())
  }
  await ada.get('/api/companies?sort=internal_note').answers(422)
})

test('a cursor of another list, order or filter is refused, and so is a forged one', async () => {
  const { ada } = await portal()
  const { next } = await ada.get('/api/companies?limit=1&sort=-created_at').answers(200)
  await ada.get(`/api/companies?limit=1&sort=name&after=${next}`).answers(422, 'invalid_cursor')
  await ada
    .get(`/api/companies?limit=1&sort=-created_at&kind=customer&after=${next}`)
    .answers(422, 'invalid_cursor')
  const parts = JSON.parse(Buffer.from(String(next), 'base64url').toString()) as unknown[]
  parts[3] = "x' or 1=1"
  const forged = Buffer.from(JSON.stringify(parts)).toString('base64url')
  await ada.get(`/api/companies?limit=1&sort=-created_at&after=${forged}`).answers(422, 'invalid_cursor')
})

test('companies are found by a word of their name and by domain; signs mean nothing', async () => {
  const { ada } = await portal()
  const stamp = Date.now()
  const { id } = await ada
    .post('/api/companies', { name: `The Zebra${stamp} Group`, domain: `find${stamp}.example` })
    .answers(201)
  assert.deepEqual(ids(await ada.get(`/api/companies?q=zebra${stamp}`).answers(200)), [id])
  assert.deepEqual(ids(await ada.get(`/api/companies?q=FIND${stamp}`).answers(200)), [id])
  assert.deepEqual(ids(await ada.get('/api/companies?q=%25').answers(200)), [])
  assert.deepEqual(
    ids(await ada.get(`/api/companies?q=${encodeURIComponent("' or 1=1 --")}`).answers(200)),
    [],
  )
})

test('people are chosen from the own company; the desk chooses from the company it names', async () => {
  const { ada, tess, acme, globex, provider } = await portal()
  const own = await acme.olive.get('/api/people').answers(200)
  assert.deepEqual(
    (own.items as unknown as Loose[]).map(({ name }) => String(name)),
    ['Bob Test', 'Olive Test'],
  )
  await acme.olive.get(`/api/people?company_id=${globex.id}`).answers(422)
  // Who opens tickets names colleagues in them (tickets §4.1), and nobody of elsewhere.
  await acme.bob.get(`/api/people?company_id=${globex.id}`).answers(422)
  const there = await tess.get(`/api/people?company_id=${globex.id}`).answers(200)
  assert.deepEqual(
    (there.items as unknown as Loose[]).map(({ name }) => String(name)),
    ['Eve Test'],
  )
  const desk = await ada.get(`/api/people?company_id=${provider.id}&permission=companies.manage`).answers(200)
  assert.deepEqual(
    (desk.items as unknown as Loose[]).map(({ name }) => String(name)),
    ['Ada Lovelace'],
  )
})

test('permissions carry labels and kinds; customers see theirs', async () => {
  const { ada, acme } = await portal()
  const names = (answer: Loose) => (answer.items as unknown as Loose[]).map(({ name }) => String(name))
  const all = names(await ada.get('/api/permissions').answers(200))
  const theirs = names(await acme.olive.get('/api/permissions').answers(200))
  assert.ok(all.includes('companies.manage') && !theirs.includes('companies.manage'))
  assert.ok(theirs.includes('members.manage') && !all.includes('account.read'))
})
