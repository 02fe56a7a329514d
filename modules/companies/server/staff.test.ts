import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../../platform/database/index.ts'
import { limitTo } from '../../../test/harness/allow-list.ts'
import {
  type Cast,
  invitationToken,
  type Loose,
  type Person,
  password,
  portal,
} from '../../../test/portal.ts'

const path = '/api/staff-members'
const items = (page: Loose) => page.items as unknown as Loose[]
const names = (page: Loose) => items(page).map(({ first_name }) => String(first_name))

async function add(by: Person, fields: Record<string, unknown>): Promise<Loose> {
  return by.post(path, fields).answers(201)
}

async function membershipOf({ ada }: Cast, companyId: number, person: Person): Promise<number> {
  const page = await ada.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200)
  return Number(items(page).find(({ user }) => Number(user?.id) === person.user_id)?.id)
}

/** A role of the company's own kind with exactly these rights, for somebody there. */
async function giveRights(cast: Cast, person: Person, rights: string[]): Promise<void> {
  const id = await membershipOf(cast, cast.acme.id, person)
  await inTransaction(cast.database, { role: 'portal_provider', all_companies: true }, async (tx) => {
    const { rows } = await tx.run<{ id: number }>(
      `insert into roles (name, kind) values ($1, 'customer') returning id`,
      [`Rights ${crypto.randomUUID()}`],
    )
    await tx.run(
      `insert into role_permissions (role_id, role_kind, permission) select $1, 'customer', unnest($2::text[])`,
      [rows[0]?.id, rights],
    )
    await tx.run('update memberships set role_id = $1 where id = $2', [rows[0]?.id, id])
  })
}

test('a person is added, found, changed and archived; numbers are kept as they are called', async () => {
  const { acme, ada } = await portal()
  await ada.patch(`/api/companies/${acme.id}`, { version: 1, country: 'AU' }).answers(200)
  const made = await add(acme.olive, {
    first_name: 'Grace',
    last_name: 'Hopper',
    email: 'Grace@Acme.example',
    mobile_phone: '0412 345 678',
    department: 'Sales',
  })
  assert.equal(made.mobile_phone, '+61412345678')
  assert.deepEqual([made.company_id, made.user_id, made.enabled], [acme.id, null, true])

  for (const q of ['grac', 'hopper grace', 'acme.example', '0412 345', '+61 412', 'gr']) {
    assert.deepEqual(
      names(await acme.olive.get(`${path}?q=${encodeURIComponent(q)}`).answers(200)),
      ['Grace'],
      q,
    )
  }
  for (const q of ['race hoper', 'xx', '%', '_____', "'", '\\']) {
    assert.deepEqual(names(await acme.olive.get(`${path}?q=${encodeURIComponent(q)}`).answers(200)), [], q)
  }
  await acme.olive.edit(`${path}/${made.id}`, { mobile_phone: 'none' }).answers(422)
  await acme.olive.edit(`${path}/${made.id}`, { note: 'x' }).answers(422)
  for (const onboard_on of ['2026-02-31', '0000-01-01'])
    await acme.olive.edit(`${path}/${made.id}`, { onboard_on }).answers(422)
  const changed = await acme.olive
    .patch(`${path}/${made.id}`, { job_title: 'Admiral', version: made.version })
    .answers(200)
  await acme.olive
    .patch(`${path}/${made.id}`, { city: 'X', version: made.version })
    .answers(409, 'stale_version')
  const stale = { headers: { 'if-match': '"1"' } }
  await acme.olive.patch(`${path}/${made.id}`, { city: 'X' }, stale).answers(412, 'stale_version')
  assert.equal(changed.job_title, 'Admiral')
  await acme.olive
    .post(path, { first_name: 'Other', email: 'grace@ACME.example' })
    .answers(409, 'email_taken')

  await acme.olive.patch(`${path}/${made.id}`, { city: 'X' }).answers(428, 'version_required')
  await acme.olive.delete(`${path}/${made.id}`).answers(428, 'version_required')
  await acme.olive.drop(`${path}/${made.id}`).answers(204)
  await acme.olive.drop(`${path}/${made.id}`).answers(404)
  await acme.olive.edit(`${path}/${made.id}`, { city: 'X' }).answers(410, 'gone')
  assert.deepEqual(names(await acme.olive.get(path).answers(200)), [])
  assert.deepEqual(names(await acme.olive.get(`${path}?archived=only`).answers(200)), ['Grace'])
  await add(acme.olive, { first_name: 'Again', email: 'grace@acme.example' })
})

test('every order pages without repeat, and every filter holds', async () => {
  const { acme } = await portal()
  for (let n = 0; n < 7; n++)
    await add(acme.olive, {
      first_name: `P${n}`,
      last_name: n % 2 ? 'same' : 'Same',
      department: n % 3 ? 'B' : 'A',
      enabled: n !== 3,
    })
  for (const sort of ['last_name', 'department', '-created_at', 'offboard_at']) {
    const seen: string[] = []
    let after = ''
    do {
      const page = await acme.olive.get(`${path}?limit=2&sort=${sort}${after}`).answers(200)
      seen.push(...names(page))
      after = page.next ? `&after=${page.next}` : ''
    } while (after)
    assert.equal(new Set(seen).size, 7, sort)
    assert.equal(seen.length, 7, sort)
  }
  assert.equal(items(await acme.olive.get(`${path}?department=A`).answers(200)).length, 3)
  assert.deepEqual(names(await acme.olive.get(`${path}?enabled=false`).answers(200)), ['P3'])
  assert.equal(items(await acme.olive.get(`${path}?has_login=true`).answers(200)).length, 0)
  await acme.olive.get(`${path}?limit=2&sort=department&after=xx`).answers(422, 'invalid_cursor')
  const departments = await acme.olive.get('/api/departments').answers(200)
  assert.deepEqual(items(departments), [
    { name: 'A', count: 3 },
    { name: 'B', count: 4 },
  ])
})

test('a company’s people do not exist for another company, nor for a technician without it', async () => {
  const cast = await portal()
  const { acme, globex, tess, provider } = cast
  const { id } = await add(acme.olive, {
    first_name: 'Grace',
    email: 'g@acme.example',
    mobile_phone: '+61412345999',
  })
  const tim = await cast.member(provider.id, 'Tim', 'Manager')
  await limitTo(cast.database, await membershipOf(cast, provider.id, tim), [globex.id])
  for (const stranger of [globex.eve, tim]) {
    await stranger.get(`${path}/${id}`).answers(404)
    await stranger.edit(`${path}/${id}`, { city: 'X' }).answers(404)
    await stranger.delete(`${path}/${id}`).answers(404)
    await stranger.post(`${path}/${id}/account-action`, { to: 'onboard_requested' }).answers(404)
    await stranger.get(`${path}?company_id=${acme.id}`).answers(422)
    await stranger.post(path, { first_name: 'X', company_id: acme.id }).answers(422)
    assert.deepEqual(items(await stranger.get(`${path}?q=grace`).answers(200)), [])
    const csv = await stranger.get(`${path}?format=csv`)
    assert.ok(!csv.text.includes('Grace'))
  }
  assert.deepEqual(items(await tim.get(`${path}/lookup?phone=%2B61412345999`).answers(200)), [])
  assert.equal(items(await tess.get(`${path}/lookup?phone=%2B61412345999`).answers(200)).length, 1)
  assert.equal(items(await tess.get(`${path}/lookup?email=G@ACME.example`).answers(200)).length >= 1, true)
  await tess.get(`${path}/lookup`).answers(422)
  await tess.get(`${path}/lookup?phone=abc`).answers(422)
  await acme.olive.get(`${path}/lookup?phone=%2B61412345999`).answers(403)
})

test('who keeps a department sees and touches it alone; a requester reads no one', async () => {
  const cast = await portal()
  const { acme, ada } = cast
  const dora = await cast.member(acme.id, 'Dora', 'Member')
  const rita = await cast.member(acme.id, 'Rita', 'Requester')
  await giveRights(cast, dora, ['company.view', 'staff.view_department', 'staff.manage_department'])
  assert.deepEqual(items(await dora.get(path).answers(200)), [], 'without an entry of one’s own')

  const own = await add(ada, { company_id: acme.id, first_name: 'Dora', department: 'Sales' })
  await ada.put(`${path}/${own.id}/user`, { user_id: dora.user_id }).answers(200)
  const mate = await add(acme.olive, { first_name: 'Mate', department: 'Sales' })
  const other = await add(acme.olive, { first_name: 'Other', department: 'IT' })

  assert.deepEqual(names(await dora.get(path).answers(200)), ['Dora', 'Mate'])
  assert.deepEqual(names(await dora.get(`${path}?q=other`).answers(200)), [])
  assert.deepEqual(names(await dora.get(`${path}?department=IT`).answers(200)), [])
  assert.deepEqual(items(await dora.get('/api/departments').answers(200)), [{ name: 'Sales', count: 2 }])
  const board = await dora.get('/api/dashboard').answers(200)
  const numbers = (board.cards as unknown as Loose[]).map(({ name, value }) => `${name} ${value}`)
  assert.ok(
    numbers.includes('department_staff 2') && !numbers.some((one) => one.startsWith('staff ')),
    numbers.join(),
  )
  const csv = await dora.get(`${path}?format=csv`)
  assert.ok(csv.text.includes('Mate') && !csv.text.includes('Other'))
  await dora.get(`${path}/${other.id}`).answers(404)
  await dora.edit(`${path}/${other.id}`, { city: 'X' }).answers(404)
  await dora.delete(`${path}/${other.id}`).answers(404)
  await dora.edit(`${path}/${mate.id}`, { city: 'X' }).answers(200)
  await dora.edit(`${path}/${mate.id}`, { department: 'IT' }).answers(422)
  await dora.post(path, { first_name: 'X', department: 'IT' }).answers(422)
  assert.equal((await add(dora, { first_name: 'New' })).department, 'Sales')

  for (const where of [path, `${path}/${mate.id}`, '/api/departments', `${path}?format=csv`])
    await rita.get(where).answers(403)
})

test('a manager is somebody of the same directory, and nobody stands above themself', async () => {
  const { acme, globex } = await portal()
  const [a, b] = [await add(acme.olive, { first_name: 'A' }), await add(acme.olive, { first_name: 'B' })]
  const stranger = await add(globex.eve, { first_name: 'S' })
  const mended = await acme.olive.edit(`${path}/${b.id}`, { manager_id: a.id }).answers(200)
  assert.equal(mended.manager_name, 'A')
  await acme.olive.edit(`${path}/${a.id}`, { manager_id: b.id }).answers(422)
  await acme.olive.edit(`${path}/${a.id}`, { manager_id: a.id }).answers(422)
  await acme.olive.edit(`${path}/${a.id}`, { manager_id: stranger.id }).answers(422)
})

test('an invited entry is linked when the person accepts, one with the proven address as well', async () => {
  const cast = await portal()
  const { acme, ada, globex } = cast
  const email = `ina.${crypto.randomUUID()}@people.example`
  const entry = await add(acme.olive, { first_name: 'Ina', last_name: 'Vited', email })
  const roles = await acme.olive.get('/api/roles').answers(200)
  const role_id = items(roles).find(({ name }) => String(name) === 'Member')?.id
  const without = await add(acme.olive, { first_name: 'No', last_name: 'Mail' })
  await acme.olive.post(`${path}/${without.id}/invite`, { role_id }).answers(422)
  await acme.olive.post(`${path}/${entry.id}/invite`, { role_id }).answers(201)
  await acme.olive.post(`${path}/${entry.id}/invite`, { role_id }).answers(409, 'already_member')
  // Their address in the directory changes meanwhile: it is still their entry.
  await acme.olive.edit(`${path}/${entry.id}`, { email: null }).answers(200)
  const token = await invitationToken(ada, email)
  const person = cast.visitor
  const body = { token, password, first_name: 'Ina', last_name: 'Vited' }
  const accepted = await person.post('/api/auth/invitations/accept', body).answers(201)
  const linked = await acme.olive.get(`${path}/${entry.id}`).answers(200)
  assert.equal(linked.user_id, accepted.user?.id)

  const address = await add(globex.eve, { first_name: 'Also', email })
  const again = await ada.post(`/api/companies/${globex.id}/memberships`, { email, role_id }).answers(201)
  await person.post(`/api/invitations/${again.id}/accept`).answers(200)
  assert.equal((await globex.eve.get(`${path}/${address.id}`).answers(200)).user_id, accepted.user?.id)
  await globex.eve
    .put(`${path}/${address.id}/user`, { user_id: globex.eve.user_id })
    .answers(409, 'user_taken')
  await globex.eve.delete(`${path}/${address.id}/user`).answers(200)
  await globex.eve.put(`${path}/${address.id}/user`, { user_id: acme.bob.user_id }).answers(422)
})

test('what is personal is told in the stream only roughly, and the provider’s note to the provider alone', async () => {
  const { acme, ada, database } = await portal()
  const made = await add(ada, {
    company_id: acme.id,
    first_name: 'Zoe',
    mobile_phone: '+61412345111',
    note: 'Difficult',
  })
  await ada.edit(`${path}/${made.id}`, { mobile_phone: '+61412345222', department: 'IT' }).answers(200)
  await ada.edit(`${path}/${made.id}`, { note: 'Kind', job_title: 'Lead' }).answers(200)
  assert.equal((await acme.olive.get(`${path}/${made.id}`).answers(200)).note, null)
  const { rows } = await inTransaction(database, { role: 'portal_system' }, (tx) =>
    tx.run<{ audience: string; text: string }>(
      `select audience, data::text as text from events where subject_type = 'staff_member' and subject_id = $1 order by id`,
      [made.id],
    ),
  )
  assert.equal(rows.length, 4)
  const all = rows.map(({ text }) => text).join()
  for (const secret of ['412345', 'Zoe', 'Difficult', 'Kind']) assert.ok(!all.includes(secret), secret)
  assert.ok(all.includes('+61 ••• ••• 222') && all.includes('IT'))
  assert.deepEqual(
    rows.map(({ audience }) => audience),
    ['company', 'company', 'company', 'provider'],
  )
})

test('the picker names each person once, with their login and their entry', async () => {
  const { acme, ada, tess, globex } = await portal()
  const own = await add(acme.olive, { first_name: 'Bob', last_name: 'Test', department: 'Sales' })
  await ada.put(`${path}/${own.id}/user`, { user_id: acme.bob.user_id }).answers(200)
  const other = await add(acme.olive, { first_name: 'Boris', email: 'boris@acme.example' })
  await add(globex.eve, { first_name: 'Bodo' })
  const ask = async (by: Person, query: string) =>
    items(await by.get(`/api/people?${query}`).answers(200)).map((one) => [
      String(one.name),
      one.user_id,
      one.staff_member_id,
      one.has_login,
    ])
  const bob = ['Bob Test', acme.bob.user_id, own.id, true]
  const boris = ['Boris', null, other.id, false]
  assert.deepEqual(await ask(acme.olive, 'kind=any&q=bo'), [bob, boris])
  assert.deepEqual(await ask(acme.olive, 'kind=staff&q=bo'), [boris])
  assert.deepEqual(await ask(acme.olive, 'q=bo'), [bob])
  assert.deepEqual(await ask(tess, `kind=any&q=bo&company_id=${acme.id}`), [bob, boris])
  assert.equal((await ask(tess, 'kind=any&q=bodo')).length, 1)
  assert.deepEqual(await ask(acme.olive, 'kind=any&permission=members.manage&q=bo'), [])
})

test('a caller is found by a local number, by a landline however it is written, and by nobody else’s', async () => {
  const { acme, ada, tess } = await portal()
  await ada.patch(`/api/companies/${acme.id}`, { version: 1, country: 'AU' }).answers(200)
  const { id } = await add(acme.olive, {
    first_name: 'Lin',
    mobile_phone: '0412 987 001',
    phone: '(02) 9374 4001',
  })
  for (const phone of [
    '0412 987 001',
    '+61 412 987 001',
    '0061 412 987 001',
    '02 9374 4001',
    '+61 2 9374-4001',
  ]) {
    const found = await tess.get(`${path}/lookup?phone=${encodeURIComponent(phone)}`).answers(200)
    assert.deepEqual(
      items(found).map((one) => one.id),
      phone.startsWith('0061') ? [] : [id],
      phone,
    )
  }
  assert.deepEqual(items(await tess.get(`${path}/lookup?phone=12987001`).answers(200)), [])
  assert.deepEqual(items(await tess.get(`${path}/lookup?phone=%2B4402%209374%204001`).answers(200)), [])
})
