import type { Transaction } from './transaction.ts'

/** What every statement may take, unless said otherwise (pool.ts). */
const usual = '10s'

/** Runs `work` in a savepoint in which no statement takes longer than this; one that does fails with 57014. */
export function withStatementLimit<T>(tx: Transaction, ms: number, work: () => Promise<T>): Promise<T> {
  return tx.savepoint(async () => {
    await setLimit(tx, `${ms}ms`)
    const result = await work()
    await setLimit(tx, usual)
    return result
  })
}

const setLimit = (tx: Transaction, limit: string) =>
  tx.run(`select set_config('statement_timeout', $1, true)`, [limit])
