import { type FileRule, fault, type HouseRule, only, type Source } from './source.ts'

const spokenAttribute =
  /\b(?:label|placeholder|title|description|alt|error|aria-label|aria-description)=(["'])(?=[^"'\n]*\p{L}{2})[^"'\n]*\1/gu

/** What people read comes from the message catalogues, in their language. */
export const textsComeFromCatalogues: FileRule = (source) => {
  if (!/^(modules\/[^/]+|app)\/web\/.*\.tsx$/.test(source.path)) return []
  const literal = source.tokens.filter(({ kind, text }) => kind === 'jsx_text' && /\p{L}{2}/u.test(text))
  const attributes = [...only(source, 'tag', 'string').matchAll(spokenAttribute)]

  return [
    ...literal.map(({ start, text }) => sentenceFor(source, start + text.search(/\S/), text.trim())),
    ...attributes.map((match) => sentenceFor(source, match.index, match[0])),
  ]
}

function sentenceFor(source: Source, at: number, text: string): string {
  const shown = text.replace(/\s+/g, ' ').slice(0, 40)
  return fault(source, at, `literal text "${shown}": take it from the message catalogue`)
}

const catalogue = /^(.*\/messages(?:\.[\w-]+)?)\.(en|de)\.ts$/

/** Both languages say the same things. */
export const cataloguesAreEqual: HouseRule = (sources) => {
  const pairs = Map.groupBy(
    sources.filter(({ path }) => catalogue.test(path)),
    ({ path }) => catalogue.exec(path)?.[1],
  )
  return [...pairs].flatMap(([name, pair]) => compare(String(name), pair))
}

/** All catalogues are one table in the browser: of a key that two modules have, the one loaded last is shown by both. */
export const messagesHaveOneHome: HouseRule = (sources) => {
  const homes = new Map<string, Source>()
  return sources
    .filter(({ path }) => catalogue.exec(path)?.[2] === 'en')
    .flatMap((source) =>
      keysIn(source).flatMap((key) => {
        const first = homes.get(key) ?? source
        homes.set(key, first)
        return moduleOf(first) === moduleOf(source)
          ? []
          : [`${source.path}:1: message ${key} is one of ${first.path}, too: call it otherwise`]
      }),
    )
}

const moduleOf = ({ path }: Source) => path.slice(0, path.indexOf('/web/'))

function compare(name: string, pair: readonly Source[]): string[] {
  const [en, de] = ['en', 'de'].map((language) => pair.find(({ path }) => path.endsWith(`.${language}.ts`)))
  if (!en || !de) return [`${name}.${en ? 'de' : 'en'}.ts:1: this catalogue is missing`]
  return [...missing(en, de), ...missing(de, en)]
}

function missing(full: Source, other: Source): string[] {
  const there = new Set(keysIn(other))
  return keysIn(full)
    .filter((key) => !there.has(key))
    .map((key) => `${other.path}:1: message ${key} is missing; ${full.path} has it`)
}

/** Keys with the path to them: `form.title`. */
function keysIn(source: Source): string[] {
  const keys: string[] = []
  const path: string[] = []
  for (const match of withoutValues(source).matchAll(/(?:(['"])([^'"\n]+)\1|\b(\w+))\s*:\s*(\{)?|\{|\}/g)) {
    const key = match[2] ?? match[3]
    if (match[0] === '}') path.pop()
    else if (match[0] === '{') path.push('')
    else if (match[4]) path.push(key ?? '')
    else if (key && path.length > 0) keys.push([...path, key].filter(Boolean).join('.'))
  }
  return keys
}

/** Messages hold braces and colons of their own; only keys and structure stay. */
function withoutValues(source: Source): string {
  return source.tokens
    .map(({ kind, start, text }) => {
      const isKey = kind === 'string' && /^\s*:/.test(source.text.slice(start + text.length))
      return kind === 'code' || isKey ? text : ' '
    })
    .join('')
}
