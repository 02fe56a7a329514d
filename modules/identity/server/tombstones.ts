import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface Tombstone {
  user_id: number
  /** Keyed hash of the address, in hex. */
  email_hash: string
  erased_at: string
}

/** The list of the erased, outside of the database: a restored backup must not bring anybody back. */
export interface Tombstones {
  read(): Promise<Tombstone[]>
  /** Durable when it resolves. */
  add(one: Tombstone): Promise<void>
}

export function tombstonesIn(path: string): Tombstones {
  async function read(): Promise<Tombstone[]> {
    const text = await readFile(path, 'utf8').catch((error: { code?: string }) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Tombstone)
  }
  return {
    read,
    async add(one) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const file = await open(path, 'a', 0o600)
      try {
        await file.writeFile(`${JSON.stringify(one)}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
    },
  }
}
