export interface Range {
  start: number
  /** Inclusive. */
  end: number
}

/**
 * The one range a Range header asks for (RFC 9110 §14): null for all of it (none, several or unreadable ones),
 * `beyond` when no byte of it exists.
 */
export function readRange(header: string | undefined, size: number): Range | 'beyond' | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === undefined || last === undefined || first + last === '') return null
  if (first === '') return lastBytes(Number(last), size)
  const start = Number(first)
  const end = last === '' ? size - 1 : Number(last)
  if (last !== '' && end < start) return null
  return start >= size ? 'beyond' : { start, end: Math.min(end, size - 1) }
}

function lastBytes(length: number, size: number): Range | 'beyond' {
  return length === 0 || size === 0 ? 'beyond' : { start: Math.max(0, size - length), end: size - 1 }
}
