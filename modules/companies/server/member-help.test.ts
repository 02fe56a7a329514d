import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personAt } from '../../../test/harness/person.ts'
import { type Cast, type Loose, type Person, password, portal } from '../../../test/portal.ts'

async function membershipOf({ ada }: Cast, companyId: number, person: Person): Promise<string> {
  const { items } = await ada.get(`/api/companies/${companyId}/memberships?limit=200`).answers(200)
  const own = (items as unknown as Loose[]).find((one) => Number(one.user?.id) === person.user_id)
  return `/api/memberships/${own?.id}`
}

test('a technician lets a member try again, mails a link to a new password, and signs them out', async () => {
  const cast = await portal()
  const { acme, base, tess, ada } = cast
  const bob = await membershipOf(cast, acme.id, acme.bob)
  const stranger = personAt(base)
  const login = (given: string) =>
    stranger.post('/api/auth/login', { email: acme.bob.email, password: given })
  await Promise.all(Array.from({ length: 6 }, () => login('not the right phrase')))
  await login(password).answers(429, 'too_many_attempts')
  await tess.post(`${bob}/unlock`).answers(204)
  await login(password).answers(200)

  await tess.post(`${bob}/send-reset`).answers(204)
  const { items } = await ada.get(`/api/mail-messages?q=${encodeURIComponent(acme.bob.email)}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${items?.[0]?.id}`).answers(200)
  assert.match(String(mail.body_text), /reset-password#token=/)

  await tess.post(`${bob}/revoke-sessions`).answers(204)
  await acme.bob.get('/api/me').answers(401)
  await stranger.get('/api/me').answers(401)
})

test('nobody helps a super administrator, and customers help nobody', async () => {
  const cast = await portal()
  const { acme, globex, tess, ada, provider } = cast
  const bob = await membershipOf(cast, acme.id, acme.bob)
  const adas = await membershipOf(cast, provider.id, ada)
  for (const way of ['unlock', 'send-reset', 'revoke-sessions']) {
    await tess.post(`${adas}/${way}`).answers(403, 'forbidden')
    await acme.olive.post(`${bob}/${way}`).answers(403)
    await globex.eve.post(`${bob}/${way}`).answers(403)
  }
  await ada.get('/api/me').answers(200)
})

test('a technician for other customers does not see whom to help', async () => {
  const cast = await portal()
  const { acme, globex, ada, provider } = cast
  const tim = await cast.member(provider.id, 'Tim', 'Technician')
  const own = await membershipOf(cast, provider.id, tim)
  const before = await ada.get(`${own}/customers`).answers(200)
  const listed = { customer_access: 'listed', company_ids: [globex.id], version: before.version }
  await ada.put(`${own}/customers`, listed).answers(200)
  await tim.post(`${await membershipOf(cast, acme.id, acme.bob)}/revoke-sessions`).answers(404)
  await tim.post(`${await membershipOf(cast, globex.id, globex.eve)}/revoke-sessions`).answers(204)
  await acme.bob.get('/api/me').answers(200)
})
