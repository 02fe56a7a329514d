// What a person in front of a terminal knows anyway.
const unsaid = new Set(['timestamp', 'level', 'message', 'process', 'environment', 'node', 'version'])

/** A JSON line for people: `12:01:02 INFO  message key=value`, an error's stack indented below. */
export function prettyLine(json: string): string {
  const line: Record<string, unknown> = JSON.parse(json)
  const { timestamp, level, message, logger, error = line.err, err: _, ...rest } = line
  const name = logger === 'portal' || logger === undefined ? {} : { logger }
  const details = Object.entries({ ...name, ...rest }).filter(([key]) => !unsaid.has(key))
  const start = `${String(timestamp).slice(11, 19)} ${String(level).padEnd(5)} ${printable(message ?? '')}`

  return `${[start, ...details.map(detail)].join(' ')}\n${stackOf(error)}`
}

function detail([key, value]: [string, unknown]): string {
  if (typeof value === 'string' && /^[^\s"=]+$/.test(value)) return `${key}=${printable(value)}`

  return `${key}=${printable(JSON.stringify(value))}`
}

function stackOf(error: unknown): string {
  if (error === undefined || error === null) return ''

  const { stack, message } =
    typeof error === 'object' ? (error as { stack?: unknown; message?: unknown }) : {}
  const lines = String(stack ?? message ?? error).split('\n')
  return lines.map((line) => `         ${printable(line)}\n`).join('')
}

/** Control characters could move a terminal's cursor or fake a line. */
function printable(text: unknown): string {
  return String(text).replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
}
