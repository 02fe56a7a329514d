import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { asOwner } from '../../../platform/database/index.ts'
import { drawnLogo } from '../../../test/harness/firms-writes.ts'
import type { Person } from '../../../test/harness/person.ts'
import { until } from '../../../test/harness/until.ts'
import { type Cast, type Loose, portal } from '../../../test/portal.ts'

const ids = (page: Loose) => (page.items as unknown as Loose[]).map(({ id }) => Number(id))

async function eventsAbout({ database }: Cast, companyId: number, type: string) {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ audience: string; data: { changes?: { field: string }[] } }>(
      'select audience, data from myportal.events where company_id = $1 and type = $2 order by id',
      [companyId, type],
    ),
  )
  return rows
}

test('what is between provider and provider is neither shown nor told to the customer', async () => {
  const cast = await portal()
  const { ada, acme } = cast
  const url = `/api/companies/${acme.id}`
  const fields = {
    is_vip: true,
    syncro_id: `S${acme.id}`,
    xero_id: `X${acme.id}`,
    internal_note: 'Pays late',
  }
  const changed = await ada.edit(url, { ...fields, legal_name: 'Acme Pty Ltd' }).answers(200)
  for (const [name, value] of Object.entries(fields)) assert.equal(changed[name] as unknown, value)

  const theirs = await acme.olive.get(url).answers(200)
  assert.equal(String(theirs.legal_name), 'Acme Pty Ltd')
  for (const name of [...Object.keys(fields), 'archive_reason']) assert.ok(!(name in theirs), name)
  const told = await eventsAbout(cast, acme.id, 'company.updated')
  assert.deepEqual(
    told.map(({ audience, data }) => [audience, data.changes?.map(({ field }) => field).sort()]),
    [
      ['company', ['legal_name']],
      ['provider', ['internal_note', 'is_vip', 'syncro_id', 'xero_id']],
    ],
  )
  await acme.olive.edit(url, { is_vip: false }).answers(422, 'invalid_input')
})

test('an id of another system stands for one company', async () => {
  const { ada, acme, globex } = await portal()
  const mine = { syncro_id: `one${acme.id}`, xero_id: `two${acme.id}` }
  await ada.edit(`/api/companies/${acme.id}`, mine).answers(200)
  const there = `/api/companies/${globex.id}`
  await ada.edit(there, { syncro_id: mine.syncro_id }).answers(409, 'syncro_id_taken')
  await ada.edit(there, { xero_id: mine.xero_id }).answers(409, 'xero_id_taken')
  assert.deepEqual(ids(await ada.get(`/api/companies?q=${mine.xero_id}`).answers(200)), [acme.id])
})

test('a site has no sites, and neither has the provider', async () => {
  const { ada, acme, globex, customer, provider } = await portal()
  const site = await customer('North')
  const parentOf = (id: number, parent_company_id: number | null) =>
    ada.edit(`/api/companies/${id}`, { parent_company_id })
  const made = await parentOf(site, acme.id).answers(200)
  assert.equal(made.parent?.id as unknown, acme.id)
  const { sites } = await ada.get(`/api/companies/${acme.id}`).answers(200)
  assert.deepEqual(
    (sites as unknown as Loose[]).map(({ id }) => Number(id)),
    [site],
  )

  await parentOf(globex.id, site).answers(422)
  await parentOf(acme.id, globex.id).answers(422)
  await parentOf(acme.id, acme.id).answers(422)
  await parentOf(globex.id, provider.id).answers(422)
  await parentOf(provider.id, globex.id).answers(422)
  await parentOf(globex.id, 999_999_999).answers(422)
  assert.deepEqual(ids(await ada.get(`/api/companies?parent_company_id=${acme.id}`).answers(200)), [site])
  assert.equal((await parentOf(site, null).answers(200)).parent as unknown, null)
})

test('an account manager works for the provider', async () => {
  const { ada, tess, acme } = await portal()
  const url = `/api/companies/${acme.id}`
  await ada.edit(url, { account_manager_user_id: acme.bob.user_id }).answers(422)
  await ada.edit(url, { account_manager_user_id: tess.user_id }).answers(200)
  const { account_manager } = await acme.olive.get('/api/company').answers(200)
  assert.deepEqual(account_manager as unknown, {
    user_id: tess.user_id,
    name: 'Tess Test',
    email: tess.email,
  })
  const list = await ada.get(`/api/companies?account_manager_user_id=${tess.user_id}`).answers(200)
  assert.deepEqual(ids(list), [acme.id])
})

test('filters of the list: VIP, with people, archived', async () => {
  const { ada, acme, globex, customer } = await portal()
  const empty = await customer(`Empty ${acme.id}`)
  await ada.edit(`/api/companies/${globex.id}`, { is_vip: true }).answers(200)
  await ada.post(`/api/companies/${empty}/archive`, { reason: 'Moved away' }).answers(200)
  const has = async (filter: string) => ids(await ada.get(`/api/companies?limit=200&${filter}`).answers(200))
  const vip = await has('is_vip=true')
  assert.ok(vip.includes(globex.id) && !vip.includes(acme.id))
  const peopled = await has('has_members=true&kind=customer')
  assert.ok(peopled.includes(acme.id) && !peopled.includes(empty))
  assert.deepEqual(await has('has_members=false&archived=only&kind=customer'), [empty])
  assert.ok(!(await has('kind=customer')).includes(empty))
})

async function isIn(person: Person): Promise<unknown> {
  return (await person.get('/api/auth/session').answers(200)).company ?? null
}

test('archived, a company is closed to its people and their keys at once, and restored it is as before', async () => {
  const { ada, tess, acme } = await portal()
  const url = `/api/companies/${acme.id}`
  const before = await acme.bob.post('/api/tickets', { subject: 'Before', body: 'b' }).answers(201)
  const { api_key } = await acme.olive
    .post('/api/api-keys', { description: 'k', scopes: ['account.read', 'live.read'] })
    .answers(201)
  const headers = { authorization: `Bearer ${api_key}` }
  const asKey = () => fetch(`${ada.base}/api/me`, { headers }).then(({ status }) => status)
  const keyWorked = await asKey()
  const stream = await fetch(`${ada.base}/api/live?topics=company`, {
    headers: { cookie: [...acme.bob.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  })
  assert.equal(stream.status, 200)
  const ended = stream.text()

  await acme.olive.post(`${url}/archive`, {}).answers(403, 'forbidden')
  const archived = await ada.post(`${url}/archive`, { reason: 'Sold' }).answers(200)
  assert.equal(String(archived.archive_reason), 'Sold')
  const again = await ada.post(`${url}/archive`, { reason: 'Other' }).answers(200)
  assert.deepEqual([again.version, again.archive_reason], [archived.version, 'Sold'])
  assert.match(await ended, /^retry/)
  assert.equal(await isIn(acme.bob), null)
  await acme.bob.get('/api/company').answers(403, 'no_active_company')
  assert.deepEqual([keyWorked, await asKey()], [200, 401])
  await tess.get(url).answers(200)
  await tess
    .post('/api/tickets', {
      subject: 'After',
      body: 'b',
      company_id: acme.id,
      requester_user_id: acme.bob.user_id,
    })
    .answers(409, 'company_archived')
  await tess.get(`/api/tickets/${before.id}`).answers(200)
  await tess.post(`/api/tickets/${before.id}/replies`, { body: 'r' }).answers(409, 'company_archived')

  const restored = await ada.post(`${url}/restore`).answers(200)
  assert.equal(restored.archived_at as unknown, null)
  await ada.post(`${url}/restore`).answers(200)
  assert.equal(((await isIn(acme.bob)) as Loose).id as unknown, acme.id)
  assert.equal(await asKey(), 200)
  await acme.bob.post('/api/tickets', { subject: 'After', body: 'b' }).answers(201)
})

test('the provider’s own company is neither archived nor deleted', async () => {
  const { ada, provider, acme } = await portal()
  await ada.post(`/api/companies/${provider.id}/archive`, {}).answers(409, 'provider_company')
  await ada.delete(`/api/companies/${provider.id}?confirm_name=Provider`).answers(409, 'provider_company')
  await acme.olive.delete(`/api/companies/${acme.id}?confirm_name=x`).answers(403)
})

test('a company goes only when nothing stands in it, and by its name', async () => {
  const { ada, tess, acme } = await portal()
  const name = `Mistake ${acme.id}`
  const { id } = await ada.post('/api/companies', { name, domain: `mistake${acme.id}.example` }).answers(201)
  const url = `/api/companies/${id}`
  await ada.put(`${url}/logo`, await drawnLogo()).answers(200)
  const wrong = await ada.delete(`${url}?confirm_name=mistake`).answers(422)
  assert.equal((wrong.errors as unknown as Loose[])[0]?.field as unknown, 'confirm_name')

  await acme.bob.post('/api/tickets', { subject: 'Here', body: 'b' }).answers(201)
  const used = await ada
    .delete(`/api/companies/${acme.id}?confirm_name=${encodeURIComponent(`Acme ${acme.id}`)}`)
    .answers(422)
  assert.ok(used.errors)
  const named = String((await ada.get(`/api/companies/${acme.id}`).answers(200)).name)
  const refused = await ada
    .delete(`/api/companies/${acme.id}?confirm_name=${encodeURIComponent(named)}`)
    .answers(409, 'company_in_use')
  assert.deepEqual([refused.counts?.tickets, refused.counts?.memberships], [1, 2])

  await tess.delete(`${url}?confirm_name=${encodeURIComponent(name)}`).answers(403)
  await ada.delete(`${url}?confirm_name=${encodeURIComponent(name)}`).answers(204)
  await ada.delete(`${url}?confirm_name=${encodeURIComponent(name)}`).answers(404)
})

test('a logo is kept small and whole, seen by those who see the company, and no file of another kind', async () => {
  const { ada, acme, globex, reg } = await portal()
  const url = `/api/companies/${acme.id}/logo`
  await acme.bob.put(url, await drawnLogo()).answers(403)
  await globex.eve.put(url, await drawnLogo()).answers(404)
  const { logo_url } = await acme.olive.put(url, await drawnLogo(1200, 300)).answers(200)
  const shown = await fetch(ada.base + logo_url, {
    headers: { cookie: [...acme.bob.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  })
  const { width, height, format } = await sharp(Buffer.from(await shown.arrayBuffer())).metadata()
  assert.deepEqual([width, height, format], [512, 128, 'webp'])
  await ada.get(String(logo_url)).answers(200)
  await globex.eve.get(String(logo_url)).answers(404)
  await reg.get(String(logo_url)).answers(404)

  await acme.olive.put(url, await drawnLogo(10, 10, 'gif')).answers(415, 'file_type_not_allowed')
  const large = new FormData()
  large.append('file', new Blob([new Uint8Array(1_048_577)], { type: 'image/png' }), 'l.png')
  await acme.olive.put(url, large).answers(413, 'file_too_large')
  await acme.olive.delete(url).answers(204)
  await acme.olive.delete(url).answers(404)
  await ada.get(String(logo_url)).answers(404)
})

test('who covers the sites sees numbers of all of them; a site’s people never see what it belongs to', async () => {
  const { ada, customer, member } = await portal()
  const parent = await customer('Parent of two')
  const sites = [await customer('East'), await customer('West')]
  for (const id of sites) await ada.edit(`/api/companies/${id}`, { parent_company_id: parent }).answers(200)
  const pat = await member(parent, 'Pat', 'Owner')
  const paul = await member(parent, 'Paul', 'Owner')
  const sid = await member(sites[0] ?? 0, 'Sid', 'Owner')
  const { items } = await ada.get(`/api/companies/${parent}/memberships`).answers(200)
  const one = (items as unknown as Loose[]).find(({ user }) => Number(user?.id) === pat.user_id)
  await ada.patch(`/api/memberships/${one?.id}`, { covers_sites: true, version: one?.version }).answers(200)
  for (const company_id of [parent, ...sites])
    await ada.post('/api/tickets', { subject: 'Here', body: 'b', company_id }).answers(201)
  const tickets = async (person: Person) => {
    const { cards } = await person.get('/api/dashboard').answers(200)
    return Number((cards as unknown as Loose[]).find(({ name }) => String(name) === 'tickets')?.value)
  }
  await until(async () => (await tickets(pat)) === 3)
  assert.deepEqual([await tickets(paul), await tickets(sid)], [1, 1])
  assert.equal(ids(await pat.get('/api/tickets').answers(200)).length, 3)

  const whole = await pat.get('/api/company').answers(200)
  assert.deepEqual(
    (whole.sites as unknown as Loose[]).map(({ id }) => Number(id)),
    sites,
  )
  assert.deepEqual((await paul.get('/api/company').answers(200)).sites as unknown, [])
  const theirs = await sid.get('/api/company').answers(200)
  assert.equal(theirs.parent as unknown, null)
  assert.ok(!JSON.stringify(theirs).includes('Parent of two'))
  await sid.get(`/api/companies/${parent}`).answers(404)
})
