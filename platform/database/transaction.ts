import type pg from 'pg'
import { commit, rollback } from './ending.ts'
import { looking, Overdue, type Transaction, transactionOn } from './handle.ts'
import { type Database, oneForAll } from './pool.ts'
import {
  type DatabaseRole,
  entryStatement,
  isPlainLook,
  type Opening,
  openingStatement,
  switchingStatement,
} from './settings.ts'
import { hangUpUnless, patient, sendTogether } from './wire.ts'

export type { Transaction } from './handle.ts'

/** A transaction under a stated role and settings. Serialisation failures repeat `work`, twice at most. */
export function inTransaction<T>(
  database: Database,
  opening: Opening,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  if (isPlainLook(opening) && database.looks) return looking(database, database.looks, work)
  const statement = isPlainLook(opening)
    ? `${entryStatement(true)}; set local ${oneForAll}`
    : openingStatement(opening)
  return repeated(() => once(database, statement, opening.read_only === true, null, work))
}

export interface Entry {
  text: string
  values: unknown[]
  read_only: boolean
}

/**
 * A transaction whose opening, as portal_identity, and whose entry statement (who is this, what may they see) go
 * down the connection in one round trip; the entry sets role and scope itself (`switchingColumns`).
 */
export function enterTransaction<Row extends pg.QueryResultRow, T>(
  database: Database,
  entry: Entry,
  work: (tx: Transaction, row: Row | undefined) => Promise<T>,
): Promise<T> {
  const statement = entryStatement(entry.read_only)
  return repeated(() =>
    once(database, statement, entry.read_only, requestMs, async (tx) => {
      const { rows } = await tx.run<Row>(entry.text, entry.values)
      return work(tx, rows[0])
    }),
  )
}

/** Runs `work` in the same transaction under another role, and switches back (companies §4.1). */
export async function switchedTo<T>(
  tx: Transaction,
  there: Opening,
  back: Opening,
  work: () => Promise<T>,
): Promise<T> {
  tx.send(switchingStatement(there))
  tx.become(null)
  const result = await work()
  tx.send(switchingStatement(back))
  tx.become(null)

  return result
}

/**
 * Runs `work` under another role in the same transaction, settings kept: a module that asks identity for a
 * person, or the queue for a job.
 */
export async function withRole<T>(
  by: { tx: Transaction; role: DatabaseRole },
  role: DatabaseRole,
  work: () => Promise<T>,
): Promise<T> {
  by.tx.become(role)
  const result = await work()
  by.tx.become(by.role)

  return result
}

/** A request's work may take this long in all (api §4.11); each statement has its own, shorter limit. */
const requestMs = 30_000

async function once<T>(
  database: Database,
  opening: string,
  readOnly: boolean,
  limitMs: number | null,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect()
  sendTogether(client, process.nextTick)
  const opened = client.query(patient(database, opening))
  hangUpUnless(database, client, opened)
  const { tx, end, afterwards, whyOf } = transactionOn(database, client)
  const overdue = limitMs === null ? undefined : setTimeout(end, limitMs)
  try {
    const result = await work(tx)
    await opened
    if (tx.has_ended) throw new Overdue()
    clearTimeout(overdue)
    end()
    await commit(database, client, readOnly)
    for (const act of afterwards) act()
    return result
  } catch (error) {
    clearTimeout(overdue)
    end()
    await rollback(database, client)
    throw whyOf(error)
  }
}

const repeatable = new Set(['40001', '40P01'])

async function repeated<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === 2 || !repeatable.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}
