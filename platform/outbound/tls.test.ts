import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openOutbound } from './index.ts'

const isInstalled = spawnSync('openssl', ['version']).status === 0
const refused = { name: 'OutboundProblem', code: 'tls' }

test('what does not speak TLS is a problem of its own kind', async (t) => {
  const port = await listening(t, createPlainServer())

  await assert.rejects(open(t).request({ method: 'GET', url: `https://127.0.0.1:${port}/` }), refused)
})

test('a certificate must be signed by somebody trusted, for the name that was called', async (t) => {
  if (!isInstalled) return t.diagnostic('no openssl found: certificates were not tested')

  const { key, cert } = await certificate(t)
  const server = createServer({ key, cert }, (_, response) => response.end('private'))
  const port = await listening(t, server)
  const get = (host: string, ca?: string) =>
    open(t, ca).request({ method: 'GET', url: `https://${host}:${port}/` })

  await assert.rejects(get('rmm.example'), refused)
  await assert.rejects(get('other.example', cert), refused)
  await assert.rejects(get('127.0.0.1', cert), refused)
  assert.equal((await get('rmm.example', cert)).body.toString(), 'private')
})

function open(t: TestContext, ca?: string) {
  const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
  const outbound = openOutbound({ allow: '127.0.0.1', lookup, ...(ca ? { ca } : {}) })
  t.after(() => outbound.close())

  return outbound
}

async function listening(t: TestContext, server: Server & { closeAllConnections(): void }): Promise<number> {
  server.listen(0, '127.0.0.1')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')

  return (server.address() as AddressInfo).port
}

/** A fresh certificate for rmm.example that nobody has signed. */
async function certificate(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'myportal-tls-'))
  t.after(() => rm(folder, { recursive: true }))
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const what = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1']
  const whom = ['-subj', '/CN=rmm.example', '-addext', 'subjectAltName=DNS:rmm.example']
  const made = spawnSync('openssl', ['req', ...what, ...whom, '-keyout', keyFile, '-out', certFile])
  assert.equal(made.status, 0, String(made.stderr))

  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(certFile, 'utf8') }
}
