import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../../../platform/database/index.ts'
import { type Person, personAt } from '../../../test/harness/person.ts'
import { type Cast, invitationToken, type Loose, password, portal } from '../../../test/portal.ts'

let number = 0

async function roleId({ ada }: Cast, name: string): Promise<number> {
  const { items } = await ada.get('/api/roles?kind=customer').answers(200)
  return Number((items as unknown as Loose[]).find((role) => String(role.name) === name)?.id)
}

/** A company whose people join by its domain, as members. */
async function joining(): Promise<{ cast: Cast; domain: string; url: string; id: unknown }> {
  const cast = await portal()
  await cast.ada.put('/api/settings/sign-in', { registration: 'open' }).answers(200)
  const domain = `acme${Date.now()}${++number}.example`
  const url = `/api/companies/${cast.acme.id}/domains`
  const body = { domain, auto_join: true, role_id: await roleId(cast, 'Member') }
  const { id } = await cast.ada.post(url, body).answers(201)
  return { cast, domain, url, id }
}

/** Registers; the address is not proven yet. */
async function registers({ base }: Cast, email: string): Promise<Person> {
  const person = personAt(base, 'Rosa', email)
  const body = { email, password, first_name: 'Rosa', last_name: 'New' }
  await person.post('/api/auth/register', body).answers(202)
  return person
}

async function proves(cast: Cast, person: Person): Promise<void> {
  const token = await invitationToken(cast.ada, person.email)
  await person.post('/api/auth/verify-email', { token }).answers(200)
}

async function companyOf(person: Person): Promise<unknown> {
  return (await person.get('/api/auth/session').answers(200)).company ?? null
}

test('who proves an address of an auto-joining domain is a member at once, and not before', async () => {
  const { cast, domain, url, id } = await joining()
  const rosa = await registers(cast, `rosa@${domain}`)
  const members = async () =>
    (
      (await cast.ada.get(`/api/companies/${cast.acme.id}/memberships`).answers(200))
        .items as unknown as Loose[]
    ).map(({ user }) => String(user?.email))
  assert.ok(!(await members()).includes(rosa.email))
  await proves(cast, rosa)
  assert.equal(((await companyOf(rosa)) as Loose).id as unknown, cast.acme.id)
  assert.ok((await members()).includes(rosa.email))

  const below = await registers(cast, `rosa@mail.${domain}`)
  await proves(cast, below)
  assert.equal(await companyOf(below), null)

  await cast.ada.patch(`${url}/${id}`, { auto_join: false }).answers(200)
  const late = await registers(cast, `late@${domain}`)
  await proves(cast, late)
  assert.equal(await companyOf(late), null)
})

test('who was removed does not come back by a domain, and nobody joins an archived company', async () => {
  const { cast, domain } = await joining()
  const { ada, acme } = cast
  const rosa = await registers(cast, `rosa@${domain}`)
  await proves(cast, rosa)
  const { items } = await ada.get(`/api/companies/${acme.id}/memberships`).answers(200)
  const hers = (items as unknown as Loose[]).find(({ user }) => String(user?.email) === rosa.email)
  await ada.delete(`/api/memberships/${hers?.id}`).answers(204)
  rosa.email = `rosa.new@${domain}`
  await rosa.post('/api/auth/email/change', { email: rosa.email }).answers(202)
  const list = await ada.get(`/api/mail-messages?q=${rosa.email}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  const token = /#email=([\w-]+)/.exec(String(mail.body_text))?.[1]
  await rosa.post('/api/auth/email/confirm', { token }).answers(200)
  assert.equal(await companyOf(rosa), null)

  await ada.post(`/api/companies/${acme.id}/archive`, {}).answers(200)
  const other = await registers(cast, `other@${domain}`)
  await proves(cast, other)
  assert.equal(await companyOf(other), null)
})

test('a role that grows beyond what an address may give stops the joining', async () => {
  const { cast, domain, url } = await joining()
  const owner = await roleId(cast, 'Owner')
  const body = { domain: `more.${domain}`, auto_join: true, role_id: owner }
  const refused = await cast.ada.post(url, body).answers(422)
  assert.equal((refused.errors as unknown as Loose[])[0]?.field as unknown, 'role_id')
  const grow = (sql: string) => asOwner(cast.database, (client) => client.query(sql))
  const member = `(select id from myportal.roles where kind = 'customer' and name = 'Member')`
  await grow(`insert into myportal.role_permissions values (${member}, 'customer', 'members.manage')`)
  try {
    const rosa = await registers(cast, `rosa@${domain}`)
    await proves(cast, rosa)
    assert.equal(await companyOf(rosa), null)
  } finally {
    await grow(
      `delete from myportal.role_permissions where role_id = ${member} and permission = 'members.manage'`,
    )
  }
})

test('domains belong to one company, are the provider’s to give, and are exactly themselves', async () => {
  const { cast, domain, url } = await joining()
  const { ada, acme, globex } = cast
  const there = `/api/companies/${globex.id}/domains`
  await ada.post(there, { domain: domain.toUpperCase() }).answers(409, 'domain_taken')
  await ada.post(there, { domain: `x.${domain}`, auto_join: true }).answers(422)
  const own = await ada.post(there, { domain: `x.${domain}` }).answers(201)
  await ada.patch(`${url}/${own.id}`, { auto_join: false }).answers(404)
  await ada.delete(`${url}/${own.id}`).answers(404)
  await acme.olive.post(url, { domain: 'mine.example' }).answers(403)
  const seen = await acme.bob.get(url).answers(200)
  assert.deepEqual(
    (seen.items as unknown as Loose[]).map(({ domain: name, role }) => [name, role?.name] as unknown),
    [[domain, 'Member']],
  )
  await globex.eve.get(url).answers(404)
  await ada.delete(`${there}/${own.id}`).answers(204)
  await ada.delete(`${there}/${own.id}`).answers(404)
  for (const free of [
    'gmail.com',
    'yahoo.co.uk',
    'outlook.com.au',
    'web.de',
    'co.uk',
    'com.au',
    'github.io',
    'example',
    '*',
    'a@b.example',
    '127.0.0.1',
  ])
    await ada.post(url, { domain: free }).answers(422, 'invalid_input')
  await ada.post(url, { domain: `orange-${domain}` }).answers(201)
})
