import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction, type Opening, type Transaction } from '../../../platform/database/index.ts'
import { limitTo } from '../../../test/harness/allow-list.ts'
import { type Loose, portal } from '../../../test/portal.ts'
import { inHouseScope, listAssignable, prepareCompanies, requireOpenCompany } from './index.ts'

const everywhere: Opening = { role: 'portal_provider', all_companies: true }
const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code
const ids = (page: Loose) => (page.items as unknown as Loose[]).map(({ id }) => Number(id))

async function roleId(tx: Transaction, name: string): Promise<number> {
  const { rows } = await tx.run<{ id: number }>('select id from roles where name = $1', [name])
  return rows[0]?.id ?? 0
}

test('a technician with a list of customers meets no other one anywhere', async () => {
  const { ada, acme, globex, provider, member, database } = await portal()
  const tim = await member(provider.id, 'Tim', 'Manager')
  const { items } = await ada.get(`/api/companies/${provider.id}/memberships`).answers(200)
  const his = (items as unknown as Loose[]).find(({ user }) => Number(user?.id) === tim.user_id)
  await limitTo(database, Number(his?.id), [acme.id])

  await tim.get(`/api/companies/${acme.id}`).answers(200)
  await tim.get(`/api/companies/${globex.id}`).answers(404)
  await tim.patch(`/api/companies/${globex.id}`, { version: 1, city: 'X' }).answers(404)
  await tim.get(`/api/companies/${globex.id}/memberships`).answers(404)
  await tim.get(`/api/people?company_id=${globex.id}`).answers(422)
  await tim.post('/api/switch-company', { company_id: globex.id }).answers(404)
  await tim.post('/api/companies', { name: 'New one' }).answers(403, 'forbidden')
  assert.deepEqual(ids(await tim.get('/api/companies?kind=customer').answers(200)), [acme.id])
  assert.deepEqual(ids(await tim.get('/api/my-companies').answers(200)), [acme.id, provider.id])
  const found = await tim.get('/api/people?q=eve').answers(200)
  assert.deepEqual(found.items, [])
  const { items: theirs } = await ada.get(`/api/companies/${globex.id}/memberships`).answers(200)
  const eve = (theirs as unknown as Loose[])[0]
  await tim.post(`/api/memberships/${eve?.id}/suspend`, {}).answers(404)

  await inHouseScope(database, { company_id: null }, async (scope) => {
    const names = async (id: number) =>
      (await listAssignable(scope, 'tickets.answer', id)).map(({ user_id }) => user_id)
    assert.ok((await names(acme.id)).includes(tim.user_id))
    assert.ok(!(await names(globex.id)).includes(tim.user_id))
  })
})

test('the database refuses a provider role in a customer’s membership, and a provider right in a customer’s role', async () => {
  const { acme, database } = await portal()
  await assert.rejects(
    inTransaction(database, everywhere, async (tx) => {
      const values = [await roleId(tx, 'Technician'), acme.id, acme.bob.user_id]
      await tx.run('update memberships set role_id = $1 where company_id = $2 and user_id = $3', values)
    }),
    refused('23503'),
  )
  await assert.rejects(
    inTransaction(database, everywhere, async (tx) => {
      const id = await roleId(tx, 'Owner')
      await tx.run(
        `insert into role_permissions (role_id, role_kind, permission) values ($1, 'customer', 'companies.manage')`,
        [id],
      )
    }),
    refused('23503'),
  )
})

test('a new start gives nothing back that was taken away', async () => {
  const { acme, ada, database } = await portal()
  const take = `delete from role_permissions where role_id = $1 and permission = 'audit.view'`
  await inTransaction(database, everywhere, async (tx) => {
    await tx.run(take, [await roleId(tx, 'Administrator')])
    await tx.run(`insert into permissions (name, module, label) values ('old.right', 'gone', 'Old')`)
  })
  await Promise.all([prepareCompanies(database), prepareCompanies(database)])
  const { items } = await acme.olive.get('/api/roles').answers(200)
  const administrator = (items as unknown as Loose[]).find(({ name }) => String(name) === 'Administrator')
  assert.ok(administrator)
  assert.ok(!(administrator.permissions as unknown as string[]).includes('audit.view'))
  const { rows } = await inTransaction(database, everywhere, (tx) =>
    tx.run<{ retired_at: string | null }>(`select retired_at from permissions where name = 'old.right'`),
  )
  assert.notEqual(rows[0]?.retired_at, null)
  await ada.get('/api/permissions').answers(200)
})

test('an archived company is read by the provider, entered by nobody, and nothing is made in it', async () => {
  const { ada, acme, database } = await portal()
  await inTransaction(database, everywhere, (tx) =>
    tx.run('update companies set archived_at = now(), archived_by_user_id = $2 where id = $1', [
      acme.id,
      ada.user_id,
    ]),
  )
  await acme.bob.get('/api/company').answers(403, 'no_active_company')
  await acme.bob.post('/api/switch-company', { company_id: acme.id }).answers(404)
  await ada.get(`/api/companies/${acme.id}`).answers(200)
  const { items } = await ada.get('/api/roles?kind=customer').answers(200)
  const asked = { email: 'late@people.example', role_id: (items as unknown as Loose[])[0]?.id }
  await ada.post(`/api/companies/${acme.id}/memberships`, asked).answers(409, 'company_archived')
  assert.ok(!ids(await ada.get('/api/my-companies?limit=200').answers(200)).includes(acme.id))
  await assert.rejects(
    inHouseScope(database, { company_id: acme.id }, (scope) =>
      requireOpenCompany(scope, acme.id, 'company_id'),
    ),
    (error: unknown) => (error as { code?: string }).code === 'company_archived',
  )
})
