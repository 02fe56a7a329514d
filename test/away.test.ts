import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { openPortal } from '../app/server.ts'
import { openPostgres } from '../platform/database/index.ts'
import { freshDatabase } from './harness/database.ts'
import { type Person, personAt } from './harness/person.ts'
import { until } from './harness/until.ts'
import { password, testConfig } from './portal.ts'
import { tcpProxy } from './stand-ins/tcp-proxy.ts'

const reason = process.env.TEST_DATABASE_URL
  ? false
  : 'the embedded database lives in the process and cannot go away: needs TEST_DATABASE_URL'

const endings: (() => unknown)[] = []
after(async () => {
  for (const end of endings.reverse()) await end()
})

/** A portal whose database stands behind a proxy. */
async function portalBehindProxy() {
  const folder = mkdtempSync(join(tmpdir(), 'myportal-away-'))
  const { url, drop } = await freshDatabase()
  const proxy = await tcpProxy(url ?? '')
  const database = openPostgres({ url: proxy.url, pool_size: 5 })
  const portal = await openPortal(testConfig(folder), database)
  endings.push(
    drop,
    proxy.close,
    () => database.close(),
    portal.close,
    () => rmSync(folder, { recursive: true, force: true }),
  )
  const ada = personAt(await portal.listen(), 'Ada', 'ada@provider.example')
  const person = { email: ada.email, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', { ...person, password }).answers(201)
  return { proxy, ada, portal }
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await work()
  return [result, performance.now() - started]
}

async function isUnavailable(ada: Person): Promise<void> {
  const [reply, took] = await timed(async () => await ada.get('/api/tickets'))
  assert.equal(reply.status, 503, reply.text)
  assert.equal(reply.body.code, 'unavailable')
  assert.match(reply.headers.get('retry-after') ?? '', /^\d+$/)
  assert.ok(took < 5_000, `answered after ${took} ms`)
}

describe('the database goes away', { skip: reason }, () => {
  test('every request is 503 unavailable at once, and all is well as soon as it returns', async () => {
    const { proxy, ada } = await portalBehindProxy()
    const company = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
    const ticket = { subject: 'Before', body: 'b', company_id: company.id }
    await ada.post('/api/tickets', ticket).answers(201)
    const wanted = { description: 'k', scopes: ['account.read'] }
    const apiKey = String((await ada.post('/api/api-keys', wanted).answers(201)).api_key)

    for (let time = 0; time < 3; time++) {
      const inFlight = Array.from({ length: 8 }, async () => await ada.get('/api/tickets'))
      await proxy.cut()
      for (const { status } of await Promise.all(inFlight)) assert.ok(status === 200 || status === 503)
      await isUnavailable(ada)
      const written = await ada.post('/api/tickets', ticket)
      assert.equal(written.body.code, 'unavailable', written.text)
      const attempt = { email: ada.email, password }
      const shut = await personAt(ada.base).post('/api/auth/login', attempt)
      assert.deepEqual([shut.status, String(shut.body.code)], [503, 'unavailable'])
      const unknown = await personAt(ada.base).get('/api/me', { headers: { 'x-api-key': apiKey } })
      assert.equal(unknown.status, 503, 'closed, and no word on the key')
      const alive = await ada.get('/health/live')
      assert.equal(alive.status, 200)

      await proxy.mend()
      await until(async () => (await ada.get('/api/tickets')).status === 200)
      await personAt(ada.base).post('/api/auth/login', attempt).answers(200)
    }
    const { items } = await ada.get('/api/tickets').answers(200)
    assert.equal(Number(items?.length), 1)
  })

  test('live updates are heard again after its return', async (t) => {
    const { proxy, ada, portal } = await portalBehindProxy()
    const company = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
    await proxy.cut()
    await isUnavailable(ada)
    await proxy.mend()
    await until(async () => (await ada.get('/api/tickets')).status === 200)

    // What happened before is told first: that Ada signed in would end a stream of hers.
    await portal.background.idle()
    const stop = new AbortController()
    t.after(() => stop.abort())
    const cookie = [...ada.cookies].map((pair) => pair.join('=')).join('; ')
    // A stream may still end by what happened before; a browser opens the next one, and so does this.
    await until(async () => {
      const stream = await fetch(`${ada.base}/api/live?topics=tickets`, {
        headers: { cookie },
        signal: stop.signal,
      })
      assert.equal(stream.status, 200)
      await ada.post('/api/tickets', { subject: 'After', body: 'b', company_id: company.id }).answers(201)
      return hears(stream, /event: (change|resync)/)
    })
  })

  test('a database that only hangs is 503 too, as soon', { timeout: 60_000 }, async () => {
    const { proxy, ada } = await portalBehindProxy()
    proxy.freeze()
    const asked = Array.from({ length: 12 }, () => timed(async () => await ada.get('/api/tickets')))
    for (const [{ status, body, text }, took] of await Promise.all(asked)) {
      assert.deepEqual([status, String(body.code)], [503, 'unavailable'], text)
      assert.ok(took < 9_000, `answered after ${took} ms`)
    }
    await proxy.mend()
    await until(async () => (await ada.get('/api/tickets')).status === 200)
  })
})

/** Whether this is said before the stream ends. */
async function hears(stream: Response, wanted: RegExp): Promise<boolean> {
  let heard = ''
  const decoder = new TextDecoder()
  for await (const bytes of stream.body ?? []) {
    heard += decoder.decode(bytes)
    if (wanted.test(heard)) return true
  }
  return false
}
