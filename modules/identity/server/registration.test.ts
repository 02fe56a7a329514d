import assert from 'node:assert/strict'
import { test } from 'node:test'
import { personAt } from '../../../test/harness/person.ts'
import { emptyPortal, password } from '../../../test/portal.ts'

const first = {
  email: 'Ada@Provider.example',
  password,
  first_name: 'Ada',
  last_name: 'Lovelace',
  company_name: 'Provider',
}

test('of twenty first registrations at once exactly one makes the portal', async (t) => {
  const { base, close } = await emptyPortal()
  t.after(close)
  const before = await personAt(base).get('/api/auth/options').answers(200)
  assert.equal(before.needs_first_user, true)

  const people = Array.from({ length: 20 }, () => personAt(base))
  const replies = await Promise.all(
    people.map((one, index) =>
      one.post('/api/auth/register', { ...first, email: `ada${index}@provider.example` }),
    ),
  )
  const made = replies.filter(({ status }) => status === 201)
  assert.equal(made.length, 1)
  const others = replies.filter(({ status }) => status === 202)
  assert.deepEqual(
    others.map(({ text }) => text),
    Array(19).fill('{"status":"check_mail"}'),
  )

  const winner = people[replies.findIndex(({ status }) => status === 201)] ?? personAt(base)
  const me = await winner.get('/api/me').answers(200)
  assert.equal(me.is_super_admin, true)
  const after = await personAt(base).get('/api/auth/options').answers(200)
  assert.equal(after.needs_first_user, false)
})

test('with a set-up token the first person needs it', async (t) => {
  const { base, close } = await emptyPortal({ SETUP_TOKEN: 'printed-on-the-box' })
  t.after(close)
  const visitor = personAt(base)
  const options = await visitor.get('/api/auth/options').answers(200)
  assert.equal(options.setup_token_required, true)
  await visitor.post('/api/auth/register', first).answers(403, 'setup_token_invalid')
  await visitor
    .post('/api/auth/register', { ...first, setup_token: 'guessed' })
    .answers(403, 'setup_token_invalid')
  await visitor.post('/api/auth/register', { ...first, setup_token: 'printed-on-the-box' }).answers(201)
})

test('the first person cannot have a password that is guessed first, and nothing is kept of the attempt', async (t) => {
  const { base, close } = await emptyPortal()
  t.after(close)
  const visitor = personAt(base)
  for (const [bad, code] of [
    ['tiny!', 'too_short'],
    ['Password2024', 'common'],
    ['lovelace-ada-1', 'personal'],
  ]) {
    const answer = await visitor
      .post('/api/auth/register', { ...first, password: bad })
      .answers(422, 'invalid_input')
    assert.equal(answer.errors?.[0]?.field, 'password')
    assert.equal(answer.errors?.[0]?.code, code)
    assert.ok(!JSON.stringify(answer).includes(String(bad)))
  }
  await visitor.post('/api/auth/register', { ...first, is_super_admin: true }).answers(422)
  assert.equal((await visitor.get('/api/auth/options').answers(200)).needs_first_user, true)
})
