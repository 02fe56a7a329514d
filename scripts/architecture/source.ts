import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dirname, join as joinPosix } from 'node:path/posix'
import { type Kind, type Token, tokensOf } from './tokens.ts'

/** A file of the house; `path` is relative to the root, with slashes. */
export interface Source {
  path: string
  text: string
  tokens: Token[]
}

/** Looks at one file, or at all of them, and says what is wrong: `path:line: sentence`. */
export type FileRule = (source: Source) => string[]
export type HouseRule = (sources: readonly Source[]) => string[]

const looked = '{platform,modules,app,scripts,test,bench,database}/**/*.{ts,tsx,mts,mjs,sql}'

export function readSources(root: string): Source[] {
  const paths = globSync([looked, '*.ts'], { cwd: root })
  return paths.map((path) => sourceOf(path.replaceAll('\\', '/'), readFileSync(join(root, path), 'utf8')))
}

export function sourceOf(path: string, text: string): Source {
  return { path, text, tokens: /\.(ts|tsx|mts|mjs)$/.test(path) ? tokensOf(text, path.endsWith('.tsx')) : [] }
}

/** The text with everything but these kinds blanked: places and line numbers stay. */
export function only(source: Source, ...kinds: Kind[]): string {
  return source.tokens
    .map(({ kind, text }) => (kinds.includes(kind) ? text : text.replace(/[^\n]/g, ' ')))
    .join('')
}

/** Without comments. */
export const spoken = (source: Source) =>
  only(source, 'code', 'string', 'template', 'regex', 'tag', 'jsx_text')

/** Without comments and the contents of strings. */
export const bare = (source: Source) => only(source, 'code', 'tag')

export function fault(source: Source, place: number, sentence: string): string {
  return `${source.path}:${source.text.slice(0, place).split('\n').length}: ${sentence}`
}

/** The part of the house a path belongs to: a module's name, or the top folder. */
export function partOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  return top === 'modules' ? second : top
}

/** Tests, scripts, measurements and the cast stand above everything. */
export function isAboveAll(path: string): boolean {
  return (
    /^(scripts|test|bench|database\/cast)\//.test(path) || /\.test\.tsx?$/.test(path) || !path.includes('/')
  )
}

/** Runs in the browser. */
export const isWeb = (path: string) => /^(modules\/[^/]+|app|platform)\/web\//.test(path)

export interface Import {
  /** The imported file from the root on, or the package as written. */
  target: string
  isRelative: boolean
  at: number
}

const importing = /\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g

export function importsOf(source: Source): Import[] {
  const code = bare(source)
  const found = [...spoken(source).matchAll(importing)].filter(({ index }) => code[index] !== ' ')
  return found.map((match) => {
    const written = match[2] ?? ''
    const isRelative = written.startsWith('.')
    return {
      target: isRelative ? joinPosix(dirname(source.path), written) : written,
      isRelative,
      at: match.index,
    }
  })
}
