import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { endpoint, visitor } from '../contract/endpoint.ts'
import { problem } from '../contract/problems.ts'
import { cookieOf } from './credential.ts'
import { type Door, originOf } from './door.ts'
import { visitorFrom } from './gate.ts'
import { noReferrer, pagePolicy } from './headers.ts'
import { fillPage, templateReader } from './page-template.ts'
import { isNavigation, pageFor } from './paths.ts'
import { refuseUnknown, type ServerOptions } from './server.ts'

/** What the app finds in its page: the session or null, the branding, and what modules add. */
export interface Boot {
  session: unknown
  branding: { name: string; primary_color?: string | null }
  [member: string]: unknown
}

export interface AppOptions extends Pick<ServerOptions, 'log' | 'onProblem'> {
  door: Door
  /** The built web app: `index.html` and `assets/`. */
  dist: string
  /** Names the release; the app reloads when it meets another one. */
  build: string
  boot(request: FastifyRequest): Promise<Boot>
  /** Pages that no other page may hear of as where one came from (api §4.16). */
  no_referrer: readonly string[]
  /** Reads a changed `index.html` again: for development. */
  reload?: boolean
}

/** Serves the web app: its files, its page for every navigation that is not the API's, and 404 or 405 for the rest. */
export async function serveApp(app: FastifyInstance, options: AppOptions): Promise<void> {
  await serveAssets(app, join(options.dist, 'assets'))
  serveMarks(app, options)
  const refuse = refuseUnknown(options.door, options)
  const page = pageServer(options)
  app.setNotFoundHandler((request, reply) => {
    if (!isNavigation(request.raw)) return refuse(request, reply)
    const path = pathOf(request)
    const target = pageFor(path)
    if (target) return reply.code(303).header('location', options.door.rooted(target)).send()
    return ofServer.test(path) ? refuse(request, reply) : page(request, reply)
  })
}

const pathOf = ({ url }: FastifyRequest) => url.split('?', 1)[0]?.replace(/(.)\/$/, '$1') ?? '/'

/** Addresses that are never a page of the app, whoever opens them. */
const ofServer = /^\/(?:api|assets|docs|health|metrics|\.well-known|\.not-canonical|m365)(?:\/|$)/

async function serveAssets(app: FastifyInstance, root: string): Promise<void> {
  if (!existsSync(root)) return
  await app.register(fastifyStatic, {
    root,
    prefix: '/assets/',
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', 'public, max-age=31536000, immutable'),
  })
}

// Pages are not endpoints, but visitors who load them are counted like all others.
const page = endpoint({
  method: 'GET',
  path: '/*',
  access: visitor,
  summary: 'A page',
  response: { 200: null },
})

function pageServer(options: AppOptions) {
  const { door } = options
  const template = templateReader(join(options.dist, 'index.html'), options.reload ?? false)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const origin = originOf(request, door.trusted_proxies)
    if (!cookieOf(request, door.cookies.session))
      await door.meet(page, visitorFrom(origin), request, null, reply)
    const [text, boot] = await Promise.all([template().catch(notBuilt), options.boot(request)])
    const nonce = randomBytes(16).toString('base64')
    const facts = {
      nonce,
      language: languageOf(request, boot),
      scheme: schemeOf(request, boot),
      title: boot.branding.name,
      root_path: door.root_path,
    }
    const whole = {
      ...boot,
      root_path: door.root_path,
      build: options.build,
      csp_nonce: nonce,
      color_scheme: facts.scheme,
    }
    return reply
      .header('content-security-policy', pagePolicy(nonce))
      .header('vary', 'Origin, Sec-Fetch-Mode, Accept')
      .headers(options.no_referrer.includes(pathOf(request)) ? noReferrer : {})
      .type('text/html; charset=utf-8')
      .send(fillPage(text, { ...facts, boot: whole }))
  }
}

function notBuilt(): never {
  throw problem('unavailable', {
    detail: 'The web app is not built: npm run build.',
    members: { retry_after: 30 },
  })
}

type Session = { user?: { locale?: string | null; preferences?: { color_scheme?: string } } } | null

function schemeOf(request: FastifyRequest, boot: Boot): 'light' | 'dark' | 'system' {
  const preferred = (boot.session as Session)?.user?.preferences?.color_scheme
  const scheme = preferred ?? cookieOf(request, 'myportal_scheme')
  return scheme === 'light' || scheme === 'dark' ? scheme : 'system'
}

/** Of the languages the app speaks, the person's, else the browser's first. */
function languageOf(request: FastifyRequest, boot: Boot): string {
  const wanted = [
    (boot.session as Session)?.user?.locale,
    ...(request.headers['accept-language'] ?? '').split(','),
  ]
  const languages = wanted.map((tag) => tag?.trim().slice(0, 2).toLowerCase())
  return languages.find((language) => language === 'en' || language === 'de') ?? 'en'
}

/** Small files with the portal's name and colour. */
function serveMarks(app: FastifyInstance, options: AppOptions): void {
  const rooted = (path: string) => options.door.rooted(path)
  const serve = (url: string, type: string, content: (boot: Boot) => string) =>
    app.get(url, async (request, reply) => {
      const text = content(await options.boot(request))
      return reply.header('cache-control', 'public, max-age=300').type(type).send(text)
    })
  serve('/manifest.webmanifest', 'application/manifest+json; charset=utf-8', ({ branding }) =>
    JSON.stringify({
      name: branding.name,
      short_name: branding.name.slice(0, 12),
      start_url: rooted('/'),
      scope: rooted('/'),
      display: 'standalone',
      theme_color: colorOf(branding),
      background_color: '#ffffff',
      icons: [{ src: rooted('/favicon.svg'), sizes: 'any', type: 'image/svg+xml', purpose: 'any maskable' }],
    }),
  )
  serve('/favicon.svg', 'image/svg+xml', ({ branding }) => mark(colorOf(branding)))
  app.get('/robots.txt', (_, reply) =>
    reply
      .header('cache-control', 'public, max-age=3600')
      .type('text/plain; charset=utf-8')
      .send(`User-agent: *\nDisallow: ${rooted('/api/')}\nDisallow: ${rooted('/docs')}\n`),
  )
}

const colorOf = ({ primary_color }: Boot['branding']) =>
  primary_color && /^#[0-9a-f]{6}$/i.test(primary_color) ? primary_color : '#2f5bc4'

/** The house's mark, an M of two strokes, on the portal's colour. */
const mark = (color: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${color}"/>` +
  '<path d="M9 23V11l7 7 7-7v12" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>'
