/** A line of the log is never longer, in bytes of UTF-8. */
export const longestLine = 16 * 1024

const mark = '…[cut]'
// Shorter values turn up in innocent words, and replacing those would hide the log, not the secret.
const shortestSecret = 6
// Our own credentials say what they are, so they are recognised without being registered.
const credentials = String.raw`\b(?:mpk|mps|mcp|whsec)_[\w+/=-]{16,}|\bBearer [\w.~+/=-]{16,}`

/** Makes what is written from what was serialised: registered secrets replaced, then cut to 16 KiB. */
export function lineFinisher(secrets: string[]): (line: string) => string {
  const long = secrets.filter((secret) => secret.length >= shortestSecret)
  const pattern = patternOf(long)
  const numbers = long.filter((secret) => /^[\d.]+$/.test(secret))

  return (line) => {
    const quoted = numbers.length > 0 ? quoteNumbers(line, numbers) : line

    return cut(quoted.replace(pattern, '[secret]'))
  }
}

function patternOf(secrets: string[]): RegExp {
  const spellings = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)])
  const escaped = [...new Set(spellings)].map((text) => JSON.stringify(text).slice(1, -1))
  // The longest first: a secret that begins with another one must go as a whole.
  const literals = escaped
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`))

  return new RegExp([...literals, credentials].join('|'), 'g')
}

/** A secret of digits inside a bare number: the number becomes a text, so that the line stays JSON. */
function quoteNumbers(line: string, secrets: string[]): string {
  const isHit = (value: unknown) =>
    typeof value === 'number' && secrets.some((s) => String(value).includes(s))

  return `${JSON.stringify(JSON.parse(line, (_key, value) => (isHit(value) ? '[secret]' : value)))}\n`
}

function cut(line: string): string {
  if (fits(line)) return line

  const whole: unknown = JSON.parse(line)
  for (const longest of [4000, 1000, 200]) {
    const shorter = stringify(whole, longest)
    if (fits(shorter)) return shorter
  }
  return stringify(essence(whole), 1000)
}

// A character is at most 3 bytes per unit, so most lines need no counting.
const fits = (line: string) => line.length * 3 <= longestLine || Buffer.byteLength(line) <= longestLine

function stringify(whole: unknown, longest: number): string {
  const shorten = (_key: string, value: unknown) => {
    if (typeof value === 'string' && value.length > longest) return value.slice(0, longest) + mark
    return Array.isArray(value) && value.length > longest / 50
      ? [...value.slice(0, longest / 50), mark]
      : value
  }

  return `${JSON.stringify(whole, shorten)}\n`
}

/** What stays of a line that consists of too many small things. */
function essence(whole: unknown): Record<string, unknown> {
  const kept = [
    'level',
    'timestamp',
    'process',
    'environment',
    'node',
    'version',
    'logger',
    'request_id',
    'message',
  ]
  const entries = whole !== null && typeof whole === 'object' ? Object.entries(whole) : []

  return { ...Object.fromEntries(entries.filter(([key]) => kept.includes(key))), cut: mark }
}
