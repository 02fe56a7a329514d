import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type Limit, type Limits, openLimits, type Verdict } from './index.ts'

const program = process.env.TEST_REDIS_SERVER ?? 'redis-server'
const isInstalled = spawnSync(program, ['--version']).status === 0
const login: Limit = { name: 'login', points: 20, seconds: 60 }

test('one limit holds over all nodes, and the numbers agree', async (t) => {
  const redis = await redisServer(t)
  if (!redis) return memoryStillWorks(t)

  const nodes = [await connected(t, redis.url), await connected(t, redis.url)]
  const verdicts = await Promise.all(
    Array.from({ length: 60 }, (_, i) => nodes[i % 2]?.consume(login, 'parallel')),
  )

  assert.equal(granted(verdicts), 20)
  const refused = await nodes[0]?.consume(login, 'parallel')
  assert.equal(refused?.remaining, 0)
  assert.ok(refused?.retry_after && refused.retry_after >= 58 && refused.retry_after <= 60)
  const first = await nodes[1]?.consume(login, 'another', 3)
  assert.deepEqual(first, {
    allowed: true,
    limit: 20,
    window_seconds: 60,
    remaining: 17,
    reset_seconds: 60,
    retry_after: null,
  })
})

test('the window in Redis slides, and waiting as told is enough', async (t) => {
  const redis = await redisServer(t)
  if (!redis) return memoryStillWorks(t)

  const limits = await connected(t, redis.url)
  const quick: Limit = { name: 'quick', points: 4, seconds: 1 }
  const verdicts = []
  for (let i = 0; i < 6; i++) verdicts.push(await limits.consume(quick, 'a'))
  assert.equal(granted(verdicts), 4)
  await wait((verdicts.at(-1)?.retry_after ?? 0) * 1000)
  const later = [await limits.consume(quick, 'a'), await limits.consume(quick, 'a', 4)]
  assert.deepEqual([later[0]?.allowed, later[1]?.allowed], [true, false])
})

test('Redis gone: memory at once, never unlimited, and back by itself', async (t) => {
  const redis = await redisServer(t)
  if (!redis) return memoryStillWorks(t)

  const limits = await connected(t, redis.url)
  for (let i = 0; i < 20; i++) await limits.consume(login, 'a')
  await redis.kill()

  const started = performance.now()
  const verdicts = []
  for (let i = 0; i < 30; i++) verdicts.push(await limits.consume(login, 'a'))
  assert.ok(performance.now() - started < 3_000)
  assert.equal(granted(verdicts), 20)

  await redis.start()
  await until(() => limits.consume(login, 'back') instanceof Promise)
  assert.ok((await limits.consume(login, 'back')).allowed)
})

test('Redis that hangs holds up one request for a moment, not every request', async (t) => {
  const redis = await redisServer(t)
  if (!redis) return memoryStillWorks(t)

  const limits = await connected(t, redis.url)
  redis.stop()
  const started = performance.now()
  const verdicts = []
  for (let i = 0; i < 25; i++) verdicts.push(await limits.consume(login, 'a'))
  const took = performance.now() - started

  assert.ok(took < 3_000, `${took} ms`)
  assert.equal(granted(verdicts), 20)
  redis.go()
  await until(() => limits.consume(login, 'back') instanceof Promise)
})

test('a Redis that was never there is no reason to fail', async (t) => {
  const limits = openLimits({ redis_url: `redis://127.0.0.1:${await freePort()}` })
  t.after(() => limits.close())

  const verdicts = Array.from({ length: 21 }, () => limits.consume(login, 'a'))
  assert.equal(granted(await Promise.all(verdicts)), 20)
})

const granted = (verdicts: (Verdict | undefined)[]) => verdicts.filter((verdict) => verdict?.allowed).length

async function redisServer(t: TestContext) {
  if (!isInstalled) return null

  const port = await freePort()
  let child = await startRedis(port)
  t.after(() => child.kill('SIGKILL'))

  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => child.kill('SIGSTOP'),
    go: () => child.kill('SIGCONT'),
    async kill() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    async start() {
      child = await startRedis(port)
    },
  }
}

async function startRedis(port: number): Promise<ChildProcess> {
  const child = spawn(program, [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--dir',
    tmpdir(),
  ])
  for await (const text of child.stdout) if (String(text).includes('Ready to accept connections')) break

  return child
}

/** Limits that count in Redis: before the connection stands they count in memory. */
async function connected(t: TestContext, url: string): Promise<Limits> {
  const limits = openLimits({ redis_url: url })
  t.after(() => limits.close())
  await until(() => limits.consume({ ...login, name: 'connecting' }, 'probe') instanceof Promise)

  return limits
}

function memoryStillWorks(t: TestContext): void {
  t.diagnostic('no redis-server found (TEST_REDIS_SERVER or PATH): asserted counting in memory instead')
  const limits = openLimits({})
  const verdicts = Array.from({ length: 21 }, () => limits.consume(login, 'a'))
  assert.equal(granted(verdicts.map((verdict) => (verdict instanceof Promise ? undefined : verdict))), 20)
  limits.close()
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !isTrue(); await wait(20)) {
    assert.ok(Date.now() < deadline, 'waited 10 s')
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  assert.ok(address && typeof address === 'object')

  return address.port
}
