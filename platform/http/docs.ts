import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Api, Word } from '../contract/endpoint.ts'
import { Problem } from '../contract/problems.ts'
import type { Scope } from '../database/index.ts'
import { platformApi } from './contract.ts'
import { docsAsset, serveDocsAssets } from './docs-assets.ts'
import { serveProblemPages } from './docs-problems.ts'
import type { Door } from './door.ts'
import { buildOpenApi } from './openapi.ts'
import { type OwnCall, type Routes, sent } from './route.ts'

export interface DocsOptions {
  door: Door
  apis: Readonly<Record<string, Api>>
}

/** Serves `/api/openapi.json`, cut to the caller, `/docs` with Swagger UI, and the pages of the problem codes. */
export function serveDocs(app: FastifyInstance, routes: Routes, options: DocsOptions): void {
  const documentFor = documents(options)
  routes.own(platformApi.openapi, async (call) => {
    const document = await call.enter(async (scope) => documentFor(scope), { read_only: true })
    return sendDocument(call, document)
  })
  app.get('/docs', (request, reply) => sendPage(options.door, request, reply))
  serveDocsAssets(app)
  serveProblemPages(app, options.door)
}

interface Document {
  text: string
  etag: string
}

const mostKept = 50

/** Callers with the same rights share one document; the last ones are kept. */
function documents({ door, apis }: DocsOptions): (scope: Scope) => Document {
  const kept = new Map<string, Document>()
  return (scope) => {
    const key = rightsOf(scope)
    let document = kept.get(key)
    if (!document) {
      const may = (access: Access) => access.words.some((word) => mayUse(scope, word))
      const text = JSON.stringify(
        buildOpenApi(apis, { portal_url: door.portal_url, root_path: door.root_path, may }),
      )
      document = { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
      if (kept.size >= mostKept) kept.clear()
      kept.set(key, document)
    }
    return document
  }
}

const rightsOf = (scope: Scope) =>
  scope.is_super_admin ? 'all' : [scope.kind, scope.actor.kind, ...[...scope.permissions].sort()].join(' ')

/** Whether this word could let the caller in; where a row decides, it could. */
function mayUse(scope: Scope, word: Word): boolean {
  if (scope.is_super_admin) return true
  switch (word.word) {
    case 'super_admin':
      return false
    case 'client':
      return scope.actor.kind === 'client'
    case 'member':
    case 'provider':
      return scope.permissions.has(word.permission)
    default:
      return true
  }
}

function sendDocument({ raw }: OwnCall, { text, etag }: Document): typeof sent {
  const { request, reply } = raw
  reply.header('etag', etag).header('cache-control', 'private, no-cache')
  reply.header('vary', 'Origin, Cookie, Authorization, X-API-Key, X-Company')
  const known = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
  if (known.includes(etag)) reply.code(304).send()
  else reply.type('application/json; charset=utf-8').send(text)
  return sent
}

async function sendPage(door: Door, request: FastifyRequest, reply: FastifyReply) {
  if (!(await isSignedIn(door, request))) {
    return reply.code(303).header('location', door.rooted('/login?next=/docs')).send()
  }
  const at = (name: string) => docsAsset(name, door.root_path)
  const [base, theme, bundle, start] = await Promise.all([
    at('docs.css'),
    at('swagger-ui.css'),
    at('swagger-ui-bundle.js'),
    at('start.js'),
  ])
  return reply
    .header('content-security-policy', pagePolicyOfDocs)
    .type('text/html; charset=utf-8')
    .send(
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>API</title>' +
        '<meta name="viewport" content="width=device-width, initial-scale=1">' +
        `<link rel="icon" href="${door.rooted('/favicon.svg')}" type="image/svg+xml">` +
        `<link rel="stylesheet" href="${base}"><link rel="stylesheet" href="${theme}"></head><body>` +
        `<div id="swagger-ui" data-base="${door.root_path}" data-csrf="${door.cookies.csrf}"></div>` +
        `<script src="${bundle}"></script><script src="${start}"></script></body></html>`,
    )
}

const pagePolicyOfDocs =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** The page asks what its document asks, so nobody sees an empty one. */
async function isSignedIn(door: Door, request: FastifyRequest): Promise<boolean> {
  const declared = platformApi.openapi
  try {
    const ask = door.askOf(declared, door.credentialOf(declared, request), request)
    return await door.gate.enter(
      ask,
      () => {},
      async () => true,
    )
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_signed_in') return false
    throw error
  }
}
