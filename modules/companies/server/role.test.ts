import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allPermissions } from '../../../platform/contract/permissions.ts'
import { asOwner, inTransaction } from '../../../platform/database/index.ts'
import { type Cast, type Loose, type Person, portal } from '../../../test/portal.ts'
import { prepareCompanies } from './registry.ts'

interface Role {
  id: number
  name: string
  kind: string
  permissions: string[]
  version: number
  member_count: number | null
}

const rolesOf = async (by: Person, kind = 'customer') =>
  (await by.get(`/api/roles?kind=${kind}`).answers(200)).items as unknown as Role[]

async function roleNamed(by: Person, name: string, kind = 'customer'): Promise<Role> {
  const found = (await rolesOf(by, kind)).find((role) => role.name === name)
  assert.ok(found, `no role ${name}`)
  return found
}

const made = async ({ ada }: Cast, permissions: string[], kind = 'customer') =>
  (await ada
    .post('/api/roles', { name: `Role ${crypto.randomUUID()}`, kind, permissions })
    .answers(201)) as unknown as Role

async function lastEvent({ database }: Cast, type: string): Promise<Record<string, unknown>> {
  const { rows } = await asOwner(database, (client) =>
    client.query<{ data: Record<string, unknown> }>(
      'select data from myportal.events where type = $1 order by id desc limit 1',
      [type],
    ),
  )
  return rows[0]?.data ?? {}
}

test('a role of one’s own is made, given, changed at once for who holds it, and told with before and after', async () => {
  const cast = await portal()
  const { ada, acme } = cast
  const role = await made(cast, ['company.view', 'members.view'])
  const dora = await cast.member(acme.id, 'Dora', role.name)
  await dora.get(`/api/companies/${acme.id}/memberships`).answers(200)

  const after = await ada
    .patch(`/api/roles/${role.id}`, {
      permissions: ['company.view', 'company.edit'],
      second_factor_required: false,
      version: role.version,
    })
    .answers(200)
  assert.deepEqual(after.permissions, ['company.edit', 'company.view'])
  await dora.get(`/api/companies/${acme.id}/memberships`).answers(403, 'forbidden')
  await dora.patch(`/api/companies/${acme.id}`, { version: 1, city: 'Bonn' }).answers(200)

  const { added, removed, people_affected, changes } = await lastEvent(cast, 'role.updated')
  assert.deepEqual(
    [added, removed, people_affected, changes],
    [
      ['company.edit'],
      ['members.view'],
      1,
      [
        {
          field: 'permissions',
          from: ['company.view', 'members.view'],
          to: ['company.edit', 'company.view'],
        },
      ],
    ],
  )
})

test('a role is changed by the version that was read, and not without one', async () => {
  const cast = await portal()
  const role = await made(cast, ['company.view'])
  const path = `/api/roles/${role.id}`
  await cast.ada.patch(path, { description: 'x' }).answers(428, 'version_required')
  await cast.ada.patch(path, { description: 'x', version: 99 }).answers(409, 'stale_version')
  const headers = { 'if-match': `"${role.version}"` }
  await cast.ada.patch(path, { description: 'x' }, { headers }).answers(200)
  await cast.ada.patch(path, { description: 'y' }, { headers }).answers(412, 'stale_version')
})

test('roles that came with the portal keep their names and stay, and go back to what they allowed at first', async () => {
  const cast = await portal()
  const { ada } = cast
  const before = await roleNamed(ada, 'Member')
  const path = `/api/roles/${before.id}`
  await ada.patch(path, { name: 'Else', version: before.version }).answers(409, 'system_role')
  await ada.delete(path).answers(409, 'system_role')
  await ada.patch(path, { permissions: [], version: before.version }).answers(200)
  const reset = await ada.post(`${path}/reset`).answers(200)
  assert.deepEqual(reset.permissions, before.permissions)
  const own = await made(cast, [])
  await ada.post(`/api/roles/${own.id}/reset`).answers(409, 'not_a_system_role')
})

test('a right of another kind is refused, by the answer and by the database', async () => {
  const cast = await portal()
  const { ada } = cast
  for (const [kind, permission] of [
    ['customer', 'companies.manage'],
    ['customer', 'super_admin'],
    ['provider', 'tickets.create'],
    ['machine', 'members.manage'],
    ['customer', 'no.such'],
  ]) {
    const body = { name: `Role ${crypto.randomUUID()}`, kind, permissions: ['company.view', permission] }
    const refused = await ada.post('/api/roles', body)
    assert.equal(refused.status, 422, `${kind} ${permission}: ${refused.text}`)
    // The code said so, before the database had to.
    assert.equal(String(refused.body.errors?.[0]?.code), 'not_one_of', refused.text)
  }
  const own = await made(cast, [])
  const store = inTransaction(cast.database, { role: 'portal_provider', all_companies: true }, ({ run }) =>
    run(
      `insert into role_permissions (role_id, role_kind, permission) values ($1, 'customer', 'companies.manage')`,
      [own.id],
    ),
  )
  await assert.rejects(store, { code: '23503' })
})

test('a name is taken once in each kind; a copy allows the same', async () => {
  const cast = await portal()
  const { ada } = cast
  const role = await made(cast, ['company.view', 'members.view'])
  const taken = { name: role.name.toUpperCase(), kind: 'customer' }
  await ada.post('/api/roles', taken).answers(409, 'name_taken')
  await ada.post('/api/roles', { ...taken, kind: 'provider' }).answers(201)
  await ada.post(`/api/roles/${role.id}/copy`, { name: role.name }).answers(409, 'name_taken')
  const copy = await ada.post(`/api/roles/${role.id}/copy`, { name: `${role.name} two` }).answers(201)
  assert.deepEqual([copy.permissions, copy.is_system], [role.permissions, false])
})

test('a role that somebody holds stays; one that only former members had can go', async () => {
  const cast = await portal()
  const { ada, acme } = cast
  const role = await made(cast, ['company.view'])
  const dora = await cast.member(acme.id, 'Dora', role.name)
  const refused = await ada.delete(`/api/roles/${role.id}`).answers(409, 'role_in_use')
  assert.equal(refused.count, 1)

  const held = await ada.get(`/api/roles/${role.id}/members`).answers(200)
  const [one] = held.items as unknown as Loose[]
  assert.deepEqual([one?.user?.id, one?.company?.id, one?.status], [dora.user_id, acme.id, 'active'])
  assert.equal((await roleNamed(ada, role.name)).member_count, 1)
  await ada.delete(`/api/memberships/${one?.id}`).answers(204)
  await ada.delete(`/api/roles/${role.id}`).answers(204)
  await ada.delete(`/api/roles/${role.id}`).answers(404)
})

test('roles are the super administrators’ to change, and customers see no numbers of others', async () => {
  const { tess, acme, ada } = await portal()
  const { id, version } = await roleNamed(ada, 'Member')
  for (const person of [tess, acme.olive]) {
    await person.patch(`/api/roles/${id}`, { permissions: [], version }).answers(403, 'forbidden')
    await person.post('/api/roles', { name: 'Mine', kind: 'customer' }).answers(403, 'forbidden')
    await person.get(`/api/roles/${id}/members`).answers(403, 'forbidden')
  }
  const seen = await rolesOf(acme.olive)
  assert.ok(seen.every(({ kind, member_count }) => kind === 'customer' && member_count === null))
  assert.deepEqual(await rolesOf(acme.olive, 'provider'), [])
})

test('a permission that no module declares any more leaves its roles, and the record says which', async () => {
  const cast = await portal()
  const role = await made(cast, ['company.view'])
  const put = (text: string, values: unknown[] = []) =>
    asOwner(cast.database, async (client) => {
      await client.query('set search_path to myportal')
      return client.query(text, values)
    })
  await put(`insert into permissions (name, module, label) values ('papers.print', 'papers', 'Print')`)
  await put(`insert into permission_kinds values ('papers.print', 'customer')`)
  await put(`insert into role_permissions values ($1, 'customer', 'papers.print')`, [role.id])

  await prepareCompanies(cast.database)
  assert.deepEqual((await roleNamed(cast.ada, role.name)).permissions, ['company.view'])
  assert.deepEqual(await lastEvent(cast, 'permission.retired'), { name: 'papers.print', roles: [role.name] })
  const again = { permissions: ['papers.print'], version: (await roleNamed(cast.ada, role.name)).version }
  await cast.ada.patch(`/api/roles/${role.id}`, again).answers(422, 'invalid_input')
})

test('what a super administrator takes from a role stays away at the next start', async () => {
  const cast = await portal()
  const before = await roleNamed(cast.ada, 'Requester')
  const permissions = before.permissions.filter((name) => name !== 'tickets.create')
  await cast.ada.patch(`/api/roles/${before.id}`, { permissions, version: before.version }).answers(200)
  await prepareCompanies(cast.database)
  assert.deepEqual((await roleNamed(cast.ada, 'Requester')).permissions, permissions)
  await cast.ada.post(`/api/roles/${before.id}/reset`).answers(200)
})

/** companies §6: kinds (b both, p provider, c customer), then Requester, Member, Administrator, Owner, Technician, Manager. */
const table: Record<string, [kinds: string, holders: string]> = {
  'company.view': ['b', 'RMAOTG'],
  'company.edit': ['b', 'AOG'],
  'companies.view': ['p', 'TG'],
  'companies.manage': ['p', 'G'],
  'members.view': ['b', 'AOTG'],
  'staff.view': ['b', 'AOTG'],
  'members.manage': ['b', 'AOG'],
  'staff.manage': ['b', 'AOG'],
  'staff.view_department': ['c', ''],
  'staff.manage_department': ['c', ''],
  'staff.request': ['c', 'MAO'],
  'staff.approve': ['b', 'O'],
  'staff.process': ['p', 'TG'],
  'staff.verify': ['p', 'TG'],
  'audit.view': ['b', 'AOG'],
  'api_keys.create': ['b', 'AOTG'],
  'tokens.introspect': ['', ''],
  'notifications.manage': ['p', 'G'],
  'operations.view': ['p', 'G'],
  'tasks.manage': ['p', 'G'],
  'webhooks.manage': ['p', 'G'],
  'tickets.create': ['c', 'RMAO'],
  'tickets.view_company': ['c', 'AO'],
  'tickets.create_for_others': ['c', 'AO'],
  'tickets.view': ['p', 'TG'],
  'tickets.answer': ['p', 'TG'],
  'tickets.manage': ['p', 'G'],
  'tickets.configure': ['p', 'G'],
  'tickets.reports': ['p', 'G'],
}
const elevated = ['companies.manage', 'staff.approve', 'tickets.manage', 'tickets.configure']
const letters: Record<string, string> = {
  Requester: 'R',
  Member: 'M',
  Administrator: 'A',
  Owner: 'O',
  Technician: 'T',
  Manager: 'G',
}
const kindsOf: Record<string, string[]> = {
  b: ['customer', 'provider'],
  p: ['provider'],
  c: ['customer'],
  '': [],
}

test('what the modules declare is what the six roles hold at first, as it was agreed', async () => {
  await portal()
  const declared = [...allPermissions().values()].filter(({ kinds }) => !kinds.includes('key'))
  for (const { name, kinds, defaults, elevated: weighs = false } of declared) {
    const agreed = table[name]
    assert.ok(agreed, `${name} stands in no table`)
    const people = kinds.filter((kind) => kind !== 'machine').toSorted()
    assert.deepEqual(people, kindsOf[agreed[0]], `kinds of ${name}`)
    const held = defaults.map((role) => letters[role]).toSorted()
    assert.deepEqual(held, [...agreed[1]].toSorted(), `holders of ${name}`)
    assert.equal(weighs, elevated.includes(name), `elevated: ${name}`)
  }
  for (const name of Object.keys(table)) assert.ok(allPermissions().has(name), `${name} is declared nowhere`)
})
