/** What a stretch of TypeScript or TSX is: enough to tell code from text, without a compiler. */
export type Kind = 'code' | 'comment' | 'string' | 'template' | 'regex' | 'tag' | 'jsx_text'

export interface Token {
  kind: Kind
  start: number
  text: string
}

type Mode = { in: 'code' | 'template' | 'tag' | 'children'; braces: number }

interface Scan {
  text: string
  at: number
  tokens: Token[]
  modes: Mode[]
  isJsx: boolean
  /** The last code that counts: what comes before a slash or `<` decides what it is. */
  before: string
}

const opensTag = /^<(?:>|[A-Za-z][\w.-]*(?=[\s/>]))(?!\s+extends\b)/
const beginsExpression = /(?:^|[(,=?:&|{}[;>!+\-*%^~]|\b(?:return|default|yield|await|typeof|case|in|of))$/
const regex = /^\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/
const pieces: readonly (readonly [Kind, RegExp])[] = [
  ['comment', /^(?:\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/],
  ['string', /^(?:'(?:[^'\\\n]|\\[\s\S])*'?|"(?:[^"\\\n]|\\[\s\S])*"?)/],
]

/** Cuts a source into tokens; every character belongs to exactly one. */
export function tokensOf(text: string, isJsx = false): Token[] {
  const scan: Scan = { text, at: 0, tokens: [], modes: [{ in: 'code', braces: 0 }], isJsx, before: '' }
  while (scan.at < text.length) step(scan)

  return scan.tokens
}

function step(scan: Scan): void {
  const mode = scan.modes.at(-1) ?? { in: 'code', braces: 0 }
  if (mode.in === 'template') template(scan)
  else if (mode.in === 'children') children(scan)
  else if (mode.in === 'tag') insideTag(scan, mode)
  else code(scan, mode)
}

function take(scan: Scan, kind: Kind, length: number): string {
  const text = scan.text.slice(scan.at, scan.at + Math.max(length, 1))
  const last = scan.tokens.at(-1)
  if (last?.kind === kind && kind !== 'comment' && kind !== 'string') last.text += text
  else scan.tokens.push({ kind, start: scan.at, text })
  scan.at += text.length
  if (kind !== 'comment' && text.trim()) scan.before = (scan.before + text).trimEnd().slice(-12)

  return text
}

function takeMatch(scan: Scan, kind: Kind, pattern: RegExp): boolean {
  const found = pattern.exec(scan.text.slice(scan.at, scan.at + 100_000))?.[0]
  if (found) take(scan, kind, found.length)
  return Boolean(found)
}

const enter = (scan: Scan, name: Mode['in']) => scan.modes.push({ in: name, braces: 0 })

function code(scan: Scan, mode: Mode): void {
  if (pieces.some(([kind, pattern]) => takeMatch(scan, kind, pattern))) return
  const next = scan.text[scan.at]
  if (next === '/' && beginsExpression.test(scan.before) && takeMatch(scan, 'regex', regex)) return
  if (next === '`') {
    take(scan, 'template', 1)
    enter(scan, 'template')
  } else if (next === '<' && startsElement(scan)) {
    take(scan, 'tag', 1)
    enter(scan, 'tag')
  } else braces(scan, mode, next)
}

function braces(scan: Scan, mode: Mode, next: string | undefined): void {
  if (next === '{') mode.braces += 1
  if (next === '}' && mode.braces === 0 && scan.modes.length > 1) {
    scan.modes.pop()
    take(scan, scan.modes.at(-1)?.in === 'template' ? 'template' : 'code', 1)
    return
  }
  if (next === '}') mode.braces -= 1
  if (!takeMatch(scan, 'code', /^\s*[\w$]+|^\s+/)) take(scan, 'code', 1)
}

function startsElement(scan: Scan): boolean {
  if (!scan.isJsx || !beginsExpression.test(scan.before)) return false
  return opensTag.test(scan.text.slice(scan.at, scan.at + 200))
}

function template(scan: Scan): void {
  if (takeMatch(scan, 'template', /^(?:[^`\\$]|\\[\s\S]|\$(?!\{))+/)) return
  if (scan.text.startsWith('${', scan.at)) {
    take(scan, 'template', 2)
    enter(scan, 'code')
    scan.before = '{'
  } else {
    take(scan, 'template', 1)
    scan.modes.pop()
  }
}

function insideTag(scan: Scan, mode: Mode): void {
  if (pieces.some(([kind, pattern]) => takeMatch(scan, kind, pattern))) return
  if (scan.text.startsWith('/>', scan.at)) {
    take(scan, 'tag', 2)
    scan.modes.pop()
  } else if (scan.text[scan.at] === '>') {
    take(scan, 'tag', 1)
    mode.in = 'children'
  } else if (scan.text[scan.at] === '{') openExpression(scan)
  else if (!takeMatch(scan, 'tag', /^[^>{}/'"]+/)) take(scan, 'tag', 1)
}

function children(scan: Scan): void {
  if (takeMatch(scan, 'jsx_text', /^[^<{]+/)) return
  if (scan.text[scan.at] === '{') openExpression(scan)
  else if (scan.text.startsWith('</', scan.at)) {
    takeMatch(scan, 'tag', /^<\/[^>]*>?/)
    scan.modes.pop()
  } else {
    take(scan, 'tag', 1)
    enter(scan, 'tag')
  }
}

function openExpression(scan: Scan): void {
  take(scan, 'code', 1)
  enter(scan, 'code')
}
