import { type Database, inTransaction } from '../../../platform/database/index.ts'
import { addUses, type KeyUses, rehash } from './api-key-usage.queries.ts'

/** A key found by an earlier pepper, as the current one knows it. */
export interface FreshHash {
  token_hash: Buffer
  pepper_id: string
}

/** Counts uses of keys in memory and writes them every ten seconds: a request with a key writes nothing itself. */
export interface KeyUsage {
  note(keyId: number, ip: string, fresh?: FreshHash): void
  /** Writes what is left and stops. */
  close(): Promise<void>
}

export function openKeyUsage(
  database: Database,
  log: { error(data: object, message: string): void },
): KeyUsage {
  let counted = new Map<string, KeyUses>()
  let stale = new Map<number, FreshHash>()
  const timer = setInterval(() => void flush(), 10_000).unref()

  async function flush(): Promise<void> {
    if (counted.size === 0) return
    const uses = [...counted.values()].sort((a, b) => a.id - b.id)
    const fresh = stale
    counted = new Map()
    stale = new Map()
    try {
      await inTransaction(database, { role: 'portal_identity' }, async (tx) => {
        await addUses(tx, uses)
        await rehash(
          tx,
          [...fresh].map(([id, hash]) => ({ id, ...hash })),
        )
      })
    } catch (err) {
      // Counts wait for the database to come back; nothing else depends on them.
      for (const use of uses) add(use)
      for (const [id, hash] of fresh) stale.set(id, hash)
      log.error({ err }, 'Uses of API keys could not be counted')
    }
  }

  function add(use: KeyUses): void {
    const name = `${use.id} ${use.ip}`
    const before = counted.get(name)
    counted.set(name, { ...use, count: use.count + (before?.count ?? 0) })
  }

  return {
    note(id, ip, fresh) {
      add({ id, ip: ip || '0.0.0.0', count: 1, at: new Date() })
      if (fresh) stale.set(id, fresh)
    },
    close() {
      clearInterval(timer)
      return flush()
    },
  }
}
