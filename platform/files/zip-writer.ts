import { crc32 } from 'node:zlib'

export interface ZipEntry {
  /** A path with `/`, without a leading one. */
  name: string
  content: Iterable<Buffer> | AsyncIterable<Buffer>
}

const most = 0xffffffff
/** Stored, UTF-8 name, sizes behind the content. */
const flags = 0x0808
/** 1980-01-01: a date that says nothing. */
const date = 0x0021

/** A ZIP container as a stream, without compression (PKWARE APPNOTE 4.3). Throws above 4 GiB. */
export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncIterable<Buffer> {
  const directory: Buffer[] = []
  let at = 0
  for await (const { name, content } of entries) {
    const title = Buffer.from(name)
    const start = at
    const header = Buffer.concat([
      record(0x04034b50, [20, flags, 0, 0, date], [0, 0, 0], [title.length, 0]),
      title,
    ])
    yield header
    let crc = 0
    let size = 0
    for await (const chunk of content) {
      crc = crc32(chunk, crc)
      size += chunk.length
      yield chunk
    }
    yield record(0x08074b50, [], [crc, size, size], [])
    at += header.length + size + 16
    if (at > most) throw new Error('The container would be over 4 GiB')
    const entry = record(
      0x02014b50,
      [20, 20, flags, 0, 0, date],
      [crc, size, size],
      [title.length, 0, 0, 0, 0],
    )
    directory.push(entry, quad(0), quad(start), title)
  }
  const list = Buffer.concat(directory)
  yield list
  const count = directory.length / 4
  yield record(0x06054b50, [0, 0, count, count], [list.length, at], [0])
}

/** A signature, words of two bytes, of four, and of two again. */
function record(signature: number, words: number[], quads: number[], more: number[]): Buffer {
  return Buffer.concat([quad(signature), ...words.map(word), ...quads.map(quad), ...more.map(word)])
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function quad(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
