import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '../contract/problems.ts'

const require = createRequire(import.meta.url)
const own = (name: string) => new URL(`docs/${name}`, import.meta.url)

/** The files of /docs: Swagger UI's from its package, ours from the folder beside this file. */
const sources: Record<string, { path: () => string | URL; type: string }> = {
  'swagger-ui.css': { path: () => require.resolve('swagger-ui-dist/swagger-ui.css'), type: 'text/css' },
  'swagger-ui-bundle.js': {
    path: () => require.resolve('swagger-ui-dist/swagger-ui-bundle.js'),
    type: 'text/javascript',
  },
  'start.js': { path: () => own('start.js'), type: 'text/javascript' },
  'docs.css': { path: () => own('docs.css'), type: 'text/css' },
}

interface Asset {
  version: string
  plain: Buffer
  br: () => Promise<Buffer>
  gzip: () => Promise<Buffer>
}

const loaded = new Map<string, Promise<Asset>>()

/** The address of a file of /docs, with the hash of its content. */
export async function docsAsset(name: string, rootPath: string): Promise<string> {
  const { version } = await load(name)
  return `${rootPath}/docs/assets/${name}?${version}`
}

export function serveDocsAssets(app: FastifyInstance): void {
  app.get('/docs/assets/:name', async (request: FastifyRequest, reply: FastifyReply) => {
    const { name } = request.params as { name: string }
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined
    if (!source) throw problem('no_such_endpoint')
    const asset = await load(name)
    const way = wayOf(request.headers['accept-encoding'] ?? '')
    if (way) reply.header('content-encoding', way)
    return reply
      .header('vary', 'Origin, Accept-Encoding')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type(`${source.type}; charset=utf-8`)
      .send(way ? await asset[way]() : asset.plain)
  })
}

function wayOf(accepted: string): 'br' | 'gzip' | null {
  if (/\bbr\b/.test(accepted)) return 'br'
  return /\bgzip\b/.test(accepted) ? 'gzip' : null
}

/** Read once and compressed once, when somebody first asks. */
function load(name: string): Promise<Asset> {
  const known = loaded.get(name) ?? read(name)
  loaded.set(name, known)
  known.catch(() => loaded.delete(name))
  return known
}

async function read(name: string): Promise<Asset> {
  const plain = await readFile(sources[name]?.path() ?? '')
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6 }
  return {
    version: createHash('sha256').update(plain).digest('hex').slice(0, 12),
    plain,
    br: once(() => promisify(brotliCompress)(plain, { params })),
    gzip: once(() => promisify(gzip)(plain)),
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null
  return () => {
    made ??= make()
    return made
  }
}
