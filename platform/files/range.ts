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
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const [first, last] = [match[1] ?? '', match[2] ?? '']
  if (first === '') {
    const length = Number(last)
    return length === 0 || size === 0 ? 'beyond' : { start: Math.max(0, size - length), end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return null
  return start >= size ? 'beyond' : { start, end }
}
