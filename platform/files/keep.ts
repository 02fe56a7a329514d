import { createHash } from 'node:crypto'
import type { Disk } from './disk.ts'
import type { ReceivedFile } from './receive.ts'

/** Writes bytes that the house made itself into the store; they belong to nobody yet. */
export async function keepBytes(
  disk: Disk,
  name: string,
  content_type: string,
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<ReceivedFile> {
  const spooled = await disk.begin()
  try {
    const hash = createHash('sha256')
    let size_bytes = 0
    for await (const chunk of chunks) {
      hash.update(chunk)
      size_bytes += chunk.length
      await spooled.handle.writeFile(chunk)
    }
    const facts = { name, content_type, size_bytes, sha256: hash.digest() }
    return { ...facts, storage_key: await disk.keep(spooled), width: null, height: null, fields: {} }
  } catch (error) {
    await disk.drop(spooled)
    throw error
  }
}

/** All bytes of a file that is known to be small. */
export async function readWhole(disk: Disk, file: Pick<ReceivedFile, 'storage_key'>): Promise<Buffer> {
  const handle = await disk.open(file.storage_key)
  try {
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

/** The bytes of a file as they come from the store; null when they are not there. */
export async function bytesOf(
  disk: Disk,
  file: Pick<ReceivedFile, 'storage_key'>,
): Promise<AsyncIterable<Buffer> | null> {
  const handle = await disk.open(file.storage_key).catch(() => null)
  return handle === null ? null : handle.createReadStream()
}
