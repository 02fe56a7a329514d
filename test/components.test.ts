import assert from 'node:assert/strict'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { openPortal } from '../app/server.ts'
import { openPostgres } from '../platform/database/index.ts'
import { freePort } from './harness/machine.ts'
import { type Person, personAt } from './harness/person.ts'
import { redisServer, withoutRedis } from './harness/redis.ts'
import { until } from './harness/until.ts'
import { emptyPortal, password, testConfig } from './portal.ts'

/** What happens to the rest when something beside the database is away (api §8). */

async function withAda(t: TestContext, more: Record<string, string> = {}) {
  const house = await emptyPortal(more)
  t.after(house.close)
  const ada = personAt(house.base, 'Ada', 'ada@provider.example')
  const person = { email: ada.email, password, first_name: 'Ada', company_name: 'Provider' }
  await ada.post('/api/auth/register', person).answers(201)
  const company = await ada.post('/api/companies', { name: 'Acme' }).answers(201)
  return { ...house, ada, ticket: { subject: 'A ticket', body: 'b', company_id: Number(company.id) } }
}

const stateOf = async (ada: Person, component: string) =>
  String((await ada.get('/health')).body.components?.[component]?.status)

function form(name = 'notes.txt') {
  const file = new FormData()
  file.append('file', new Blob(['some text\n'], { type: 'text/plain' }), name)
  return file
}

test('storage away: bytes are 503 storage_unavailable, all the rest works, and it comes back by itself', async (t) => {
  const { ada, ticket, folder } = await withAda(t)
  const upload = await ada.post('/api/tickets/uploads', form()).answers(201)
  const made = await ada.post('/api/tickets', { ...ticket, upload_ids: [upload.id] }).answers(201)
  const content = `/api/tickets/${made.id}/attachments/${upload.id}/content`
  assert.equal((await ada.get(content)).text, 'some text\n')

  // Files where folders were: as a mount that is gone answers, whoever asks.
  for (const name of ['files', 'spool']) {
    await rename(join(folder, name), join(folder, `${name}.away`))
    await writeFile(join(folder, name), '')
  }
  const gone = await ada.get(content)
  assert.deepEqual([gone.status, String(gone.body.code)], [503, 'storage_unavailable'])
  assert.match(gone.headers.get('retry-after') ?? '', /^\d+$/)
  const refused = await ada.post('/api/tickets/uploads', form())
  assert.deepEqual([refused.status, String(refused.body.code)], [503, 'storage_unavailable'])
  const meanwhile = await ada.post('/api/tickets', { ...ticket, subject: 'Meanwhile' }).answers(201)
  await ada.post(`/api/tickets/${meanwhile.id}/replies`, { body: 'Without a file' }).answers(201)
  await ada.get(`/api/tickets/${made.id}`).answers(200)
  await ada.get('/api/tickets').answers(200)
  assert.equal(await stateOf(ada, 'storage'), 'degraded')

  for (const name of ['files', 'spool']) {
    await rm(join(folder, name))
    await rename(join(folder, `${name}.away`), join(folder, name))
  }
  assert.equal((await ada.get(content)).text, 'some text\n')
  await ada.post('/api/tickets/uploads', form('again.txt')).answers(201)
  assert.equal(await stateOf(ada, 'storage'), 'ok')
})

test('mail server, breach service and Redis away: people register, sign in and reset; mail waits', async (t) => {
  const nobody = `127.0.0.1:${await freePort()}`
  const [host = '', port = ''] = nobody.split(':')
  const { ada, base } = await withAda(t, {
    SMTP_HOST: host,
    SMTP_PORT: port,
    SMTP_FROM: 'portal@provider.example',
    REDIS_URL: `redis://${nobody}`,
    PASSWORD_BREACH_CHECK: 'hibp',
    PASSWORD_BREACH_URL: `http://${nobody}`,
    RATE_LIMIT_LOGIN: '3/minute',
  })
  const email = 'new@people.example'
  const visitor = personAt(base)
  await visitor.post('/api/auth/register', { email, password, first_name: 'New' }).answers(202)
  await visitor.post('/api/auth/register', { email, password: 'password1234', first_name: 'N' }).answers(422)
  await visitor.post('/api/auth/password/forgot', { email: ada.email }).answers(202)
  const login = { email: ada.email, password }
  for (let again = 0; again < 3; again++) await personAt(base).post('/api/auth/login', login).answers(200)
  await personAt(base).post('/api/auth/login', login).answers(429, 'rate_limited')
  const { items } = await ada.get('/api/mail-messages').answers(200)
  const states = new Set((items as unknown as { state: string }[]).map(({ state }) => state))
  assert.ok(
    (items?.length as unknown as number) >= 2 && !states.has('sent') && !states.has('failed'),
    [...states].join(),
  )
})

describe('Redis away', { skip: withoutRedis }, () => {
  test('requests go on, limits are counted by each node, health says so; and back', async (t) => {
    const redis = await redisServer()
    t.after(redis.kill)
    const { ada, ticket } = await withAda(t, { REDIS_URL: redis.url })
    await until(async () => (await stateOf(ada, 'redis')) === 'ok')

    await redis.kill()
    await until(async () => (await stateOf(ada, 'redis')) === 'degraded')
    const { id } = await ada.post('/api/tickets', ticket).answers(201)
    await ada.get('/api/tickets').answers(200)
    const here = await ada.put(`/api/tickets/${id}/presence`, { state: 'replying' })
    assert.equal(here.status, 200, 'who is at a ticket is known to each node')
    const wrong = { email: 'nobody@provider.example', password: 'wrong wrong 7' }
    const visitor = personAt(ada.base)
    await until(async () => (await visitor.post('/api/auth/login', wrong)).status === 429)

    await redis.start()
    await until(async () => (await stateOf(ada, 'redis')) === 'ok')
    await ada.get('/api/tickets').answers(200)
  })

  test('live updates reach other nodes by notify', {
    skip: process.env.TEST_DATABASE_URL ? false : 'needs TEST_DATABASE_URL',
  }, async (t) => {
    const redis = await redisServer()
    t.after(redis.kill)
    const { ada, ticket, url, folder } = await withAda(t, { REDIS_URL: redis.url })
    const database = openPostgres({ url: url ?? '', pool_size: 4 })
    const other = await openPortal(testConfig(join(folder, 'other'), { REDIS_URL: redis.url }), database, {
      role: 'web',
    })
    t.after(async () => {
      await other.close()
      await database.close()
    })
    const there = await other.listen()
    await redis.kill()
    await until(async () => (await stateOf(ada, 'redis')) === 'degraded')

    const stop = new AbortController()
    t.after(() => stop.abort())
    const cookie = [...ada.cookies].map((pair) => pair.join('=')).join('; ')
    const stream = await fetch(`${there}/api/live?topics=tickets`, {
      headers: { cookie },
      signal: stop.signal,
    })
    assert.equal(stream.status, 200)
    const made = await ada.post('/api/tickets', ticket).answers(201)
    const decoder = new TextDecoder()
    let heard = ''
    for await (const bytes of stream.body ?? []) {
      heard += decoder.decode(bytes, { stream: true })
      if (heard.includes('event: change') && heard.includes(String(made.id))) break
    }
    assert.match(heard, /event: change/)
  })
})
