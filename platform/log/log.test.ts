import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LogOptions, openLog } from './index.ts'

function logged(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const stream = { write: (line: string) => void lines.push(line) }
  const log = openLog({ level: 'debug', format: 'json', secrets: [], stream, ...options })

  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') }
}

test('a line has the documented fields', () => {
  const { log, lines, last } = logged({ base: { environment: 'test', node: 'one', version: '0.1.0' } })
  log.info({ request_id: 'abc', status: 200 }, 'request')

  const { timestamp, ...line } = last()
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(line, {
    level: 'INFO',
    process: process.pid,
    environment: 'test',
    node: 'one',
    version: '0.1.0',
    logger: 'portal',
    request_id: 'abc',
    status: 200,
    message: 'request',
  })
  assert.ok(lines[0]?.endsWith('}\n'))
})

test('a part logs under its own name, once, and children keep it', () => {
  const { log, lines } = logged()
  log.child({ logger: 'mail' }).child({ job: 7 }).warn('slow')

  assert.equal(lines[0]?.match(/"logger"/g)?.length, 1)
  const line = JSON.parse(lines[0] ?? '')
  assert.deepEqual([line.logger, line.job, line.level], ['mail', 7, 'WARN'])
})

test('what one line says is not in the next', () => {
  const { log, last } = logged()
  log.info({ status: 200 }, 'first')
  log.info('second')

  assert.deepEqual([last().status, last().message], [undefined, 'second'])
})

test('levels below the chosen one are silent, and it can be changed while running', () => {
  const { log, lines } = logged({ level: 'info' })
  log.debug('quiet')
  log.level = 'debug'
  log.debug('loud')

  assert.equal(lines.length, 1)
})

test('values under secret-like keys are not printed, at any depth, in lists and in children', () => {
  const { log, lines, last } = logged()
  log
    .child({ api_token: 'canary-1' })
    .child({ nested: { Cookie: 'canary-2' } })
    .info({
      headers: { Authorization: 'canary-3', accept: '*/*' },
      list: [{ deep: { down: { smtp_password: 'canary-4' } } }],
      'x-api-key': ['canary-5'],
      has_token: true,
      secret: null,
    })

  assert.doesNotMatch(lines[0] ?? '', /canary/)
  assert.deepEqual(last().headers, { Authorization: '[secret]', accept: '*/*' })
  assert.equal(last().has_token, true)
  assert.equal(last().secret, null)
})

test('registered secrets are replaced wherever and however they are spelled', () => {
  const secrets = ['p"ss\\wört', 'a&b c=d', 'longer-secret', 'longer-secret-still', 'abc', '']
  const { log, lines } = logged({ secrets })
  log.info({ url: `https://x/?k=${encodeURIComponent('a&b c=d')}`, note: 'abc' }, 'with p"ss\\wört inside')
  log.error(new Error('connecting as longer-secret-still failed'))

  const line = JSON.parse(lines[0] ?? '')
  assert.deepEqual([line.url, line.message], ['https://x/?k=[secret]', 'with [secret] inside'])
  assert.equal(line.note, 'abc')
  assert.equal(JSON.parse(lines[1] ?? '').message, 'connecting as [secret] failed')
})

test('a secret of digits does not break the line', () => {
  const { log, last } = logged({ secrets: ['123456'] })
  log.info({ count: 91_234_560, other: 5 }, 'pin 123456, then')

  assert.deepEqual([last().count, last().other, last().message], ['[secret]', 5, 'pin [secret], then'])
})

test("the house's own credentials are recognised without being registered", () => {
  const { log, last } = logged()
  log.info(`key mpk_${'a1'.repeat(30)} and Bearer eyJhbGciOiJIUzI1NiJ9.e30.abc`)

  assert.equal(last().message, 'key [secret] and [secret]')
})

test('an error is printed with stack, code and cause, and without what hangs on it', () => {
  const { log, lines, last } = logged()
  const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), {
    code: 'ECONNRESET',
    request: { body: 'canary' },
  })
  log.error({ err: error }, 'failed')
  assert.equal(last().err.type, 'Error')
  assert.equal(last().err.code, 'ECONNRESET')
  assert.equal(last().err.cause.message, 'inner')
  assert.match(last().err.stack, /log\.test\.ts/)

  log.error(error)
  assert.deepEqual([last().message, last().error.message], ['outer', 'outer'])
  assert.doesNotMatch(lines.join(''), /canary/)
})

test('sockets, bytes and circles are named instead of printed', () => {
  const { log, last } = logged()
  const circle: Record<string, unknown> = { name: 'circle' }
  circle.self = circle
  log.info({ circle, bytes: Buffer.from('canary'), map: new Map(), at: new Date(0), big: Array(500).fill(1) })

  assert.equal(last().bytes, '[6 bytes]')
  assert.equal(last().map, '[Map]')
  assert.equal(last().at, '1970-01-01T00:00:00.000Z')
  assert.equal(last().big.length, 100)
})

test('forged lines stay inside one line of JSON', () => {
  const { log, lines, last } = logged()
  log.info({ input: '\r\n{"level":"x"}' }, 'said \r\n{"level":"x"}')

  assert.equal(lines[0]?.match(/\n/g)?.length, 1)
  assert.equal(last().level, 'INFO')
})

test('a long line is cut to 16 KiB, marked, and still JSON with its head', () => {
  const { log, lines, last } = logged({ secrets: ['the-long-secret'] })
  log.info({ request_id: 'r1', text: `${'ä'.repeat(3990)}the-long-secret${'x'.repeat(50_000)}` }, 'm')
  assert.match(last().text, /…\[cut\]$/)
  assert.doesNotMatch(last().text, /the-l/)

  log.info(
    { request_id: 'r2', ...Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])) },
    'm',
  )
  assert.deepEqual([last().request_id, last().message, last().cut], ['r2', 'm', '…[cut]'])
  log.info({ list: Array(90).fill('y'.repeat(900)) }, 'z'.repeat(90_000))
  for (const line of lines) assert.ok(Buffer.byteLength(line) <= 16 * 1024)
})

test('pretty is for people', () => {
  const { log, lines } = logged({ format: 'pretty', base: { node: 'one' }, secrets: ['hidden-value'] })
  log.info({ port: 8000, url: 'http://localhost', words: 'two words' }, 'listening')
  log.child({ logger: 'mail' }).error(new Error('no\u001b[2Jway hidden-value'))

  assert.match(
    lines[0] ?? '',
    /^\d\d:\d\d:\d\d INFO {2}listening port=8000 url=http:\/\/localhost words="two words"\n$/,
  )
  assert.match(lines[1] ?? '', /ERROR no\\u001b\[2Jway \[secret\] logger=mail\n {9}Error: no\\u001b/)
})
