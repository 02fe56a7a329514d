import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../../platform/database/index.ts'
import { invitationToken, type Loose, type Person, portal } from '../../../test/portal.ts'

async function roleIds(by: Person, kind = 'customer'): Promise<Record<string, number>> {
  const { items } = await by.get(`/api/roles?kind=${kind}`).answers(200)
  return Object.fromEntries((items as unknown as Loose[]).map((role) => [String(role.name), Number(role.id)]))
}

async function membershipOf(by: Person, companyId: number, person: Person): Promise<Loose> {
  const { items } = await by.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200)
  const found = (items as unknown as Loose[]).find((one) => Number(one.user?.id) === person.user_id)
  assert.ok(found, `${person.name} is no member`)
  return found
}

test('of two invitations of one address at once, one is made and one finds it', async () => {
  const { acme } = await portal()
  const roles = await roleIds(acme.olive)
  const asked = { email: `new.${acme.id}@people.example`, role_id: roles.Member }
  const url = `/api/companies/${acme.id}/memberships`
  const replies = await Promise.all([acme.olive.post(url, asked), acme.olive.post(url, asked)])
  assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 409])
  assert.equal(replies.find(({ status }) => status === 409)?.body.code, 'already_member')
})

test('an invitation answers the same whether the address has an account or not', async () => {
  const { acme, globex } = await portal()
  const { Member: role_id } = await roleIds(acme.olive)
  const url = `/api/companies/${acme.id}/memberships`
  const known = await acme.olive.post(url, { email: globex.eve.email, role_id }).answers(201)
  const unknown = await acme.olive
    .post(url, { email: `nobody.${acme.id}@people.example`, role_id, first_name: 'Nora' })
    .answers(201)
  assert.equal(known.user?.name, null)
  assert.equal(unknown.user?.name, null)
  assert.equal(known.status, unknown.status)
})

test('somebody with an account accepts in the portal and works in both companies', async () => {
  const { acme, globex } = await portal()
  const { Member: role_id } = await roleIds(acme.olive)
  const { id } = await acme.olive
    .post(`/api/companies/${acme.id}/memberships`, { email: globex.eve.email, role_id })
    .answers(201)
  await acme.bob.post(`/api/invitations/${id}/accept`).answers(404)
  const open = await globex.eve.get('/api/invitations').answers(200)
  assert.equal(open.items?.[0]?.membership_id, id)
  assert.equal(open.items?.[0]?.company?.id, acme.id)
  assert.equal(open.items?.[0]?.invited_by, 'Olive Test')
  await globex.eve.post(`/api/invitations/${id}/accept`).answers(200)
  await globex.eve.post(`/api/invitations/${id}/accept`).answers(410, 'gone')
  const mine = await globex.eve.get('/api/my-companies').answers(200)
  assert.deepEqual(
    (mine.items as unknown as Loose[]).map((one) => Number(one.id)),
    [acme.id, globex.id],
  )
})

test('a declined invitation is over and can be made again', async () => {
  const { acme, reg } = await portal()
  const { Member: role_id } = await roleIds(acme.olive)
  const asked = { email: reg.email, role_id }
  const { id } = await acme.olive.post(`/api/companies/${acme.id}/memberships`, asked).answers(201)
  await reg.post(`/api/invitations/${id}/decline`).answers(204)
  await reg.post(`/api/invitations/${id}/accept`).answers(410)
  const again = await acme.olive.post(`/api/companies/${acme.id}/memberships`, asked).answers(201)
  assert.equal(again.id, id)
  const accepted = await reg.post(`/api/invitations/${id}/accept`).answers(200)
  assert.equal(accepted.company?.id, acme.id)
  const { company } = await reg.get('/api/auth/session').answers(200)
  assert.equal(company?.id, acme.id)
})

test('accepted and revoked at once, one of both wins', async () => {
  const { acme, reg } = await portal()
  const { Member: role_id } = await roleIds(acme.olive)
  const { id } = await acme.olive
    .post(`/api/companies/${acme.id}/memberships`, { email: reg.email, role_id })
    .answers(201)
  const [accepted, removed] = await Promise.all([
    reg.post(`/api/invitations/${id}/accept`),
    acme.olive.delete(`/api/memberships/${id}`),
  ])
  assert.ok([200, 410].includes(accepted.status), accepted.text)
  assert.equal(removed.status, 204)
})

test('sent again, only the new link works', async () => {
  const { ada, acme, visitor } = await portal()
  const { Member: role_id } = await roleIds(acme.olive)
  const email = `twice.${acme.id}@people.example`
  const { id } = await acme.olive
    .post(`/api/companies/${acme.id}/memberships`, { email, role_id })
    .answers(201)
  const old = await invitationToken(ada, email)
  await acme.olive.post(`/api/memberships/${id}/resend`).answers(200)
  assert.notEqual(await invitationToken(ada, email), old)
  await visitor.post('/api/auth/invitations/preview', { token: old }).answers(422, 'invalid_token')
  const bob = await membershipOf(acme.olive, acme.id, acme.bob)
  await acme.olive.post(`/api/memberships/${bob.id}/resend`).answers(409, 'transition_not_allowed')
})

test('nobody gives or takes what they lack', async () => {
  const { acme, member } = await portal()
  const roles = await roleIds(acme.olive)
  const amy = await member(acme.id, 'Amy', 'Administrator')
  const [bob, olive, own] = await Promise.all(
    [acme.bob, acme.olive, amy].map((person) => membershipOf(amy, acme.id, person)),
  )
  await amy
    .patch(`/api/memberships/${bob?.id}`, { role_id: roles.Owner, version: bob?.version })
    .answers(403, 'role_above_own')
  await amy
    .patch(`/api/memberships/${olive?.id}`, { role_id: roles.Member, version: olive?.version })
    .answers(403, 'role_above_own')
  await amy.post(`/api/memberships/${olive?.id}/suspend`, {}).answers(403, 'role_above_own')
  await amy.delete(`/api/memberships/${olive?.id}`).answers(403, 'role_above_own')
  await amy
    .patch(`/api/memberships/${own?.id}`, { role_id: roles.Member, version: own?.version })
    .answers(409, 'own_membership')
  await amy
    .post(`/api/companies/${acme.id}/memberships`, { email: 'x@people.example', role_id: roles.Owner })
    .answers(403, 'role_above_own')
  await amy
    .patch(`/api/memberships/${bob?.id}`, { role_id: roles.Requester, version: bob?.version })
    .answers(200)
  await acme.bob.get(`/api/companies/${acme.id}/memberships`).answers(403, 'forbidden')
})

test('a provider role does not exist for a customer', async () => {
  const { ada, acme } = await portal()
  const { Manager: role_id } = await roleIds(ada, 'provider')
  const bob = await membershipOf(ada, acme.id, acme.bob)
  await ada
    .patch(`/api/memberships/${bob.id}`, { role_id, version: bob.version })
    .answers(422, 'invalid_input')
  const { items } = await acme.olive.get('/api/roles').answers(200)
  assert.ok((items as unknown as Loose[]).every((role) => (role.kind as unknown) === 'customer'))
})

test('the last owner stays; the provider may take them away', async () => {
  const { ada, acme } = await portal()
  const olive = await membershipOf(acme.olive, acme.id, acme.olive)
  await acme.olive.delete(`/api/memberships/${olive.id}`).answers(409, 'last_company_owner')
  await acme.olive.post(`/api/memberships/${olive.id}/suspend`, {}).answers(409, 'own_membership')
  await ada.delete(`/api/memberships/${olive.id}`).answers(204)
  await ada.delete(`/api/memberships/${olive.id}`).answers(404)
  await acme.olive.get('/api/company').answers(403, 'no_active_company')
})

test('of two owners who demote each other at once, one stays', async () => {
  const { acme, member } = await portal()
  const oscar = await member(acme.id, 'Oscar', 'Owner')
  const { Member: role_id } = await roleIds(acme.olive)
  const [olives, oscars] = await Promise.all(
    [acme.olive, oscar].map((person) => membershipOf(acme.olive, acme.id, person)),
  )
  const replies = await Promise.all([
    acme.olive.patch(`/api/memberships/${oscars?.id}`, { role_id, version: oscars?.version }),
    oscar.patch(`/api/memberships/${olives?.id}`, { role_id, version: olives?.version }),
  ])
  const [won, lost] = replies.map(({ status }) => status).sort()
  assert.equal(won, 200)
  // Who comes after the other's commit has lost the right itself.
  assert.ok(lost === 409 || lost === 403, String(lost))
})

test('suspended, the next request has no right; resumed, everything is as before', async () => {
  const { acme } = await portal()
  const { id } = await membershipOf(acme.olive, acme.id, acme.bob)
  await acme.bob.get('/api/company').answers(200)
  const suspended = await acme.olive
    .post(`/api/memberships/${id}/suspend`, { reason: 'on leave' })
    .answers(200)
  assert.equal(suspended.status, 'suspended')
  await acme.bob.get('/api/company').answers(403, 'no_active_company')
  await acme.bob.get(`/api/companies/${acme.id}`).answers(403)
  await acme.bob.post('/api/switch-company', { company_id: acme.id }).answers(404)
  const again = await acme.olive
    .post(`/api/memberships/${id}/suspend`, {})
    .answers(409, 'transition_not_allowed')
  assert.deepEqual([again.from, again.to, again.allowed], ['suspended', 'suspended', ['active']])
  await acme.olive.post(`/api/memberships/${id}/resume`).answers(200)
  await acme.bob.get('/api/company').answers(200)
})

test('what was changed meanwhile is not overwritten', async () => {
  const { acme } = await portal()
  const roles = await roleIds(acme.olive)
  const bob = await membershipOf(acme.olive, acme.id, acme.bob)
  const url = `/api/memberships/${bob.id}`
  const version = Number(bob.version)
  await acme.olive.patch(url, { role_id: roles.Requester, version }).answers(200)
  const stale = await acme.olive.patch(url, { role_id: roles.Owner, version }).answers(409, 'stale_version')
  assert.equal(stale.current?.role?.name, 'Requester')
  await acme.olive
    .patch(url, { role_id: roles.Owner }, { headers: { 'if-match': `"${version}"` } })
    .answers(412, 'stale_version')
})

test('the members of another company do not exist', async () => {
  const { acme, globex } = await portal()
  const eve = await membershipOf(globex.eve, globex.id, globex.eve)
  const { Member: role_id } = await roleIds(acme.olive)
  await acme.olive.get(`/api/companies/${globex.id}/memberships`).answers(404)
  await acme.olive.patch(`/api/memberships/${eve.id}`, { role_id, version: eve.version }).answers(404)
  await acme.olive.delete(`/api/memberships/${eve.id}`).answers(404)
  await acme.olive
    .post(`/api/companies/${globex.id}/memberships`, { email: 'y@people.example', role_id })
    .answers(404)
})

test('every step is in the stream with its person, before and after', async () => {
  const { acme, database } = await portal()
  const roles = await roleIds(acme.olive)
  const { id, version } = await membershipOf(acme.olive, acme.id, acme.bob)
  await acme.olive.patch(`/api/memberships/${id}`, { role_id: roles.Requester, version }).answers(200)
  await acme.olive.post(`/api/memberships/${id}/suspend`, {}).answers(200)
  await acme.bob.get('/api/auth/session').answers(200)
  await acme.olive.delete(`/api/memberships/${id}`).answers(204)
  const { rows } = await inTransaction(database, { role: 'portal_provider', all_companies: true }, (tx) =>
    tx.run<Loose>(
      `select type, data, company_id from events where subject_type = 'membership' and subject_id = $1 order by id`,
      [Number(id)],
    ),
  )
  assert.deepEqual(
    rows.map(({ type }) => String(type)),
    ['invited', 'accepted', 'role_changed', 'suspended', 'removed'].map((step) => `membership.${step}`),
  )
  assert.ok(rows.every(({ data }) => Number(data?.user_id) === acme.bob.user_id))
  assert.ok(rows.every((row) => Number(row.company_id) === acme.id))
  assert.deepEqual(rows[2]?.data?.changes, [{ field: 'role', from: 'Member', to: 'Requester' }])
})
