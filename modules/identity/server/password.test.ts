import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Person, personAt } from '../../../test/harness/person.ts'
import { type Cast, invitationToken, password, portal } from '../../../test/portal.ts'

let cast: ReturnType<typeof portal> | undefined
let number = 0
const house = () => (cast ??= portal())
const fresh = (at: number) => `quite another phrase ${at}`

async function newMember(): Promise<{ person: Person } & Cast> {
  const here = await house()
  return { ...here, person: await here.member(here.acme.id, 'Pam', 'Member') }
}

const resetToken = async (person: Person) => {
  const { ada, visitor } = await house()
  await visitor.post('/api/auth/password/forgot', { email: person.email }).answers(202)
  return invitationToken(ada, person.email)
}

test('a reset link works once, however many redeem it at once, ends all sessions and signs nobody in', async () => {
  const { person, base } = await newMember()
  const token = await resetToken(person)
  const chosen = fresh(++number)
  const replies = await Promise.all(
    Array.from({ length: 10 }, () =>
      personAt(base).post('/api/auth/password/reset', { token, password: chosen }),
    ),
  )
  assert.equal(replies.filter(({ status }) => status === 200).length, 1)
  assert.equal(replies.filter(({ status }) => status === 422).length, 9)
  assert.deepEqual(
    replies.flatMap(({ headers }) => headers.getSetCookie()),
    [],
  )
  await person.get('/api/auth/session').answers(401)
  await person.post('/api/auth/login', { email: person.email, password }).answers(401)
  await person.post('/api/auth/login', { email: person.email, password: chosen }).answers(200)
})

test('the three newest reset links count until one is used; a link for something else is not one', async () => {
  const { person, base, ada } = await newMember()
  const tokens: string[] = []
  for (let at = 0; at < 4; at++) tokens.push(await resetToken(person))
  const reset = (token = '', at = ++number) =>
    personAt(base).post('/api/auth/password/reset', { token, password: fresh(at) })
  await reset(tokens[0]).answers(422, 'invalid_token')
  await reset(tokens[1]).answers(200)
  await reset(tokens[3]).answers(422, 'invalid_token')

  const email = `waiting${++number}@people.example`
  await personAt(base).post('/api/auth/register', { email, password, first_name: 'W' }).answers(202)
  await reset(await invitationToken(ada, email)).answers(422, 'invalid_token')
})

test('the link in the mail leads to the portal’s own address, whatever Host the request came with', async () => {
  const { person, base, ada } = await newMember()
  const { hostname, port } = new URL(base)
  const http = await import('node:http')
  const status = await new Promise((resolve, reject) => {
    const headers = { host: 'evil.example', 'content-type': 'application/json' }
    const request = http.request({
      hostname,
      port,
      path: '/api/auth/password/forgot',
      method: 'POST',
      headers,
    })
    request.on('response', (answer) => resolve(answer.resume().statusCode)).on('error', reject)
    request.end(JSON.stringify({ email: person.email }))
  })
  assert.equal(status, 202)
  const list = await ada.get(`/api/mail-messages?q=${person.email}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  assert.match(String(mail.body_text), /http:\/\/localhost:\d+\/reset-password#token=/)
  assert.ok(!String(mail.body_text).includes('evil'))
})

test('a changed password ends the other sessions and gives this one a new token', async () => {
  const { person, base } = await newMember()
  const other = personAt(base, 'other', person.email)
  await other.post('/api/auth/login', { email: person.email, password }).answers(200)
  const old = new Map(person.cookies)
  const chosen = fresh(++number)
  const wrong = await person
    .post('/api/auth/password/change', { current_password: 'not this one at all', new_password: chosen })
    .answers(422, 'invalid_input')
  assert.equal(String(wrong.errors?.[0]?.field), 'current_password')
  const same = await person
    .post('/api/auth/password/change', { current_password: password, new_password: password })
    .answers(422)
  assert.equal(String(same.errors?.[0]?.code), 'same')
  const [personal] = (
    await person
      .post('/api/auth/password/change', { current_password: password, new_password: 'Acme2026!Acme' })
      .answers(422)
  ).errors as unknown as { field: string; code: string }[]
  assert.deepEqual([personal?.field, personal?.code], ['new_password', 'personal'], 'one’s company')
  await person
    .post('/api/auth/password/change', { current_password: password, new_password: chosen })
    .answers(200)
  await person.get('/api/auth/session').answers(200)
  await other.get('/api/auth/session').answers(401)
  for (const [name, value] of old) person.cookies.set(name, value)
  await person.get('/api/auth/session').answers(401)
})

test('who must change the password can do nothing else until it is done', async () => {
  const { person, ada } = await newMember()
  await ada.post(`/api/users/${person.user_id}/force-password-change`, { reason: 'Leak' }).answers(200)
  await person.get('/api/auth/session').answers(200)
  for (const path of ['/api/me', '/api/tickets', '/api/auth/sessions'])
    await person.get(path).answers(403, 'password_change_required')
  const chosen = { current_password: password, new_password: fresh(++number) }
  const { session } = await person.post('/api/auth/password/change', chosen).answers(200)
  assert.equal(session?.restriction, null)
  await person.get('/api/me').answers(200)
})

test('another e-mail address counts once its link was opened; the session that asked goes on', async () => {
  const { person, base, ada } = await newMember()
  const other = personAt(base, 'other', person.email)
  await other.post('/api/auth/login', { email: person.email, password }).answers(200)
  const email = `moved${++number}@people.example`
  const key = { headers: { 'idempotency-key': crypto.randomUUID() } }
  await person.post('/api/auth/email/change', { email }, key).answers(202)
  await person.post('/api/auth/email/change', { email }, key).answers(202)
  assert.equal(String((await person.get('/api/me').answers(200)).email), person.email)
  const list = await ada.get(`/api/mail-messages?q=${email}`).answers(200)
  assert.equal(list.items?.length, 1, 'asked twice under one key')
  const mail = await ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  const token = /#email=([\w-]+)/.exec(String(mail.body_text))?.[1] ?? ''
  await personAt(base).post('/api/auth/email/confirm', { token }).answers(200)
  await personAt(base).post('/api/auth/email/confirm', { token }).answers(422, 'invalid_token')
  assert.equal(String((await person.get('/api/me').answers(200)).email), email)
  await other.get('/api/auth/session').answers(401)
  await personAt(base).post('/api/auth/login', { email, password }).answers(200)
})

test('a mailed link signs in once when it is switched on, and does not exist otherwise', async () => {
  const { person, base, ada } = await newMember()
  const visitor = personAt(base)
  await visitor.post('/api/auth/magic-link', { email: person.email }).answers(404)
  await ada.put('/api/settings/sign-in', { magic_link: true }).answers(200)
  await visitor.post('/api/auth/magic-link', { email: person.email }).answers(202)
  await visitor.post('/api/auth/magic-link', { email: 'nobody@people.example' }).answers(202)
  const list = await ada.get(`/api/mail-messages?q=${person.email}`).answers(200)
  const mail = await ada.get(`/api/mail-messages/${list.items?.[0]?.id}`).answers(200)
  const token = /#link=([\w-]+)/.exec(String(mail.body_text))?.[1] ?? ''
  const { session } = await visitor.post('/api/auth/magic-link/redeem', { token }).answers(200)
  assert.deepEqual(session?.factors, ['mailed_link'])
  await personAt(base).post('/api/auth/magic-link/redeem', { token }).answers(422, 'invalid_token')
  await ada.put('/api/settings/sign-in', { magic_link: false }).answers(200)
})

test('people see where they are signed in, name a device, and end sessions one by one or all others', async () => {
  const { person, base, acme } = await newMember()
  const others = [personAt(base), personAt(base)]
  for (const one of others) await one.post('/api/auth/login', { email: person.email, password }).answers(200)
  const { items } = await person.get('/api/auth/sessions?limit=2').answers(200)
  assert.equal(items?.length, 2)
  const all = await person.get('/api/auth/sessions').answers(200)
  const own = (all.items as unknown as { id: number; current: boolean }[]).filter(({ current }) => current)
  assert.equal(own.length, 1)
  const foreign = (all.items as unknown as { id: number; current: boolean }[]).find(({ current }) => !current)
  const named = await person
    .patch(`/api/auth/sessions/${foreign?.id}`, { device_name: 'Kitchen laptop' })
    .answers(200)
  assert.equal(String(named.device_name), 'Kitchen laptop')
  await acme.bob.patch(`/api/auth/sessions/${foreign?.id}`, { device_name: 'Mine' }).answers(404)
  await acme.bob.delete(`/api/auth/sessions/${foreign?.id}`).answers(404)
  await person.delete(`/api/auth/sessions/${foreign?.id}`).answers(204)
  await person.delete(`/api/auth/sessions/${foreign?.id}`).answers(404)
  const { revoked } = await person.post('/api/auth/sessions/revoke-others').answers(200)
  assert.equal(revoked, 1)
  for (const one of others) await one.get('/api/auth/session').answers(401)

  const events = await person.get('/api/auth/events?limit=3').answers(200)
  assert.equal(events.items?.length, 3)
  const next = await person.get(`/api/auth/events?limit=3&after=${events.next}`).answers(200)
  const ids = [
    ...(events.items as unknown as { id: number }[]),
    ...(next.items as unknown as { id: number }[]),
  ]
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => b.id - a.id),
  )
  assert.equal(new Set(ids.map(({ id }) => id)).size, 6)
})

/** The next messages of a live stream, as text. */
async function listen(person: Person, topics: string) {
  const stop = new AbortController()
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const url = `${person.base}/api/live?topics=${topics}`
  const response = await fetch(url, { headers: { cookie }, signal: stop.signal })
  assert.equal(response.status, 200, topics)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let read = ''
  return {
    async until(wanted: RegExp): Promise<string> {
      while (!wanted.test(read)) {
        const { done, value = '' } = (await reader?.read()) ?? { done: true }
        if (done) assert.fail(`The stream ended without ${wanted}: ${read}`)
        read += value
      }
      return read
    },
    close: () => stop.abort(),
  }
}

const changed = /"type":"own_sessions\.changed"/

test('the list of one’s sessions is told of each that begins and ends, and of nobody else’s', async (t) => {
  const { base, acme, portal: opened } = await portal()
  const { bob, olive } = acme
  // That people joined is told first: it would end the streams.
  await opened.background.idle()
  const first = await listen(bob, 'own_sessions')
  t.after(first.close)
  const other = personAt(base)
  await other.post('/api/auth/login', { email: bob.email, password }).answers(200)
  await first.until(changed)

  const [again, foreign] = [await listen(bob, 'own_sessions'), await listen(olive, 'own_sessions,tickets')]
  t.after(again.close)
  t.after(foreign.close)
  await other.post('/api/auth/logout').answers(204)
  await again.until(changed)

  await bob.post('/api/tickets', { subject: 'Heard', body: 'b' }).answers(201)
  assert.doesNotMatch(await foreign.until(/ticket\.created/), changed)
})

test('an open stream ends with its session', async () => {
  const { base, acme } = await portal()
  const other = personAt(base)
  await other.post('/api/auth/login', { email: acme.bob.email, password }).answers(200)
  const ear = await listen(other, 'own_sessions')
  await acme.bob.post('/api/auth/sessions/revoke-others').answers(200)
  await assert.rejects(ear.until(/never/), /The stream ended|terminated/)
  await other.get('/api/me').answers(401)
})
