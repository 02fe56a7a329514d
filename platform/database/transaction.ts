import type pg from 'pg'
import { commit, rollback } from './ending.ts'
import type { Database } from './pool.ts'
import { type Queries, queriesOn } from './queries.ts'
import {
  type DatabaseRole,
  entryStatement,
  isPlainLook,
  type Opening,
  openingStatement,
  switchingStatement,
} from './settings.ts'
import { hangUpUnless, nameOf, patient, sendTogether } from './wire.ts'

/** One open transaction. It dies with its commit: a handle that was kept answers with an error. */
export interface Transaction {
  readonly queries: Queries
  readonly database: Database
  /** Committed, rolled back, or over its time. */
  readonly has_ended: boolean
  /** Runs after the commit, in order; never when the transaction was rolled back. */
  afterCommit(act: () => void): void
  /** The role of what comes next: told together with the next statement, if there is one. Null: a statement sets it. */
  become(role: DatabaseRole | null): void
  /** A savepoint around `work`: an error undoes it alone and is thrown on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>
  /**
   * A statement whose answer nobody needs: it goes down the connection with the next one, the commit at the latest, and
   * what refuses it is what the transaction fails with.
   */
  send(text: string, values?: unknown[]): void
  /** A statement as it stands, for platform code that needs the driver (jobs). */
  run<Row extends pg.QueryResultRow>(
    text: string,
    values?: unknown[],
    types?: pg.CustomTypesConfig,
  ): Promise<pg.QueryResult<Row>>
}

/** A transaction under a stated role and settings. Serialisation failures repeat `work`, twice at most. */
export function inTransaction<T>(
  database: Database,
  opening: Opening,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const statement = isPlainLook(opening) ? entryStatement(true) : openingStatement(opening)
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
  await tx.run(switchingStatement(there))
  tx.become(null)
  const result = await work()
  await tx.run(switchingStatement(back))
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

/** The handle of a transaction that has ended, or ran over its time: answered as 503 `timeout`. */
class Overdue extends Error {
  readonly code = '57014'

  constructor() {
    super('This transaction has ended')
  }
}

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

function transactionOn(database: Database, client: pg.PoolClient) {
  const afterwards: (() => void)[] = []
  const state: { open: boolean; savepoints: number; refused?: { error: unknown } } = {
    open: true,
    savepoints: 0,
  }
  const role: { is: DatabaseRole | null; next: DatabaseRole | null } = { is: null, next: null }
  const switchRole = () => {
    if (role.next === null || role.next === role.is) return
    role.is = role.next
    // Was it refused, what follows it on the connection is refused, too.
    client
      .query({ ...patient(database, switching), name: nameOf(switching), values: [role.is] })
      .catch(() => {})
  }
  const run = (text: string, values?: unknown[], types?: pg.CustomTypesConfig) => {
    if (!state.open) throw new Overdue()
    sendTogether(client, process.nextTick)
    switchRole()
    return client.query({
      ...patient(database, text),
      ...(values && { name: nameOf(text), values }),
      ...(types && { types }),
    })
  }

  let queries: Queries | undefined
  const tx: Transaction = {
    database,
    get has_ended() {
      return !state.open
    },
    get queries() {
      queries ??= queriesOn(run)
      return queries
    },
    afterCommit: (act) => void afterwards.push(act),
    send(text, values) {
      run(text, values).catch((error: unknown) => {
        state.refused ??= { error }
      })
    },
    run: run as Transaction['run'],
    become(next) {
      role.next = next
      if (next === null) role.is = null
    },
    async savepoint(work) {
      const name = `s${++state.savepoints}`
      await run(`savepoint ${name}`)
      const before = { ...role }
      try {
        const result = await work()
        await run(`release savepoint ${name}`)
        return result
      } catch (error) {
        // The role comes back by itself.
        Object.assign(role, { is: null, next: null })
        await run(`rollback to savepoint ${name}; release savepoint ${name}`)
        Object.assign(role, before)
        throw whyOf(error)
      }
    },
  }
  function end(): void {
    state.open = false
  }
  /** What was sent and refused makes the next statement fail: it is the reason. */
  function whyOf(error: unknown): unknown {
    const why = state.refused ? state.refused.error : error
    delete state.refused
    return why
  }
  return { tx, afterwards, end, whyOf }
}

const switching = "select set_config('role', $1, true)"
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
