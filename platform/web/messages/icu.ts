type Values = Record<string, string | number>

/**
 * Fills a message in the ICU subset of the house: `{name}`, `{n, plural, =0 {…} one {…} other {# …}}`,
 * `{kind, select, a {…} other {…}}`. A brace of its own stands between apostrophes: `'{'`.
 */
export function fill(message: string, values: Values, locale: string): string {
  return read(message, 0, values, locale, null).text
}

/** Reads up to the closing brace of its own level, or to the end. */
function read(message: string, start: number, values: Values, locale: string, count: string | null) {
  let text = ''
  let at = start
  while (at < message.length && message.charAt(at) !== '}') {
    const part = piece(message, at, values, locale, count)
    text += part.text
    at = part.at
  }
  return { text, at }
}

function piece(message: string, at: number, values: Values, locale: string, count: string | null) {
  const char = message.charAt(at)
  if (char === '{') return argument(message, at + 1, values, locale)
  if (char === '#' && count !== null) return { text: count, at: at + 1 }
  const quoted = /^'([{}#])'?/.exec(message.slice(at, at + 3))
  return quoted ? { text: quoted[1] ?? '', at: at + quoted[0].length } : { text: char, at: at + 1 }
}

function argument(message: string, start: number, values: Values, locale: string) {
  const head = /^\s*(\w+)\s*(?:,\s*(plural|select)\s*,)?\s*/.exec(message.slice(start))
  const name = head?.[1] ?? ''
  const kind = head?.[2]
  let at = start + (head?.[0].length ?? 0)
  const value = values[name] ?? `{${name}}`
  const shown = typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value
  if (!kind) return { text: shown, at: at + 1 }

  const choices = new Map<string, string>()
  for (let label = /^\s*([\w=]+)\s*\{/.exec(message.slice(at)); label; ) {
    at += label[0].length
    const branch = read(message, at, values, locale, kind === 'plural' ? shown : null)
    choices.set(label[1] ?? '', branch.text)
    at = branch.at + 1
    label = /^\s*([\w=]+)\s*\{/.exec(message.slice(at))
  }
  const end = message.indexOf('}', at)
  return { text: chosen(choices, kind, value, locale), at: end + 1 }
}

function chosen(choices: Map<string, string>, kind: string, value: string | number, locale: string): string {
  const other = choices.get('other') ?? ''
  if (kind === 'select') return choices.get(String(value)) ?? other
  const word = new Intl.PluralRules(locale).select(Number(value))
  return choices.get(`=${value}`) ?? choices.get(word) ?? other
}
