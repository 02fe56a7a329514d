import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { endpoint, visitor } from '../contract/endpoint.ts'
import { z } from '../contract/schema.ts'
import type { Scope } from '../database/index.ts'
import type { Limits } from '../limits/index.ts'
import { serveApp } from './app-page.ts'
import { openDoor, openServer, routesOn, visitorFrom } from './index.ts'
import { precompress } from './precompress.ts'

const things = endpoint({
  method: 'POST',
  path: '/things',
  access: visitor,
  summary: 'Makes a thing',
  response: { 200: z.object({ made: z.boolean() }) },
})

const template = `<!doctype html><html lang="en" data-mantine-color-scheme="light"><head>
<meta name="style-nonce" content="" /><title>MyPortal</title><link href="/assets/app-1.css"><!--boot--></head></html>`

let app: FastifyInstance
let dist: string
let session: unknown = null

before(async () => {
  dist = await mkdtemp(join(tmpdir(), 'portal-dist-'))
  await mkdir(join(dist, 'assets'))
  await writeFile(join(dist, 'index.html'), template)
  await writeFile(join(dist, 'assets/app-1.css'), 'body{color:red}'.repeat(200))
  await precompress(join(dist, 'assets'))
  app = await serve('')
})

after(async () => {
  await app.close()
  await rm(dist, { recursive: true })
})

async function serve(rootPath: string): Promise<FastifyInstance> {
  const door = openDoor({
    gate: {
      async enter(ask, met, work) {
        await met(visitorFrom(ask.origin))
        return work({} as Scope, visitorFrom(ask.origin))
      },
    },
    limits: {} as Limits,
    rates: {},
    trusted_proxies: [],
    portal_url: 'http://localhost',
    root_path: rootPath,
    allowed_origins: [],
    cookies: { session: 's', csrf: 's_csrf', secure: false },
    csrf_keys: [],
  })
  const log = { error: () => {}, info: () => {} }
  const server = await openServer(door, { log, upload_max_bytes: 1000 })
  routesOn(server, door).route(things, async () => ({ made: true }))
  const boot = async () => ({ session, branding: { name: 'Desk & <Co>', primary_color: '#112233' } })
  await serveApp(server, { door, log, dist, build: '1', boot, no_referrer: ['/login'], reload: true })
  return server
}

const open = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { 'sec-fetch-mode': 'navigate', accept: 'text/html', ...headers } })

test('every navigation that is not the API’s gets the app, with its boot data', async () => {
  const answer = await open('/tickets/5?tab=all')
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.match(String(answer.headers['content-type']), /^text\/html/)
  const nonce = /'nonce-([^']+)'/.exec(String(answer.headers['content-security-policy']))?.[1] ?? ''
  assert.ok(nonce.length >= 22 && answer.body.includes(`<meta name="style-nonce" content="${nonce}"`))
  assert.ok(!String(answer.headers['content-security-policy']).includes('unsafe'))
  const json = /<script type="application\/json" id="boot">([^<]*)<\/script>/.exec(answer.body)?.[1] ?? ''
  const boot = JSON.parse(json) as Record<string, unknown>
  assert.deepEqual(boot.branding, { name: 'Desk & <Co>', primary_color: '#112233' })
  assert.equal(boot.csp_nonce, nonce)
  assert.ok(answer.body.includes('<title>Desk &#38; &#60;Co&#62;</title>'))
  assert.notEqual((await open('/')).body, (await open('/')).body)
  for (const [url, policy] of [
    ['/', 'same-origin'],
    ['/login/?next=/', 'no-referrer'],
  ] as const)
    assert.equal((await open(url)).headers['referrer-policy'], policy, url)
})

test('text in the boot data cannot leave its element', async () => {
  session = { user: { locale: 'de-AT', first_name: '</script><script>alert(1)</script>$&' } }
  const { body } = await open('/')
  session = null
  assert.ok(!body.includes('<script>alert'))
  assert.ok(body.includes('\\u003c/script>'))
  assert.ok(body.includes('$&"'))
  assert.match(body, /<html lang="de"/)
})

test('the colour scheme is the person’s, else the cookie’s, else the device’s', async () => {
  const schemeIn = (body: string) => /data-mantine-color-scheme="(\w+)"/.exec(body)?.[1]
  assert.equal(schemeIn((await open('/')).body), 'auto')
  assert.equal(schemeIn((await open('/', { cookie: 'myportal_scheme=dark' })).body), 'dark')
  assert.equal(schemeIn((await open('/', { cookie: 'myportal_scheme="><b>' })).body), 'auto')
  session = { user: { preferences: { color_scheme: 'light' } } }
  assert.equal(schemeIn((await open('/', { cookie: 'myportal_scheme=dark' })).body), 'light')
  session = null
})

test('what is no page is 404 or 405, also in a browser', async () => {
  for (const url of ['/api/nothing', '/assets/nothing.js', '/docs/nothing', '/api']) {
    const answer = await open(url)
    assert.deepEqual([url, answer.statusCode], [url, 404])
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  }
  assert.equal((await open('/api/things')).statusCode, 405)
  assert.equal((await app.inject({ url: '/tickets' })).statusCode, 404)
  assert.equal((await app.inject({ method: 'POST', url: '/tickets' })).statusCode, 404)
  assert.equal((await app.inject({ method: 'POST', url: '/api/things' })).statusCode, 200)
})

test('promised addresses lead a browser to their page', async () => {
  const answer = await open('/auth/login')
  assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/login'])
  assert.equal((await open('/accounts/register')).headers.location, '/register')
})

test('assets are kept for a year and come compressed', async () => {
  const answer = await app.inject({ url: '/assets/app-1.css', headers: { 'accept-encoding': 'gzip, br' } })
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(answer.headers['content-encoding'], 'br')
  assert.match(String(answer.headers['content-type']), /^text\/css/)
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  assert.equal((await app.inject({ url: '/assets/app-1.css' })).headers['content-encoding'], undefined)
})

test('the manifest and the icon have the portal’s name and colour', async () => {
  const manifest = (await app.inject({ url: '/manifest.webmanifest' })).json()
  assert.deepEqual([manifest.name, manifest.theme_color], ['Desk & <Co>', '#112233'])
  const icon = await app.inject({ url: '/favicon.svg' })
  assert.ok(icon.body.includes('fill="#112233"'))
  assert.match((await app.inject({ url: '/robots.txt' })).body, /Disallow: \/api\//)
})

test('below a root path every address of the page carries it', async () => {
  const rooted = await serve('/portal')
  const headers = { 'sec-fetch-mode': 'navigate' }
  const answer = await rooted.inject({ url: '/portal/tickets', headers })
  assert.ok(answer.body.includes('href="/portal/assets/app-1.css"'))
  assert.equal(
    (await rooted.inject({ url: '/portal/auth/login', headers })).headers.location,
    '/portal/login',
  )
  assert.equal((await rooted.inject({ url: '/portal/assets/app-1.css' })).statusCode, 200)
  await rooted.close()
})

test('a page that is not built says so', async () => {
  await rm(join(dist, 'index.html'))
  const answer = await open('/')
  await writeFile(join(dist, 'index.html'), template)
  assert.equal(answer.statusCode, 503)
})
