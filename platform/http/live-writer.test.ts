import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openWriter } from './live-writer.ts'

test('a burst that the socket cannot take becomes one resync', async (t) => {
  const { response, text } = await rawStream(t)
  const writer = openWriter(response, { stall_ms: 30_000 })
  for (let index = 0; index < 1_000; index++) writer.message(`data: ${'x'.repeat(1_000)}\n\n`)
  await once(response, 'drain')
  writer.message('data: afterwards\n\n')
  writer.end('event: bye\ndata: {}\n\n')
  const lines = (await text()).split('\n\n')
  assert.ok(lines.filter((line) => line.includes('xxx')).length < 1_000)
  assert.equal(lines.filter((line) => line.startsWith('event: resync')).length, 1)
  assert.match(lines.at(-3) ?? '', /^data: afterwards/)
})

test('a reader that takes nothing is cut off', async (t) => {
  const { response } = await rawStream(t, { reads: false })
  const writer = openWriter(response, { stall_ms: 100 })
  while (!response.closed) {
    writer.message(`data: ${'x'.repeat(60_000)}\n\n`)
    await nextTurn()
  }
})

/** A response on a real socket, whose reader reads all or nothing. */
async function rawStream(t: TestContext, { reads = true } = {}) {
  const answered = Promise.withResolvers<ServerResponse>()
  const server = createServer((_, response) => answered.resolve(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  if (reads) {
    const asked = fetch(`http://127.0.0.1:${port}`)
    const response = await answered.promise
    return { response, text: async () => (await asked).text() }
  }
  const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n'))
  socket.on('error', () => {})
  socket.pause()
  t.after(() => socket.destroy())
  return { response: await answered.promise, text: async () => '' }
}
