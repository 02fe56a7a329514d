import type { Database } from './pool.ts'
import type { Opening } from './settings.ts'
import { inTransaction, type Transaction } from './transaction.ts'

/** What a statement found for the nth question, which begins at 1. */
export type Found<Row> = Row & { nth: number }

interface Waiting<Asked, Row> {
  asked: Asked
  resolve: (row: Row | undefined) => void
  reject: (error: unknown) => void
}

/** A statement that fails, fails for all who asked: no more than so many. */
const mostAtOnce = 50
const mostUnderWay = 2

/**
 * A look at one row that many want at once: those who ask in the same turn of the loop, or while two statements are
 * under way, are answered by one statement. It begins after each of them asked, so nobody gets an answer that is older
 * than the question. `read` may only look, and must not fail for what one of them asked.
 */
export function gathered<Asked, Row>(
  database: Database,
  opening: Opening & { read_only: true },
  read: (tx: Transaction, asked: Asked[]) => Promise<Found<Row>[]>,
): (asked: Asked) => Promise<Row | undefined> {
  let waiting: Waiting<Asked, Row>[] = []
  let underWay = 0
  let isCalled = false

  async function answer(batch: Waiting<Asked, Row>[]): Promise<void> {
    underWay++
    try {
      const rows = await inTransaction(database, opening, (tx) =>
        read(
          tx,
          batch.map(({ asked }) => asked),
        ),
      )
      const found = new Map(rows.map((row) => [Number(row.nth), row]))
      batch.forEach(({ resolve }, index) => {
        resolve(found.get(index + 1))
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    } finally {
      underWay--
      go()
    }
  }

  function go(): void {
    isCalled = false
    while (waiting.length > 0 && underWay < mostUnderWay) {
      const batch = waiting.slice(0, mostAtOnce)
      waiting = waiting.slice(mostAtOnce)
      void answer(batch)
    }
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      if (isCalled || underWay >= mostUnderWay) return
      isCalled = true
      setImmediate(go)
    })
}
