import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { asOwner } from '../platform/database/index.ts'
import { wireTo } from './harness/raw.ts'
import { until } from './harness/until.ts'
import { type Cast, type Loose, portal } from './portal.ts'

/** Each row of api §8 that the portal meets while all it needs is there; `away.test.ts` has the others. */
let cast: Cast
before(async () => {
  cast = await portal()
})

const fieldsOf = (body: Loose) =>
  (body.errors as unknown as { field: string; code: string }[]).map(({ field, code }) => `${field} ${code}`)

describe('bodies that are too much', () => {
  const json = { headers: { 'content-type': 'application/json' } }
  const ticket = (more: object) => ({ subject: 'Too much', body: 'of it', ...more })

  test('JSON of 2 MiB is 413, with the limit', async () => {
    const body = await cast.acme.bob
      .post('/api/tickets', ticket({ body: 'x'.repeat(2 * 1_048_576) }))
      .answers(413, 'body_too_large')
    assert.equal(body.limit_bytes, 1_048_576)
  })

  test('the same without a stated length is 413 as well', async () => {
    const chunk = Buffer.alloc(65_536, 'x')
    const stream = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent < 32; sent++) controller.enqueue(chunk)
        controller.close()
      },
    })
    const response = await fetch(`${cast.base}/api/auth/password/check`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: stream,
      duplex: 'half',
    } as RequestInit)
    assert.equal(response.status, 413)
    const body = (await response.json()) as Loose
    assert.deepEqual([body.code, body.limit_bytes], ['body_too_large', 16_384])
  })

  test('JSON nested 50 deep is 422', async () => {
    const deep = `${'{"a":'.repeat(50)}1${'}'.repeat(50)}`
    await cast.acme.bob.post('/api/tickets', deep, json).answers(422, 'invalid_input')
    await cast.acme.bob.post('/api/tickets', `${'['.repeat(50)}${']'.repeat(50)}`, json).answers(422)
  })

  test('1 001 keys are 422', async () => {
    const keys = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`key_${n}`, n]))
    await cast.acme.bob.post('/api/tickets', ticket(keys)).answers(422, 'invalid_input')
  })

  test('a compressed body is 415', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const body = gzipSync(JSON.stringify(ticket({})))
    await cast.acme.bob.post('/api/tickets', body, { headers }).answers(415, 'unsupported_media_type')
  })

  test('what is not JSON, not UTF-8, or meant to change prototypes is 400', async () => {
    const hostile = ['{', '{"a":1}}', 'NaN', '{"__proto__":{"x":1}}', '{"constructor":{"prototype":{"x":1}}}']
    for (const text of hostile)
      await cast.acme.bob.post('/api/tickets', text, json).answers(400, 'malformed_body')
    const latin = Buffer.from('{"subject":"\xfc","body":"b"}', 'latin1')
    await cast.acme.bob.post('/api/tickets', latin, json).answers(400, 'malformed_body')
  })

  test('fields that every object has by birth are unknown fields like others', async () => {
    for (const name of ['toString', 'hasOwnProperty', 'constructor', 'valueOf']) {
      const body = await cast.acme.bob.post('/api/tickets', ticket({ [name]: 1 })).answers(422)
      assert.match(fieldsOf(body).join(), / unknown_field$/, name)
      const asked = await cast.acme.bob.get(`/api/tickets?${name}=1`)
      assert.equal(Math.floor(asked.status / 100), 4)
      assert.doesNotMatch(asked.text, /native code/)
    }
  })
})

describe('addresses that make no sense', () => {
  const questions = [
    ...['0', '-1', '1e9', 'abc', '201', '1.5', ''].map((limit) => `limit=${limit || '%20x'}`),
    ...['%00', 'x', 'W10', 'WzFd', 'e30', 'A'.repeat(600)].map((after) => `after=${after}`),
    `q=${'x'.repeat(5_000)}`,
    `q=${'x'.repeat(10_000)}`,
    'q=%00',
    'sort=password_hash',
    'sort=-password_hash;drop',
    'limit=1&limit=2',
  ]
  for (const question of questions) {
    test(`a list asked with ${question.slice(0, 30)} is 422`, async () => {
      await cast.acme.bob.get(`/api/tickets?${question}`).answers(422)
    })
  }

  test('more than 100 parameters are 422, more than 8 KiB of address 414, 16 KiB of headers 431', async () => {
    const many = Array.from({ length: 101 }, (_, n) => `a${n}=1`).join('&')
    await cast.acme.bob.get(`/api/tickets?${many}`).answers(422, 'invalid_input')
    const long = await cast.acme.bob
      .get(`/api/tickets?status=${'x'.repeat(9_000)}`)
      .answers(414, 'uri_too_long')
    assert.equal(long.limit_bytes, 8_192)
    const heavy = await cast.visitor.get('/api/tickets', { headers: { 'x-heavy': 'x'.repeat(17_000) } })
    assert.equal(heavy.status, 431)
    assert.equal(heavy.body.code, 'headers_too_large')
  })

  test('an impossible id is the same bytes as the id of somebody else’s ticket', async () => {
    const ticket = await cast.globex.eve.post('/api/tickets', { subject: 'Mine', body: 'b' }).answers(201)
    const headers = { 'x-request-id': 'the-same-for-all' }
    const foreign = await cast.acme.bob.get(`/api/tickets/${ticket.id}`, { headers })
    assert.equal(foreign.status, 404)
    for (const id of [
      '0',
      '-1',
      '1.5',
      '9007199254740993',
      '1;drop',
      '99999999999999999999',
      'x'.repeat(600),
    ]) {
      const impossible = await cast.acme.bob.get(`/api/tickets/${id}`, { headers })
      assert.equal(impossible.status, 404, id)
      assert.equal(impossible.text, foreign.text, id)
    }
  })
})

describe('connections that misbehave', { concurrency: true }, () => {
  const head = (path: string, length: number, who = cast.acme.bob) =>
    [
      `POST ${path} HTTP/1.1`,
      'host: portal.example',
      'content-type: application/json',
      `content-length: ${length}`,
      `cookie: ${[...who.cookies].map((pair) => pair.join('=')).join('; ')}`,
      `x-csrf-token: ${who.cookies.get('myportal_session_csrf')}`,
      '\r\n',
    ].join('\r\n')

  test('a body that comes too slowly is 408, and no handler runs', { timeout: 40_000 }, async () => {
    const subject = `Slow ${randomUUID()}`
    const body = JSON.stringify({ subject, body: 'b' })
    const wire = wireTo(cast.base)
    wire.send(head('/api/tickets', body.length) + body.slice(0, -1))
    const answer = await wire.closed()
    assert.match(answer, /^HTTP\/1\.1 408 /)
    assert.match(answer, /application\/problem\+json/)
    assert.match(answer, /"code":"request_timeout"/)
    assert.match(answer, /"type":"[^"]+\/docs\/problems\/request_timeout"/)
    assert.match(answer, /x-content-type-options: nosniff/i)
    assert.equal(await stored(subject), 0)
  })

  test('half a head is 408 or closed', { timeout: 40_000 }, async () => {
    const wire = wireTo(cast.base)
    wire.send('GET /api/tickets HTTP/1.1\r\nhost: portal.example\r\nx-half: ')
    assert.match(await wire.closed(), /^(HTTP\/1\.1 408 [\s\S]*"code":"request_timeout"[\s\S]*)?$/)
  })

  test('half a request from somebody who hangs up runs no handler', async () => {
    const subject = `Half ${randomUUID()}`
    const body = JSON.stringify({ subject, body: 'b' })
    const wire = wireTo(cast.base)
    wire.send(head('/api/tickets', body.length) + body.slice(0, -1))
    wire.socket.end()
    await wire.closed()
    assert.equal(await stored(subject), 0)
  })

  test('rubbish after a request is refused as a problem, and the request before it is answered', async () => {
    const wire = wireTo(cast.base)
    wire.send('GET /health/live HTTP/1.1\r\nhost: portal.example\r\n\r\n')
    await wire.until('{"live":true}')
    wire.send('\x00\x01 nonsense\r\n\r\n')
    const [, answer = ''] = (await wire.closed()).split('{"live":true}')
    assert.match(answer, /^HTTP\/1\.1 400 /)
    assert.match(answer, /content-type: application\/problem\+json/)
    assert.match(answer, /"code":"malformed_request"/)
    assert.match(answer, /"request_id":"[A-Za-z0-9]+"/)
    assert.match(answer, /"type":"http[^"]+\/docs\/problems\/malformed_request"/)
  })

  test('two lengths, or a length beside chunks, are refused', async () => {
    for (const line of [
      'content-length: 5\r\ncontent-length: 6',
      'content-length: 5\r\ntransfer-encoding: chunked',
    ]) {
      const wire = wireTo(cast.base)
      wire.send(
        `POST /api/auth/login HTTP/1.1\r\nhost: x\r\n${line}\r\ncontent-type: application/json\r\n\r\n`,
      )
      assert.match(await wire.closed(), /^HTTP\/1\.1 400 /)
    }
  })

  test('who goes away before the answer finds it again by the key', async () => {
    const { bob } = cast.acme
    const subject = `Gone ${randomUUID()}`
    const headers = { 'idempotency-key': randomUUID() }
    const wanted = { subject, body: 'I close the lid of my laptop' }
    await withCompanyHeld(cast.acme.id, async () => {
      const body = JSON.stringify(wanted)
      const wire = wireTo(cast.base)
      wire.send(
        head('/api/tickets', body.length).replace(
          '\r\n',
          `\r\nidempotency-key: ${headers['idempotency-key']}\r\n`,
        ) + body,
      )
      await until(isSomebodyWaiting)
      wire.socket.destroy()
    })
    const again = await bob.post('/api/tickets', wanted, { headers })
    assert.equal(again.status, 201, again.text)
    const third = await bob.post('/api/tickets', wanted, { headers })
    assert.equal(third.headers.get('idempotency-replayed'), 'true')
    assert.equal(third.body.id, again.body.id)
    assert.equal(third.headers.get('location'), again.headers.get('location'))
    assert.equal(await stored(subject), 1)
  })
})

async function stored(subject: string): Promise<number> {
  // What was written is searched a moment later.
  await cast.portal.background.idle()
  const found = await cast.ada.get(`/api/tickets?q=${encodeURIComponent(`"${subject}"`)}`).answers(200)
  return (found.items as unknown as Loose[]).length
}

/** Keeps what a new ticket of this company needs: its row, or the only connection of the embedded database. */
function withCompanyHeld(companyId: number, work: () => Promise<void>): Promise<void> {
  return asOwner(cast.database, async (client) => {
    await client.query('begin')
    await client.query('select from myportal.companies where id = $1 for update', [companyId])
    await work()
    await client.query('rollback')
  })
}

async function isSomebodyWaiting(): Promise<boolean> {
  const { database } = cast
  if (database.kind === 'embedded') return database.pool.waitingCount > 0
  return asOwner(database, async (client) => {
    const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return (await client.query(blocked)).rows.length > 0
  })
}
