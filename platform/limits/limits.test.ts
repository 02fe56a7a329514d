import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Limit, openLimits, parseRate, rateHeaders, type Verdict } from './index.ts'
import { memoryWindows } from './memory.ts'

const login: Limit = { name: 'login', points: 20, seconds: 60 }

/** A clock in the test's hand, in milliseconds. */
function windowsAt(start = 5000) {
  let now = start
  const windows = memoryWindows(() => now)

  return {
    consume: (key = 'a', limit = login, cost = 1) => windows.consume(limit, key, cost),
    times: (count: number, key = 'a') => Array.from({ length: count }, () => windows.consume(login, key, 1)),
    pass(milliseconds: number) {
      now += milliseconds
    },
  }
}

const granted = (verdicts: Verdict[]) => verdicts.filter((verdict) => verdict.allowed).length

test('a rate is read as it is written', () => {
  assert.deepEqual(parseRate('20/minute'), { points: 20, seconds: 60 })
  assert.deepEqual(parseRate(' 1/second '), { points: 1, seconds: 1 })
  assert.deepEqual(parseRate('50/hour'), { points: 50, seconds: 3600 })
  assert.deepEqual(parseRate('9/day'), { points: 9, seconds: 86_400 })
  assert.equal(parseRate('off'), null)
  for (const wrong of [
    '',
    '20',
    '0/minute',
    '-1/minute',
    '20/min',
    '1.5/hour',
    '20 / minute',
    '20/constructor',
  ]) {
    assert.throws(() => parseRate(wrong), /N\/minute/, wrong)
  }
})

test('what is configured is granted, one more is refused', () => {
  const { times, consume } = windowsAt()

  assert.equal(granted(times(20)), 20)
  assert.deepEqual(consume(), {
    allowed: false,
    limit: 20,
    window_seconds: 60,
    remaining: 0,
    reset_seconds: 60,
    retry_after: 60,
  })
  assert.ok(consume('somebody else').allowed)
  assert.ok(consume('a', { name: 'search', points: 120, seconds: 60 }).allowed)
})

test('a refused request does not extend the wait, and after the wait the next one is granted', () => {
  const { times, consume, pass } = windowsAt()
  times(20)
  pass(10_000)
  assert.equal(granted(times(500)), 0)
  assert.equal(consume().retry_after, 50)

  pass(50_000)
  assert.ok(consume().allowed)
  const wait = consume().retry_after
  assert.equal(wait, 3)
  pass(3000)
  assert.ok(consume().allowed)
})

test('the window slides: a burst at its end is not followed by another at the start of the next', () => {
  const { times, pass } = windowsAt()
  times(1)
  pass(59_000)
  assert.equal(granted(times(30)), 19)
  pass(2000)
  assert.ok(granted(times(30)) <= 1)
  pass(120_000)
  assert.equal(granted(times(30)), 20)
})

test('what is left and when it is back are told truly at any moment', () => {
  const { consume, pass } = windowsAt()
  for (let second = 0; second < 300; second++) {
    const verdict = consume('a', login, 1 + (second % 5))
    assert.ok(verdict.remaining >= 0 && verdict.remaining < 20)
    assert.ok(verdict.reset_seconds >= 1 && verdict.reset_seconds <= 120)
    if (!verdict.allowed) {
      pass((verdict.retry_after ?? 0) * 1000)
      assert.ok(consume('a', login, 1 + (second % 5)).allowed)
    }
    pass(700)
  }
})

test('a cost counts as a whole or not at all', () => {
  const { consume } = windowsAt()

  assert.equal(consume('a', login, 15).remaining, 5)
  assert.deepEqual([consume('a', login, 6).allowed, consume('a', login, 5).allowed], [false, true])
  assert.ok(!consume('b', login, 21).allowed)
})

test('addresses that stay away are forgotten, those who wait are not', () => {
  const { times, pass, consume } = windowsAt()
  times(20)
  for (let other = 0; other < 150_000; other++) consume(`flood ${other}`)
  assert.ok(!consume().allowed)
  pass(240_000)
  assert.ok(consume().allowed)
})

test('several processes share a limit that is counted in memory', async () => {
  const limits = openLimits({ workers: 4 })
  const verdicts = await Promise.all(Array.from({ length: 20 }, () => limits.consume(login, 'a')))

  assert.equal(granted(verdicts), 5)
  assert.equal(verdicts[0]?.limit, 20)
  assert.equal(verdicts[0]?.remaining, 4)
  limits.close()
})

test('in memory the answer is there at once and costs microseconds', () => {
  const limits = openLimits({})
  const general = { name: 'general', points: 1200, seconds: 60 }
  const started = performance.now()
  for (let request = 0; request < 50_000; request++) {
    const verdict = limits.consume(general, `session ${request % 1000}`)
    assert.ok(!(verdict instanceof Promise))
  }
  const each = ((performance.now() - started) * 1000) / 50_000
  assert.ok(each < 20, `${each} µs a request`)
  limits.close()
})

test('every limited answer carries the numbers, a refused one the wait', () => {
  const verdict: Verdict = {
    allowed: true,
    limit: 1200,
    window_seconds: 60,
    remaining: 1187,
    reset_seconds: 42,
    retry_after: null,
  }

  assert.deepEqual(rateHeaders('general', verdict), {
    'RateLimit-Limit': '1200',
    'RateLimit-Remaining': '1187',
    'RateLimit-Reset': '42',
    'RateLimit-Policy': '"general";q=1200;w=60',
    RateLimit: '"general";r=1187;t=42',
  })
  assert.equal(rateHeaders('general', { ...verdict, allowed: false, retry_after: 42 })['Retry-After'], '42')
})
