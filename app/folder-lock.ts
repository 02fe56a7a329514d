import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Refused } from '../platform/refused.ts'

const busy = 5

/**
 * Keeps the embedded database to one process: a second one on the same files undoes what the first was told. The lock is
 * the operating system's, on a file beside it, so that it ends with its holder, however that ends. Gives back the release.
 */
export function holdFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, 'database.lock'), { timeout: 500 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== busy) throw error
    throw new Refused(
      `The embedded database in ${folder} is in use by another process: stop the portal first, or use PostgreSQL (DATABASE_URL).`,
    )
  }
  return () => lock.close()
}
