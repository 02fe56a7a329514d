import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ensureWebApp } from './web-build.mjs'

/** What the browser has to load, gzipped, against what we allow. */
interface Chunk {
  file: string
  name?: string
  src?: string
  isEntry?: boolean
  isDynamicEntry?: boolean
  imports?: string[]
  css?: string[]
}

type Manifest = Readonly<Record<string, Chunk>>

interface Measure {
  what: string
  bytes: number
  limit?: number
}

/** In bytes; a kB is 1,000 of them. */
const limits = { firstLoad: 170_000, overlays: 60_000, page: 60_000, styles: 40_000 }

const built = join(import.meta.dirname, '../dist/web')
if (!ensureWebApp(process.execPath)) throw new Error('The web app could not be built')

const measures = measure(JSON.parse(readFileSync(join(built, '.vite/manifest.json'), 'utf8')))
for (const { what, bytes, limit } of measures) {
  const allowed = limit === undefined ? '' : ` of ${limit / 1000}`
  const verdict = limit !== undefined && bytes > limit ? ' TOO LARGE' : ''
  console.log(`${(bytes / 1000).toFixed(1).padStart(6)}${allowed} kB  ${what}${verdict}`)
}
process.exitCode = measures.some(({ bytes, limit }) => limit !== undefined && bytes > limit) ? 1 : 0

function measure(manifest: Manifest): Measure[] {
  const chunks = Object.entries(manifest).filter(([, { file }]) => file.endsWith('.js'))
  const first = new Set(
    chunks.filter(([, chunk]) => chunk.isEntry).flatMap(([key]) => withImports(manifest, key)),
  )
  const later = chunks.filter(([key]) => !first.has(key))
  const shell = [...first].flatMap((key) => manifest[key]?.file ?? [])

  return [
    { what: `first load, JavaScript (${shell.length} files)`, bytes: sum(shell), limit: limits.firstLoad },
    { what: 'styles, all pages', bytes: sum(stylesOf(manifest)), limit: limits.styles },
    ...later.map(([key, chunk]) => measureChunk(key, chunk)).sort((one, other) => other.bytes - one.bytes),
  ]
}

function measureChunk(key: string, chunk: Chunk): Measure {
  const name = chunk.name ?? key
  const bytes = sum([chunk.file])
  if (name.includes('overlays')) return { what: name, bytes, limit: limits.overlays }
  return { what: `${name}${chunk.src ? ` (${chunk.src})` : ''}`, bytes, limit: limits.page }
}

function withImports(manifest: Manifest, key: string, seen: string[] = []): string[] {
  if (seen.includes(key)) return seen
  return (manifest[key]?.imports ?? []).reduce(
    (all, next) => withImports(manifest, next, all),
    [...seen, key],
  )
}

function stylesOf(manifest: Manifest): string[] {
  const files = Object.values(manifest).flatMap(({ file, css = [] }) => [file, ...css])
  return [...new Set(files.filter((file) => file.endsWith('.css')))]
}

function sum(files: readonly string[]): number {
  return files.reduce(
    (total, file) => total + gzipSync(readFileSync(join(built, file)), { level: 9 }).length,
    0,
  )
}
