import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { OutboundProblem } from './problem.ts'

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/** What we can unpack, for Accept-Encoding. */
export const acceptEncoding = 'gzip, deflate, br, zstd'

/**
 * Reads and unpacks a body of at most `max` bytes, packed or not; throws `too_large` as soon as it is more.
 * An encoding we never offered is a `connection` problem: its size could not be counted.
 */
export async function readBody(
  body: AsyncIterable<Buffer>,
  encoding: string | undefined,
  max: number,
): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() || 'identity'
  if (name === 'identity') return pipeline(body, (source) => collect(source, max))
  if (!isKnown(name)) throw new OutboundProblem('connection', `The answer is packed as ${name.slice(0, 40)}`)

  return pipeline(
    body,
    (source: AsyncIterable<Buffer>) => atMost(source, max),
    decoders[name](),
    (source: AsyncIterable<Buffer>) => collect(source, max),
  )
}

function isKnown(name: string): name is keyof typeof decoders {
  return Object.hasOwn(decoders, name)
}

async function* atMost(source: AsyncIterable<Buffer>, max: number): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > max) throw new OutboundProblem('too_large', `The answer is larger than ${max} bytes`)
    yield chunk
  }
}

async function collect(source: AsyncIterable<Buffer>, max: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of atMost(source, max)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
