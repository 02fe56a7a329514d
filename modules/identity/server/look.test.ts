import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../../platform/database/index.ts'
import { type Loose, type Person, portal } from '../../../test/portal.ts'

test('without parts the session is the same session, of the same person', async () => {
  const { acme, base } = await portal()
  const whole = await acme.bob.get('/api/auth/session').answers(200)
  const bare = await acme.bob.get('/api/auth/session?parts=false').answers(200)
  assert.deepEqual(Object.keys(bare).sort(), ['session', 'user'])
  assert.deepEqual(bare.user, whole.user)
  const steady = ({ csrf_token, last_seen_at, ...rest }: Loose) => ({
    rest,
    csrf: typeof csrf_token,
    at: typeof last_seen_at,
  })
  assert.deepEqual(steady(bare.session as Loose), steady(whole.session as Loose))
  await acme.bob.get('/api/auth/session?parts=perhaps').answers(422)
  await acme.bob.get('/api/auth/session?parts=false&colour=red').answers(422)
  const named = (id: number) =>
    acme.bob.get('/api/auth/session?parts=false', { headers: { 'x-company': String(id) } })
  await named(acme.id).answers(200)
  await named(acme.id + 1).answers(409)
  assert.equal((await fetch(`${base}/api/auth/session?parts=false`)).status, 401)
})

test('what ends a session, or a company’s place in it, holds for it, too', async () => {
  const { acme, ada } = await portal()
  const bare = () => acme.bob.get('/api/auth/session?parts=false')
  const placeOf = async (person: Person) => {
    const { items } = await ada.get(`/api/companies/${acme.id}/memberships?limit=200`).answers(200)
    return (items as unknown as Loose[]).find((one) => Number(one.user?.id) === person.user_id)?.id
  }
  const { api_key } = await acme.olive
    .post('/api/api-keys', { description: 'Mine', scopes: ['account.read'] })
    .answers(201)
  const me = () => ada.get('/api/me', { headers: { authorization: `Bearer ${api_key}` } })
  assert.equal((await me().answers(200)).email, acme.olive.email)
  assert.equal((await bare().answers(200)).session?.active_company_id as unknown, acme.id)

  for (const person of [acme.bob, acme.olive])
    await ada.post(`/api/memberships/${await placeOf(person)}/suspend`, {}).answers(200)
  assert.equal((await bare().answers(200)).session?.active_company_id as unknown, null)
  await me().answers(401, 'invalid_api_key')
  await ada.post(`/api/users/${acme.bob.user_id}/disable`, { reason: 'Left' }).answers(200)
  await bare().answers(401, 'not_signed_in')
  await acme.bob.get('/api/me').answers(401, 'not_signed_in')
})

test('a look reads as portal_identity, and can neither write nor become somebody else', async () => {
  const { database } = await portal()
  const look = <T>(work: Parameters<typeof inTransaction<T>>[2]) =>
    inTransaction(database, { role: 'portal_identity', read_only: true }, work)
  const role = await look((tx) => tx.run<{ role: string }>('select current_user as role'))
  assert.equal(role.rows[0]?.role, 'portal_identity')
  await assert.rejects(
    look((tx) => tx.run("update users set first_name = 'X'")),
    /read-only/,
  )
  if (database.looks)
    await assert.rejects(
      look(async (tx) => tx.become('portal_provider')),
      /stays who it is/,
    )
})
