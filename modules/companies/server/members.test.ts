import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { inDirectory } from '../../../test/harness/directory.ts'
import { personAt } from '../../../test/harness/person.ts'
import { type Cast, type Loose, type Person, password, portal } from '../../../test/portal.ts'
import { invitationsDue } from './invitation-due.ts'

const items = (body: Loose) => body.items as unknown as Loose[]

async function roleIds(by: Person, kind = 'customer'): Promise<Record<string, number>> {
  const list = items(await by.get(`/api/roles?kind=${kind}`).answers(200))
  return Object.fromEntries(list.map((role) => [String(role.name), Number(role.id)]))
}

async function membershipOf(by: Person, companyId: number, person: Person): Promise<Loose> {
  const list = items(await by.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200))
  const found = list.find((one) => Number(one.user?.id) === person.user_id)
  assert.ok(found, `${person.name} is no member`)
  return found
}

const owned = (cast: Cast, text: string, values: unknown[] = []) =>
  asOwner(cast.database, (client) => client.query(text.replaceAll('@', 'myportal.'), values))

/** A parent with two sites; Pat covers them, Paul does not. */
async function family(cast: Cast) {
  const parent = await cast.customer('Parent')
  const sites = [await cast.customer('North'), await cast.customer('South')]
  await owned(cast, 'update @companies set parent_company_id = $1 where id = any ($2::bigint[])', [
    parent,
    sites,
  ])
  const pat = await cast.member(parent, 'Pat', 'Owner')
  const paul = await cast.member(parent, 'Paul', 'Owner')
  const one = await membershipOf(cast.ada, parent, pat)
  const body = { covers_sites: true, version: one.version }
  await cast.ada.patch(`/api/memberships/${one.id}`, body).answers(200)
  return { parent, sites, pat, paul }
}

test('a list has filters, orders and those who left; second factors are for those who manage members', async () => {
  const { ada, acme, tess, member } = await portal()
  const gone = await member(acme.id, 'Gone', 'Member')
  const one = await membershipOf(ada, acme.id, gone)
  await ada.delete(`/api/memberships/${one.id}`).answers(204)
  const roles = await roleIds(acme.olive)
  const list = async (query: string, by = acme.olive) =>
    items(await by.get(`/api/companies/${acme.id}/memberships${query}`).answers(200)).map(({ user }) =>
      String(user?.name),
    )
  assert.deepEqual(await list(''), ['Bob Test', 'Olive Test'])
  assert.deepEqual(await list('?removed=true'), ['Gone Test'])
  assert.deepEqual(await list(`?role_id=${roles.Owner}`), ['Olive Test'])
  await acme.bob.post('/api/switch-company', { company_id: acme.id }).answers(200)
  assert.deepEqual(await list('?sort=-last_active_at'), ['Bob Test', 'Olive Test'])
  assert.equal((await membershipOf(acme.olive, acme.id, acme.bob)).second_factor, false)
  assert.equal((await membershipOf(tess, acme.id, acme.bob)).second_factor, null)
})

test('memberships of all companies are listed for super administrators, and as a file', async () => {
  const { ada, tess, acme, globex } = await portal()
  await tess.get('/api/memberships').answers(403, 'forbidden')
  const both = `company_id=${acme.id},${globex.id}`
  const list = items(await ada.get(`/api/memberships?${both}`).answers(200))
  assert.deepEqual(new Set(list.map((one) => Number(one.company_id))), new Set([acme.id, globex.id]))
  const staff = items(await ada.get('/api/memberships?customer_access=all&source=first_user').answers(200))
  assert.deepEqual(
    staff.map(({ user }) => String(user?.name)),
    ['Ada Lovelace'],
  )
  const file = await ada.get(`/api/memberships.csv?company_id=${acme.id}&sort=-last_active_at`)
  assert.equal(file.text.trim().split('\r\n').length, 3)
})

test('provider staff make somebody they know a member at once; customers cannot', async () => {
  const { tess, ada, acme, globex, reg } = await portal()
  const { Member: role_id } = await roleIds(acme.olive)
  const path = `/api/companies/${acme.id}/memberships`
  await acme.olive.post(path, { user_id: globex.eve.user_id, role_id }).answers(422, 'invalid_input')
  await tess.post(path, { user_id: reg.user_id, role_id }).answers(403, 'forbidden')
  await ada.post(path, { role_id }).answers(422, 'invalid_input')
  await ada.post(path, { user_id: 999_999, role_id }).answers(422, 'invalid_input')
  const made = await ada.post(path, { user_id: reg.user_id, role_id }).answers(201)
  assert.deepEqual([made.status, made.source], ['active', 'manual'])
  const { company } = await reg.get('/api/auth/session').answers(200)
  assert.equal(company?.id, acme.id)
  await ada.post(path, { user_id: reg.user_id, role_id }).answers(409, 'already_member')
})

test('who covers the sites works in them and writes only where they work; a site never sees the parent', async () => {
  const cast = await portal()
  const { parent, sites, pat, paul } = await family(cast)
  const [north = 0] = sites
  const sid = await cast.member(north, 'Sid', 'Owner')
  for (const [person, where] of [
    [sid, north],
    [pat, parent],
  ] as const)
    await person.post('/api/tickets', { subject: `In ${where}`, body: 'x' }).answers(201)

  const seen = async (person: Person) =>
    items(await person.get('/api/tickets').answers(200))
      .map(({ company }) => Number(company?.id))
      .toSorted((a, b) => a - b)
  const companies = async (person: Person) =>
    items(await person.get('/api/my-companies').answers(200)).map(({ id }) => Number(id))
  assert.deepEqual(await companies(pat), [north, parent, sites[1]])
  assert.deepEqual(await companies(paul), [parent])
  assert.deepEqual(await companies(sid), [north])
  const parents = async (person: Person) =>
    items(await person.get('/api/my-companies').answers(200)).map((one) => Number(one.parent?.id ?? 0))
  assert.deepEqual(await parents(pat), [parent, 0, parent])
  assert.deepEqual(await parents(sid), [0])
  await paul.post('/api/switch-company', { company_id: north }).answers(404)
  await sid.post('/api/switch-company', { company_id: parent }).answers(404)
  await sid.get(`/api/companies/${parent}`).answers(404)

  assert.deepEqual(await seen(pat), [parent, north])
  assert.deepEqual(await seen(paul), [parent])
  await pat.get(`/api/companies/${north}/memberships`).answers(200)
  await paul.get(`/api/companies/${north}/memberships`).answers(404)
  const { Member: role_id } = await roleIds(pat)
  const stranger = { email: `stranger.${north}@people.example`, role_id }
  await pat.post(`/api/companies/${north}/memberships`, stranger).answers(404)
  const there = await pat.post('/api/switch-company', { company_id: north }).answers(200)
  assert.ok((there.permissions as unknown as string[]).includes('members.manage'))
  await pat.post(`/api/companies/${north}/memberships`, stranger).answers(201)
  assert.deepEqual(await seen(sid), [north])
})

test('sites are given by the provider or by who covers them, and told with before and after', async () => {
  const cast = await portal()
  const { parent, sites, pat, paul } = await family(cast)
  const pauls = await membershipOf(pat, parent, paul)
  const { version } = await membershipOf(paul, parent, pat)
  const own = await membershipOf(paul, parent, pat)
  await paul
    .patch(`/api/memberships/${own.id}`, { covers_sites: false, version })
    .answers(403, 'role_above_own')
  const path = `/api/memberships/${pauls.id}`
  const given = await pat.patch(path, { covers_sites: true, version: pauls.version }).answers(200)
  assert.equal(given.covers_sites, true)
  const of = await membershipOf(cast.ada, sites[0] ?? 0, await cast.member(sites[0] ?? 0, 'Sid', 'Owner'))
  const body = { covers_sites: true, version: of.version }
  await cast.ada.patch(`/api/memberships/${of.id}`, body).answers(422, 'invalid_input')
  const { rows } = await owned(
    cast,
    `select data -> 'changes' as changes from @events where type = 'membership.sites_changed' order by id desc limit 1`,
  )
  assert.deepEqual(rows[0], { changes: [{ field: 'covers_sites', from: false, to: true }] })
})

test('a technician looks after listed customers from the next request on', async () => {
  const cast = await portal()
  const { ada, tess, acme, globex, provider, member } = cast
  const tim = await member(provider.id, 'Tim', 'Technician')
  await tim.get(`/api/companies/${globex.id}`).answers(200)
  const { id, version } = await membershipOf(ada, provider.id, tim)
  const path = `/api/memberships/${id}/customers`
  const { name } = await ada.get(`/api/companies/${acme.id}`).answers(200)
  const body = { customer_access: 'listed', names: [String(name).toUpperCase()], version }
  await tess.put(path, body).answers(403, 'forbidden')
  await ada.put(path, { customer_access: 'listed' }).answers(428, 'version_required')
  const wrong = await ada.put(path, { ...body, names: ['No such'], company_ids: [999_999] }).answers(422)
  assert.deepEqual(
    (wrong.errors as unknown as Loose[]).map(({ field, code }) => [String(field), String(code)]),
    [
      ['company_ids.0', 'not_found'],
      ['names.0', 'not_found'],
    ],
  )
  const set = await ada.put(path, body).answers(200)
  assert.deepEqual(
    items({ items: set.companies } as Loose).map((one) => Number(one.id)),
    [acme.id],
  )
  await tim.get(`/api/companies/${globex.id}`).answers(404)
  await tim.get(`/api/companies/${acme.id}`).answers(200)
  await ada.put(path, { customer_access: 'all', version: set.version }).answers(200)
  await tim.get(`/api/companies/${globex.id}`).answers(200)
  const bob = await membershipOf(ada, acme.id, acme.bob)
  await ada.get(`/api/memberships/${bob.id}/customers`).answers(409, 'not_provider_staff')
})

test('an invitation is recalled once after three days and ends after thirty', async () => {
  const cast = await portal()
  const { acme, database, ada } = cast
  const { Member: role_id } = await roleIds(acme.olive)
  const email = `late.${acme.id}@people.example`
  const { id } = await acme.olive
    .post(`/api/companies/${acme.id}/memberships`, { email, role_id })
    .answers(201)
  const mails = async () =>
    items(await ada.get(`/api/mail-messages?q=${encodeURIComponent(email)}`).answers(200)).length
  const age = (days: number) =>
    owned(cast, `update @memberships set invited_at = now() - $2 * interval '1 day' where id = $1`, [
      id,
      days,
    ])
  await invitationsDue(database)
  assert.equal(await mails(), 1)
  await age(4)
  assert.ok((await invitationsDue(database)).reminded >= 1)
  await invitationsDue(database)
  assert.equal(await mails(), 2)
  await age(31)
  assert.ok((await invitationsDue(database)).expired >= 1)
  const open = items(
    await acme.olive.get(`/api/companies/${acme.id}/memberships?status=invited`).answers(200),
  )
  assert.deepEqual(open, [])
  await acme.olive.post(`/api/companies/${acme.id}/memberships`, { email, role_id }).answers(201)
})

test('fifty invitations an hour are a company’s, whoever gets them', async () => {
  const cast = await portal()
  const { acme, globex } = cast
  const { Member: role_id } = await roleIds(acme.olive)
  const path = `/api/companies/${acme.id}/memberships`
  const email = `again.${acme.id}@people.example`
  const [first] = [await acme.olive.post(path, { email, role_id }).answers(201)]
  // Two were sent for Bob and Olive by the provider; the rest goes to one address, again and again.
  for (let sent = 3; sent < 50; sent++) {
    const again = await acme.olive.post(`/api/memberships/${first?.id}/resend`)
    assert.equal(again.status, 200, `${sent}: ${again.text}`)
  }
  await acme.olive.post(`/api/memberships/${first?.id}/resend`).answers(429, 'rate_limited')
  await acme.olive.post(path, { email: `x${email}`, role_id }).answers(429, 'rate_limited')
  await globex.eve.post(`/api/companies/${globex.id}/memberships`, { email, role_id }).answers(201)
})

test('an entry of the directory becomes the member’s: at once, or when they accept', async () => {
  const cast = await portal()
  const { ada, acme, globex, reg, database } = cast
  const { Member: role_id } = await roleIds(acme.olive)
  const path = `/api/companies/${acme.id}/memberships`
  const [known, invited] = [
    await inDirectory(database, acme.id, 'Regina'),
    await inDirectory(database, acme.id, 'Evelyn'),
  ]
  const foreign = await inDirectory(database, globex.id, 'Gus')
  const body = { user_id: reg.user_id, role_id }
  await ada.post(path, { ...body, staff_member_id: foreign }).answers(422, 'invalid_input')
  const added = await ada.post(path, { ...body, staff_member_id: known }).answers(201)
  assert.equal(added.staff_member_id, known)
  await acme.olive.post(path, { email: 'x@people.example', role_id, staff_member_id: known }).answers(422)

  const waiting = await acme.olive
    .post(path, { email: globex.eve.email, role_id, staff_member_id: invited })
    .answers(201)
  assert.equal(waiting.staff_member_id, null)
  await globex.eve.post(`/api/invitations/${waiting.id}/accept`).answers(200)
  assert.equal((await membershipOf(acme.olive, acme.id, globex.eve)).staff_member_id, invited)
})

test('signing in counts as being active in the company worked in last', async () => {
  const cast = await portal()
  const { acme } = cast
  await cast.portal.background.idle()
  await owned(cast, `update @memberships set last_active_at = '2026-01-01' where user_id = $1`, [
    acme.bob.user_id,
  ])
  const login = { email: acme.bob.email, password }
  await personAt(cast.base).post('/api/auth/login', login).answers(200)
  await cast.portal.background.idle()
  const { last_active_at } = await membershipOf(acme.olive, acme.id, acme.bob)
  assert.ok(Date.now() - Date.parse(String(last_active_at)) < 60_000, String(last_active_at))
})
