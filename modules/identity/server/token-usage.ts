import { type Database, inTransaction } from '../../../platform/database/index.ts'
import { addIssued, type Issued } from './token.queries.ts'

/** Counts issued tokens in memory and writes them every ten seconds: issuing one writes nothing itself. */
export interface TokenUsage {
  note(clientId: number, secretId: number): void
  flush(): Promise<void>
  close(): Promise<void>
}

export function openTokenUsage(
  database: Database,
  log: { error(data: object, message: string): void },
): TokenUsage {
  let counted = new Map<number, Issued>()
  const timer = setInterval(() => void flush(), 10_000).unref()

  async function flush(): Promise<void> {
    if (counted.size === 0) return
    const issued = [...counted.values()].sort((a, b) => a.secret_id - b.secret_id)
    counted = new Map()
    try {
      await inTransaction(database, { role: 'portal_identity' }, (tx) => addIssued(tx, issued))
    } catch (err) {
      for (const one of issued) add(one)
      log.error({ err }, 'Issued tokens could not be counted')
    }
  }

  function add(one: Issued): void {
    const before = counted.get(one.secret_id)
    counted.set(one.secret_id, { ...one, count: one.count + (before?.count ?? 0) })
  }

  return {
    note: (id, secret_id) => add({ id, secret_id, count: 1, at: new Date() }),
    flush,
    close() {
      clearInterval(timer)
      return flush()
    },
  }
}
