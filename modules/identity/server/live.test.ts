import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Person, personAt } from '../../../test/harness/person.ts'
import { password, portal } from '../../../test/portal.ts'

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
