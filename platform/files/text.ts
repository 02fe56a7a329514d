import { isUtf8 } from 'node:buffer'

export interface TextWatch {
  take(chunk: Buffer): void
  /** Whether all that was taken is valid UTF-8 without NUL. */
  isText(): boolean
}

/** Watches a stream go by; characters may be split between chunks. */
export function watchText(): TextWatch {
  let sound = true
  let rest: Buffer = Buffer.alloc(0)
  return {
    take(chunk) {
      if (!sound) return
      const whole = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      const end = whole.length - unfinished(whole)
      rest = Buffer.from(whole.subarray(end))
      const done = whole.subarray(0, end)
      sound = !done.includes(0) && isUtf8(done)
    },
    isText: () => sound && rest.length === 0,
  }
}

/** How many bytes at the end begin a character that is not complete yet: 0 to 3. */
function unfinished(bytes: Buffer): number {
  const tail = bytes.subarray(-3)
  const lead = tail.findLastIndex((byte) => (byte & 0xc0) !== 0x80)
  if (lead < 0) return 0
  const there = tail.length - lead
  return lengthOf(tail[lead] ?? 0) > there ? there : 0
}

/** Of the character that this byte begins (RFC 3629). */
function lengthOf(lead: number): number {
  if (lead >= 0xf0) return 4
  if (lead >= 0xe0) return 3
  return lead >= 0xc0 ? 2 : 1
}
