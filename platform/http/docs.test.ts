import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { endpoint, provider, super_admin, user, visitor } from '../contract/endpoint.ts'
import { problem } from '../contract/problems.ts'
import { Id, list, optional, paging, withDefault, z } from '../contract/schema.ts'
import type { Scope } from '../database/index.ts'
import type { Limits } from '../limits/index.ts'
import { platformApi } from './contract.ts'
import { serveDocs } from './docs.ts'
import { openDoor, openServer, routesOn, visitorFrom } from './index.ts'
import { openMetrics, serveMetrics } from './metrics.ts'
import { buildOpenApi } from './openapi.ts'
import { requestLog } from './request-log.ts'

const Thing = z.object({ id: Id, version: z.int() })
const things = {
  list: endpoint({
    method: 'GET',
    path: '/things',
    access: user('things.read'),
    summary: 'Things',
    query: z.strictObject({ ...paging, color: optional(list(z.enum(['red', 'blue']))) }),
    response: { 200: z.object({ items: z.array(Thing), next: z.nullable(z.string()) }) },
  }),
  make: endpoint({
    method: 'POST',
    path: '/things',
    access: provider('things.make'),
    summary: 'Make one',
    body: z.strictObject({ count: withDefault(z.int(), 3) }),
    response: { 201: Thing },
    location: '/things/{id}',
    problems: ['already_exists'],
  }),
  wreck: endpoint({
    method: 'POST',
    path: '/things/:thing_id/wreck',
    access: super_admin,
    summary: 'Wreck one',
    params: z.strictObject({ thing_id: Id }),
    response: { 204: null },
  }),
  look: endpoint({
    method: 'GET',
    path: '/looks',
    access: visitor,
    summary: 'Look',
    response: { 200: z.object({ ok: z.boolean() }) },
  }),
  send: endpoint({
    method: 'POST',
    path: '/things/uploads',
    access: user('things.read'),
    summary: 'Send a file',
    accepts: ['multipart/form-data'],
    response: { 201: Thing },
  }),
}
const apis = { platform: platformApi, things }

type Operation = {
  operationId: string
  tags: string[]
  security: object[]
  parameters: { name?: string; schema?: { default?: unknown } }[]
  responses: Record<
    string,
    { content?: Record<string, { examples?: Record<string, unknown> }>; headers?: object }
  >
  requestBody?: { content: Record<string, unknown> }
  [extra: string]: unknown
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  servers: { url: string }[]
}

let app: FastifyInstance
let caller: Partial<Scope> | null = null
const refused: string[] = []
const lines: Record<string, unknown>[] = []

before(async () => {
  const metrics = openMetrics({ version: '1', process: false })
  metrics.gauge('outbox_lag_seconds', 'Age of the oldest event', () => 7)
  metrics.gauge('broken', 'Cannot be read', () => Promise.reject(new Error('no')))
  const door = openDoor({
    gate: {
      async enter(ask, met, work) {
        await met(visitorFrom(ask.origin))
        const isOpen = ask.access.words.some(({ word }) => word === 'visitor')
        if (!caller && !isOpen) throw problem('not_signed_in')
        const actor = { kind: 'user', id: 7 } as const
        const scope = {
          user_id: 7,
          company_id: 3,
          is_super_admin: false,
          permissions: new Set(),
          kind: 'member',
          actor,
        }
        const who = { ...visitorFrom(ask.origin), kind: 'user', user_id: 7 } as const
        return work({ ...scope, ...caller } as Scope, who)
      },
    },
    limits: {} as Limits,
    rates: {},
    trusted_proxies: [],
    portal_url: 'http://localhost',
    root_path: '',
    allowed_origins: [],
    cookies: { session: 's', csrf: 's_csrf', secure: false },
    csrf_keys: [],
  })
  const log = { error: () => {}, info: (data: object) => void lines.push(data as Record<string, unknown>) }
  const line = requestLog(log, [])
  app = await openServer(door, {
    log,
    upload_max_bytes: 1000,
    onProblem: metrics.problem,
    onRequestDone(request, reply) {
      line(request, reply)
      metrics.requestDone(request, reply)
    },
  })
  const routes = routesOn(app, door)
  routes.route(things.look, async () => ({ ok: true }))
  serveDocs(app, routes, { door, apis })
  serveMetrics(routes, metrics, { token: 'a-token', onRefused: (ip) => void refused.push(ip) })
})

after(() => app.close())

const whole = () => buildOpenApi(apis, { portal_url: 'https://p.example' }) as unknown as Document
const operations = (document: Document) =>
  Object.values(document.paths).flatMap((path) => Object.values(path))

test('the document is OpenAPI 3.1, the same each time, with a name for each operation', () => {
  const document = whole()
  assert.equal(JSON.stringify(whole()), JSON.stringify(document))
  assert.equal(document.openapi, '3.1.0')
  const names = operations(document).map(({ operationId }) => operationId)
  assert.equal(new Set(names).size, names.length)
  assert.deepEqual(names.slice(3), [
    'things_list',
    'things_create',
    'things_wreck',
    'looks_read',
    'things_uploads_create',
  ])
})

test('an operation says who may call it, how, and what may go wrong', () => {
  const make = whole().paths['/api/things']?.post
  assert.equal(make?.['x-access'], 'provider(things.make)')
  assert.deepEqual(make?.['x-permission'], ['things.make'])
  assert.deepEqual(make?.tags, ['things'])
  assert.deepEqual(make?.security[0], { session: [], csrf: [] })
  const codes = Object.entries(make?.responses ?? {}).flatMap(([status, { content }]) =>
    Object.keys(content?.['application/problem+json']?.examples ?? {}).map((code) => `${status} ${code}`),
  )
  for (const code of [
    '401 not_signed_in',
    '403 csrf_missing',
    '409 already_exists',
    '422 invalid_input',
    '503 busy',
  ]) {
    assert.ok(codes.includes(code), code)
  }
  assert.ok(make?.responses['201']?.headers && 'Location' in make.responses['201'].headers)
  const limit = whole().paths['/api/things']?.get?.parameters.find(({ name }) => name === 'limit')
  assert.equal(limit?.schema?.default, 50)
  assert.ok('multipart/form-data' in (whole().paths['/api/things/uploads']?.post?.requestBody?.content ?? {}))
  assert.ok(!JSON.stringify(whole().paths['/api/looks']).includes('not_signed_in'))
})

const pathsFor = async (scope: Partial<Scope>) => {
  caller = scope
  const answer = await app.inject({ url: '/api/openapi.json' })
  caller = null
  return operations(answer.json() as Document).map(({ operationId }) => operationId)
}

test('everybody finds only what they may call', async () => {
  const member = await pathsFor({})
  assert.ok(
    member.includes('things_list') && !member.includes('things_create') && !member.includes('things_wreck'),
  )
  const staff = await pathsFor({ kind: 'provider', permissions: new Set(['things.make']) })
  assert.ok(staff.includes('things_create') && !staff.includes('things_wreck'))
  assert.ok((await pathsFor({ is_super_admin: true })).includes('things_wreck'))
})

test('the document is sent once and then known by its tag', async () => {
  assert.equal((await app.inject({ url: '/api/openapi.json' })).statusCode, 401)
  caller = {}
  const { headers } = await app.inject({ url: '/api/openapi.json' })
  const again = await app.inject({
    url: '/api/openapi.json',
    headers: { 'if-none-match': `W/${headers.etag}` },
  })
  caller = null
  assert.deepEqual([again.statusCode, again.body], [304, ''])
})

test('/docs is for people who are signed in, and loads nothing inline or from elsewhere', async () => {
  const refused = await app.inject({ url: '/docs' })
  assert.deepEqual([refused.statusCode, refused.headers.location], [303, '/login?next=/docs'])
  caller = {}
  const page = await app.inject({ url: '/docs' })
  caller = null
  assert.ok(!String(page.headers['content-security-policy']).includes('unsafe'))
  const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '')
  assert.ok(sources.every((source) => source.startsWith('/')))
  assert.ok(!/<script>|<style|style=/.test(page.body))
  for (const source of sources.filter((one) => one.startsWith('/docs/assets/'))) {
    const asset = await app.inject({ url: source, headers: { 'accept-encoding': 'br' } })
    assert.deepEqual([source, asset.statusCode, asset.headers['content-encoding']], [source, 200, 'br'])
  }
  assert.equal((await app.inject({ url: '/docs/assets/package.json' })).statusCode, 404)
})

test('each problem code has a page', async () => {
  const page = await app.inject({ url: '/docs/problems/stale_version' })
  assert.equal(page.statusCode, 200)
  assert.ok(page.body.includes('status 409'))
  assert.ok(!String(page.headers['content-security-policy']).includes('script'))
  assert.ok((await app.inject({ url: '/docs/problems' })).body.includes('/docs/problems/not_found'))
  assert.equal((await app.inject({ url: '/docs/problems/nothing' })).statusCode, 404)
})

test('metrics are for this machine, and for who has the token', async () => {
  const there = '192.0.2.1'
  const ask = (remoteAddress: string, headers: Record<string, string> = {}) =>
    app.inject({ url: '/metrics', remoteAddress, headers })
  assert.equal((await ask('127.0.0.1')).statusCode, 200)
  assert.equal((await ask('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' })).statusCode, 404)
  assert.equal((await ask(there)).statusCode, 404)
  assert.equal((await ask(there, { authorization: 'Bearer wrong' })).statusCode, 404)
  assert.deepEqual(refused, [there])
  const text = (await ask(there, { authorization: 'Bearer a-token' })).body
  assert.match(
    text,
    /portal_http_requests_total\{method="GET",route="\/docs\/problems\/:code",status="2xx"\} 1/,
  )
  assert.match(text, /portal_problems_total\{code="not_signed_in"\} \d/)
  assert.match(text, /portal_isolation_refusals_total 0/)
  assert.match(text, /portal_outbox_lag_seconds 7/)
  assert.ok(!text.includes('portal_broken 0'))
})

test('a request is one line of the log, by its pattern', async () => {
  lines.length = 0
  await app.inject({ url: '/api/looks' })
  await app.inject({ url: '/docs/problems/not_found?token=secret', remoteAddress: '192.0.2.9' })
  await app.inject({ url: '/docs/assets/docs.css' })
  await app.inject({ url: '/metrics' })
  assert.equal(lines.length, 2)
  const [look, page] = lines
  assert.deepEqual([look?.route, look?.actor, look?.user_id, look?.company_id], ['/api/looks', 'user', 7, 3])
  assert.deepEqual([page?.route, page?.ip, page?.status], ['/docs/problems/:code', '192.0.2.9', 200])
  assert.ok(Number(page?.bytes) > 100 && typeof page?.duration_ms === 'number')
  assert.ok(!JSON.stringify(lines).includes('secret'))
})
