import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '../../../platform/database/index.ts'
import { personAt } from '../../../test/harness/person.ts'
import { type Cast, invitationToken, type Loose, password, portal } from '../../../test/portal.ts'

let number = 0

async function invited({ ada }: Cast, companyId: number, email = `newcomer${++number}@people.example`) {
  const roles = await ada.get('/api/roles?kind=customer').answers(200)
  const role = (roles.items as unknown as Loose[]).find(({ name }) => String(name) === 'Member')
  const sent = { email, role_id: role?.id }
  const membership = await ada.post(`/api/companies/${companyId}/memberships`, sent).answers(201)
  return { email, membership }
}

const chosen = { password, first_name: 'Nina', last_name: 'Newcomer' }

test('a link is not used up by looking, works once, and only by POST', async () => {
  const cast = await portal()
  const { email } = await invited(cast, cast.acme.id)
  const token = await invitationToken(cast.ada, email)
  const { visitor, base } = cast
  for (let look = 0; look < 2; look++) {
    const preview = await visitor.post('/api/auth/invitations/preview', { token }).answers(200)
    assert.equal(String(preview.email), email)
    assert.match(String(preview.company_name), /^Acme/)
  }
  await visitor.get(`/api/auth/invitations/accept?invitation=${token}`).answers(405)

  const accept = () => {
    const person = personAt(base)
    return { person, reply: person.post('/api/auth/invitations/accept', { token, ...chosen }) }
  }
  const tries = [accept(), accept(), accept()]
  const replies = await Promise.all(tries.map(({ reply }) => reply))
  assert.deepEqual(replies.map(({ status }) => status).sort(), [201, 422, 422])
  const winner = tries[replies.findIndex(({ status }) => status === 201)]?.person
  const session = await winner?.get('/api/auth/session').answers(200)
  assert.equal(String(session?.user?.email), email)
  assert.equal(Number(session?.session?.active_company_id), cast.acme.id)

  await visitor.post('/api/auth/invitations/preview', { token }).answers(422, 'invalid_token')
  await personAt(base).post('/api/auth/login', { email, password }).answers(200)
})

test('a new link makes the old one void; an expired one is none', async () => {
  const cast = await portal()
  const { email, membership } = await invited(cast, cast.acme.id)
  const old = await invitationToken(cast.ada, email)
  await cast.ada.post(`/api/memberships/${membership.id}/resend`).answers(200)
  const token = await invitationToken(cast.ada, email)
  assert.notEqual(token, old)
  await cast.visitor.post('/api/auth/invitations/preview', { token: old }).answers(422, 'invalid_token')

  await inTransaction(cast.database, { role: 'portal_identity' }, (tx) =>
    tx.run(
      `update user_tokens t set expires_at = now() - interval '1 second' from users u
       where u.id = t.user_id and u.email_key = $1`,
      [email],
    ),
  )
  await cast.visitor.post('/api/auth/invitations/accept', { token, ...chosen }).answers(422, 'invalid_token')
})

test('the inviter cannot tell whether somebody has an account, who is led to sign in', async () => {
  const cast = await portal()
  const known = await invited(cast, cast.acme.id, cast.globex.eve.email)
  const fresh = await invited(cast, cast.acme.id)
  assert.deepEqual(Object.keys(known.membership), Object.keys(fresh.membership))
  assert.equal(String(known.membership.status), String(fresh.membership.status))
  const list = await cast.ada.get(`/api/mail-messages?q=${cast.globex.eve.email}`).answers(200)
  const mail = await cast.ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  assert.match(String(mail.body_text), /\/invitation\n/)
})

test('the password of an invited person keeps the rule, and the link stays good', async () => {
  const cast = await portal()
  const { email } = await invited(cast, cast.acme.id)
  const token = await invitationToken(cast.ada, email)
  const accept = (given: string) =>
    cast.visitor.post('/api/auth/invitations/accept', { token, ...chosen, password: given })
  const refused = await accept(`${email.split('@')[0]}-nina`).answers(422)
  assert.equal(String(refused.errors?.[0]?.code), 'personal')
  await accept(password).answers(201)
  await cast.visitor.post('/api/auth/logout').answers(204)
})
