import { type Database, inTransaction } from '../../../platform/database/index.ts'
import { addUses, type KeyUse } from './api-key.queries.ts'

/** Counts uses of keys in memory and writes them every ten seconds: a request with a key writes nothing itself. */
export interface KeyUsage {
  note(keyId: number): void
  /** Writes what is left and stops. */
  close(): Promise<void>
}

export function openKeyUsage(
  database: Database,
  log: { error(data: object, message: string): void },
): KeyUsage {
  let counted = new Map<number, KeyUse>()
  const timer = setInterval(() => void flush(), 10_000).unref()

  async function flush(): Promise<void> {
    if (counted.size === 0) return
    const uses = [...counted.values()].sort((a, b) => a.id - b.id)
    counted = new Map()
    try {
      await inTransaction(database, { role: 'portal_identity' }, (tx) => addUses(tx, uses))
    } catch (err) {
      // Counts wait for the database to come back; nothing else depends on them.
      for (const use of uses) add(use)
      log.error({ err }, 'Uses of API keys could not be counted')
    }
  }

  function add(use: KeyUse): void {
    const before = counted.get(use.id)
    counted.set(use.id, { ...use, count: use.count + (before?.count ?? 0) })
  }

  return {
    note: (id) => add({ id, count: 1, at: new Date() }),
    close() {
      clearInterval(timer)
      return flush()
    },
  }
}
