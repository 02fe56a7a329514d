import assert from 'node:assert/strict'
import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { type Lookup, type OutboundProblemCode, openOutbound } from './index.ts'

/** A real server on a free loopback port, with what it was asked. */
async function standIn(t: TestContext, answer: RequestListener) {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, port: await listening(server), server }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address && typeof address === 'object')

  return address.port
}

function open(t: TestContext, options: { allow?: string; lookup?: Lookup } = {}) {
  const outbound = openOutbound({ allow: '127.0.0.1', ...options })
  t.after(() => outbound.close())

  return outbound
}

const code = (code: OutboundProblemCode) => ({ name: 'OutboundProblem', code })

test('what is sent arrives, what is answered comes back, whatever the status', async (t) => {
  const { asked, port } = await standIn(t, async (request, response) => {
    const body = await text(request)
    response.writeHead(418, { 'X-Answer': 'yes' }).end(body.toUpperCase())
  })

  const url = `http://127.0.0.1:${port}/hooks?x=1`
  const answer = await open(t).request({ method: 'POST', url, headers: { 'X-Asked': 'me' }, body: 'tea' })

  assert.deepEqual([answer.status, answer.headers['x-answer'], answer.body.toString()], [418, 'yes', 'TEA'])
  assert.deepEqual([asked[0]?.url, asked[0]?.headers['x-asked']], ['/hooks?x=1', 'me'])
})

test('an address that is not allowed is never connected to', async (t) => {
  const { port, server } = await standIn(t, (_, response) => response.end())
  server.on('connection', () => assert.fail('connected'))
  const outbound = open(t, { allow: '' })

  for (const host of ['127.0.0.1', '127.1', '[::ffff:127.0.0.1]', 'localhost']) {
    for (const scheme of ['http', 'https']) {
      const call = outbound.request({ method: 'GET', url: `${scheme}://${host}:${port}/` })
      await assert.rejects(call, code('address_not_allowed'), host)
    }
  }
})

test('a name that answers public first and loopback next never reaches loopback', async (t) => {
  const { port, server } = await standIn(t, (_, response) => response.end())
  server.on('connection', () => assert.fail('connected'))
  let lookups = 0
  const lookup: Lookup = async () => [{ address: lookups++ === 0 ? '8.8.8.8' : '127.0.0.1', family: 4 }]
  const outbound = open(t, { allow: '', lookup })

  await outbound.checkUrl(`https://rebind.example:${port}/`)
  const call = outbound.request({ method: 'GET', url: `https://rebind.example:${port}/` })
  await assert.rejects(call, code('address_not_allowed'))
  assert.equal(lookups, 2)
})

test('the socket goes to the checked address, resolved once for a connection', async (t) => {
  const { asked, port } = await standIn(t, (_, response) => response.end('here'))
  let lookups = 0
  const lookup: Lookup = async () => {
    assert.equal(lookups++, 0, 'a second lookup')
    return [{ address: '127.0.0.1', family: 4 }]
  }

  const answer = await open(t, { lookup }).request({ method: 'GET', url: `http://name.example:${port}/` })
  assert.equal(answer.body.toString(), 'here')
  assert.equal(asked[0]?.headers.host, `name.example:${port}`)
})

test('one bad address among several refuses the name', async (t) => {
  const lookup: Lookup = async () => [
    { address: '127.0.0.1', family: 4 },
    { address: '10.0.0.1', family: 4 },
  ]
  const call = open(t, { lookup }).request({ method: 'GET', url: 'http://mixed.example:8080/' })
  await assert.rejects(call, code('address_not_allowed'))
})

test('a redirect is an answer unless the caller follows, then up to three', async (t) => {
  const { port } = await standIn(t, (request, response) => {
    const left = Number(request.url?.slice(1))
    if (left > 0) response.writeHead(302, { Location: `/${left - 1}` })
    response.end(`${left}`)
  })
  const outbound = open(t)
  const get = (left: number, redirects?: number) =>
    outbound.request({
      method: 'GET',
      url: `http://127.0.0.1:${port}/${left}`,
      ...(redirects ? { redirects } : {}),
    })

  assert.equal((await get(1)).status, 302)
  assert.equal((await get(3, 3)).status, 200)
  await assert.rejects(get(2, 1), code('redirect'))
  await assert.rejects(get(4, 50), code('redirect'))
})

test('a redirect to an address that is not allowed is refused', async (t) => {
  const targets = [
    'http://169.254.169.254/',
    'http://10.0.0.1:8080/',
    'http://127.0.0.2:8080/',
    'http://8.8.8.8/',
  ]
  const { port } = await standIn(t, (request, response) => {
    response.writeHead(302, { Location: targets[Number(request.url?.slice(1))] }).end()
  })
  const outbound = open(t)

  for (const index of targets.keys()) {
    const call = outbound.request({ method: 'GET', url: `http://127.0.0.1:${port}/${index}`, redirects: 3 })
    await assert.rejects(call, code('address_not_allowed'), targets[index])
  }
})

test('a redirect takes neither credentials nor content to another origin', async (t) => {
  const other = await standIn(t, (_, response) => response.end('other'))
  const { port } = await standIn(t, (request, response) => {
    const status = request.url === '/kept' ? 307 : 303
    response.writeHead(status, { Location: `http://127.0.0.1:${other.port}/there` }).end()
  })
  const outbound = open(t)
  const headers = {
    Authorization: 'Bearer x',
    'X-Key': 'y',
    Accept: 'text/plain',
    'Content-Type': 'text/plain',
  }
  const post = (path: string) =>
    outbound.request({
      method: 'POST',
      url: `http://127.0.0.1:${port}${path}`,
      headers,
      body: 'b',
      redirects: 1,
    })

  assert.equal((await post('/turned')).body.toString(), 'other')
  const [asked] = other.asked
  assert.deepEqual([asked?.method, asked?.headers.accept], ['GET', 'text/plain'])
  for (const name of ['authorization', 'x-key', 'content-type', 'content-length']) {
    assert.equal(asked?.headers[name], undefined, name)
  }
  await assert.rejects(post('/kept'), code('redirect'))
  assert.equal(other.asked.length, 1)
})

const packed: Record<string, (size: number) => [string, Buffer]> = {
  plain: (size) => ['identity', Buffer.alloc(size, 'a')],
  gzip: (size) => ['gzip', gzipSync(Buffer.alloc(size, 'a'))],
  br: (size) => ['br', brotliCompressSync(Buffer.alloc(size, 'a'))],
}

test('a body is read up to the limit, packed or not', async (t) => {
  const { port } = await standIn(t, (request, response) => {
    const [, kind = '', size] = request.url?.split('/') ?? []
    const [encoding, body] = packed[kind]?.(Number(size)) ?? ['compress', Buffer.from('?')]
    response.writeHead(200, { 'Content-Encoding': encoding }).end(body)
  })
  const outbound = open(t)
  const get = (path: string) =>
    outbound.request({ method: 'GET', url: `http://127.0.0.1:${port}/${path}`, max_body_bytes: 10_000 })

  for (const kind of ['plain', 'gzip', 'br']) {
    assert.equal((await get(`${kind}/10000`)).body.length, 10_000)
    await assert.rejects(get(`${kind}/10001`), code('too_large'), kind)
    await assert.rejects(get(`${kind}/20000000`), code('too_large'), kind)
  }
  await assert.rejects(get('unknown/1'), code('connection'))
  const head = outbound.request({ method: 'HEAD', url: `http://127.0.0.1:${port}/gzip/100` })
  assert.equal((await head).body.length, 0)
})

const hangs: Record<string, (response: ServerResponse) => void> = {
  'before its head': () => {},
  'inside its body': (response) => response.writeHead(200).write('begun'),
  'by sending drops': (response) => {
    const timer = setInterval(() => response.write('.'), 20)
    response.writeHead(200).on('close', () => clearInterval(timer))
  },
}

for (const [where, hang] of Object.entries(hangs)) {
  test(`a server that hangs ${where} is cut at the timeout`, async (t) => {
    const { port } = await standIn(t, (_, response) => hang(response))
    const started = performance.now()

    const call = open(t).request({ method: 'GET', url: `http://127.0.0.1:${port}/`, timeout_ms: 200 })
    await assert.rejects(call, code('timeout'))
    assert.ok(performance.now() - started < 10_000)
  })
}

test('a resolver that hangs is cut at the timeout', async (t) => {
  const outbound = open(t, { lookup: () => new Promise(() => {}) })
  const started = performance.now()

  const call = outbound.request({ method: 'GET', url: 'https://slow.example/', timeout_ms: 100 })
  await assert.rejects(call, code('timeout'))
  assert.ok(performance.now() - started < 10_000)
})

test('nobody there, a connection cut and a name that does not exist are connection problems', async (t) => {
  const { port, server } = await standIn(t, (request) => request.socket.destroy())
  const outbound = open(t)
  const get = (url: string) => outbound.request({ method: 'GET', url })

  await assert.rejects(get(`http://127.0.0.1:${port}/`), code('connection'))
  server.close()
  server.closeAllConnections()
  await assert.rejects(get(`http://127.0.0.1:${port}/`), code('connection'))
  const failing = open(t, { lookup: () => Promise.reject(new Error('ENOTFOUND')) })
  await assert.rejects(
    failing.request({ method: 'GET', url: 'https://nowhere.example/' }),
    code('connection'),
  )
  await assert.rejects(failing.checkUrl('https://nowhere.example/'), code('connection'))
  await assert.rejects(get('not a url'), code('bad_url'))
})
