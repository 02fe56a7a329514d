import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { Outbound } from '../../../platform/outbound/index.ts'

/** Leaked passwords: what a service or a file of their SHA-1 hashes knows. */
export interface Breaches {
  /** Whether the password is known to have leaked; null when the service could not be asked. */
  knows(password: string): Promise<boolean | null>
}

export interface BreachOptions {
  /** Asked by the first five digits of the hash (HIBP range API); null: not at all. */
  range: { url: string; outbound: Pick<Outbound, 'request'> } | null
  /** Sorted lines of upper-case SHA-1, `:count` may follow. */
  file: string | null
}

/** The file is looked into first; only when it does not know, the service is asked, for a second at most. */
export function openBreaches({ range, file }: BreachOptions): Breaches {
  return {
    async knows(password) {
      const hash = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase()
      if (file && (await isInFile(file, hash))) return true
      return range ? await isInRange(range, hash) : false
    },
  }
}

async function isInRange(range: NonNullable<BreachOptions['range']>, hash: string): Promise<boolean | null> {
  try {
    const { status, body } = await range.outbound.request({
      method: 'GET',
      url: `${range.url}/${hash.slice(0, 5)}`,
      headers: { 'Add-Padding': 'true' },
      timeout_ms: 1_000,
      max_body_bytes: 262_144,
    })
    if (status !== 200) return null
    const rest = hash.slice(5)
    // Padding comes as hashes with the count 0.
    return body
      .toString('latin1')
      .split(/\r?\n/)
      .some((line) => line.startsWith(rest) && !line.endsWith(':0'))
  } catch {
    return null
  }
}

const window = 512

/** Binary search over the bytes of the file: a line that holds the hash, or none. */
async function isInFile(path: string, hash: string): Promise<boolean> {
  const file = await open(path)
  try {
    let [low, high] = [0, (await file.stat()).size]
    while (high - low > window) {
      const middle = low + Math.floor((high - low) / 2)
      const line = await lineAfter(file, middle)
      if (line === null || line.text >= hash) {
        if (line?.text.startsWith(hash)) return true
        high = middle
      } else low = line.at
    }
    const rest = await bytesAt(file, low, high - low + window)
    return rest.split('\n').some((line) => line.startsWith(hash))
  } finally {
    await file.close()
  }
}

async function lineAfter(file: FileHandle, at: number): Promise<{ text: string; at: number } | null> {
  const bytes = await bytesAt(file, at, window)
  const start = bytes.indexOf('\n')
  if (start < 0 || start + 1 >= bytes.length) return null
  const text = bytes.slice(start + 1).split('\n', 1)[0] ?? ''
  return { text: text.trim(), at: at + start + 1 }
}

async function bytesAt(file: FileHandle, at: number, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
  return buffer.toString('latin1', 0, bytesRead)
}
